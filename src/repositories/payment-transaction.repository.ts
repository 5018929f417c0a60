import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {PaymentMethod, TransactionKind, TransactionStatus} from '../domain/statuses';
import {PaymentTransaction} from '../models/payment-transaction.model';
import {tableRepository} from './table.repository';

export interface NewTransaction {
  bookingId: number;
  kind: TransactionKind;
  /** Pounds. */
  amount: string;
  paymentMethod: PaymentMethod;
  status: TransactionStatus;
  /** When the money moved; null: not yet. */
  processedAt: Date | null;
  failureReason?: string | null;
  /** A charge's id at the payment provider. */
  providerPaymentId?: string | null;
  providerRefundId?: string | null;
  providerDisputeId?: string | null;
  /** The charge that a refund gives back, or a dispute is about. */
  chargeTransactionId?: number | null;
  /** The request that a refund carries out. */
  refundId?: number | null;
  metadata?: object;
}

/** A row of the ledger. */
export interface LedgerRow {
  id: number;
  bookingId: number;
  kind: TransactionKind;
  amount: string;
  paymentMethod: PaymentMethod;
  status: TransactionStatus;
  providerPaymentId: string | null;
  providerRefundId: string | null;
  chargeTransactionId: number | null;
  refundId: number | null;
}

/** What a row may become; the rest of it never changes. */
export interface LedgerChange {
  status: TransactionStatus;
  amount?: string;
  failureReason?: string | null;
  processedAt?: Date;
  providerRefundId?: string;
  paymentMethod?: PaymentMethod;
}

/** Sums in pounds. */
export interface LedgerSums {
  charged: string;
  refunded: string;
  hasFailedCharge: boolean;
}

/** A charge that succeeded, and what of it can still go back, in pounds. */
export interface ChargeLeft {
  id: number;
  amount: string;
  left: string;
  paymentMethod: PaymentMethod;
  providerPaymentId: string | null;
}

/** Names of a row by which the payment provider knows it. */
export type ProviderKey =
  | {providerPaymentId: string}
  | {providerRefundId: string}
  | {providerDisputeId: string};

const ROW = `
  select id, booking_id as "bookingId", kind, amount, payment_method as "paymentMethod", status,
    provider_payment_id as "providerPaymentId", provider_refund_id as "providerRefundId",
    charge_transaction_id as "chargeTransactionId", refund_id as "refundId"
  from payment_transactions`;
const COLUMNS = {
  providerPaymentId: 'provider_payment_id',
  providerRefundId: 'provider_refund_id',
  providerDisputeId: 'provider_dispute_id',
} as const;

@injectable({scope: BindingScope.SINGLETON})
export class PaymentTransactionRepository extends tableRepository<
  PaymentTransaction,
  PaymentTransaction['id']
>(PaymentTransaction) {
  /** @throws the error of `payment_transactions_within_charges_check` for a refund of more than was charged */
  async insert(tx: Transaction, {metadata = {}, ...transaction}: NewTransaction): Promise<number> {
    const none = {failureReason: null, chargeTransactionId: null, refundId: null};
    const [row] = await tx.rows<{id: number}>(
      `insert into payment_transactions
         (booking_id, kind, amount, payment_method, status, processed_at, failure_reason, provider_payment_id,
          provider_refund_id, provider_dispute_id, charge_transaction_id, refund_id, metadata)
       values (:bookingId, :kind, :amount, :paymentMethod, :status, :processedAt, :failureReason, :providerPaymentId,
         :providerRefundId, :providerDisputeId, :chargeTransactionId, :refundId, :metadata)
       returning id`,
      {
        ...none,
        providerPaymentId: null,
        providerRefundId: null,
        providerDisputeId: null,
        ...transaction,
        metadata: JSON.stringify(metadata),
      },
    );
    if (row === undefined) throw new Error('the insert of a payment returned no row');
    return row.id;
  }

  async findByProvider(on: Queryable, key: ProviderKey): Promise<LedgerRow | undefined> {
    const [[name, value] = ['', '']] = Object.entries(key);
    const [row] = await on.rows<LedgerRow>(`${ROW} where ${COLUMNS[name as keyof typeof COLUMNS]} = :value`, {
      value,
    });
    return row;
  }

  async findRow(on: Queryable, id: number): Promise<LedgerRow | undefined> {
    const [row] = await on.rows<LedgerRow>(`${ROW} where id = :id`, {id});
    return row;
  }

  /** Moves a row on. @throws the error of `payment_transactions_append_only` for a step that is none */
  async advance(tx: Transaction, id: number, change: LedgerChange): Promise<void> {
    const columns = {
      status: change.status,
      amount: change.amount,
      failure_reason: change.failureReason,
      processed_at: change.processedAt,
      provider_refund_id: change.providerRefundId,
      payment_method: change.paymentMethod,
    };
    await tx
      .table('payment_transactions')
      .where({id})
      .update({
        ...Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)),
        updated_at: this.db.knex.fn.now(),
      });
  }

  /** Payments of a booking at the provider, newest first. */
  providerCharges(on: Queryable, bookingId: number): Promise<LedgerRow[]> {
    return on.rows<LedgerRow>(
      `${ROW} where booking_id = :bookingId and kind = 'charge' and provider_payment_id is not null order by id desc`,
      {bookingId},
    );
  }

  /** Payments at the provider that nobody has heard of, of bookings that lose their seats by then. */
  async openUntil(until: Date, limit: number): Promise<string[]> {
    const rows = await this.db.rows<{id: string}>(
      `select p.provider_payment_id as id
       from bookings b join payment_transactions p on p.booking_id = b.id
       where b.status = 'pending' and b.hold_expires_at <= :until
         and p.kind = 'charge' and p.status <> 'succeeded' and p.provider_payment_id is not null
       order by b.hold_expires_at limit :limit`,
      {until, limit},
    );
    return rows.map(({id}) => id);
  }

  /** Payments that a customer could still make for bookings that are cancelled. */
  async openOfCancelled(limit: number): Promise<string[]> {
    const rows = await this.db.rows<{id: string}>(
      `select p.provider_payment_id as id
       from payment_transactions p join bookings b on b.id = p.booking_id
       where p.kind = 'charge' and p.status <> 'succeeded' and p.provider_payment_id is not null
         and (p.metadata -> 'ended') is null and b.status = 'cancelled'
       order by p.id limit :limit`,
      {limit},
    );
    return rows.map(({id}) => id);
  }

  /** The provider takes no money for this payment any more. */
  async markEnded(on: Queryable, providerPaymentId: string): Promise<void> {
    await on.rows(
      `update payment_transactions set metadata = metadata || '{"ended": true}', updated_at = now()
       where provider_payment_id = :providerPaymentId and (metadata -> 'ended') is null`,
      {providerPaymentId},
    );
  }

  /**
   * What of each charge can still go back: less its refunds, those under way too, and what is disputed. Refunds of no
   * charge in particular are taken off the oldest ones.
   */
  chargesLeft(on: Queryable, bookingId: number): Promise<ChargeLeft[]> {
    return on.rows<ChargeLeft>(
      `with charges as (
         select c.id, c.amount, c.payment_method, c.provider_payment_id, greatest(c.amount - coalesce((
           select sum(p.amount) from payment_transactions p
           where p.charge_transaction_id = c.id and p.kind in ('refund', 'dispute') and p.status <> 'failed'
         ), 0), 0) as own_left
         from payment_transactions c
         where c.booking_id = :bookingId and c.kind = 'charge' and c.status = 'succeeded'
       ), unlinked as (
         select coalesce(sum(amount), 0) as amount from payment_transactions
         where booking_id = :bookingId and kind in ('refund', 'dispute') and status <> 'failed'
           and charge_transaction_id is null
       )
       select id, charges.amount, payment_method as "paymentMethod", provider_payment_id as "providerPaymentId",
         greatest(least(own_left, sum(own_left) over (order by id) - unlinked.amount), 0)::decimal(10,2) as left
       from charges, unlinked order by id`,
      {bookingId},
    );
  }

  async sums(on: Queryable, bookingId: number): Promise<LedgerSums> {
    const [row] = await on.rows<LedgerSums>(
      `select
         coalesce(sum(amount) filter (where kind = 'charge' and status = 'succeeded'), 0)::decimal(10,2) as charged,
         coalesce(sum(amount) filter (where kind = 'refund' and status = 'succeeded'), 0)::decimal(10,2) as refunded,
         coalesce(bool_or(kind = 'charge' and status = 'failed'), false) as "hasFailedCharge"
       from payment_transactions where booking_id = :bookingId`,
      {bookingId},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }
}
