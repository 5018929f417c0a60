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

/**
 * A booking's payment status follows from its transactions; it is decided nowhere else. Rule 10: one payment that went
 * back changes nothing while another one covers the booking.
 */
export function paymentStatusOf({
  duePence,
  chargedPence,
  refundedPence,
  hasFailedCharge,
}: Ledger): PaymentStatus {
  if (refundedPence > 0 && refundedPence >= chargedPence) return 'refunded';
  if (chargedPence - refundedPence >= duePence) return 'paid';
  if (refundedPence > 0) return 'partially_refunded';
  return chargedPence === 0 && hasFailedCharge ? 'failed' : 'pending';
}
