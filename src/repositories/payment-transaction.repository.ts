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
  processedAt: Date;
  metadata: object;
}

/** Sums in pounds. */
export interface LedgerSums {
  charged: string;
  refunded: string;
  hasFailedCharge: boolean;
}

@injectable({scope: BindingScope.SINGLETON})
export class PaymentTransactionRepository extends tableRepository<
  PaymentTransaction,
  PaymentTransaction['id']
>(PaymentTransaction) {
  async insert(tx: Transaction, transaction: NewTransaction): Promise<number> {
    const [row] = await tx.rows<{id: number}>(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at, metadata)
       values (:bookingId, :kind, :amount, :paymentMethod, :status, :processedAt, :metadata) returning id`,
      {...transaction, metadata: JSON.stringify(transaction.metadata)},
    );
    if (row === undefined) throw new Error('the insert of a payment returned no row');
    return row.id;
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
