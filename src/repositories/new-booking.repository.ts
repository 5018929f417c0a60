import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import type {DiscountTerms} from '../domain/booking-price';
import type {PaymentMethod, PaymentStatus} from '../domain/statuses';
import {AppBindings} from '../keys';
import type {Contact} from './booking.repository';
import type {NewAttendee} from './booking-attendee.repository';
import {IS_OPEN_TO_PUBLIC} from './course-schedule.repository';
import type {QueuedEmail} from './email-log.repository';
import {SEND_AFTER_COMMIT} from './mail-job';

export interface NewBooking {
  courseScheduleId: number;
  discountCodeId: number | null;
  bookingReference: string;
  status: 'pending' | 'confirmed';
  paymentStatus: PaymentStatus;
  paymentAmount: string;
  discountApplied: string;
  discountTerms: DiscountTerms | null;
  paymentMethod: PaymentMethod;
  seats: number;
  /** Null when it is confirmed at once. */
  holdExpiresAt: Date | null;
  contact: Contact;
  attendees: readonly NewAttendee[];
  notes: string | null;
  companyId: number | null;
  companyName: string | null;
  purchaseOrderNumber: string | null;
  /** YYYY-MM-DD. */
  paymentDueOn: string | null;
  /** The member of staff who made it; null: the customer. */
  createdBy: number | null;
  /** Tells the contact of it. */
  mail: Omit<QueuedEmail, 'bookingId'>;
}

export interface InsertedBooking {
  id: number;
  createdAt: Date;
}

/**
 * Inserts a booking with its attendees, the default cancellation policy frozen onto it, and its mail.
 * @param holder a common table expression of at most one `user_id`: whose booking it is
 * @param ifTaken what to do when the reference is taken
 */
const insertFor = (holder: string, ifTaken = '') => `
  with ${holder}, booking as (
    insert into bookings (
      user_id, course_schedule_id, discount_code_id, booking_reference, status, payment_status, payment_amount,
      discount_applied, payment_method, seats, hold_expires_at, contact_first_name, contact_last_name,
      contact_email, contact_phone, notes, discount_terms, company_id, company_name, purchase_order_number,
      payment_due_on, created_by, updated_by, cancellation_policy
    )
    select holder.user_id, :courseScheduleId, :discountCodeId, :bookingReference, :status, :paymentStatus,
      :paymentAmount, :discountApplied, :paymentMethod, :seats, :holdExpiresAt, :firstName, :lastName, :email,
      :phone, :notes, :discountTerms, :companyId, :companyName, :purchaseOrderNumber, :paymentDueOn, :createdBy,
      :createdBy, default_cancellation_policy()
    from holder
    ${ifTaken}
    returning id, created_at
  ), attendee as (
    insert into booking_attendees (booking_id, first_name, last_name, email)
    select booking.id, wanted."firstName", wanted."lastName", wanted.email
    from booking
    cross join json_to_recordset(:attendees) as wanted ("firstName" text, "lastName" text, email text)
  ), queued_mail as (
    insert into email_logs (recipient, email_type, subject, booking_id, payload)
    select :recipient, :emailType, :subject, booking.id, :payload from booking
    returning id
  ), job as (${SEND_AFTER_COMMIT})
  select booking.id, booking.created_at as "createdAt" from booking cross join job`;

const FOR_KNOWN = insertFor(
  'holder as (select cast(:userId as integer) as user_id)',
  'on conflict on constraint bookings_reference_key do nothing',
);

/** In the order of the locks: the guest's row, then the schedule's. Seats are taken for a booking or not at all. */
const FOR_NEW_GUEST = insertFor(`guest as (
    insert into users (email, first_name, last_name, phone)
    select :email, :firstName, :lastName, :phone
    where not exists (select from users where lower(email) = lower(:email))
    on conflict (lower(email)) do nothing
    returning id
  ), holder as (
    update course_schedules set seats_taken = seats_taken + :seats
    from guest
    where course_schedules.id = :courseScheduleId and ${IS_OPEN_TO_PUBLIC} and seats_taken + :seats <= capacity
      and not exists (select from bookings where booking_reference = :bookingReference)
    returning guest.id as user_id
  )`);

/** A guest who gets no seat is not kept. The `case` decides what is asked first. */
const FOR_NEW_GUEST_ALONE = `${FOR_NEW_GUEST}
  union all
  select null, null from guest
  where case when exists (select from holder) then false else refuse_statement('no seat for the guest') end`;

const REFUSED = 'RF001';

/** Makes bookings, each in one statement. */
@injectable({scope: BindingScope.SINGLETON})
export class NewBookingRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly database: Database) {}

  /**
   * The caller has taken the seats.
   * @returns undefined when the reference is taken, so that another one can be tried
   */
  insert(tx: Transaction, userId: number, booking: NewBooking): Promise<InsertedBooking | undefined> {
    return this.run(tx, FOR_KNOWN, {...parametersOf(booking), userId});
  }

  /**
   * Makes a guest of somebody whose address nobody has, takes the seats of a schedule that the public may book, and
   * inserts the booking: what most bookings are, at once. Nobody new can have booked the same people before.
   * @returns undefined when somebody has the address, there are too few seats, or the reference is taken: no seat is
   *   taken then, but the guest may be there
   */
  insertForNewGuest(tx: Transaction, booking: NewBooking, now: Date): Promise<InsertedBooking | undefined> {
    return this.run(tx, FOR_NEW_GUEST, {...parametersOf(booking), now});
  }

  /** The same as a transaction of its own. @returns undefined in the same cases: nothing is written then */
  async insertForNewGuestAlone(booking: NewBooking, now: Date): Promise<InsertedBooking | undefined> {
    try {
      return await this.run(this.database, FOR_NEW_GUEST_ALONE, {...parametersOf(booking), now});
    } catch (error) {
      if ((error as {code?: string}).code === REFUSED) return undefined;
      throw error;
    }
  }

  private async run(
    on: Queryable,
    sql: string,
    parameters: Record<string, unknown>,
  ): Promise<InsertedBooking | undefined> {
    const [row] = await on.prepared<InsertedBooking>(sql, parameters);
    return row;
  }
}

function parametersOf({contact, attendees, mail, discountTerms, ...values}: NewBooking) {
  const {recipient, emailType, subject, payload = {}} = mail;
  return {
    ...values,
    ...contact,
    phone: contact.phone ?? null,
    attendees: JSON.stringify(attendees),
    discountTerms: discountTerms && JSON.stringify(discountTerms),
    recipient,
    emailType,
    subject,
    payload: JSON.stringify(payload),
  };
}
