import {invalidStatusChange} from './errors';
import type {RefundCause, RefundStatus} from './statuses';

/** Which status may follow which. A completed refund fails when the bank sends the money back; staff may give it up then. */
const NEXT: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  pending: ['approved', 'rejected'],
  approved: ['processing', 'failed'],
  rejected: [],
  processing: ['completed', 'failed'],
  completed: ['failed'],
  failed: ['approved', 'rejected', 'completed'],
};

/** @throws DomainError INVALID_STATUS_CHANGE */
export function checkRefundStatusChange(from: RefundStatus, to: RefundStatus): void {
  if (!NEXT[from].includes(to)) throw invalidStatusChange('refund', from, to);
}

/** What a rule decides needs nobody to approve it where the setting says so; what a person decides always does. */
const BY_RULE: Readonly<Record<RefundCause, 'always' | 'by setting' | 'never'>> = {
  // Rule 9: money that came too late, or twice, was never ours.
  late_payment: 'always',
  overpaid: 'always',
  customer_cancelled: 'by setting',
  company_cancelled: 'by setting',
  booking_changed: 'by setting',
  staff: 'never',
};

/** @param isAutomatic the setting `refunds.automatic` */
export function isApprovedAtOnce(cause: RefundCause, isAutomatic: boolean): boolean {
  return BY_RULE[cause] === 'always' || (BY_RULE[cause] === 'by setting' && isAutomatic);
}

/** A charge of a booking, and what of it can still go back. */
export interface RefundableCharge {
  id: number;
  refundablePence: number;
  /** The payment provider takes the money back to the card; else staff pay it back. */
  byProvider: boolean;
}

export interface RefundPart {
  chargeId: number;
  pence: number;
  byProvider: boolean;
}

/**
 * Splits a refund over the charges that it gives back: the one it is about first, then those by card, then the others,
 * each newest first.
 * @param sourceId the charge that the refund is about; null: none in particular
 * @returns undefined when the charges don't cover it
 */
export function splitRefund(
  charges: readonly RefundableCharge[],
  amountPence: number,
  sourceId: number | null = null,
): RefundPart[] | undefined {
  const rank = (charge: RefundableCharge) => (charge.id === sourceId ? 0 : charge.byProvider ? 1 : 2);
  const parts: RefundPart[] = [];
  let left = amountPence;
  for (const charge of [...charges].sort((a, b) => rank(a) - rank(b) || b.id - a.id)) {
    const pence = Math.min(left, charge.refundablePence);
    if (pence > 0) parts.push({chargeId: charge.id, pence, byProvider: charge.byProvider});
    left -= Math.max(pence, 0);
  }
  return left === 0 ? parts : undefined;
}

/** What a refund has come to, by its parts. */
export function refundStatusOf(
  amountPence: number,
  parts: readonly {pence: number; status: 'pending' | 'succeeded' | 'failed'}[],
): 'processing' | 'completed' | 'failed' {
  if (parts.some(part => part.status === 'pending')) return 'processing';
  const paidBack = parts
    .filter(part => part.status === 'succeeded')
    .reduce((sum, part) => sum + part.pence, 0);
  return paidBack >= amountPence ? 'completed' : 'failed';
}
