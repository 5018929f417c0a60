import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {DiscountTerms} from '../domain/booking-price';
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

export interface ContactDetails {
  firstName: string;
  lastName: string;
  email: string;
  phone: string | null;
  notes: string | null;
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
  discountTerms: DiscountTerms | null;
  retainedAmount: string;
  /** What succeeded charges brought minus what went back, in pounds; never less than nothing. */
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
  companyId: number | null;
  companyName: string | null;
  purchaseOrderNumber: string | null;
  paymentDueOn: string | null;
  courseScheduleId: number;
  courseId: number;
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
  attendees: {
    id: number;
    firstName: string;
    lastName: string;
    email: string | null;
    unitPrice: string | null;
  }[];
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

export type BookingKey = {id: number} | {bookingReference: string};

const BOOKING = `
  select b.id, b.booking_reference as "bookingReference", b.user_id as "userId", b.status,
    b.payment_status as "paymentStatus", b.payment_method as "paymentMethod", b.payment_amount as "paymentAmount",
    b.discount_applied as "discountApplied", d.code as "discountCode", b.discount_code_id as "discountCodeId",
    (select greatest(coalesce(sum(case p.kind when 'charge' then p.amount else -p.amount end), 0), 0)::decimal(10,2)
     from payment_transactions p where p.booking_id = b.id and p.status = 'succeeded') as "paidAmount",
    coalesce(b.discount_terms, case when d.id is not null then json_build_object(
       'source', 'code', 'discountType', d.discount_type, 'discountValue', cast(d.discount_value as text),
       'minPurchaseAmount', cast(d.min_purchase_amount as text), 'minSeats', 1
     )::jsonb end) as "discountTerms", b.retained_amount as "retainedAmount",
    b.company_id as "companyId", coalesce(k.name, b.company_name) as "companyName",
    b.purchase_order_number as "purchaseOrderNumber", b.payment_due_on as "paymentDueOn",
    b.seats, b.hold_expires_at as "holdExpiresAt", b.cancelled_at as "cancelledAt",
    b.cancellation_reason as "cancellationReason", b.cancellation_policy as "cancellationPolicy",
    b.contact_first_name as "contactFirstName", b.contact_last_name as "contactLastName",
    b.contact_email as "contactEmail", b.contact_phone as "contactPhone", b.notes, b.created_at as "createdAt",
    b.version, b.course_schedule_id as "courseScheduleId", s.course_id as "courseId", s.status as "scheduleStatus", s.start_datetime as "startDatetime",
    s.end_datetime as "endDatetime", c.name as "courseName", c.slug as "courseSlug", v.name as "venueName",
    v.address_line1 as "venueAddressLine1", v.address_line2 as "venueAddressLine2", v.city as "venueCity",
    v.postcode as "venuePostcode",
    (select coalesce(json_agg(json_build_object('id', a.id, 'firstName', a.first_name, 'lastName', a.last_name,
       'email', a.email, 'unitPrice', cast(a.unit_price as text)) order by a.id), '[]')
     from booking_attendees a where a.booking_id = b.id) as attendees,
    (select coalesce(json_agg(json_build_object('startDatetime', e.start_datetime, 'endDatetime', e.end_datetime)
       order by e.start_datetime), '[]')
     from schedule_sessions e where e.course_schedule_id = s.id) as sessions
  from bookings b
  join course_schedules s on s.id = b.course_schedule_id
  join courses c on c.id = s.course_id
  join venues v on v.id = s.venue_id
  left join discount_codes d on d.id = b.discount_code_id
  left join companies k on k.id = b.company_id`;

@injectable({scope: BindingScope.SINGLETON})
export class BookingRepository extends tableRepository<Booking, Booking['id']>(Booking) {
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

  async confirm(tx: Transaction, id: number, updatedBy: number | null): Promise<void> {
    await this.change(tx, id, {status: 'confirmed', hold_expires_at: null}, updatedBy);
  }

  async setStatus(
    tx: Transaction,
    id: number,
    status: Extract<BookingStatus, 'completed' | 'no_show'>,
    updatedBy: number,
  ): Promise<void> {
    await this.change(tx, id, {status}, updatedBy);
  }

  async setContact(
    tx: Transaction,
    id: number,
    {firstName, lastName, email, phone, notes, userId}: ContactDetails & {userId: number},
    updatedBy: number,
  ): Promise<void> {
    const columns = {contact_first_name: firstName, contact_last_name: lastName, contact_email: email};
    await this.change(tx, id, {...columns, contact_phone: phone, notes, user_id: userId}, updatedBy);
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

  /** Changes columns and raises the version. */
  private async change(
    tx: Transaction,
    id: number,
    columns: object,
    updatedBy: number | null,
  ): Promise<void> {
    const {knex} = this.db;
    await tx
      .table('bookings')
      .where({id})
      .update({
        ...columns,
        version: knex.raw('version + 1'),
        updated_at: knex.fn.now(),
        updated_by: updatedBy,
      });
  }
}
