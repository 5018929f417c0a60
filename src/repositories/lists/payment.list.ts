import type {PaymentMethod, TransactionKind, TransactionStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface PaymentRow {
  id: number;
  bookingId: number;
  bookingReference: string;
  contactFirstName: string;
  contactLastName: string;
  kind: TransactionKind;
  amount: string;
  currency: string;
  paymentMethod: PaymentMethod;
  status: TransactionStatus;
  failureReason: string | null;
  /** Under which the payment provider has it. */
  providerId: string | null;
  processedAt: Date | null;
  createdAt: Date;
}

export interface PaymentFilter {
  bookingId?: number;
  kind?: TransactionKind;
  status?: TransactionStatus;
  paymentMethod?: PaymentMethod;
  from?: string;
  to?: string;
}

/** When the money moved, as revenue counts it; what has not moved yet counts from its beginning. */
const MOVED_AT = 'coalesce(p.processed_at, p.created_at)';

export const paymentList: ListDefinition<PaymentRow, PaymentFilter> = {
  name: 'payments',
  base: 'payment_transactions p',
  joins: 'join bookings b on b.id = p.booking_id',
  id: 'p.id',
  columns: {
    id: 'p.id',
    bookingId: 'p.booking_id',
    bookingReference: 'b.booking_reference',
    contactFirstName: 'b.contact_first_name',
    contactLastName: 'b.contact_last_name',
    kind: 'p.kind',
    amount: 'p.amount',
    currency: 'p.currency',
    paymentMethod: 'p.payment_method',
    status: 'p.status',
    failureReason: 'p.failure_reason',
    providerId: 'coalesce(p.provider_refund_id, p.provider_dispute_id, p.provider_payment_id)',
    processedAt: 'p.processed_at',
    createdAt: 'p.created_at',
  },
  filters: {
    bookingId: equals('p.booking_id'),
    kind: equals('p.kind'),
    status: equals('p.status'),
    paymentMethod: equals('p.payment_method'),
    from: dayBegins(MOVED_AT, '>=', 0),
    to: dayBegins(MOVED_AT, '<', 1),
  },
  sorts: {id: {sql: 'p.id', type: 'integer'}},
  defaultSort: '-id',
};
