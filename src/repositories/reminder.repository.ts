import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';

export interface RemindedBooking {
  bookingId: number;
  bookingReference: string;
  contactEmail: string;
}

/** Which bookings are to be reminded of their course; each is given out once for a day of its start. */
@injectable({scope: BindingScope.SINGLETON})
export class ReminderRepository {
  /**
   * Marks confirmed bookings of published schedules that start on `day`, and those of the day before `day` that were
   * made early enough to have been reminded the day before. Rows that somebody else holds are left for the next time.
   * @param day of the company's calendar, YYYY-MM-DD
   */
  async take(tx: Transaction, day: string, now: Date, limit: number): Promise<RemindedBooking[]> {
    return tx.rows<RemindedBooking>(
      `with due as (
         select b.id, cast(s.start_datetime at time zone 'Europe/London' as date) as day
         from course_schedules s
         join bookings b on b.course_schedule_id = s.id
         where s.status = 'published' and b.status = 'confirmed' and s.start_datetime > :now
           and s.start_datetime >= (cast(:day as date) - 1)::timestamp at time zone 'Europe/London'
           and s.start_datetime < (cast(:day as date) + 1)::timestamp at time zone 'Europe/London'
           and b.reminded_of is distinct from cast(s.start_datetime at time zone 'Europe/London' as date)
           and (
             s.start_datetime >= cast(:day as date)::timestamp at time zone 'Europe/London'
             or b.created_at < (cast(:day as date) - 2)::timestamp at time zone 'Europe/London'
           )
         order by b.id limit :limit
         for no key update of b skip locked
       )
       update bookings b set reminder_sent = true, reminded_of = due.day
       from due where b.id = due.id
       returning b.id as "bookingId", b.booking_reference as "bookingReference", b.contact_email as "contactEmail"`,
      {day, now, limit},
    );
  }
}
