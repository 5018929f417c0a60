import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {CancellationPolicyTerms} from '../domain/cancellation';
import type {BookingStatus, PaymentMethod, PaymentStatus, ScheduleStatus} from '../domain/statuses';
import {Booking} from '../models/booking.model';
import {tableRepository} from './table.repository';

export interface Contact {
  firstName: string;
  lastName: string;
  email: string;
  phone?: string;
}

export interface NewBooking {
  userId: number;
  courseScheduleId: number;
  discountCodeId: number | null;
  bookingReference: string;
  status: 'pending' | 'confirmed';
  paymentStatus: PaymentStatus;
  paymentAmount: string;
  discountApplied: string;
  paymentMethod: PaymentMethod;
  seats: number;
  /** Null when it is confirmed at once. */
  holdExpiresAt: Date | null;
  contact: Contact;
}

/** A booking with its course, schedule and venue, as its holder and staff read it. */
export interface BookingRow {
  id: number;
  bookingReference: string;
  userId: number;
  status: BookingStatus;
  paymentStatus: PaymentStatus;
  paymentMethod: PaymentMethod;
  paymentAmount: string;
  discountApplied: string;
  discountCode: string | null;
  discountCodeId: number | null;
  /** What succeeded charges brought minus what went back, in pounds. */
  paidAmount: string;
  seats: number;
  holdExpiresAt: Date | null;
  cancelledAt: Date | null;
  cancellationReason: string | null;
  cancellationPolicy: CancellationPolicyTerms;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  contactPhone: string | null;
  notes: string | null;
  createdAt: Date;
  version: number;
  courseScheduleId: number;
  scheduleStatus: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  courseName: string;
  courseSlug: string;
  venueName: string;
  venueAddressLine1: string;
  venueAddressLine2: string | null;
  venueCity: string;
  venuePostcode: string;
  attendees: {firstName: string; lastName: string; email: string | null}[];
  sessions: {startDatetime: string; endDatetime: string}[];
}

export interface HoldingBooking {
  id: number;
  bookingReference: string;
  contactEmail: string;
  status: 'pending' | 'confirmed';
  seats: number;
  discountCodeId: number | null;
}

export interface StaffBookingFilter {
  search?: string;
  status?: BookingStatus;
  scheduleId?: number;
  beforeId?: number;
  limit: number;
}

export type StaffBookingRow = Pick<
  BookingRow,
  | 'id'
  | 'bookingReference'
  | 'status'
  | 'paymentStatus'
  | 'paymentMethod'
  | 'paymentAmount'
  | 'seats'
  | 'holdExpiresAt'
  | 'contactFirstName'
  | 'contactLastName'
  | 'contactEmail'
  | 'createdAt'
  | 'version'
  | 'courseScheduleId'
  | 'startDatetime'
  | 'courseName'
  | 'venueName'
>;

export type BookingKey = {id: number} | {bookingReference: string};

const BOOKING = `
  select b.id, b.booking_reference as "bookingReference", b.user_id as "userId", b.status,
    b.payment_status as "paymentStatus", b.payment_method as "paymentMethod", b.payment_amount as "paymentAmount",
    b.discount_applied as "discountApplied", d.code as "discountCode", b.discount_code_id as "discountCodeId",
    (select coalesce(sum(case p.kind when 'charge' then p.amount else -p.amount end), 0)::decimal(10,2)
     from payment_transactions p where p.booking_id = b.id and p.status = 'succeeded') as "paidAmount",
    b.seats, b.hold_expires_at as "holdExpiresAt", b.cancelled_at as "cancelledAt",
    b.cancellation_reason as "cancellationReason", b.cancellation_policy as "cancellationPolicy",
    b.contact_first_name as "contactFirstName", b.contact_last_name as "contactLastName",
    b.contact_email as "contactEmail", b.contact_phone as "contactPhone", b.notes, b.created_at as "createdAt",
    b.version, b.course_schedule_id as "courseScheduleId", s.status as "scheduleStatus", s.start_datetime as "startDatetime",
    s.end_datetime as "endDatetime", c.name as "courseName", c.slug as "courseSlug", v.name as "venueName",
    v.address_line1 as "venueAddressLine1", v.address_line2 as "venueAddressLine2", v.city as "venueCity",
    v.postcode as "venuePostcode",
    (select coalesce(json_agg(json_build_object('firstName', a.first_name, 'lastName', a.last_name, 'email', a.email)
       order by a.id), '[]')
     from booking_attendees a where a.booking_id = b.id) as attendees,
    (select coalesce(json_agg(json_build_object('startDatetime', e.start_datetime, 'endDatetime', e.end_datetime)
       order by e.start_datetime), '[]')
     from schedule_sessions e where e.course_schedule_id = s.id) as sessions
  from bookings b
  join course_schedules s on s.id = b.course_schedule_id
  join courses c on c.id = s.course_id
  join venues v on v.id = s.venue_id
  left join discount_codes d on d.id = b.discount_code_id`;

const STAFF_LIST_COLUMNS = {
  id: 'b.id',
  bookingReference: 'b.booking_reference',
  status: 'b.status',
  paymentStatus: 'b.payment_status',
  paymentMethod: 'b.payment_method',
  paymentAmount: 'b.payment_amount',
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
};

/** The expression of bookings_search_index, to the letter. */
const SEARCH_TEXT = `lower(b.booking_reference || ' ' || b.contact_first_name || ' ' || b.contact_last_name || ' ' || b.contact_email)`;

/** What a person typed as a LIKE pattern: their % and _ are just characters. */
function likePattern(typed: string): string {
  return `%${typed
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}

@injectable({scope: BindingScope.SINGLETON})
export class BookingRepository extends tableRepository<Booking, Booking['id']>(Booking) {
  /**
   * Inserts a booking with the default cancellation policy frozen onto it.
   * @returns undefined when the reference is taken, so that another one can be tried
   */
  async insert(tx: Transaction, booking: NewBooking): Promise<{id: number; createdAt: Date} | undefined> {
    const {contact, ...values} = booking;
    const [row] = await tx.rows<{id: number; createdAt: Date}>(
      `insert into bookings (
         user_id, course_schedule_id, discount_code_id, booking_reference, status, payment_status, payment_amount,
         discount_applied, payment_method, seats, hold_expires_at, contact_first_name, contact_last_name,
         contact_email, contact_phone, cancellation_policy
       ) values (
         :userId, :courseScheduleId, :discountCodeId, :bookingReference, :status, :paymentStatus, :paymentAmount,
         :discountApplied, :paymentMethod, :seats, :holdExpiresAt, :firstName, :lastName,
         :email, :phone, default_cancellation_policy()
       )
       on conflict on constraint bookings_reference_key do nothing
       returning id, created_at as "createdAt"`,
      {...values, ...contact, phone: contact.phone ?? null},
    );
    return row;
  }

  async findDetail(on: Queryable, key: BookingKey): Promise<BookingRow | undefined> {
    const condition = 'id' in key ? 'b.id = :id' : 'b.booking_reference = :bookingReference';
    const [booking] = await on.rows<BookingRow>(`${BOOKING} where ${condition}`, key);
    return booking;
  }

  /** Last step of the lock order; what was read before the lock is checked again with what this returns. */
  async lock(
    tx: Transaction,
    id: number,
  ): Promise<{status: BookingStatus; holdExpiresAt: Date | null; version: number}> {
    const [booking] = await tx.rows<{status: BookingStatus; holdExpiresAt: Date | null; version: number}>(
      `select status, hold_expires_at as "holdExpiresAt", version from bookings where id = :id for no key update`,
      {id},
    );
    if (booking === undefined) throw new Error(`booking ${id} is gone: bookings are never deleted`);
    return booking;
  }

  /** @param updatedBy the member of staff; null when the customer did it */
  async cancel(
    tx: Transaction,
    id: number,
    reason: string,
    updatedBy: number | null,
    now: Date,
  ): Promise<void> {
    await tx.rows(
      `update bookings
       set status = 'cancelled', hold_expires_at = null, cancelled_at = :now, cancellation_reason = :reason,
         version = version + 1, updated_at = now(), updated_by = :updatedBy
       where id = :id`,
      {id, reason, updatedBy, now},
    );
  }

  async confirm(tx: Transaction, id: number, updatedBy: number): Promise<void> {
    await tx.rows(
      `update bookings
       set status = 'confirmed', hold_expires_at = null,
         version = version + 1, updated_at = now(), updated_by = :updatedBy
       where id = :id`,
      {id, updatedBy},
    );
  }

  /** Bookings of a schedule that still hold seats, by id. */
  listHolding(on: Queryable, courseScheduleId: number): Promise<HoldingBooking[]> {
    return on.rows<HoldingBooking>(
      `select id, booking_reference as "bookingReference", contact_email as "contactEmail", status, seats,
         discount_code_id as "discountCodeId"
       from bookings
       where course_schedule_id = :courseScheduleId and status in ('pending', 'confirmed') order by id`,
      {courseScheduleId},
    );
  }

  /** Newest first; `search` matches any part of reference, names or email address, whatever the case. */
  listForStaff(filter: StaffBookingFilter): Promise<StaffBookingRow[]> {
    return this.db
      .table('bookings as b')
      .join('course_schedules as s', 's.id', 'b.course_schedule_id')
      .join('courses as c', 'c.id', 's.course_id')
      .join('venues as v', 'v.id', 's.venue_id')
      .select(STAFF_LIST_COLUMNS)
      .modify(query => {
        if (filter.status !== undefined) query.where('b.status', filter.status);
        if (filter.scheduleId !== undefined) query.where('b.course_schedule_id', filter.scheduleId);
        if (filter.beforeId !== undefined) query.where('b.id', '<', filter.beforeId);
        if (filter.search !== undefined)
          query.whereRaw(`${SEARCH_TEXT} like ?`, [likePattern(filter.search)]);
      })
      .orderBy('b.id', 'desc')
      .limit(filter.limit) as unknown as Promise<StaffBookingRow[]>;
  }
}
