import type {EventOutcome, PaymentProvider} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface PaymentEventRow {
  id: number;
  provider: PaymentProvider;
  eventId: string;
  eventType: string;
  objectId: string | null;
  bookingId: number | null;
  bookingReference: string | null;
  outcome: EventOutcome;
  note: string | null;
  occurredAt: Date;
  receivedAt: Date;
  resolvedAt: Date | null;
  resolution: string | null;
}

export interface PaymentEventFilter {
  bookingId?: number;
  outcome?: EventOutcome;
  /** What somebody has still to look at. */
  isOpen?: boolean;
  from?: string;
  to?: string;
}

const IS_OPEN = `e.outcome = 'attention' and e.resolved_at is null`;

export const paymentEventList: ListDefinition<PaymentEventRow, PaymentEventFilter> = {
  name: 'payment-events',
  base: 'payment_provider_events e',
  joins: 'left join bookings b on b.id = e.booking_id',
  id: 'e.id',
  columns: {
    id: 'e.id',
    provider: 'e.provider',
    eventId: 'e.event_id',
    eventType: 'e.event_type',
    objectId: 'e.object_id',
    bookingId: 'e.booking_id',
    bookingReference: 'b.booking_reference',
    outcome: 'e.outcome',
    note: 'e.note',
    occurredAt: 'e.occurred_at',
    receivedAt: 'e.received_at',
    resolvedAt: 'e.resolved_at',
    resolution: 'e.resolution',
  },
  filters: {
    bookingId: equals('e.booking_id'),
    outcome: equals('e.outcome'),
    isOpen: isOpen => ({sql: isOpen ? `(${IS_OPEN})` : `not (${IS_OPEN})`, bindings: []}),
    from: dayBegins('e.received_at', '>=', 0),
    to: dayBegins('e.received_at', '<', 1),
  },
  sorts: {id: {sql: 'e.id', type: 'bigint'}},
  defaultSort: '-id',
};
