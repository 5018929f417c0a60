import assert from 'node:assert/strict';
import {type DiscountTerms, priceOfSeats, priceWithout, seatPrices} from '../../src/domain/booking-price';
import {parsePence} from '../../src/domain/money';
import {bestDiscount} from '../../src/domain/pricing';

const OFF: DiscountTerms = {
  source: 'code',
  discountType: 'percentage',
  discountValue: '10.00',
  minPurchaseAmount: '0.00',
  minSeats: 1,
};
const terms = (values: Partial<DiscountTerms>): DiscountTerms => ({...OFF, ...values});

const tier = (refundPercent: number) => ({name: 'a tier', minDaysBefore: 0, refundPercent});

/** A booking of equal seats. */
const booked = (price: string, seats: number, of: DiscountTerms | null = null) => ({
  ...priceOfSeats(
    Array.from({length: seats}, () => parsePence(price)),
    of,
    '0.00',
  ),
  seats,
  unitPrices: Array.from({length: seats}, () => null),
});

describe('The price of each seat of a booking', () => {
  it('is an equal share, and no penny is lost', () => {
    const of = (paymentAmount: string, seats: number) =>
      seatPrices({
        paymentAmount,
        discountApplied: '0.00',
        retainedAmount: '0.00',
        seats,
        unitPrices: Array.from({length: seats}, () => null),
      });

    assert.deepEqual(of('225.00', 3), [7500, 7500, 7500]);
    assert.deepEqual(of('100.00', 3), [3334, 3333, 3333]);
    assert.deepEqual(of('0.02', 3), [1, 1, 0]);
  });

  it('is before the discount, and without what was kept', () => {
    const price = {paymentAmount: '160.00', discountApplied: '15.00', retainedAmount: '25.00'};

    assert.deepEqual(seatPrices({...price, seats: 2, unitPrices: [null, null]}), [7500, 7500]);
  });

  it('is its own where it has one; the others share the rest', () => {
    const price = {paymentAmount: '230.00', discountApplied: '0.00', retainedAmount: '0.00'};

    assert.deepEqual(seatPrices({...price, seats: 3, unitPrices: [null, '80.00', null]}), [7500, 8000, 7500]);
  });
});

describe('The price without somebody', () => {
  const without = (
    before: Parameters<typeof priceWithout>[0],
    paidPence: number,
    percent: number | null,
    of: DiscountTerms | null = null,
    place = 0,
  ) => {
    const after = priceWithout(before, place, of, paidPence, percent === null ? null : tier(percent));
    return [after.paymentAmount, after.discountApplied, after.retainedAmount, after.refundAmount];
  };

  it('gives back of what was paid for the seat what the tier says, and keeps the rest', () => {
    const two = booked('75.00', 2);

    assert.deepEqual(without(two, 15_000, 100), ['75.00', '0.00', '0.00', '75.00']);
    assert.deepEqual(without(two, 15_000, 50), ['112.50', '0.00', '37.50', '37.50']);
    assert.deepEqual(without(two, 15_000, 0), ['150.00', '0.00', '75.00', '0.00']);
    assert.deepEqual(without(two, 15_000, null), ['150.00', '0.00', '75.00', '0.00']);
    assert.deepEqual(without(booked('75.01', 2), 15_002, 50), ['112.51', '0.00', '37.50', '37.51']);
  });

  it('asks nothing for the seat of whoever has not paid for it', () => {
    const two = booked('75.00', 2);

    assert.deepEqual(without(two, 0, 0), ['75.00', '0.00', '0.00', '0.00']);
    assert.deepEqual(without(two, 7_500, 0), ['75.00', '0.00', '0.00', '0.00']);
    assert.deepEqual(without(two, 10_000, 0), ['100.00', '0.00', '25.00', '0.00']);
  });

  it('keeps what was kept before, apart from the seats', () => {
    const before = {
      paymentAmount: '187.50',
      discountApplied: '0.00',
      retainedAmount: '37.50',
      seats: 2,
      unitPrices: [null, null],
    };

    assert.deepEqual(without(before, 18_750, 50), ['150.00', '0.00', '75.00', '37.50']);
    assert.deepEqual(without(before, 18_750, 100), ['112.50', '0.00', '37.50', '75.00']);
  });

  it('has the same percentage off, and a fixed discount in full', () => {
    const fixed = terms({discountType: 'fixed', discountValue: '20.00'});

    assert.deepEqual(without(booked('75.00', 2, OFF), 13_500, 100, OFF), ['67.50', '7.50', '0.00', '67.50']);
    assert.deepEqual(without(booked('75.00', 2, fixed), 13_000, 100, fixed), [
      '55.00',
      '20.00',
      '0.00',
      '75.00',
    ]);
  });

  it('has no discount any more when too little is left for it, but is never dearer for that', () => {
    const small = terms({minPurchaseAmount: '150.00'});
    const group = terms({source: 'group', minSeats: 2});
    const huge = terms({discountValue: '60.00', minPurchaseAmount: '150.00'});

    assert.deepEqual(without(booked('75.00', 2, small), 13_500, 100, small), [
      '75.00',
      '0.00',
      '0.00',
      '60.00',
    ]);
    assert.deepEqual(without(booked('75.00', 2, group), 13_500, 100, group), [
      '75.00',
      '0.00',
      '0.00',
      '60.00',
    ]);
    assert.deepEqual(without(booked('75.00', 2, huge), 6_000, 100, huge), ['60.00', '15.00', '0.00', '0.00']);
  });

  it('is that of the seats that are left, where they cost different amounts', () => {
    const before = {
      paymentAmount: '155.00',
      discountApplied: '0.00',
      retainedAmount: '0.00',
      seats: 2,
      unitPrices: ['75.00', '80.00'],
    };

    assert.deepEqual(without(before, 15_500, 100, null, 0), ['80.00', '0.00', '0.00', '75.00']);
    assert.deepEqual(without(before, 15_500, 100, null, 1), ['75.00', '0.00', '0.00', '80.00']);
  });

  it('never makes or loses a penny, whatever the price, the share and what was paid', () => {
    for (const price of ['0.01', '33.33', '75.00', '149.99']) {
      for (const seats of [2, 3, 7]) {
        for (const of of [
          null,
          OFF,
          terms({discountValue: '33.33'}),
          terms({discountType: 'fixed', discountValue: '20.01'}),
        ]) {
          const before = booked(price, seats, of);
          const paid = parsePence(before.paymentAmount);
          for (const percent of [0, 33, 50, 100]) {
            const after = priceWithout(before, 0, of, paid, tier(percent));
            const [amount, back] = [after.paymentAmount, after.refundAmount].map(text =>
              Math.round(Number(text) * 100),
            );

            assert.equal((amount ?? 0) + (back ?? 0), paid, `${price} × ${seats}, ${percent} %`);
            const left = {
              ...after,
              seats: seats - 1,
              unitPrices: Array.from({length: seats - 1}, () => null),
            };
            assert.deepEqual(seatPrices(left), seatPrices(before).slice(1));
          }
        }
      }
    }
  });
});

describe('The discount that a booking is made with', () => {
  const code = {
    code: 'TEN',
    discountType: 'percentage' as const,
    discountValue: '10.00',
    minPurchaseAmount: '50.00',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    usageLimit: null,
    timesUsed: 0,
    courseTypeRestriction: null,
    isActive: true,
  };
  const group = {minSeats: '6', percent: '15'};

  it('is the better of code and group, never both', () => {
    assert.equal(bestDiscount(code, group, '75.00', 5)?.source, 'code');
    assert.equal(bestDiscount(code, group, '75.00', 6)?.source, 'group');
    assert.equal(bestDiscount({...code, discountValue: '20.00'}, group, '75.00', 6)?.source, 'code');
    assert.equal(
      bestDiscount({...code, discountType: 'fixed', discountValue: '80.00'}, group, '75.00', 6)?.source,
      'code',
    );
    assert.equal(bestDiscount(undefined, group, '75.00', 5), undefined);
    assert.deepEqual(bestDiscount(undefined, group, '75.00', 6), {
      source: 'group',
      discountType: 'percentage',
      discountValue: '15',
      minPurchaseAmount: '0.00',
      minSeats: 6,
    });
  });

  it('is the group’s where both are the same, so that the code stays unused', () => {
    assert.equal(bestDiscount({...code, discountValue: '15.00'}, group, '75.00', 6)?.source, 'group');
  });

  it('is none of the group’s where the setting is off, or says nothing that can be', () => {
    for (const percent of ['0', '0.00', '101', '-5', 'ten', '12.345', '', null]) {
      assert.equal(bestDiscount(undefined, {...group, percent}, '75.00', 12), undefined, String(percent));
    }
    for (const minSeats of ['0', '-1', '2.5', 'six', '', null]) {
      assert.equal(bestDiscount(undefined, {...group, minSeats}, '75.00', 12), undefined, String(minSeats));
    }
  });
});
