import type {CancellationTier} from '../../domain/cancellation';
import {equals, type ListDefinition} from '../list-query';
import type {EditedRow} from './course.list';

export interface StaffCancellationPolicyRow extends EditedRow {
  name: string;
  /** New bookings are made under it. */
  isDefault: boolean;
  /** Most days first. */
  tiers: CancellationTier[];
}

export interface CancellationPolicyFilter {
  isDefault?: boolean;
}

export const cancellationPolicyList: ListDefinition<StaffCancellationPolicyRow, CancellationPolicyFilter> = {
  name: 'cancellation-policies',
  base: 'cancellation_policies p',
  id: 'p.id',
  columns: {
    id: 'p.id',
    name: 'p.name',
    isDefault: 'p.is_default',
    tiers: `(select coalesce(json_agg(json_build_object(
        'name', t.name, 'minDaysBefore', t.min_days_before, 'refundPercent', t.refund_percent
      ) order by t.min_days_before desc), '[]')
      from cancellation_policy_tiers t where t.cancellation_policy_id = p.id)`,
    version: 'p.version',
    createdAt: 'p.created_at',
    updatedAt: 'p.updated_at',
  },
  filters: {isDefault: equals('p.is_default')},
  sorts: {
    name: {sql: 'p.name', type: 'text'},
    createdAt: {sql: 'p.created_at', type: 'timestamptz'},
  },
  defaultSort: 'name',
};
