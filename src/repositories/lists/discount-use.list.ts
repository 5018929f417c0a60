import type {BookingStatus, PaymentStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface DiscountUseRow {
  id: number;
  bookingReference: string;
  status: BookingStatus;
  paymentStatus: PaymentStatus;
  /** Whether it counts: a cancelled booking has given its use back. */
  counts: boolean;
  seats: number;
  discountApplied: string;
  paymentAmount: string;
  currency: string;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  createdAt: Date;
  courseScheduleId: number;
  startDatetime: Date;
  courseName: string;
}

export interface DiscountUseFilter {
  discountCodeId: number;
  bookedFrom?: string;
  bookedTo?: string;
}

/** The bookings that were made with a discount code, newest first. */
export const discountUseList: ListDefinition<DiscountUseRow, DiscountUseFilter> = {
  name: 'discount-uses',
  base: 'bookings b',
  joins: `join course_schedules s on s.id = b.course_schedule_id
    join courses c on c.id = s.course_id`,
  id: 'b.id',
  columns: {
    id: 'b.id',
    bookingReference: 'b.booking_reference',
    status: 'b.status',
    paymentStatus: 'b.payment_status',
    counts: `b.status <> 'cancelled'`,
    seats: 'b.seats',
    discountApplied: 'b.discount_applied',
    paymentAmount: 'b.payment_amount',
    currency: "'GBP'",
    contactFirstName: 'b.contact_first_name',
    contactLastName: 'b.contact_last_name',
    contactEmail: 'b.contact_email',
    createdAt: 'b.created_at',
    courseScheduleId: 'b.course_schedule_id',
    startDatetime: 's.start_datetime',
    courseName: 'c.name',
  },
  filters: {
    discountCodeId: equals('b.discount_code_id'),
    bookedFrom: dayBegins('b.created_at', '>=', 0),
    bookedTo: dayBegins('b.created_at', '<', 1),
  },
  sorts: {id: {sql: 'b.id', type: 'integer'}},
  defaultSort: '-id',
};
