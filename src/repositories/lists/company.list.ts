import {equals, type ListDefinition} from '../list-query';
import type {EditedRow} from './course.list';

export interface StaffCompanyRow extends EditedRow {
  name: string;
  billingAddress: string;
  email: string;
  /** Days until an invoice is due; 0: no credit. */
  creditTermsDays: number;
  isActive: boolean;
}

export interface CompanyFilter {
  isActive?: boolean;
}

export const companyList: ListDefinition<StaffCompanyRow, CompanyFilter> = {
  name: 'companies',
  base: 'companies k',
  id: 'k.id',
  columns: {
    id: 'k.id',
    name: 'k.name',
    billingAddress: 'k.billing_address',
    email: 'k.email',
    creditTermsDays: 'k.credit_terms_days',
    isActive: 'k.is_active',
    version: 'k.version',
    createdAt: 'k.created_at',
    updatedAt: 'k.updated_at',
  },
  filters: {isActive: equals('k.is_active')},
  search: 'search_text(k.name, k.email)',
  sorts: {
    name: {sql: 'k.name', type: 'text'},
    createdAt: {sql: 'k.created_at', type: 'timestamptz'},
  },
  defaultSort: 'name',
};
