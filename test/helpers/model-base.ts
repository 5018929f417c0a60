import type {Given} from './given';
import type {TestDatabase} from './server';

/** Rows that the samples refer to. */
export interface Base {
  userId: number;
  courseId: number;
  venueId: number;
  scheduleId: number;
  sessionId: number;
  /** Of its only session; the schedule goes on for hours. */
  sessionEnd: Date;
  discountCodeId: number;
  bookingId: number;
  attendeeId: number;
  policyId: number;
}

/** A schedule with one short session, a booking on it, and all that they need. */
export async function givenBase(database: TestDatabase, given: Given): Promise<Base> {
  const one = async (sql: string, values: unknown[]): Promise<number> =>
    (await database.query<{id: number}>(sql, values)).rows[0]?.id ?? 0;
  const userId = await given.instructor();
  const courseId = await given.course();
  const venueId = await given.venue();
  const scheduleId = await given.schedule({courseId, venueId, instructorId: userId});
  await database.query(
    `update schedule_sessions set end_datetime = start_datetime + interval '1 minute' where course_schedule_id = $1`,
    [scheduleId],
  );
  await database.query('update course_schedules set created_by = $1, updated_by = $1', [userId]);
  const code = await given.discountCode();
  const discountCodeId = await one('select id from discount_codes where code = $1', [code]);
  const bookingId = await one(
    `insert into bookings (user_id, course_schedule_id, discount_code_id, booking_reference, payment_amount,
       contact_first_name, contact_last_name, contact_email, cancellation_policy, hold_expires_at)
     values ($1, $2, $3, 'RFT-BASE0001', 75, 'Ann', 'Lee', 'ann@example.com', default_cancellation_policy(), now())
     returning id`,
    [userId, scheduleId, discountCodeId],
  );
  const attendeeId = await one(
    `insert into booking_attendees (booking_id, first_name, last_name) values ($1, 'Ann', 'Lee') returning id`,
    [bookingId],
  );
  const {rows} = await database.query<{id: number; end: Date}>(
    'select id, end_datetime as end from schedule_sessions where course_schedule_id = $1',
    [scheduleId],
  );
  const {id: sessionId = 0, end: sessionEnd = new Date()} = rows[0] ?? {};
  const policyId = await one('select id from cancellation_policies where is_default', []);
  return {
    userId,
    courseId,
    venueId,
    scheduleId,
    sessionId,
    sessionEnd,
    discountCodeId,
    bookingId,
    attendeeId,
    policyId,
  };
}
