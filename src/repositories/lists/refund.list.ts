import type {RefundCause, RefundStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface StaffRefundRow {
  id: number;
  bookingId: number;
  bookingReference: string;
  contactFirstName: string;
  contactLastName: string;
  amount: string;
  currency: string;
  cause: RefundCause;
  reason: string;
  status: RefundStatus;
  /** Pounds that staff have to pay back. */
  byHandAmount: string;
  failureReason: string | null;
  rejectionReason: string | null;
  attempts: number;
  decidedAt: Date | null;
  completedAt: Date | null;
  createdAt: Date;
  version: number;
}

export interface RefundFilter {
  bookingId?: number;
  status?: RefundStatus;
  cause?: RefundCause;
  from?: string;
  to?: string;
}

export const refundList: ListDefinition<StaffRefundRow, RefundFilter> = {
  name: 'refunds',
  base: 'refunds r',
  joins: 'join bookings b on b.id = r.booking_id',
  id: 'r.id',
  columns: {
    id: 'r.id',
    bookingId: 'r.booking_id',
    bookingReference: 'b.booking_reference',
    contactFirstName: 'b.contact_first_name',
    contactLastName: 'b.contact_last_name',
    amount: 'r.amount',
    currency: 'r.currency',
    cause: 'r.cause',
    reason: 'r.reason',
    status: 'r.status',
    byHandAmount: `(select coalesce(sum(p.amount), 0)::decimal(10,2) from payment_transactions p
      where p.refund_id = r.id and p.status = 'pending' and (p.metadata -> 'byHand') is not null)`,
    failureReason: 'r.failure_reason',
    rejectionReason: 'r.rejection_reason',
    attempts: 'r.attempts',
    decidedAt: 'r.decided_at',
    completedAt: 'r.completed_at',
    createdAt: 'r.created_at',
    version: 'r.version',
  },
  filters: {
    bookingId: equals('r.booking_id'),
    status: equals('r.status'),
    cause: equals('r.cause'),
    from: dayBegins('r.created_at', '>=', 0),
    to: dayBegins('r.created_at', '<', 1),
  },
  sorts: {id: {sql: 'r.id', type: 'integer'}},
  defaultSort: '-id',
};
