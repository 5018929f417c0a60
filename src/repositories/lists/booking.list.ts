import {COMPANY_TIME_ZONE} from '../../domain/company-time';
import type {BookingStatus, PaymentMethod, PaymentStatus} from '../../domain/statuses';
import {type Condition, equals, type ListDefinition} from '../list-query';

export interface StaffBookingRow {
  id: number;
  bookingReference: string;
  status: BookingStatus;
  paymentStatus: PaymentStatus;
  paymentMethod: PaymentMethod;
  paymentAmount: string;
  currency: string;
  seats: number;
  holdExpiresAt: Date | null;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  createdAt: Date;
  version: number;
  courseScheduleId: number;
  startDatetime: Date;
  courseName: string;
  venueName: string;
}

export interface BookingFilter {
  status?: BookingStatus;
  paymentStatus?: PaymentStatus;
  scheduleId?: number;
  courseId?: number;
  venueId?: number;
  userId?: number;
  discountCodeId?: number;
  companyId?: number;
  /** Booked on these days of the company's calendar, both included. */
  bookedFrom?: string;
  bookedTo?: string;
  /** The course begins on these days, both included. */
  startsFrom?: string;
  startsTo?: string;
}

/** The instant at which a day of the company's calendar begins; `after` days later. */
export function dayBegins(column: string, operator: '>=' | '<', after: 0 | 1) {
  return (day: string): Condition => ({
    sql: `${column} ${operator} cast(cast(? as date) + ${after} as timestamp) at time zone '${COMPANY_TIME_ZONE}'`,
    bindings: [day],
  });
}

const ofSchedules = (condition: (value: never) => Condition) => (value: unknown) => {
  const {sql, bindings} = condition(value as never);
  return {sql: `b.course_schedule_id in (select f.id from course_schedules f where ${sql})`, bindings};
};

export const bookingList: ListDefinition<StaffBookingRow, BookingFilter> = {
  name: 'bookings',
  base: 'bookings b',
  joins: `join course_schedules s on s.id = b.course_schedule_id
    join courses c on c.id = s.course_id
    join venues v on v.id = s.venue_id`,
  id: 'b.id',
  columns: {
    id: 'b.id',
    bookingReference: 'b.booking_reference',
    status: 'b.status',
    paymentStatus: 'b.payment_status',
    paymentMethod: 'b.payment_method',
    paymentAmount: 'b.payment_amount',
    currency: "'GBP'",
    seats: 'b.seats',
    holdExpiresAt: 'b.hold_expires_at',
    contactFirstName: 'b.contact_first_name',
    contactLastName: 'b.contact_last_name',
    contactEmail: 'b.contact_email',
    createdAt: 'b.created_at',
    version: 'b.version',
    courseScheduleId: 'b.course_schedule_id',
    startDatetime: 's.start_datetime',
    courseName: 'c.name',
    venueName: 'v.name',
  },
  filters: {
    status: equals('b.status'),
    paymentStatus: equals('b.payment_status'),
    scheduleId: equals('b.course_schedule_id'),
    courseId: ofSchedules(equals('f.course_id')),
    venueId: ofSchedules(equals('f.venue_id')),
    userId: equals('b.user_id'),
    discountCodeId: equals('b.discount_code_id'),
    companyId: equals('b.company_id'),
    bookedFrom: dayBegins('b.created_at', '>=', 0),
    bookedTo: dayBegins('b.created_at', '<', 1),
    startsFrom: ofSchedules(dayBegins('f.start_datetime', '>=', 0)),
    startsTo: ofSchedules(dayBegins('f.start_datetime', '<', 1)),
  },
  search: 'b.searched',
  sorts: {
    id: {sql: 'b.id', type: 'integer'},
    lastName: {sql: 'b.contact_last_name', type: 'text'},
    startDatetime: {sql: 's.start_datetime', type: 'timestamptz'},
  },
  defaultSort: '-id',
};
