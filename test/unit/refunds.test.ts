import assert from 'node:assert/strict';
import {paymentStatusOf} from '../../src/domain/payment-status';
import {
  checkRefundStatusChange,
  isApprovedAtOnce,
  type RefundableCharge,
  refundStatusOf,
  splitRefund,
} from '../../src/domain/refunds';
import {REFUND_CAUSES, REFUND_STATUSES, type RefundStatus} from '../../src/domain/statuses';

const charge = (id: number, refundablePence: number, byProvider = false): RefundableCharge => ({
  id,
  refundablePence,
  byProvider,
});

describe('A refund', () => {
  it('goes from asked for to decided to done, and back only when the bank returns it or staff try again', () => {
    const allowed: [RefundStatus, RefundStatus][] = [
      ['pending', 'approved'],
      ['pending', 'rejected'],
      ['approved', 'processing'],
      ['approved', 'failed'],
      ['processing', 'completed'],
      ['processing', 'failed'],
      ['completed', 'failed'],
      ['failed', 'approved'],
      ['failed', 'rejected'],
      ['failed', 'completed'],
    ];
    for (const from of REFUND_STATUSES) {
      for (const to of REFUND_STATUSES) {
        const change = () => checkRefundStatusChange(from, to);
        if (allowed.some(([a, b]) => a === from && b === to)) change();
        else assert.throws(change, {code: 'INVALID_STATUS_CHANGE', details: {from, to}});
      }
    }
  });

  it('that a rule decides needs nobody where the setting says so; what was never ours never does', () => {
    const needsNobody = (isAutomatic: boolean) =>
      REFUND_CAUSES.filter(cause => isApprovedAtOnce(cause, isAutomatic)).sort();

    assert.deepEqual(needsNobody(false), ['late_payment', 'overpaid']);
    assert.deepEqual(needsNobody(true), REFUND_CAUSES.filter(cause => cause !== 'staff').toSorted());
  });

  it('takes the charge that it is about first, then cards, then the others, each newest first', () => {
    const charges = [charge(1, 100), charge(2, 100, true), charge(3, 100), charge(4, 100, true)];
    const split = (pence: number, source?: number) =>
      splitRefund(charges, pence, source)?.map(part => [part.chargeId, part.pence]);

    assert.deepEqual(split(250), [
      [4, 100],
      [2, 100],
      [3, 50],
    ]);
    assert.deepEqual(split(150, 1), [
      [1, 100],
      [4, 50],
    ]);
    assert.deepEqual(split(400)?.length, 4);
    assert.equal(split(401), undefined);
    assert.deepEqual(splitRefund([charge(1, 0), charge(2, 5)], 5)?.length, 1);
    assert.equal(splitRefund([], 1), undefined);
  });

  it('has come as far as its parts', () => {
    const of = (...parts: ['pending' | 'succeeded' | 'failed', number][]) =>
      refundStatusOf(
        100,
        parts.map(([status, pence]) => ({status, pence})),
      );

    assert.equal(of(['succeeded', 60], ['pending', 40]), 'processing');
    assert.equal(of(['succeeded', 60], ['failed', 40]), 'failed');
    assert.equal(of(['failed', 100], ['succeeded', 100]), 'completed');
    assert.equal(of(['succeeded', 60], ['failed', 40], ['succeeded', 40]), 'completed');
    assert.equal(of(), 'failed');
  });
});

describe('The payment status of a booking', () => {
  const cases: [
    what: string,
    due: number,
    charged: number,
    refunded: number,
    failed: boolean,
    expected: string,
  ][] = [
    ['nothing came', 7500, 0, 0, false, 'pending'],
    ['a card was declined', 7500, 0, 0, true, 'failed'],
    ['a part came', 7500, 5000, 0, true, 'pending'],
    ['all came', 7500, 7500, 0, true, 'paid'],
    ['there is nothing to pay', 0, 0, 0, false, 'paid'],
    ['a part went back', 7500, 7500, 1, false, 'partially_refunded'],
    ['all went back', 7500, 7500, 7500, false, 'refunded'],
    ['it was paid twice and one of the two went back', 7500, 15000, 7500, false, 'paid'],
    ['it was paid twice and both went back', 7500, 15000, 15000, false, 'refunded'],
    ['it became cheaper and the difference went back', 5000, 7500, 2500, false, 'paid'],
    ['it became free and all went back', 0, 7500, 7500, false, 'refunded'],
    ['more came than is due', 7500, 7501, 0, false, 'paid'],
    ['a penny is missing', 7500, 7499, 0, false, 'pending'],
  ];
  for (const [what, duePence, chargedPence, refundedPence, hasFailedCharge, expected] of cases) {
    it(`is ${expected} when ${what}`, () => {
      assert.equal(paymentStatusOf({duePence, chargedPence, refundedPence, hasFailedCharge}), expected);
    });
  }
});
