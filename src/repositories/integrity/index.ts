import type {IntegrityCheck} from './check';
import {discountUses} from './discount-uses.check';
import {holds} from './holds.check';
import {mails} from './mails.check';
import {overpaid, unconfirmed, unreturned} from './paid-bookings.check';
import {paymentEvents} from './payment-events.check';
import {paymentStatus} from './payment-status.check';
import {
  failedRefunds,
  refundParts,
  refundsBeyondCharges,
  stuckRefunds,
  waitingRefunds,
} from './refunds.check';
import {seats} from './seats.check';

export const INTEGRITY_CHECKS: readonly IntegrityCheck[] = [
  seats,
  holds,
  discountUses,
  paymentStatus,
  unconfirmed,
  overpaid,
  unreturned,
  refundsBeyondCharges,
  refundParts,
  stuckRefunds,
  failedRefunds,
  waitingRefunds,
  paymentEvents,
  mails,
];
