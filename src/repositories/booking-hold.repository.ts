import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {AppBindings} from '../keys';

export interface ReleasedHold {
  bookingId: number;
  bookingReference: string;
  contactEmail: string;
}

/** Gives back what pending bookings held whose time ran out: their seats and their uses of discount codes. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingHoldRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Schedules that have a hold to release, oldest first, some left out. */
  async schedulesWithExpiredHolds(now: Date, limit: number, except: readonly number[]): Promise<number[]> {
    const rows = await this.db.rows<{id: number}>(
      `select course_schedule_id as id from bookings
       where status = 'pending' and hold_expires_at <= :now and course_schedule_id <> all(:except)
       group by course_schedule_id order by min(hold_expires_at) limit :limit`,
      {now, limit, except: [...except]},
    );
    return rows.map(row => row.id);
  }

  /** Rule 4: no hold goes past the start, so holds end earlier with a course that was moved to begin earlier. */
  async endByStart(tx: Transaction, courseScheduleId: number): Promise<void> {
    await tx.rows(
      `update bookings b set hold_expires_at = s.start_datetime
       from course_schedules s
       where s.id = :courseScheduleId and b.course_schedule_id = s.id
         and b.status = 'pending' and b.hold_expires_at > s.start_datetime`,
      {courseScheduleId},
    );
  }

  /** Schedules on which an expired hold keeps a use of the code. */
  async schedulesHoldingCode(tx: Transaction, codeId: number, now: Date): Promise<number[]> {
    const rows = await tx.rows<{id: number}>(
      `select distinct course_schedule_id as id from bookings
       where discount_code_id = :codeId and status = 'pending' and hold_expires_at <= :now`,
      {codeId, now},
    );
    return rows.map(row => row.id);
  }

  /**
   * Releases the expired holds of schedules. While their rows are locked none of their bookings changes, so the set of
   * codes locked next is the set that the last statement gives back.
   * @param codeIds discount codes that the caller changes afterwards: all are locked in one statement, by id, as two
   *   transactions that lock some now and some later could wait for each other
   */
  async release(
    tx: Transaction,
    scheduleIds: readonly number[],
    now: Date,
    codeIds: readonly (number | null)[] = [],
  ): Promise<ReleasedHold[]> {
    const schedules = [...scheduleIds];
    await tx.rows(
      'select id from course_schedules where id = any(:schedules) order by id for no key update',
      {
        schedules,
      },
    );
    await tx.rows(
      `select id from discount_codes
       where id in (
         select discount_code_id from bookings
         where course_schedule_id = any(:schedules) and status = 'pending' and hold_expires_at <= :now
       ) or id = any(:codes)
       order by id for no key update`,
      {schedules, now, codes: codeIds.filter(id => id !== null)},
    );
    return tx.rows<ReleasedHold>(
      `with expired as (
         update bookings
         set status = 'cancelled', hold_expires_at = null, cancelled_at = :now, cancellation_reason = 'expired',
             version = version + 1, updated_at = now()
         where course_schedule_id = any(:schedules) and status = 'pending' and hold_expires_at <= :now
         returning id, booking_reference, contact_email, seats, discount_code_id, course_schedule_id
       ), freed_codes as (
         update discount_codes d set times_used = d.times_used - freed.uses
         from (
           select discount_code_id, count(*)::integer as uses from expired
           where discount_code_id is not null group by discount_code_id
         ) freed
         where d.id = freed.discount_code_id
       ), freed_seats as (
         update course_schedules s set seats_taken = s.seats_taken - freed.seats
         from (select course_schedule_id, sum(seats)::integer as seats from expired group by course_schedule_id) freed
         where s.id = freed.course_schedule_id
       )
       select id as "bookingId", booking_reference as "bookingReference", contact_email as "contactEmail"
       from expired order by id`,
      {schedules, now},
    );
  }
}
