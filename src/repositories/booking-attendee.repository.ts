import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {BookingAttendee} from '../models/booking-attendee.model';
import {tableRepository} from './table.repository';

export interface NewAttendee {
  firstName: string;
  lastName: string;
  email?: string;
}

export interface BookedAttendee {
  firstName: string;
  lastName: string;
  /** Until when the booking is held; null: it is confirmed. */
  heldUntil: Date | null;
}

/** Whose booking a new attendee would be part of. */
export interface AttendeePlace {
  userId: number;
  courseScheduleId: number;
  /** A booking that does not count, as it is the one that moves. */
  exceptBookingId?: number;
  /** An attendee that does not count, as the new one takes that seat. */
  exceptAttendeeId?: number;
}

@injectable({scope: BindingScope.SINGLETON})
export class BookingAttendeeRepository extends tableRepository<BookingAttendee, BookingAttendee['id']>(
  BookingAttendee,
) {
  async insertAll(tx: Transaction, bookingId: number, attendees: readonly NewAttendee[]): Promise<void> {
    await tx.rows(
      `insert into booking_attendees (booking_id, first_name, last_name, email)
       select cast(:bookingId as integer), "firstName", "lastName", email
       from json_to_recordset(:attendees) as attendee ("firstName" text, "lastName" text, email text)`,
      {bookingId, attendees: JSON.stringify(attendees)},
    );
  }

  /** @returns whether the register says that they came to a session, or how they did */
  async isOnRecord(tx: Transaction, attendeeId: number): Promise<boolean> {
    const rows = await tx.rows(
      `select a.id from booking_attendees a
       where a.id = :attendeeId and (
         a.assessment <> 'pending' or exists (
           select from session_attendances m
           where m.booking_attendee_id = a.id and m.attendance in ('present', 'late')
         )
       )`,
      {attendeeId},
    );
    return rows.length === 1;
  }

  async rename(tx: Transaction, attendeeId: number, attendee: NewAttendee): Promise<void> {
    await tx.rows(
      `update booking_attendees
       set first_name = :firstName, last_name = :lastName, email = :email, updated_at = now()
       where id = :attendeeId`,
      {...attendee, email: attendee.email ?? null, attendeeId},
    );
  }

  /** Somebody else takes the seat: what the register said of whoever had it is not theirs. */
  async replace(tx: Transaction, attendeeId: number, attendee: NewAttendee): Promise<void> {
    await tx.rows('delete from session_attendances where booking_attendee_id = :attendeeId', {attendeeId});
    await tx.rows('update booking_attendees set phone = null where id = :attendeeId', {attendeeId});
    await this.rename(tx, attendeeId, attendee);
  }

  /** Sessions of a course that was broken off count for nothing; the activity log still knows of them. */
  async forgetMarks(tx: Transaction, bookingId: number): Promise<void> {
    await tx.rows(
      `delete from session_attendances m using booking_attendees a
       where a.id = m.booking_attendee_id and a.booking_id = :bookingId`,
      {bookingId},
    );
  }

  async remove(tx: Transaction, attendeeId: number): Promise<void> {
    await tx.rows('delete from booking_attendees where id = :attendeeId', {attendeeId});
  }

  /** Gives the attendees of a booking, by id, the prices of their seats in pounds; null: an equal share. */
  async setUnitPrices(
    tx: Transaction,
    bookingId: number,
    unitPrices: readonly (string | null)[],
  ): Promise<void> {
    await tx.rows(
      `update booking_attendees a
       set unit_price = cast(cast(:unitPrices as json) ->> cast(numbered.place as integer) as decimal), updated_at = now()
       from (
         select id, row_number() over (order by id) - 1 as place
         from booking_attendees where booking_id = :bookingId
       ) numbered
       where a.id = numbered.id`,
      {bookingId, unitPrices: JSON.stringify(unitPrices)},
    );
  }

  /**
   * Which of these people the customer has booked on the schedule already: the same names, whatever their case, and not
   * two different addresses. A hold that ran out is no booking.
   */
  booked(
    tx: Transaction,
    {exceptBookingId = 0, exceptAttendeeId = 0, ...place}: AttendeePlace,
    attendees: readonly NewAttendee[],
    now: Date,
  ): Promise<BookedAttendee[]> {
    return tx.rows<BookedAttendee>(
      `select wanted."firstName", wanted."lastName", max(b.hold_expires_at) as "heldUntil"
       from json_to_recordset(:attendees) as wanted ("firstName" text, "lastName" text, email text)
       join bookings b on b.user_id = :userId and b.course_schedule_id = :courseScheduleId
         and b.status <> 'cancelled' and coalesce(b.hold_expires_at > :now, true) and b.id <> :exceptBookingId
       join booking_attendees a on a.booking_id = b.id and a.id <> :exceptAttendeeId
         and lower(btrim(a.first_name)) = lower(btrim(wanted."firstName"))
         and lower(btrim(a.last_name)) = lower(btrim(wanted."lastName"))
         and lower(coalesce(a.email, wanted.email, '')) = lower(coalesce(wanted.email, a.email, ''))
       group by wanted."firstName", wanted."lastName"`,
      {...place, exceptBookingId, exceptAttendeeId, attendees: JSON.stringify(attendees), now},
    );
  }

  /**
   * Whether the customer of a booking that has ended has booked somebody of it on the same schedule again. The caller
   * holds the schedule's lock.
   */
  async areBookedAgain(
    tx: Transaction,
    {id, userId, courseScheduleId}: {id: number; userId: number; courseScheduleId: number},
    now: Date,
  ): Promise<boolean> {
    const people = await tx.rows<NewAttendee>(
      `select first_name as "firstName", last_name as "lastName", email
       from booking_attendees where booking_id = :id`,
      {id},
    );
    const booked = await this.booked(tx, {userId, courseScheduleId, exceptBookingId: id}, people, now);
    return booked.length > 0;
  }

  /** Whether anybody of the booking was at the whole course. */
  async hasAttended(tx: Transaction, bookingId: number): Promise<boolean> {
    const rows = await tx.rows(
      `select id from booking_attendees where booking_id = :bookingId and attendance in ('present', 'late') limit 1`,
      {bookingId},
    );
    return rows.length === 1;
  }
}
