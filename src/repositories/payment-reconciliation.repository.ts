import {BindingScope, injectable} from '@loopback/core';
import type {PaymentProvider} from '../domain/statuses';
import {PaymentReconciliation} from '../models/payment-reconciliation.model';
import type {Difference} from './integrity.repository';
import {tableRepository} from './table.repository';

export interface ReconciliationRun {
  provider: PaymentProvider;
  comparedFrom: Date;
  startedAt: Date;
  finishedAt: Date;
  paymentsSeen: number;
  refundsSeen: number;
  /** What the provider had told us and we had not heard, and is in the ledger now. */
  mended: number;
  differences: Difference[];
}

/** A row of the ledger that the provider should know. */
export interface ProviderRow {
  id: number;
  kind: 'charge' | 'refund';
  providerId: string;
  bookingId: number;
}

const KEEP_DAYS = 400;

@injectable({scope: BindingScope.SINGLETON})
export class PaymentReconciliationRepository extends tableRepository<
  PaymentReconciliation,
  PaymentReconciliation['id']
>(PaymentReconciliation) {
  async add(run: ReconciliationRun): Promise<void> {
    await this.db.rows(
      `insert into payment_reconciliations
         (provider, compared_from, started_at, finished_at, payments_seen, refunds_seen, mended, differences)
       values (:provider, :comparedFrom, :startedAt, :finishedAt, :paymentsSeen, :refundsSeen, :mended, :differences)`,
      {...run, differences: JSON.stringify(run.differences)},
    );
  }

  async last(provider: PaymentProvider): Promise<ReconciliationRun | undefined> {
    const [run] = await this.db.rows<ReconciliationRun>(
      `select provider, compared_from as "comparedFrom", started_at as "startedAt", finished_at as "finishedAt",
         payments_seen as "paymentsSeen", refunds_seen as "refundsSeen", mended, differences
       from payment_reconciliations where provider = :provider order by finished_at desc, id desc limit 1`,
      {provider},
    );
    return run;
  }

  /** Money that moved through the provider in that time, by the ledger. */
  movedBetween(since: Date, until: Date): Promise<ProviderRow[]> {
    return this.db.rows<ProviderRow>(
      `select p.id, p.kind, p.booking_id as "bookingId",
         case p.kind when 'charge' then p.provider_payment_id else p.provider_refund_id end as "providerId"
       from payment_transactions p
       where coalesce(p.processed_at, p.created_at) between :since and :until and p.status = 'succeeded'
         and (p.kind = 'charge' and p.provider_payment_id is not null
           or p.kind = 'refund' and p.provider_refund_id is not null)
       order by p.id`,
      {since, until},
    );
  }

  /** When the first money moved through the provider, by the ledger. */
  async firstMove(): Promise<Date | undefined> {
    const [row] = await this.db.rows<{at: Date | null}>(
      `select min(coalesce(processed_at, created_at)) as at from payment_transactions
       where status = 'succeeded' and (provider_payment_id is not null or provider_refund_id is not null)`,
    );
    return row?.at ?? undefined;
  }

  /** Of these objects of the provider those that staff have looked into already. */
  async resolved(objectIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.db.rows<{objectId: string}>(
      `select distinct object_id as "objectId" from payment_provider_events
       where object_id = any(:objectIds) and resolved_at is not null`,
      {objectIds: [...objectIds]},
    );
    return new Set(rows.map(({objectId}) => objectId));
  }

  /** @returns how many were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from payment_reconciliations where id in (
         select id from payment_reconciliations where finished_at < :before order by finished_at limit :limit
       ) returning id`,
      {before: new Date(now.getTime() - KEEP_DAYS * 86_400_000), limit},
    );
    return removed.length;
  }
}
