import {randomBytes} from 'node:crypto';

/** Stripe's objects, as far as a booking meets them, in Stripe's own shapes (API version 2026-10-28.endive). */

export interface StripeIntent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  automatic_payment_methods: null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  capture_method: string;
  client_secret: string;
  confirmation_method: string;
  created: number;
  currency: string;
  customer: null;
  description: string | null;
  last_payment_error: {type: string; code: string; decline_code: string; message: string} | null;
  latest_charge: string | null;
  livemode: boolean;
  metadata: Record<string, string>;
  payment_method: string | null;
  payment_method_types: string[];
  status: 'requires_payment_method' | 'processing' | 'succeeded' | 'canceled';
}

export interface StripeRefund {
  id: string;
  object: 'refund';
  amount: number;
  balance_transaction: string | null;
  charge: string;
  created: number;
  currency: string;
  failure_reason?: string;
  metadata: Record<string, string>;
  payment_intent: string;
  reason: string | null;
  receipt_number: null;
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
}

export interface StripeDispute {
  id: string;
  object: 'dispute';
  amount: number;
  balance_transactions: object[];
  charge: string;
  created: number;
  currency: string;
  evidence: object;
  evidence_details: {due_by: number; has_evidence: boolean; past_due: boolean; submission_count: number};
  is_charge_refundable: boolean;
  livemode: boolean;
  metadata: Record<string, string>;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'under_review' | 'won' | 'lost' | 'warning_closed';
}

/** Thrown as Stripe answers it. */
export class StripeRefusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly error: {type: string; code?: string; message: string; param?: string; decline_code?: string},
    readonly headers: Record<string, string> = {},
  ) {
    super(error.message);
  }
}

export const invalid = (message: string, code?: string, statusCode = 400) =>
  new StripeRefusal(statusCode, {type: 'invalid_request_error', message, ...(code ? {code} : {})});

/** What one account has, and what happens in it. */
export class StripeAccount {
  readonly intents = new Map<string, StripeIntent>();
  readonly refunds = new Map<string, StripeRefund>();
  readonly disputes = new Map<string, StripeDispute>();
  /** What refunds become when they are made. */
  refundStatus: StripeRefund['status'] = 'succeeded';

  constructor(
    private readonly clock: () => Date,
    readonly livemode = false,
  ) {}

  get created(): number {
    return Math.floor(this.clock().getTime() / 1000);
  }

  createIntent(params: Record<string, unknown>): StripeIntent {
    const amount = Number(params.amount);
    if (!Number.isInteger(amount)) throw invalid('Missing required param: amount.', 'parameter_missing');
    if (amount < 30) throw invalid('Amount must be at least £0.30 gbp', 'amount_too_small');
    const id = newId('pi');
    const intent: StripeIntent = {
      id,
      object: 'payment_intent',
      amount,
      amount_capturable: 0,
      amount_received: 0,
      automatic_payment_methods: null,
      canceled_at: null,
      cancellation_reason: null,
      capture_method: 'automatic_async',
      client_secret: `${id}_secret_${randomBytes(8).toString('hex')}`,
      confirmation_method: 'automatic',
      created: this.created,
      currency: String(params.currency),
      customer: null,
      description: (params.description as string) ?? null,
      last_payment_error: null,
      latest_charge: null,
      livemode: this.livemode,
      metadata: (params.metadata ?? {}) as Record<string, string>,
      payment_method: null,
      payment_method_types: ['card'],
      status: 'requires_payment_method',
    };
    this.intents.set(id, intent);
    return intent;
  }

  intent(id: string): StripeIntent {
    const intent = this.intents.get(id);
    if (intent === undefined) throw invalid(`No such payment_intent: '${id}'`, 'resource_missing', 404);
    return intent;
  }

  cancelIntent(id: string): StripeIntent {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      throw invalid(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
        'payment_intent_unexpected_state',
      );
    }
    return Object.assign(intent, {status: 'canceled', canceled_at: this.created});
  }

  /** The customer's card is charged. @param received less or more than was asked for */
  pay(id: string, received?: number): StripeIntent {
    const intent = this.intent(id);
    return Object.assign(intent, {
      status: 'succeeded',
      amount_received: received ?? intent.amount,
      latest_charge: newId('ch'),
      last_payment_error: null,
      payment_method: newId('pm'),
    });
  }

  decline(id: string): StripeIntent {
    const last_payment_error = {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    };
    return Object.assign(this.intent(id), {status: 'requires_payment_method', last_payment_error});
  }

  createRefund(params: Record<string, unknown>): StripeRefund {
    const intent = this.intent(String(params.payment_intent));
    if (intent.latest_charge === null || intent.status !== 'succeeded') {
      throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
    }
    if ([...this.disputes.values()].some(d => d.payment_intent === intent.id && d.status !== 'won')) {
      throw invalid('Charge has been charged back; cannot issue a refund.', 'charge_disputed');
    }
    const left = intent.amount_received - this.refunded(intent.id);
    const amount = params.amount === undefined ? left : Number(params.amount);
    if (left === 0) throw invalid('Charge has already been refunded.', 'charge_already_refunded');
    if (amount > left) {
      throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
    }
    const refund: StripeRefund = {
      id: newId('re'),
      object: 'refund',
      amount,
      balance_transaction: newId('txn'),
      charge: intent.latest_charge,
      created: this.created,
      currency: intent.currency,
      metadata: (params.metadata ?? {}) as Record<string, string>,
      payment_intent: intent.id,
      reason: null,
      receipt_number: null,
      status: this.refundStatus,
    };
    this.refunds.set(refund.id, refund);
    return refund;
  }

  /** Of a payment, in pence: what has gone back or is about to. */
  refunded(intentId: string): number {
    return [...this.refunds.values()]
      .filter(refund => refund.payment_intent === intentId && !['failed', 'canceled'].includes(refund.status))
      .reduce((sum, refund) => sum + refund.amount, 0);
  }

  openDispute(intentId: string): StripeDispute {
    const intent = this.intent(intentId);
    const dispute: StripeDispute = {
      id: newId('du'),
      object: 'dispute',
      amount: intent.amount_received,
      balance_transactions: [],
      charge: intent.latest_charge ?? '',
      created: this.created,
      currency: intent.currency,
      evidence: {},
      evidence_details: {
        due_by: this.created + 7 * 86_400,
        has_evidence: false,
        past_due: false,
        submission_count: 0,
      },
      is_charge_refundable: false,
      livemode: this.livemode,
      metadata: {},
      payment_intent: intentId,
      reason: 'fraudulent',
      status: 'needs_response',
    };
    this.disputes.set(dispute.id, dispute);
    return dispute;
  }
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
