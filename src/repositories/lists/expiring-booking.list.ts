import type {ListDefinition} from '../list-query';
import {bookingList, type StaffBookingRow} from './booking.list';

export interface ExpiringBookingFilter {
  /** ISO 8601: whose hold ends by then. */
  until?: string;
}

/** Pending bookings, those that lose their seats first at the top. */
export const expiringBookingList: ListDefinition<StaffBookingRow, ExpiringBookingFilter> = {
  ...bookingList,
  name: 'expiring-bookings',
  base: `bookings b join course_schedules s on s.id = b.course_schedule_id and b.status = 'pending'`,
  joins: 'join courses c on c.id = s.course_id join venues v on v.id = s.venue_id',
  filters: {until: until => ({sql: 'b.hold_expires_at <= cast(? as timestamptz)', bindings: [until]})},
  sorts: {holdExpiresAt: {sql: 'b.hold_expires_at', type: 'timestamptz'}},
  defaultSort: 'holdExpiresAt',
};
