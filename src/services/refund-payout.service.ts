import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {formatPence, parsePence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {Logger} from '../logger';
import type {BookingRepository} from '../repositories/booking.repository';
import type {PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {RefundPartRow, RefundRepository, RefundRow} from '../repositories/refund.repository';
import {type PaymentGateway, PaymentProviderError, type ProviderRefund} from './payments/payment-gateway';
import type {ProviderNewsService} from './provider-news.service';
import type {PlannedPart, RefundPlanService} from './refund-plan.service';
import type {RefundProgressService} from './refund-progress.service';

/** Longer than all attempts for one part take. */
const CLAIM_MS = 5 * 60_000;
const BATCH = 100;

interface Claimed {
  refund: RefundRow;
  /** Those that the provider is to be asked for. */
  parts: RefundPartRow[];
}

/**
 * Pays approved refunds out. What is to move is written into the ledger first, under the locks of booking and refund; then
 * the provider is asked, outside of any transaction, with a key for each row: however often, the money moves once.
 */
@injectable({scope: BindingScope.SINGLETON})
export class RefundPayoutService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.RefundRepository') private readonly refunds: RefundRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.PaymentGateway') private readonly gateway: PaymentGateway,
    @inject('services.ProviderNewsService') private readonly news: ProviderNewsService,
    @inject('services.RefundProgressService') private readonly progress: RefundProgressService,
    @inject('services.RefundPlanService') private readonly plans: RefundPlanService,
  ) {}

  /** Every refund that waits, those that were tried least first, until the provider turns out to be away. */
  async payOutAll(stopping?: AbortSignal): Promise<void> {
    for (const id of await this.refunds.waiting(this.clock(), BATCH)) {
      if (stopping?.aborted || !(await this.payOut(id))) return;
    }
  }

  /**
   * Does nothing with a refund that does not wait, or that another process pays out.
   * @returns false when the provider did not answer
   */
  async payOut(id: number): Promise<boolean> {
    const claimed = await this.claim(id);
    if (claimed === undefined) return true;
    let failure: string | null = null;
    for (const part of claimed.parts) {
      try {
        await this.send(part, claimed.refund.attempts > 0);
      } catch (error) {
        if (!(error instanceof PaymentProviderError)) throw error;
        if (error.isFinal) await this.fail(claimed.refund, part, error.message);
        else {
          // Nobody knows whether it was made: the next attempt asks first.
          failure = error.message;
          this.logger.warn({err: error, refundId: id}, 'a refund could not be paid out for the moment');
        }
      }
    }
    await this.refunds.giveUpClaim(id, failure);
    return failure === null;
  }

  private async claim(id: number): Promise<Claimed | undefined> {
    const unlocked = await this.refunds.findRow(this.database, id);
    if (unlocked === undefined) return undefined;
    return this.database.inTransaction(async tx => {
      await this.bookings.lock(tx, unlocked.bookingId);
      const refund = await this.refunds.lock(tx, id);
      const now = this.clock();
      if (refund === undefined || (refund.claimedUntil !== null && refund.claimedUntil > now))
        return undefined;
      if (refund.status === 'approved') await this.split(tx, refund);
      else if (refund.status !== 'processing') return undefined;
      await this.refunds.claim(tx, id, new Date(now.getTime() + CLAIM_MS));
      const parts = await this.refunds.parts(tx, id);
      const isUnsent = ({status, byHand, providerRefundId}: RefundPartRow) =>
        status === 'pending' && !byHand && providerRefundId === null;
      return {refund, parts: parts.filter(isUnsent)};
    });
  }

  /** Writes into the ledger which charges it gives back, and how much of each. */
  private async split(tx: Transaction, refund: RefundRow): Promise<void> {
    const parts = await this.plans.split(tx, refund);
    if (parts === undefined) {
      const failureReason = 'less than that is left of what was paid';
      await this.refunds.change(tx, refund.id, {status: 'failed', failureReason}, null);
      return;
    }
    for (const part of parts) await this.insertPart(tx, refund, part);
    await this.refunds.change(tx, refund.id, {status: 'processing'}, null);
  }

  private async insertPart(
    tx: Transaction,
    {id, bookingId}: RefundRow,
    {chargeId, pence, byProvider, paymentMethod}: PlannedPart,
  ): Promise<void> {
    await this.transactions.insert(tx, {
      bookingId,
      kind: 'refund',
      amount: formatPence(pence),
      paymentMethod,
      status: 'pending',
      processedAt: null,
      chargeTransactionId: chargeId,
      refundId: id,
      ...(byProvider ? {} : {metadata: {byHand: true}}),
    });
  }

  /** @param again whether it may have been made already, by an attempt whose answer got lost */
  private async send(part: RefundPartRow, again: boolean): Promise<void> {
    const {providerPaymentId: paymentId} = part;
    if (paymentId === null) throw new PaymentProviderError('its charge is not known to the provider', true);
    const made = again ? await this.findMade(paymentId, part.id) : undefined;
    const refund =
      made ??
      (await this.gateway.refund({
        paymentId,
        amountPence: parsePence(part.amount),
        transactionId: part.id,
        key: `refund-${part.refundId}-${part.id}`,
      }));
    await this.news.learn({kind: 'refund', refund}, this.clock());
  }

  /** A key is forgotten after a day; the refund itself names its row for good. */
  private async findMade(paymentId: string, transactionId: number): Promise<ProviderRefund | undefined> {
    const refunds = await this.gateway.refundsOf(paymentId);
    return refunds.find(refund => refund.transactionId === transactionId);
  }

  private async fail({id, bookingId}: RefundRow, part: RefundPartRow, failureReason: string): Promise<void> {
    await this.database.inTransaction(async tx => {
      await this.bookings.lock(tx, bookingId);
      const row = await this.transactions.findRow(tx, part.id);
      if (row?.status !== 'pending') return;
      await this.transactions.advance(tx, part.id, {
        status: 'failed',
        failureReason,
        processedAt: this.clock(),
      });
      await this.progress.conclude(tx, id, null);
    });
  }
}
