import assert from 'node:assert/strict';
import {parsePence} from '../../src/domain/money';
import {quote, subtotalPence} from '../../src/domain/pricing';

const percent = (discountValue: string) => ({discountType: 'percentage', discountValue}) as const;
const fixed = (discountValue: string) => ({discountType: 'fixed', discountValue}) as const;

describe('A quote', () => {
  it('is price by seats, in pounds with two places', () => {
    assert.deepEqual(quote('75', 3), {
      seats: 3,
      unitPrice: '75.00',
      subtotal: '225.00',
      discountApplied: '0.00',
      discountSource: null,
      paymentAmount: '225.00',
      currency: 'GBP',
    });
  });

  it('takes the discount off the whole purchase, not off each seat', () => {
    // 3 × round(10 % of 33.35) would be 10.02.
    assert.deepEqual(quote('33.35', 3, percent('10.00')), {
      seats: 3,
      unitPrice: '33.35',
      subtotal: '100.05',
      discountApplied: '10.01',
      discountSource: 'code',
      paymentAmount: '90.04',
      currency: 'GBP',
    });
  });

  it('with a discount that is larger than the purchase is free, never less', () => {
    const {discountApplied, paymentAmount} = quote('40.00', 1, fixed('50.00'));

    assert.deepEqual([discountApplied, paymentAmount], ['40.00', '0.00']);
    assert.equal(quote('0.00', 5, percent('10')).paymentAmount, '0.00');
  });

  it('has no penny too many or too few, whatever the price and the discount', () => {
    for (const price of ['0.01', '0.03', '33.33', '75.00', '149.99', '999999.99']) {
      for (const seats of [1, 2, 3, 7, 12, 100]) {
        for (const discount of [
          undefined,
          percent('33.33'),
          percent('12.5'),
          percent('100'),
          fixed('20.01'),
        ]) {
          const {subtotal, discountApplied, paymentAmount} = quote(price, seats, discount);

          assert.equal(parsePence(subtotal), subtotalPence(price, seats));
          assert.equal(parsePence(discountApplied) + parsePence(paymentAmount), parsePence(subtotal));
        }
      }
    }
  });
});
