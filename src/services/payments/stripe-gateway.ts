import Stripe from 'stripe';
import type {StripeConfig} from '../../config-payments';
import {DomainError} from '../../domain/errors';
import {CURRENCY} from '../../domain/money';
import {
  type PaymentGateway,
  PaymentProviderError,
  type ProviderEvent,
  type ProviderPayment,
  type ProviderRefund,
} from './payment-gateway';
import {BOOKING_KEY, factOf, fromSeconds, paymentOf, refundOf, TRANSACTION_KEY} from './stripe-facts';

/** The version that this code was written for; the webhook's endpoint is made with the same one. */
const API_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 10_000;
/** Within one call; jobs and customers try again anyway. */
const RETRIES = 1;
/** A customer waits for it. */
const CREATION = {timeout: 6_000};
const PAGE = 100;

/** Card payments by Stripe's own SDK. */
export class StripeGateway implements PaymentGateway {
  readonly provider = 'stripe';
  readonly publishableKey: string;
  readonly account: string | null;
  /** Stripe's own, in pounds. */
  readonly minimumPence = 30;
  private readonly stripe: Stripe;
  private readonly isLive: boolean;

  constructor(private readonly config: Readonly<StripeConfig>) {
    this.publishableKey = config.publishableKey;
    this.account = config.account;
    this.isLive = /^.k_live_/.test(config.secretKey);
    this.stripe = new Stripe(config.secretKey, {
      apiVersion: API_VERSION,
      timeout: TIMEOUT_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
      ...(config.account === null ? {} : {stripeAccount: config.account}),
      ...(config.apiBase === null ? {} : hostOf(config.apiBase)),
    });
  }

  async create({
    bookingReference,
    amountPence,
    key,
  }: {
    bookingReference: string;
    amountPence: number;
    key: string;
  }): Promise<ProviderPayment> {
    const params = {
      amount: amountPence,
      currency: CURRENCY.toLowerCase(),
      // Wallets are cards too; what takes days would outlive the hold.
      payment_method_types: ['card'],
      description: `Booking ${bookingReference}`,
      metadata: {[BOOKING_KEY]: bookingReference},
    };
    const make = (idempotencyKey: string) =>
      this.stripe.paymentIntents.create(params, {...CREATION, idempotencyKey});
    try {
      return paymentOf(await make(key));
    } catch (error) {
      // Stripe answers a key with the 500 that it answered first, for a day. An intent that nobody pays does no harm.
      if (!(error instanceof Stripe.errors.StripeAPIError)) throw told(error);
      return paymentOf(await make(`${key}-again`).catch(rethrow));
    }
  }

  async read(paymentId: string): Promise<ProviderPayment> {
    return paymentOf(await this.stripe.paymentIntents.retrieve(paymentId).catch(rethrow));
  }

  async cancel(paymentId: string): Promise<ProviderPayment> {
    return paymentOf(await this.stripe.paymentIntents.cancel(paymentId).catch(rethrow));
  }

  async refund({
    paymentId,
    amountPence,
    transactionId,
    key,
  }: {
    paymentId: string;
    amountPence: number;
    transactionId: number;
    key: string;
  }): Promise<ProviderRefund> {
    const refund = await this.stripe.refunds
      .create(
        {
          payment_intent: paymentId,
          amount: amountPence,
          metadata: {[TRANSACTION_KEY]: String(transactionId)},
        },
        {idempotencyKey: key},
      )
      .catch(rethrow);
    return refundOf(refund);
  }

  async refundsOf(paymentId: string): Promise<ProviderRefund[]> {
    const found: ProviderRefund[] = [];
    for await (const refund of pages(this.stripe.refunds.list({payment_intent: paymentId, limit: PAGE}))) {
      found.push(refundOf(refund));
    }
    return found;
  }

  async *payments(since: Date): AsyncGenerator<ProviderPayment> {
    for await (const intent of pages(this.stripe.paymentIntents.list(madeSince(since))))
      yield paymentOf(intent);
  }

  async *refunds(since: Date): AsyncGenerator<ProviderRefund> {
    for await (const refund of pages(this.stripe.refunds.list(madeSince(since)))) yield refundOf(refund);
  }

  readEvent(body: Buffer, signature: string | undefined): ProviderEvent {
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(body, signature ?? '', this.config.webhookSecret);
    } catch (error) {
      throw new DomainError(
        'WEBHOOK_SIGNATURE_INVALID',
        'This was not signed with our secret, or too long ago',
        undefined,
        {
          cause: error,
        },
      );
    }
    const object = event.data.object as {id?: string};
    return {
      id: event.id,
      type: event.type,
      occurredAt: fromSeconds(event.created),
      objectId: object.id ?? null,
      foreign: this.foreign(event),
      fact: factOf(event),
    };
  }

  private foreign(event: Stripe.Event): string | null {
    if ((event.account ?? null) !== this.config.account) return `of the account ${event.account ?? 'itself'}`;
    if (event.livemode !== this.isLive) return event.livemode ? 'of real money' : 'of test data';
    return null;
  }
}

function hostOf(apiBase: string): {host: string; port: string; protocol: 'http' | 'https'} {
  const {hostname, port, protocol} = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return {host: hostname, port: port || (isPlain ? '80' : '443'), protocol: isPlain ? 'http' : 'https'};
}

function madeSince(since: Date) {
  return {created: {gte: Math.floor(since.getTime() / 1000)}, limit: PAGE};
}

async function* pages<T>(list: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* list;
  } catch (error) {
    throw told(error);
  }
}

function rethrow(error: unknown): never {
  throw told(error);
}

/** Only a request that Stripe understood and refused is final; keys that are wrong get mended, and rates get better. */
function told(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const isFinal =
    error instanceof Stripe.errors.StripeCardError ||
    (error instanceof Stripe.errors.StripeInvalidRequestError && error.code !== 'lock_timeout');
  return new PaymentProviderError(error.message, isFinal, {cause: error});
}
