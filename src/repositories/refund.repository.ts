import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {PaymentMethod, RefundCause, RefundStatus, TransactionStatus} from '../domain/statuses';
import {Refund} from '../models/refund.model';
import {tableRepository} from './table.repository';

export interface NewRefund {
  bookingId: number;
  /** Pounds. */
  amount: string;
  cause: RefundCause;
  reason: string;
  /** The charge that it gives back; null: whichever there are. */
  chargeTransactionId: number | null;
  /** The member of staff who asks for it; null: a rule, or the customer. */
  createdBy: number | null;
  /** Null: somebody has to decide. */
  approvedAt: Date | null;
}

export interface RefundRow {
  id: number;
  bookingId: number;
  chargeTransactionId: number | null;
  amount: string;
  cause: RefundCause;
  reason: string;
  status: RefundStatus;
  attempts: number;
  /** Until when one process, and no other, pays it out. */
  claimedUntil: Date | null;
  createdBy: number | null;
  version: number;
}

/** One charge that a refund gives back, in whole or in part: a row of the ledger. */
export interface RefundPartRow {
  id: number;
  refundId: number;
  chargeTransactionId: number | null;
  amount: string;
  status: TransactionStatus;
  paymentMethod: PaymentMethod;
  providerRefundId: string | null;
  /** The provider's id of the charge. */
  providerPaymentId: string | null;
  /** Staff pay it back. */
  byHand: boolean;
  failureReason: string | null;
}

/** A status, and what is said with it. */
export interface RefundChange {
  status: RefundStatus;
  decided?: {by: number; at: Date};
  rejectionReason?: string;
  failureReason?: string | null;
  completedAt?: Date | null;
}

/** A payment provider that hangs keeps one job waiting, and not those that release seats. */
export const PAYMENTS_QUEUE = 'payments';

const REFUND = `
  select id, booking_id as "bookingId", charge_transaction_id as "chargeTransactionId", amount, cause, reason, status,
    attempts, claimed_until as "claimedUntil", created_by as "createdBy", version
  from refunds`;

@injectable({scope: BindingScope.SINGLETON})
export class RefundRepository extends tableRepository<Refund, Refund['id']>(Refund) {
  /** @throws the error of `refunds_within_charges_check` when it would be more than was paid */
  async insert(tx: Transaction, {approvedAt, ...refund}: NewRefund): Promise<number> {
    const [row] = await tx.rows<{id: number}>(
      `insert into refunds
         (booking_id, charge_transaction_id, amount, cause, reason, status, decided_at, created_by, updated_by)
       values (:bookingId, :chargeTransactionId, :amount, :cause, :reason, :status, :approvedAt, :createdBy, :createdBy)
       returning id`,
      {...refund, approvedAt, status: approvedAt === null ? 'pending' : 'approved'},
    );
    if (row === undefined) throw new Error('the insert of a refund returned no row');
    if (approvedAt !== null) await this.payOutAfterCommit(tx, row.id);
    return row.id;
  }

  /** What can still be asked for: paid, less what went back, is disputed or is asked for already. May be below zero. */
  async refundable(on: Queryable, bookingId: number): Promise<string> {
    const [row] = await on.rows<{amount: string}>('select refundable_amount(:bookingId) as amount', {
      bookingId,
    });
    if (row === undefined) throw new Error('a function returned no row');
    return row.amount;
  }

  /** Whether a rule's refunds need nobody to approve them: the setting `refunds.automatic`. */
  async isAutomatic(on: Queryable): Promise<boolean> {
    const [row] = await on.rows<{value: unknown}>(
      `select value from settings where key = 'refunds.automatic'`,
    );
    return row?.value === true;
  }

  async findRow(on: Queryable, id: number): Promise<RefundRow | undefined> {
    const [refund] = await on.rows<RefundRow>(`${REFUND} where id = :id`, {id});
    return refund;
  }

  /** After the booking's lock, as the last step of the lock order. */
  async lock(tx: Transaction, id: number): Promise<RefundRow | undefined> {
    const [refund] = await tx.rows<RefundRow>(`${REFUND} where id = :id for no key update`, {id});
    return refund;
  }

  async change(tx: Transaction, id: number, change: RefundChange, updatedBy: number | null): Promise<void> {
    const {knex} = this.db;
    const {status, decided, rejectionReason, failureReason, completedAt} = change;
    await tx
      .table('refunds')
      .where({id})
      .update({
        status,
        ...(decided === undefined ? {} : {decided_by: decided.by, decided_at: decided.at}),
        ...(rejectionReason === undefined ? {} : {rejection_reason: rejectionReason}),
        ...(failureReason === undefined ? {} : {failure_reason: failureReason}),
        ...(completedAt === undefined ? {} : {completed_at: completedAt}),
        version: knex.raw('version + 1'),
        updated_at: knex.fn.now(),
        updated_by: updatedBy,
      });
  }

  /** A job pays it out as soon as the transaction commits, and never when it does not. */
  async payOutAfterCommit(tx: Transaction, id: number): Promise<void> {
    await tx.rows(
      `select job.id from graphile_worker.add_job(
         'process_refund', json_build_object('id', cast(:id as integer)), queue_name := :queue
       ) as job`,
      {id, queue: PAYMENTS_QUEUE},
    );
  }

  /** Takes a refund for paying it out. @param until when somebody else may take it over */
  async claim(tx: Transaction, id: number, until: Date): Promise<void> {
    await tx.rows('update refunds set claimed_until = :until, attempts = attempts + 1 where id = :id', {
      id,
      until,
    });
  }

  /** Gives a claim back: it will be tried again. */
  async giveUpClaim(id: number, failureReason: string | null): Promise<void> {
    await this.db.rows(
      `update refunds set claimed_until = null, failure_reason = coalesce(:failureReason, failure_reason)
       where id = :id`,
      {id, failureReason},
    );
  }

  /** Refunds that somebody has to pay out: approved ones, and those whose provider has not said yet that it will. */
  async waiting(now: Date, limit: number): Promise<number[]> {
    const rows = await this.db.rows<{id: number}>(
      `select r.id from refunds r
       where (r.claimed_until is null or r.claimed_until <= :now) and (r.status = 'approved' or (
         r.status = 'processing' and exists (
           select from payment_transactions p
           where p.refund_id = r.id and p.status = 'pending' and p.provider_refund_id is null
             and (p.metadata -> 'byHand') is null
         )
       ))
       order by r.attempts, r.id limit :limit`,
      {now, limit},
    );
    return rows.map(({id}) => id);
  }

  /** The parts of a refund, oldest first. */
  parts(on: Queryable, refundId: number): Promise<RefundPartRow[]> {
    return on.rows<RefundPartRow>(
      `select p.id, p.refund_id as "refundId", p.charge_transaction_id as "chargeTransactionId", p.amount, p.status,
         p.payment_method as "paymentMethod", p.provider_refund_id as "providerRefundId",
         c.provider_payment_id as "providerPaymentId", (p.metadata -> 'byHand') is not null as "byHand",
         p.failure_reason as "failureReason"
       from payment_transactions p
       left join payment_transactions c on c.id = p.charge_transaction_id
       where p.refund_id = :refundId order by p.id`,
      {refundId},
    );
  }
}
