import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {REGISTERED_STATUSES, type RegisteredStatus} from '../domain/attendance';
import type {Assessment, Attendance, PaymentStatus, ScheduleStatus} from '../domain/statuses';

export interface RegisterScheduleRow {
  id: number;
  courseName: string;
  courseType: string;
  venueName: string;
  venueAddressLine1: string;
  venueAddressLine2: string | null;
  venueCity: string;
  venuePostcode: string;
  instructorId: number | null;
  instructorName: string | null;
  startDatetime: Date;
  endDatetime: Date;
  status: ScheduleStatus;
  capacity: number;
  seatsTaken: number;
}

export interface SessionRow {
  id: number;
  startDatetime: Date;
  endDatetime: Date;
}

/** An attendee as staff see one; instructors see less (`register-view.ts`). */
export interface RegisterAttendeeRow {
  id: number;
  bookingId: number;
  bookingReference: string;
  bookingStatus: RegisteredStatus;
  paymentStatus: PaymentStatus;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  contactPhone: string | null;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  /** Of the whole course. */
  attendance: Attendance;
  assessment: Assessment;
  assessedBy: string | null;
  assessedAt: Date | null;
  /** One for each session, by start; `markedAt` is ISO 8601. */
  sessions: {sessionId: number; attendance: Attendance; markedBy: string | null; markedAt: string | null}[];
}

/** SQL: whether booking `b` is on the register of its schedule. */
export const ON_REGISTER = `b.status in (${REGISTERED_STATUSES.map(status => `'${status}'`).join(', ')})`;

/** Who is expected at a schedule, and what became of them. */
@injectable({scope: BindingScope.SINGLETON})
export class RegisterRepository {
  /** Locks the schedule, as everybody does who changes its bookings: first step of the lock order. */
  async lockSchedule(tx: Transaction, id: number): Promise<void> {
    await tx.rows('select id from course_schedules where id = :id for no key update', {id});
  }

  async findSchedule(on: Queryable, id: number): Promise<RegisterScheduleRow | undefined> {
    const [schedule] = await on.rows<RegisterScheduleRow>(
      `select s.id, c.name as "courseName", c.course_type as "courseType", v.name as "venueName",
         v.address_line1 as "venueAddressLine1", v.address_line2 as "venueAddressLine2", v.city as "venueCity",
         v.postcode as "venuePostcode", s.instructor_id as "instructorId",
         i.first_name || ' ' || i.last_name as "instructorName", s.start_datetime as "startDatetime",
         s.end_datetime as "endDatetime", s.status, s.capacity, s.seats_taken as "seatsTaken"
       from course_schedules s
       join courses c on c.id = s.course_id
       join venues v on v.id = s.venue_id
       left join users i on i.id = s.instructor_id
       where s.id = :id`,
      {id},
    );
    return schedule;
  }

  /** By start. */
  sessions(on: Queryable, scheduleId: number): Promise<SessionRow[]> {
    return on.rows<SessionRow>(
      `select id, start_datetime as "startDatetime", end_datetime as "endDatetime"
       from schedule_sessions where course_schedule_id = :scheduleId order by start_datetime, id`,
      {scheduleId},
    );
  }

  /** By last name. */
  attendees(on: Queryable, scheduleId: number): Promise<RegisterAttendeeRow[]> {
    return on.rows<RegisterAttendeeRow>(
      `select a.id, b.id as "bookingId", b.booking_reference as "bookingReference", b.status as "bookingStatus",
         b.payment_status as "paymentStatus", b.contact_first_name as "contactFirstName",
         b.contact_last_name as "contactLastName", b.contact_email as "contactEmail",
         b.contact_phone as "contactPhone", a.first_name as "firstName", a.last_name as "lastName", a.email, a.phone,
         a.attendance, a.assessment, u.first_name || ' ' || u.last_name as "assessedBy", a.assessed_at as "assessedAt",
         (select coalesce(json_agg(json_build_object(
              'sessionId', e.id, 'attendance', coalesce(m.attendance, 'expected'),
              'markedBy', k.first_name || ' ' || k.last_name, 'markedAt', m.marked_at
            ) order by e.start_datetime, e.id), '[]')
          from schedule_sessions e
          left join session_attendances m on m.booking_attendee_id = a.id and m.schedule_session_id = e.id
          left join users k on k.id = m.marked_by
          where e.course_schedule_id = b.course_schedule_id) as sessions
       from bookings b
       join booking_attendees a on a.booking_id = b.id
       left join users u on u.id = a.assessed_by
       where b.course_schedule_id = :scheduleId and ${ON_REGISTER}
       order by a.last_name, a.first_name, a.id`,
      {scheduleId},
    );
  }

  /** An assessment taken back has no assessor any more. */
  async assess(
    tx: Transaction,
    assessments: readonly {attendeeId: number; assessment: Assessment}[],
    {by, now}: {by: number; now: Date},
  ): Promise<void> {
    await tx.rows(
      `update booking_attendees a
       set assessment = given.assessment, updated_at = now(),
         assessed_by = case when given.assessment <> 'pending' then cast(:by as integer) end,
         assessed_at = case when given.assessment <> 'pending' then cast(:now as timestamptz) end
       from json_to_recordset(cast(:assessments as json)) as given ("attendeeId" integer, assessment text)
       where a.id = given."attendeeId"`,
      {assessments: JSON.stringify(assessments), by, now},
    );
  }
}
