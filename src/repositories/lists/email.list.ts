import type {EmailStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface EmailRow {
  id: number;
  recipient: string;
  emailType: string;
  subject: string;
  bookingId: number | null;
  bookingReference: string | null;
  status: EmailStatus;
  attempts: number;
  errorMessage: string | null;
  createdAt: Date;
  sentAt: Date | null;
  /** When it is tried again by itself. */
  nextAttemptAt: Date | null;
}

export interface EmailFilter {
  status?: EmailStatus;
  emailType?: string;
  recipient?: string;
  bookingId?: number;
  from?: string;
  to?: string;
}

export const emailList: ListDefinition<EmailRow, EmailFilter> = {
  name: 'email-logs',
  base: 'email_logs e',
  joins: 'left join bookings b on b.id = e.booking_id',
  id: 'e.id',
  columns: {
    id: 'e.id',
    recipient: 'e.recipient',
    emailType: 'e.email_type',
    subject: 'e.subject',
    bookingId: 'e.booking_id',
    bookingReference: 'b.booking_reference',
    status: 'e.status',
    attempts: 'e.attempts',
    errorMessage: 'e.error_message',
    createdAt: 'e.created_at',
    sentAt: 'e.sent_at',
    nextAttemptAt: 'e.next_attempt_at',
  },
  filters: {
    status: equals('e.status'),
    emailType: equals('e.email_type'),
    recipient: recipient => ({sql: 'lower(e.recipient) = lower(?)', bindings: [recipient]}),
    bookingId: equals('e.booking_id'),
    from: dayBegins('e.created_at', '>=', 0),
    to: dayBegins('e.created_at', '<', 1),
  },
  sorts: {id: {sql: 'e.id', type: 'bigint'}},
  defaultSort: '-id',
};
