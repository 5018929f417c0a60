import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import {DomainError, invalidStatusChange} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import {checkRefundStatusChange, splitRefund} from '../domain/refunds';
import type {PaymentMethod} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingRepository, BookingRow} from '../repositories/booking.repository';
import {refundList, type StaffRefundRow} from '../repositories/lists/refund.list';
import type {PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {RefundPartRow, RefundRepository, RefundRow} from '../repositories/refund.repository';
import type {ResourceRepository} from '../repositories/resource.repository';
import type {SalesDocumentRepository} from '../repositories/sales-document.repository';
import type {BookingMoneyService} from './booking-money.service';
import type {CancellationRefundService} from './cancellation-refund.service';
import type {IdempotencyService, IdempotentRequest} from './idempotency.service';
import type {NotificationService} from './notification.service';
import {type RefundService, refundExceedsPaid} from './refund.service';
import type {RefundPlanService} from './refund-plan.service';
import type {RefundProgressService} from './refund-progress.service';

/** A refund with the charges that it gives back. */
export type StaffRefund = StaffRefundRow & {
  parts: Omit<RefundPartRow, 'refundId' | 'providerPaymentId'>[];
  /** How what has not gone back yet would, approved or tried again now; null: less than that is left of what was paid. */
  plannedParts: PlannedRefundPart[] | null;
};

export interface PlannedRefundPart {
  chargeTransactionId: number;
  amount: string;
  paymentMethod: PaymentMethod;
  byHand: boolean;
}

export interface RefundPreview {
  bookingId: number;
  paidAmount: string;
  /** What can still be asked for. */
  refundableAmount: string;
  /** What a cancellation now would bring back. */
  policyAmount: string;
  tier: string | null;
  /** What the refund would give back, charge by charge. */
  parts: PlannedRefundPart[];
}

export interface PaidBack {
  /** How it went back; default: as it came. */
  paymentMethod?: PaymentMethod;
  note?: string;
}

/** What staff do with refunds; every step leaves its row in the activity log in the same transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class RefundAdminService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.RefundRepository') private readonly refunds: RefundRepository,
    @inject('repositories.ResourceRepository') private readonly rows: ResourceRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('repositories.SalesDocumentRepository') private readonly documents: SalesDocumentRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.IdempotencyService') private readonly idempotency: IdempotencyService,
    @inject('services.RefundService') private readonly requests: RefundService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
    @inject('services.BookingMoneyService') private readonly money: BookingMoneyService,
    @inject('services.RefundProgressService') private readonly progress: RefundProgressService,
    @inject('services.RefundPlanService') private readonly plans: RefundPlanService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /** @throws DomainError REFUND_NOT_FOUND */
  async read(id: number): Promise<StaffRefund> {
    const row = await this.rows.find({list: refundList, table: 'refunds', writable: {}, dependents: []}, id);
    if (row === undefined) throw refundNotFound();
    const parts = await this.refunds.parts(this.database, id);
    return {
      ...row,
      parts: parts.map(({refundId: _, providerPaymentId: __, ...part}) => part),
      plannedParts: await this.plan(id),
    };
  }

  /** Nothing once it is on its way, done or rejected. */
  private async plan(id: number): Promise<PlannedRefundPart[] | null> {
    const refund = await this.refunds.findRow(this.database, id);
    if (refund === undefined || !['pending', 'approved', 'failed'].includes(refund.status)) return [];
    const parts = await this.plans.split(this.database, refund);
    return (
      parts?.map(({chargeId, pence, byProvider, paymentMethod}) => ({
        chargeTransactionId: chargeId,
        amount: formatPence(pence),
        paymentMethod,
        byHand: !byProvider,
      })) ?? null
    );
  }

  /** @param amount pounds; default: all that can go back. @throws DomainError BOOKING_NOT_FOUND, REFUND_EXCEEDS_PAID */
  async preview(bookingId: number, amount?: string): Promise<RefundPreview> {
    const booking = await this.findBooking(bookingId);
    const refundablePence = await this.requests.refundablePence(this.database, bookingId);
    const amountPence = amount === undefined ? refundablePence : parsePence(amount);
    if (amountPence > refundablePence) throw refundExceedsPaid(refundablePence);
    const charges = await this.transactions.chargesLeft(this.database, bookingId);
    const split = splitRefund(
      charges.map(({id, left, providerPaymentId}) => ({
        id,
        refundablePence: parsePence(left),
        byProvider: providerPaymentId !== null,
      })),
      amountPence,
    );
    const due = await this.cancellations.preview(booking);
    return {
      bookingId,
      paidAmount: booking.paidAmount,
      refundableAmount: formatPence(refundablePence),
      policyAmount: formatPence(due.refundPence),
      tier: due.tier?.name ?? null,
      parts: (split ?? []).map(({chargeId, pence, byProvider}) => ({
        chargeTransactionId: chargeId,
        amount: formatPence(pence),
        paymentMethod: charges.find(({id}) => id === chargeId)?.paymentMethod ?? 'bank_transfer',
        byHand: !byProvider,
      })),
    };
  }

  /** Asks for a refund that no rule decides: somebody has to approve it. @throws DomainError as `preview` */
  async request(
    bookingId: number,
    {amount, reason}: {amount: string; reason: string},
    actor: Actor,
    once: IdempotentRequest,
  ): Promise<StaffRefund> {
    await this.findBooking(bookingId);
    const wanted = {bookingId, amountPence: parsePence(amount), reason, cause: 'staff', actor} as const;
    const id = await this.database.inTransaction(async tx => {
      await this.bookings.lock(tx, bookingId);
      return this.idempotency.onceWithin(tx, once, () => this.requests.request(tx, wanted));
    });
    return this.read(id);
  }

  /** @throws DomainError REFUND_NOT_FOUND, INVALID_STATUS_CHANGE */
  async approve(id: number, actor: Actor): Promise<StaffRefund> {
    return this.change(id, actor, 'approved', async (tx, refund) => {
      if (refund.status !== 'pending') throw invalidStatusChange('refund', refund.status, 'approved');
      const decided = {by: actor.adminId, at: this.clock()};
      await this.refunds.change(tx, id, {status: 'approved', decided}, actor.adminId);
      await this.refunds.payOutAfterCommit(tx, id);
    });
  }

  /**
   * Also gives one up that failed. What is more than the price goes back all the same.
   * @throws DomainError REFUND_NOT_FOUND, INVALID_STATUS_CHANGE
   */
  async reject(id: number, reason: string, actor: Actor): Promise<StaffRefund> {
    return this.change(id, actor, 'rejected', async (tx, refund) => {
      checkRefundStatusChange(refund.status, 'rejected');
      const decided = {by: actor.adminId, at: this.clock()};
      await this.refunds.change(
        tx,
        id,
        {status: 'rejected', decided, rejectionReason: reason},
        actor.adminId,
      );
      const booking = await this.findBooking(refund.bookingId, tx);
      if (refund.cause === 'staff') await this.money.keep(tx, booking, actor);
      // What stays paid of a cancelled booking may not have been invoiced.
      await this.documents.mark(tx, refund.bookingId);
      const {bookingReference, contactEmail} = booking;
      const recipient = {bookingId: refund.bookingId, bookingReference, contactEmail};
      const told = {refundAmount: formatPence(await this.restPence(tx, refund)), reason};
      await this.notifications.aboutBooking(tx, 'refund_rejected', recipient, told);
      return {rejectionReason: reason};
    });
  }

  /**
   * Tries a failed refund again: what of it has not gone back yet.
   * @throws DomainError REFUND_NOT_FOUND, INVALID_STATUS_CHANGE, REFUND_EXCEEDS_PAID when another one took its place
   */
  async retry(id: number, actor: Actor): Promise<StaffRefund> {
    return this.change(id, actor, 'retried', async (tx, refund) => {
      if (refund.status !== 'failed') throw invalidStatusChange('refund', refund.status, 'approved');
      await this.refunds.change(tx, id, {status: 'approved'}, actor.adminId);
      await this.refunds.payOutAfterCommit(tx, id);
    });
  }

  /**
   * Staff have given the money back themselves: what was theirs to pay back, or all that is missing of a failed refund.
   * @throws DomainError REFUND_NOT_FOUND, INVALID_STATUS_CHANGE, REFUND_EXCEEDS_PAID
   */
  async recordPaidBack(id: number, {paymentMethod, note}: PaidBack, actor: Actor): Promise<StaffRefund> {
    return this.change(id, actor, 'paid_back', async (tx, refund) => {
      const parts = await this.refunds.parts(tx, id);
      const processedAt = this.clock();
      const open = parts.filter(part => part.byHand && part.status === 'pending');
      if (refund.status === 'failed') await this.payBackRest(tx, refund, {paymentMethod, note}, actor);
      else if (refund.status !== 'processing' || open.length === 0) {
        throw invalidStatusChange('refund', refund.status, 'completed');
      }
      for (const part of open) {
        await this.transactions.advance(tx, part.id, {status: 'succeeded', processedAt, paymentMethod});
      }
      await this.progress.conclude(tx, id, actor.adminId);
      return {...(paymentMethod === undefined ? {} : {paymentMethod}), ...(note === undefined ? {} : {note})};
    });
  }

  /** What of a refund has not gone back. */
  private async restPence(tx: Transaction, {id, amount}: RefundRow): Promise<number> {
    const done = (await this.refunds.parts(tx, id)).filter(({status}) => status === 'succeeded');
    return done.reduce((rest, part) => rest - parsePence(part.amount), parsePence(amount));
  }

  private async payBackRest(
    tx: Transaction,
    refund: RefundRow,
    {paymentMethod = 'bank_transfer', note}: PaidBack,
    actor: Actor,
  ): Promise<void> {
    const restPence = await this.restPence(tx, refund);
    const charges = await this.transactions.chargesLeft(tx, refund.bookingId);
    const split = splitRefund(
      charges.map(({id, left}) => ({id, refundablePence: parsePence(left), byProvider: false})),
      restPence,
      refund.chargeTransactionId,
    );
    const refundable = await this.requests.refundablePence(tx, refund.bookingId);
    if (split === undefined || restPence > refundable) throw refundExceedsPaid(refundable);
    for (const {chargeId, pence} of split) {
      await this.transactions.insert(tx, {
        bookingId: refund.bookingId,
        kind: 'refund',
        amount: formatPence(pence),
        paymentMethod,
        status: 'succeeded',
        processedAt: this.clock(),
        chargeTransactionId: chargeId,
        refundId: refund.id,
        metadata: {byHand: true, recordedBy: actor.adminId, ...(note === undefined ? {} : {note})},
      });
    }
  }

  /** Locks the booking, then the refund; logs what the refund has become. */
  private async change(
    id: number,
    actor: Actor,
    verb: 'approved' | 'rejected' | 'retried' | 'paid_back',
    // biome-ignore lint/suspicious/noConfusingVoidType: most steps have nothing to say beside the status
    work: (tx: Transaction, refund: RefundRow) => Promise<object | void>,
  ): Promise<StaffRefund> {
    await this.database.inTransaction(async tx => {
      const unlocked = await this.refunds.findRow(tx, id);
      if (unlocked === undefined) throw refundNotFound();
      await this.bookings.lock(tx, unlocked.bookingId);
      const refund = await this.refunds.lock(tx, id);
      if (refund === undefined) throw refundNotFound();
      const said = await work(tx, refund);
      const after = await this.refunds.findRow(tx, id);
      await this.activity.append(tx, actor, {
        action: `refund.${verb}`,
        entityType: 'refund',
        entityId: id,
        oldValues: {status: refund.status},
        newValues: {bookingId: refund.bookingId, amount: refund.amount, status: after?.status, ...said},
      });
    });
    return this.read(id);
  }

  private async findBooking(id: number, on: Queryable = this.database): Promise<BookingRow> {
    const booking = await this.bookings.findDetail(on, {id});
    if (booking === undefined) throw new DomainError('BOOKING_NOT_FOUND', 'There is no such booking');
    return booking;
  }
}

function refundNotFound(): DomainError {
  return new DomainError('REFUND_NOT_FOUND', 'There is no such refund');
}
