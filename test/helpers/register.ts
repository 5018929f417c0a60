import assert from 'node:assert/strict';
import type {BookingStatus} from '../../src/domain/statuses';
import type {Answer, TestApp} from './app';

const DAY_MS = 86_400_000;

export interface Class {
  scheduleId: number;
  /** Ids of its sessions, by day. */
  sessions: number[];
}

/** A published schedule of so many days, the last of which is today and has begun. */
export async function givenClass(
  app: TestApp,
  {
    days = 1,
    lastDay = app.now,
    ...options
  }: {days?: number; lastDay?: Date; instructorId?: number; courseId?: number} = {},
): Promise<Class> {
  const start = new Date(lastDay.getTime() - (days - 1) * DAY_MS - 3_600_000);
  const scheduleId = await app.given.schedule({...options, startsAt: start.toISOString()});
  for (let day = 1; day < days; day += 1) await addSession(app, scheduleId, day);
  const sessions = await app.rows<{id: number}>(
    'select id from schedule_sessions where course_schedule_id = $1 order by start_datetime',
    [scheduleId],
  );
  return {scheduleId, sessions: sessions.map(({id}) => id)};
}

/** Another session, so many days after the first. */
export async function addSession(app: TestApp, scheduleId: number, day: number): Promise<void> {
  const interval = `${day} days`;
  await app.rows(
    `update course_schedules
     set end_datetime = greatest(end_datetime, start_datetime + $2::interval + '7 hours') where id = $1`,
    [scheduleId, interval],
  );
  await app.rows(
    `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
     select id, start_datetime + $2::interval, start_datetime + $2::interval + '7 hours'
     from course_schedules where id = $1`,
    [scheduleId, interval],
  );
}

/** A booking with attendees of these names, made by SQL, since the public can't book a course that has begun. */
export async function givenAttendees(
  app: TestApp,
  scheduleId: number,
  names: string[],
  status: BookingStatus = 'confirmed',
): Promise<{bookingId: number; attendees: number[]}> {
  const reference = `RFT-${Math.random().toString(36).slice(2, 10).toUpperCase()}`;
  const [booking] = await app.rows<{id: number}>(
    `with guest as (
       insert into users (email, first_name, last_name, role)
       values ($2::varchar || '@example.com', 'Guy', 'Guest', 'customer') returning id
     )
     insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, seats, notes,
       contact_first_name, contact_last_name, contact_email, contact_phone, cancellation_policy,
       hold_expires_at, cancelled_at, cancellation_reason)
     select id, $1, $2::varchar, $3::varchar, 75, $4, 'pays late', 'Connie', 'Tact', lower($2::varchar) || '@example.com', '0113 496 0000',
       default_cancellation_policy(), case when $3::varchar = 'pending' then $5::timestamptz end,
       case when $3::varchar = 'cancelled' then now() end, case when $3::varchar = 'cancelled' then 'changed plans' end
     from guest returning id`,
    [scheduleId, reference, status, names.length, new Date(app.now.getTime() + DAY_MS)],
  );
  assert.ok(booking);
  const attendees: number[] = [];
  for (const name of names) {
    const [row] = await app.rows<{id: number}>(
      `insert into booking_attendees (booking_id, first_name, last_name, email, phone)
       values ($1, $2, 'Doe', 'private@example.com', '0113 496 1111') returning id`,
      [booking.id, name],
    );
    attendees.push(row?.id ?? 0);
  }
  return {bookingId: booking.id, attendees};
}

type Marks = Record<number, string>;

/** Marks attendees, by id, at one session. */
export function mark(app: TestApp, token: string, {scheduleId}: Class, session = 0, marks: Marks = {}) {
  const body = {
    marks: Object.entries(marks).map(([id, attendance]) => ({attendeeId: Number(id), attendance})),
  };
  const route = `/api/instructor/schedules/${scheduleId}/sessions/${session}/attendance`;
  return app.call('PUT', route, {token, body});
}

/** Assesses attendees, by id. */
export function assess(app: TestApp, token: string, {scheduleId}: Class, given: Marks): Promise<Answer> {
  const assessments = Object.entries(given).map(([id, assessment]) => ({attendeeId: Number(id), assessment}));
  return app.call('PUT', `/api/instructor/schedules/${scheduleId}/assessments`, {token, body: {assessments}});
}

/** What the rows say of an attendee. */
export async function attendeeRow(app: TestApp, id: number) {
  const [row] = await app.rows<{
    attendance: string;
    assessment: string;
    assessed_by: number | null;
    assessed_at: Date | null;
  }>('select attendance, assessment, assessed_by, assessed_at from booking_attendees where id = $1', [id]);
  assert.ok(row);
  return row;
}

export async function activityOf(app: TestApp, bookingId: number) {
  return app.rows<Record<string, unknown>>(
    `select admin_id, action, old_values, new_values from admin_activity_logs
     where entity_type = 'booking' and entity_id = $1 order by id`,
    [bookingId],
  );
}
