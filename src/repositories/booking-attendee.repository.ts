import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {BookingAttendee} from '../models/booking-attendee.model';
import {tableRepository} from './table.repository';

export interface NewAttendee {
  firstName: string;
  lastName: string;
  email?: string;
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

  /** Whether anybody of the booking was at the whole course. */
  async hasAttended(tx: Transaction, bookingId: number): Promise<boolean> {
    const rows = await tx.rows(
      `select id from booking_attendees where booking_id = :bookingId and attendance in ('present', 'late') limit 1`,
      {bookingId},
    );
    return rows.length === 1;
  }
}
