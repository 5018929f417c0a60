import assert from 'node:assert/strict';
import {checkDiscountCode, type DiscountCodeTerms, discountPence} from '../../src/domain/discounts';
import {DomainError} from '../../src/domain/errors';

const NOON = new Date('2027-06-15T11:00:00Z');
const PURCHASE = {subtotalPence: 10_000, courseType: 'efaw'};

function givenTerms(terms: Partial<DiscountCodeTerms> = {}): DiscountCodeTerms {
  return {
    code: 'SUMMER',
    discountType: 'percentage',
    discountValue: '10.00',
    minPurchaseAmount: '0.00',
    validFrom: '2027-06-01',
    validUntil: '2027-06-30',
    usageLimit: null,
    timesUsed: 0,
    courseTypeRestriction: null,
    isActive: true,
    ...terms,
  };
}

function refusalOf(
  terms: DiscountCodeTerms | undefined,
  purchase = PURCHASE,
  now = NOON,
): string | undefined {
  try {
    checkDiscountCode(terms, purchase, now);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('A discount code', () => {
  it('counts in its dates, while it is active and has uses left', () => {
    assert.equal(refusalOf(givenTerms()), undefined);
    assert.equal(refusalOf(givenTerms({usageLimit: 5, timesUsed: 4})), undefined);
    assert.equal(refusalOf(givenTerms({usageLimit: null, timesUsed: 1_000_000})), undefined);
  });

  it('that nobody knows and one that was switched off are the same to a customer', () => {
    assert.equal(refusalOf(undefined), 'DISCOUNT_CODE_INVALID');
    assert.equal(refusalOf(givenTerms({isActive: false})), 'DISCOUNT_CODE_INVALID');
  });

  it('counts from the first midnight of its first day to the last one of its last day, in London', () => {
    const at = (instant: string) => refusalOf(givenTerms(), PURCHASE, new Date(instant));

    assert.equal(at('2027-05-31T22:59:59.999Z'), 'DISCOUNT_CODE_NOT_APPLICABLE');
    assert.equal(at('2027-05-31T23:00:00.000Z'), undefined);
    assert.equal(at('2027-06-30T22:59:59.999Z'), undefined);
    assert.equal(at('2027-06-30T23:00:00.000Z'), 'DISCOUNT_CODE_EXPIRED');
  });

  it('for one day counts on that day', () => {
    assert.equal(refusalOf(givenTerms({validFrom: '2027-06-15', validUntil: '2027-06-15'})), undefined);
  });

  it('is for its type of course only', () => {
    const terms = givenTerms({courseTypeRestriction: 'faw'});

    assert.equal(refusalOf(terms), 'DISCOUNT_CODE_NOT_APPLICABLE');
    assert.equal(refusalOf(terms, {...PURCHASE, courseType: 'faw'}), undefined);
  });

  it('wants its minimum amount, to the penny', () => {
    const terms = givenTerms({minPurchaseAmount: '100.01'});

    assert.equal(refusalOf(terms), 'DISCOUNT_CODE_NOT_APPLICABLE');
    assert.equal(refusalOf(terms, {...PURCHASE, subtotalPence: 10_001}), undefined);
  });

  it('is used up at its limit', () => {
    assert.equal(refusalOf(givenTerms({usageLimit: 5, timesUsed: 5})), 'DISCOUNT_CODE_EXHAUSTED');
    assert.equal(refusalOf(givenTerms({usageLimit: 5, timesUsed: 6})), 'DISCOUNT_CODE_EXHAUSTED');
  });

  it('that is both expired and used up is expired, and never tells of uses it is not for', () => {
    const usedUp = {usageLimit: 1, timesUsed: 1};

    assert.equal(refusalOf(givenTerms({...usedUp, validUntil: '2027-06-14'})), 'DISCOUNT_CODE_EXPIRED');
    assert.equal(
      refusalOf(givenTerms({...usedUp, courseTypeRestriction: 'faw'})),
      'DISCOUNT_CODE_NOT_APPLICABLE',
    );
  });
});

describe('A discount', () => {
  const percent = (discountValue: string) => ({discountType: 'percentage', discountValue}) as const;
  const fixed = (discountValue: string) => ({discountType: 'fixed', discountValue}) as const;

  it('in percent rounds half a penny up, in the favour of the customer', () => {
    assert.equal(discountPence(percent('10.00'), 7_500), 750);
    assert.equal(discountPence(percent('12.50'), 7_500), 938);
    assert.equal(discountPence(percent('100.00'), 7_505), 7_505);
    assert.equal(discountPence(percent('0.01'), 1), 0);
  });

  it('in pounds is never more than the purchase', () => {
    assert.equal(discountPence(fixed('20.00'), 7_500), 2_000);
    assert.equal(discountPence(fixed('75.00'), 7_500), 7_500);
    assert.equal(discountPence(fixed('75.01'), 7_500), 7_500);
    assert.equal(discountPence(fixed('20.00'), 0), 0);
  });
});
