import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {CancellationTier} from '../domain/cancellation';
import {CancellationPolicy} from '../models/cancellation-policy.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class CancellationPolicyRepository extends tableRepository<
  CancellationPolicy,
  CancellationPolicy['id']
>(CancellationPolicy) {
  async replaceTiers(tx: Transaction, id: number, tiers: readonly CancellationTier[]): Promise<void> {
    await tx.rows('delete from cancellation_policy_tiers where cancellation_policy_id = :id', {id});
    await tx.rows(
      `insert into cancellation_policy_tiers (cancellation_policy_id, min_days_before, refund_percent, name)
       select cast(:id as integer), "minDaysBefore", "refundPercent", name
       from json_to_recordset(:tiers) as tier ("minDaysBefore" integer, "refundPercent" integer, name varchar)`,
      {id, tiers: JSON.stringify(tiers)},
    );
  }

  /** Another one is about to be the default. Whoever does the same waits, and then finds what is the default by then. */
  async unsetDefault(tx: Transaction, updatedBy: number): Promise<void> {
    await tx.rows(`select pg_advisory_xact_lock(hashtext('cancellation_policies.is_default'))`);
    await tx.rows(
      `update cancellation_policies
       set is_default = false, version = version + 1, updated_at = now(), updated_by = :updatedBy
       where is_default`,
      {updatedBy},
    );
  }
}
