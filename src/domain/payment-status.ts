import type {PaymentStatus} from './statuses';

/** What the ledger says of a booking, in pence. */
export interface Ledger {
  duePence: number;
  /** Sum of succeeded charges. */
  chargedPence: number;
  /** Sum of succeeded refunds. */
  refundedPence: number;
  hasFailedCharge: boolean;
}

/** A booking's payment status follows from its transactions; it is decided nowhere else. */
export function paymentStatusOf({
  duePence,
  chargedPence,
  refundedPence,
  hasFailedCharge,
}: Ledger): PaymentStatus {
  if (refundedPence > 0) return refundedPence >= chargedPence ? 'refunded' : 'partially_refunded';
  if (chargedPence >= duePence) return 'paid';
  return chargedPence === 0 && hasFailedCharge ? 'failed' : 'pending';
}
