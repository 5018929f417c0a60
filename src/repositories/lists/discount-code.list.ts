import type {DiscountType} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import type {EditedRow} from './course.list';

export interface StaffDiscountCodeRow extends EditedRow {
  code: string;
  description: string;
  discountType: DiscountType;
  discountValue: string;
  minPurchaseAmount: string;
  validFrom: string;
  validUntil: string;
  usageLimit: number | null;
  maxUsesPerCustomer: number | null;
  timesUsed: number;
  courseTypeRestriction: string | null;
  isActive: boolean;
}

export interface DiscountCodeFilter {
  isActive?: boolean;
  /** A day on which the code counts. */
  validOn?: string;
}

export const discountCodeList: ListDefinition<StaffDiscountCodeRow, DiscountCodeFilter> = {
  name: 'discount-codes',
  base: 'discount_codes d',
  id: 'd.id',
  columns: {
    id: 'd.id',
    code: 'd.code',
    description: 'd.description',
    discountType: 'd.discount_type',
    discountValue: 'd.discount_value',
    minPurchaseAmount: 'd.min_purchase_amount',
    validFrom: 'd.valid_from',
    validUntil: 'd.valid_until',
    usageLimit: 'd.usage_limit',
    maxUsesPerCustomer: 'd.max_uses_per_customer',
    timesUsed: 'd.times_used',
    courseTypeRestriction: 'd.course_type_restriction',
    isActive: 'd.is_active',
    version: 'd.version',
    createdAt: 'd.created_at',
    updatedAt: 'd.updated_at',
  },
  filters: {
    isActive: equals('d.is_active'),
    validOn: day => ({sql: 'cast(? as date) between d.valid_from and d.valid_until', bindings: [day]}),
  },
  search: 'search_text(d.code, d.description)',
  sorts: {
    code: {sql: 'd.code', type: 'text'},
    validUntil: {sql: 'd.valid_until', type: 'date'},
    timesUsed: {sql: 'd.times_used', type: 'integer'},
    createdAt: {sql: 'd.created_at', type: 'timestamptz'},
  },
  defaultSort: 'code',
};
