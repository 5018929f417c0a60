import type {SalesDocumentKind} from '../../domain/sales-documents';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface SalesDocumentListRow {
  id: number;
  kind: SalesDocumentKind;
  number: string;
  bookingId: number;
  bookingReference: string;
  billedTo: string;
  totalAmount: string;
  vatAmount: string;
  currency: string;
  issuedAt: Date;
}

export interface SalesDocumentFilter {
  kind?: SalesDocumentKind;
  number?: string;
  bookingId?: number;
  from?: string;
  to?: string;
}

export const salesDocumentList: ListDefinition<SalesDocumentListRow, SalesDocumentFilter> = {
  name: 'documents',
  base: 'sales_documents d',
  joins: 'join bookings b on b.id = d.booking_id',
  id: 'd.id',
  columns: {
    id: 'd.id',
    kind: 'd.kind',
    number: 'd.number',
    bookingId: 'd.booking_id',
    bookingReference: 'b.booking_reference',
    billedTo: `coalesce(d.billed_to ->> 'companyName', d.billed_to ->> 'name')`,
    totalAmount: 'd.total_amount',
    vatAmount: 'd.vat_amount',
    currency: 'd.currency',
    issuedAt: 'd.issued_at',
  },
  filters: {
    kind: equals('d.kind'),
    number: equals('d.number'),
    bookingId: equals('d.booking_id'),
    from: dayBegins('d.issued_at', '>=', 0),
    to: dayBegins('d.issued_at', '<', 1),
  },
  sorts: {id: {sql: 'd.id', type: 'integer'}},
  defaultSort: '-id',
};
