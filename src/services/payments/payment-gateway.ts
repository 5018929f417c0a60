import type {CURRENCY} from '../../domain/money';
import type {PaymentMethod, PaymentProvider} from '../../domain/statuses';

export interface Payable {
  bookingReference: string;
  /** Pounds as a decimal string. */
  paymentAmount: string;
  paymentMethod: PaymentMethod;
}

/** What a customer needs in order to pay. */
export type PaymentInstructions =
  | {provider: 'offline'; status: 'awaiting_payment' | 'nothing_to_pay'; instructions: string}
  | {
      provider: 'stripe';
      status: 'awaiting_payment' | 'processing' | 'paid';
      /** For the provider's own form in the browser; null: nothing to pay there (yet): ask again. */
      clientSecret: string | null;
      publishableKey: string;
      /** The connected account that the payment belongs to, without which the form does not find it. */
      account?: string;
      amount: string;
      currency: typeof CURRENCY;
    };

/** A payment as the provider knows it. */
export interface ProviderPayment {
  id: string;
  /** What it was made for; null: we did not make it. */
  bookingReference: string | null;
  /** `open`: the customer has not paid yet, or may try again. */
  status: 'open' | 'processing' | 'succeeded' | 'cancelled';
  /** In the smallest unit of its currency: what was asked for, or what came once it has succeeded. */
  amountPence: number;
  currency: string;
  /** Why the last try failed. */
  failure: string | null;
  clientSecret: string | null;
  createdAt: Date;
}

export interface ProviderRefund {
  id: string;
  paymentId: string | null;
  /** The row of the ledger that it was made for; null: it was made elsewhere. */
  transactionId: number | null;
  amountPence: number;
  currency: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure: string | null;
  createdAt: Date;
}

export interface ProviderDispute {
  id: string;
  paymentId: string | null;
  amountPence: number;
  currency: string;
  status: 'open' | 'lost' | 'won';
  reason: string;
}

/** What an event is about; `refunds` names a payment whose refunds have changed. */
export type ProviderFact =
  | {kind: 'payment'; payment: ProviderPayment}
  | {kind: 'refund'; refund: ProviderRefund}
  | {kind: 'refunds'; paymentId: string}
  | {kind: 'dispute'; dispute: ProviderDispute};

export interface ProviderEvent {
  id: string;
  type: string;
  occurredAt: Date;
  objectId: string | null;
  /** Why it is not meant for us: another account, or test data where money is real. */
  foreign: string | null;
  /** Null: of a type that says nothing to us. */
  fact: ProviderFact | null;
}

/** The provider did not do what it was asked. */
export class PaymentProviderError extends Error {
  constructor(
    message: string,
    /** It said no, and will say it again; else nobody knows, and the same may be tried again. */
    readonly isFinal: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PaymentProviderError';
  }
}

/**
 * Moves money by card. Two implementations, chosen in one place (`choose-gateway.ts`). Its methods go over the network:
 * none is called inside a database transaction.
 */
export interface PaymentGateway {
  /** Null: there is none, and staff take and give back all money by hand. */
  readonly provider: PaymentProvider | null;
  /** For the provider's form in the browser. */
  readonly publishableKey: string;
  /** The connected account that is paid; null: the provider's own. */
  readonly account: string | null;
  /** The smallest amount that it takes. */
  readonly minimumPence: number;
  /**
   * @param key the same for the same payment: repeated, it makes no second one
   * @throws PaymentProviderError, as all others do
   */
  create(payment: {bookingReference: string; amountPence: number; key: string}): Promise<ProviderPayment>;
  read(paymentId: string): Promise<ProviderPayment>;
  /** Ends a payment that nobody has paid. */
  cancel(paymentId: string): Promise<ProviderPayment>;
  refund(refund: {
    paymentId: string;
    amountPence: number;
    /** Row of the ledger; found again in the provider's refund. */
    transactionId: number;
    key: string;
  }): Promise<ProviderRefund>;
  refundsOf(paymentId: string): Promise<ProviderRefund[]>;
  /** Everything made since then, for comparing it with the ledger. */
  payments(since: Date): AsyncIterable<ProviderPayment>;
  refunds(since: Date): AsyncIterable<ProviderRefund>;
  /**
   * @param body as it came, byte by byte
   * @throws DomainError WEBHOOK_SIGNATURE_INVALID
   */
  readEvent(body: Buffer, signature: string | undefined): ProviderEvent;
}
