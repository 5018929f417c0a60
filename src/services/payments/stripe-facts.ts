import type Stripe from 'stripe';
import type {ProviderDispute, ProviderFact, ProviderPayment, ProviderRefund} from './payment-gateway';

/** What Stripe's objects say, in our words. */

export const BOOKING_KEY = 'booking_reference';
export const TRANSACTION_KEY = 'transaction_id';

export function paymentOf(intent: Stripe.PaymentIntent): ProviderPayment {
  const succeeded = intent.status === 'succeeded';
  return {
    id: intent.id,
    bookingReference: intent.metadata?.[BOOKING_KEY] ?? null,
    status: paymentStatusOf(intent.status),
    amountPence: succeeded ? intent.amount_received : intent.amount,
    currency: intent.currency.toUpperCase(),
    failure:
      intent.status === 'requires_payment_method'
        ? (intent.last_payment_error?.message ?? null)
        : intent.status === 'canceled'
          ? 'cancelled'
          : null,
    clientSecret: intent.client_secret,
    createdAt: fromSeconds(intent.created),
  };
}

function paymentStatusOf(status: string): ProviderPayment['status'] {
  if (status === 'succeeded' || status === 'processing') return status;
  return status === 'canceled' ? 'cancelled' : 'open';
}

export function refundOf(refund: Stripe.Refund): ProviderRefund {
  const made = Number(refund.metadata?.[TRANSACTION_KEY]);
  return {
    id: refund.id,
    paymentId: idOf(refund.payment_intent),
    transactionId: Number.isSafeInteger(made) && made > 0 ? made : null,
    amountPence: refund.amount,
    currency: refund.currency.toUpperCase(),
    status: refundStatusOf(refund.status),
    failure: refund.failure_reason ?? (refund.status === 'canceled' ? 'cancelled' : null),
    createdAt: fromSeconds(refund.created),
  };
}

/** `requires_action` is a refund that waits for the customer: the money has not moved. */
function refundStatusOf(status: string | null): ProviderRefund['status'] {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

function disputeOf(dispute: Stripe.Dispute): ProviderDispute {
  return {
    id: dispute.id,
    paymentId: idOf(dispute.payment_intent),
    amountPence: dispute.amount,
    currency: dispute.currency.toUpperCase(),
    status: disputeStatusOf(dispute.status),
    reason: dispute.reason,
  };
}

function disputeStatusOf(status: string): ProviderDispute['status'] {
  if (status === 'lost') return 'lost';
  return ['won', 'warning_closed', 'prevented'].includes(status) ? 'won' : 'open';
}

/** What an event is about; null for types that say nothing to us. */
export function factOf(event: Stripe.Event): ProviderFact | null {
  const object = event.data.object as {object?: string};
  if (event.type.startsWith('payment_intent.') && object.object === 'payment_intent') {
    return {kind: 'payment', payment: paymentOf(object as Stripe.PaymentIntent)};
  }
  if (object.object === 'refund') return {kind: 'refund', refund: refundOf(object as Stripe.Refund)};
  if (event.type === 'charge.refunded') {
    const paymentId = idOf((object as Stripe.Charge).payment_intent);
    return paymentId === null ? null : {kind: 'refunds', paymentId};
  }
  if (event.type.startsWith('charge.dispute.') && object.object === 'dispute') {
    return {kind: 'dispute', dispute: disputeOf(object as Stripe.Dispute)};
  }
  return null;
}

export function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

function idOf(reference: string | {id: string} | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
