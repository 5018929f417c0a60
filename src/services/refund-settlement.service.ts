import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {CURRENCY, formatPence, parsePence} from '../domain/money';
import type {TransactionStatus} from '../domain/statuses';
import type {BookingRepository} from '../repositories/booking.repository';
import type {LedgerRow, PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {LedgerService} from './ledger.service';
import {applied, attention, ignored, type Settled} from './payment-settlement.service';
import type {ProviderDispute, ProviderRefund} from './payments/payment-gateway';
import type {RefundProgressService} from './refund-progress.service';

type Outcome = Omit<Settled, 'bookingId'>;

/** How far a refund has come. One that has failed stays so: a late word of its success was true before. */
const FAR: Readonly<Record<TransactionStatus, number>> = {pending: 0, succeeded: 1, failed: 2};
const DISPUTES = {open: 'pending', lost: 'succeeded', won: 'failed'} as const;

/** Brings the ledger to what the payment provider says of refunds and disputes, whoever began them. */
@injectable({scope: BindingScope.SINGLETON})
export class RefundSettlementService {
  constructor(
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.LedgerService') private readonly ledger: LedgerService,
    @inject('services.RefundProgressService') private readonly progress: RefundProgressService,
  ) {}

  /** Whether the ledger has the charge that a refund or dispute is about, as one that succeeded. */
  async hasCharge(on: Queryable, paymentId: string): Promise<boolean> {
    const charge = await this.transactions.findByProvider(on, {providerPaymentId: paymentId});
    return charge?.status === 'succeeded';
  }

  /** Locks the booking. @param at when the money moved */
  async applyRefund(tx: Transaction, refund: ProviderRefund, at: Date): Promise<Settled> {
    const charge = await this.chargeOf(tx, refund.paymentId);
    if (charge === undefined) {
      return {...attention('a refund of a payment that is not in the ledger'), bookingId: null};
    }
    const {bookingId} = charge;
    if (refund.currency !== CURRENCY) return {...attention(`a refund in ${refund.currency}`), bookingId};
    await this.bookings.lock(tx, bookingId);
    const row = await this.rowOf(tx, refund, charge);
    if (await this.exceedsCharges(tx, refund, row, bookingId)) {
      const amount = formatPence(refund.amountPence);
      return {
        ...attention(`£${amount} went back at the provider, and that is more than was paid`),
        bookingId,
      };
    }
    if (row === undefined) return {...(await this.recordForeign(tx, refund, charge, at)), bookingId};
    return {...(await this.advance(tx, refund, row, at)), bookingId};
  }

  /** Locks the booking. What is disputed can't be refunded; one that is lost is money gone. */
  async applyDispute(tx: Transaction, dispute: ProviderDispute, at: Date): Promise<Settled> {
    const charge = await this.chargeOf(tx, dispute.paymentId);
    const amount = formatPence(dispute.amountPence);
    if (charge === undefined) {
      return {
        ...attention(`a dispute of £${amount} about a payment that is not in the ledger`),
        bookingId: null,
      };
    }
    const {bookingId} = charge;
    if (dispute.currency !== CURRENCY) return {...attention(`a dispute in ${dispute.currency}`), bookingId};
    await this.bookings.lock(tx, bookingId);
    const row = await this.transactions.findByProvider(tx, {providerDisputeId: dispute.id});
    const status = DISPUTES[dispute.status];
    if (row !== undefined && (row.status === status || status === 'pending'))
      return {...ignored(), bookingId};
    if (row === undefined) {
      await this.transactions.insert(tx, {
        bookingId,
        kind: 'dispute',
        amount,
        paymentMethod: charge.paymentMethod,
        status,
        providerDisputeId: dispute.id,
        chargeTransactionId: charge.id,
        failureReason: dispute.reason,
        processedAt: status === 'pending' ? null : at,
      });
    } else await this.transactions.advance(tx, row.id, {status, processedAt: at});
    await this.ledger.settle(tx, bookingId, null);
    const note = `a dispute of £${amount} (${dispute.reason})`;
    if (status === 'pending') return {...attention(`${note}: answer it at the provider`), bookingId};
    const isNews = row === undefined && dispute.status === 'lost';
    return {...(isNews ? attention : applied)(`${note} was ${dispute.status}`), bookingId};
  }

  private async chargeOf(tx: Transaction, paymentId: string | null): Promise<LedgerRow | undefined> {
    if (paymentId === null) return undefined;
    const charge = await this.transactions.findByProvider(tx, {providerPaymentId: paymentId});
    return charge?.status === 'succeeded' ? charge : undefined;
  }

  /** By its own id; or, when the provider told us of it before it answered us, by the row that it was made for. */
  private async rowOf(
    tx: Transaction,
    {id, transactionId}: ProviderRefund,
    charge: LedgerRow,
  ): Promise<LedgerRow | undefined> {
    const known = await this.transactions.findByProvider(tx, {providerRefundId: id});
    if (known !== undefined || transactionId === null) return known;
    const made = await this.transactions.findRow(tx, transactionId);
    const isIt =
      made?.kind === 'refund' && made.chargeTransactionId === charge.id && made.providerRefundId === null;
    return isIt ? made : undefined;
  }

  /** What staff paid back by hand may go back at the provider's own site too; the ledger takes no such row. */
  private async exceedsCharges(
    tx: Transaction,
    {status, amountPence}: ProviderRefund,
    row: LedgerRow | undefined,
    bookingId: number,
  ): Promise<boolean> {
    if (status !== 'succeeded' || (row !== undefined && row.status !== 'pending')) return false;
    const {charged, refunded} = await this.transactions.sums(tx, bookingId);
    return parsePence(refunded) + amountPence > parsePence(charged);
  }

  /** A refund that somebody made at the provider's own site: the money has gone all the same. */
  private async recordForeign(
    tx: Transaction,
    refund: ProviderRefund,
    charge: LedgerRow,
    at: Date,
  ): Promise<Outcome> {
    await this.transactions.insert(tx, {
      bookingId: charge.bookingId,
      kind: 'refund',
      amount: formatPence(refund.amountPence),
      paymentMethod: charge.paymentMethod,
      status: refund.status,
      providerRefundId: refund.id,
      chargeTransactionId: charge.id,
      failureReason: refund.failure,
      processedAt: refund.status === 'pending' ? null : at,
      metadata: {madeAtProvider: true},
    });
    await this.ledger.settle(tx, charge.bookingId, null);
    return applied('a refund that was made at the provider');
  }

  private async advance(tx: Transaction, refund: ProviderRefund, row: LedgerRow, at: Date): Promise<Outcome> {
    const amount = formatPence(refund.amountPence);
    if (row.amount !== amount) {
      return attention(`£${amount} is what the provider says, £${row.amount} what the ledger says`);
    }
    const {status} = refund;
    const isNew = FAR[status] > FAR[row.status];
    if (!isNew && row.providerRefundId !== null) return ignored();
    await this.transactions.advance(tx, row.id, {
      status: isNew ? status : row.status,
      providerRefundId: refund.id,
      ...(isNew ? {processedAt: at, failureReason: refund.failure} : {}),
    });
    if (row.refundId === null) await this.ledger.settle(tx, row.bookingId, null);
    else await this.progress.conclude(tx, row.refundId, null);
    return applied(null);
  }
}
