import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {DomainError} from '../domain/errors';
import {CURRENCY, formatPence, parsePence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {Logger} from '../logger';
import type {LedgerBooking, LedgerBookingRepository} from '../repositories/ledger-booking.repository';
import type {LedgerRow, PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import {offlineInstructions} from './payments/offline-gateway';
import {
  type Payable,
  type PaymentGateway,
  type PaymentInstructions,
  PaymentProviderError,
  type ProviderPayment,
} from './payments/payment-gateway';
import type {ProviderNewsService} from './provider-news.service';

const RETRY_AFTER_S = 10;
/** The job runs every minute. */
const BEFORE_RELEASE_MS = 2 * 60_000;
const BATCH = 100;

/** How a customer comes to pay. The provider is asked outside of every transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class PaymentService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject('repositories.LedgerBookingRepository') private readonly bookings: LedgerBookingRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.PaymentGateway') private readonly gateway: PaymentGateway,
    @inject('services.ProviderNewsService') private readonly news: ProviderNewsService,
  ) {}

  /** For a booking that was just made, or is read again by a repeated request. It stands even if the provider is away. */
  async begin(booking: Payable & {id: number}): Promise<PaymentInstructions> {
    const {id, paymentMethod, paymentAmount} = booking;
    if (this.gateway.provider === null || paymentMethod !== 'card' || paymentAmount === '0.00') {
      return offlineInstructions(booking);
    }
    try {
      return await this.open(await this.bookings.read(this.database, id));
    } catch (error) {
      if (error instanceof DomainError) return this.instructions('awaiting_payment', paymentAmount);
      if (!(error instanceof PaymentProviderError)) throw error;
      this.logger.warn({err: error, bookingId: id}, 'the payment of a new booking could not be begun');
      return this.instructions('awaiting_payment', paymentAmount);
    }
  }

  /**
   * Begins the payment of what is due, or goes on with one that was begun; asked again, it answers the same.
   * @throws DomainError INVALID_STATUS_CHANGE for a cancelled booking, PAYMENT_UNAVAILABLE when the provider is away
   */
  async resume(id: number): Promise<PaymentInstructions> {
    const booking = await this.bookings.read(this.database, id);
    try {
      return await this.open(booking);
    } catch (error) {
      if (!(error instanceof PaymentProviderError)) throw error;
      throw new DomainError(
        'PAYMENT_UNAVAILABLE',
        'Card payments are not available at the moment: try again shortly',
        {retryAfterS: RETRY_AFTER_S},
        {cause: error},
      );
    }
  }

  /**
   * Asks the provider about payments whose holds are about to run out: its event may be late, or never come. While the
   * provider is away nothing is lost: rule 9 decides when the money is known.
   */
  async askAboutOpen(stopping?: AbortSignal): Promise<void> {
    if (this.gateway.provider === null) return;
    const soon = new Date(this.clock().getTime() + BEFORE_RELEASE_MS);
    const open = await this.transactions.openUntil(soon, BATCH);
    await forEach(open, stopping, async id => (await this.hear(id, this.gateway.read(id))) !== 'nothing');
  }

  /**
   * Ends payments that customers could still make for bookings that were cancelled or have run out: nobody should pay for
   * nothing. Money that is faster is treated as any that comes late.
   */
  async endOfCancelled(stopping?: AbortSignal): Promise<void> {
    if (this.gateway.provider === null) return;
    await forEach(await this.transactions.openOfCancelled(BATCH), stopping, async id => {
      const heard = await this.hear(id, this.end(id));
      if (heard === 'unknown') await this.transactions.markEnded(this.database, id);
      return heard !== 'nothing';
    });
  }

  /** What cannot be ended has been paid or ended already. */
  private async end(paymentId: string): Promise<ProviderPayment> {
    try {
      return await this.gateway.cancel(paymentId);
    } catch (error) {
      if (!(error instanceof PaymentProviderError) || !error.isFinal) throw error;
      return this.gateway.read(paymentId);
    }
  }

  /** Takes over what the provider says of a payment, if it says anything. */
  private async hear(
    paymentId: string,
    answer: Promise<ProviderPayment>,
  ): Promise<'payment' | 'unknown' | 'nothing'> {
    try {
      await this.news.learn({kind: 'payment', payment: await answer}, this.clock());
      return 'payment';
    } catch (error) {
      if (!(error instanceof PaymentProviderError)) throw error;
      this.logger.warn({err: error, paymentId}, 'the payment provider could not be asked about a payment');
      return error.isFinal ? 'unknown' : 'nothing';
    }
  }

  private async open(booking: LedgerBooking): Promise<PaymentInstructions> {
    if (booking.status === 'cancelled') {
      throw new DomainError('INVALID_STATUS_CHANGE', 'A cancelled booking takes no payment', {
        from: 'cancelled',
      });
    }
    const {charged, refunded} = await this.transactions.sums(this.database, booking.id);
    const paidPence = parsePence(charged) - parsePence(refunded);
    const duePence = Math.max(parsePence(booking.paymentAmount) - paidPence, 0);
    const isOffline = this.gateway.provider === null;
    if (duePence === 0 && !isOffline) return this.instructions('paid', '0.00');
    if (isOffline || duePence < this.gateway.minimumPence) {
      return offlineInstructions({...booking, paymentAmount: formatPence(duePence)});
    }
    const charges = await this.transactions.providerCharges(this.database, booking.id);
    const begun = await this.goOn(charges, duePence);
    if (begun !== undefined) return begun;
    const payment = await this.gateway.create({
      bookingReference: booking.bookingReference,
      amountPence: duePence,
      // What is due and how often it was tried before: two requests at once make one payment.
      key: `booking-${booking.bookingReference}-${duePence}-${charges.length}`,
    });
    await this.news.learn({kind: 'payment', payment}, this.clock());
    return this.shown(payment);
  }

  /** The payment that was begun last, when it is still good. */
  private async goOn(
    [last]: readonly LedgerRow[],
    duePence: number,
  ): Promise<PaymentInstructions | undefined> {
    if (last === undefined || last.providerPaymentId === null || last.status === 'succeeded')
      return undefined;
    let payment = await this.gateway.read(last.providerPaymentId);
    if (payment.status === 'open' && payment.amountPence !== duePence) {
      payment = await this.gateway.cancel(payment.id);
    }
    await this.news.learn({kind: 'payment', payment}, this.clock());
    return payment.status === 'cancelled' ? undefined : this.shown(payment);
  }

  private shown({status, amountPence, clientSecret}: ProviderPayment): PaymentInstructions {
    const amount = formatPence(amountPence);
    if (status === 'open') return this.instructions('awaiting_payment', amount, clientSecret);
    return this.instructions(status === 'succeeded' ? 'paid' : 'processing', amount);
  }

  private instructions(
    status: 'awaiting_payment' | 'processing' | 'paid',
    amount: string,
    clientSecret: string | null = null,
  ): PaymentInstructions {
    const {publishableKey, account} = this.gateway;
    return {
      provider: 'stripe',
      status,
      clientSecret,
      publishableKey,
      ...(account === null ? {} : {account}),
      amount,
      currency: CURRENCY,
    };
  }
}

/**
 * One after the other, until one says that there is no use in going on. What fails keeps none of the others waiting.
 * @throws AggregateError when some failed, after all others
 */
async function forEach(
  paymentIds: readonly string[],
  stopping: AbortSignal | undefined,
  work: (paymentId: string) => Promise<boolean>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const id of paymentIds) {
    if (stopping?.aborted) break;
    const goesOn = await work(id).catch(error => {
      failures.push(new Error(`the payment ${id}`, {cause: error}));
      return true;
    });
    if (!goesOn) break;
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} payments are not settled`);
}
