import assert from 'node:assert/strict';
import type {Answer, CallOptions, TestApp} from './app';
import {book} from './booking';

/** What whoever joined a waiting list has of it. */
export interface Joined {
  id: number;
  reference: string;
  /** Opens this place and no other. */
  token: string;
  email: string;
  /** The whole answer. */
  made: Answer['body'];
}

let people = 0;

export function joinRequest(
  courseScheduleId: number,
  {seats = 1, email}: {seats?: number; email?: string} = {},
) {
  people += 1;
  return {
    courseScheduleId,
    seats,
    contact: {
      firstName: `Wendy ${people}`,
      lastName: 'Waiting',
      email: email ?? `wendy-${people}@example.com`,
    },
  };
}

/** Joins over HTTP; fails when that is refused. */
export async function join(
  app: TestApp,
  courseScheduleId: number,
  who: {seats?: number; email?: string} = {},
  options: CallOptions = {},
): Promise<Joined> {
  const request = joinRequest(courseScheduleId, who);
  const answer = await app.post('/api/waiting-list', request, options);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const {reference, accessToken: token} = answer.body;
  const [row] = await app.rows<{id: number}>('select id from waiting_list_entries where reference = $1', [
    reference,
  ]);
  return {id: row?.id ?? 0, reference, token, email: request.contact.email, made: answer.body};
}

/** A published schedule whose seats are all confirmed, as many bookings as said. */
export async function givenFullSchedule(
  app: TestApp,
  {seats = 1, ...options}: Parameters<TestApp['given']['schedule']>[0] & {seats?: number} = {},
) {
  const scheduleId = await app.given.schedule({seats, ...options});
  const bookings = [];
  for (let n = 0; n < seats; n += 1) bookings.push(await book(app, scheduleId, {paymentMethod: 'invoice'}));
  return {scheduleId, bookings};
}

export async function look(app: TestApp, {reference, token}: Joined): Promise<Answer['body']> {
  const answer = await app.get(`/api/waiting-list/${reference}`, {token});
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

/** What the row says, without anybody looking through the application, which would act on what is due. */
export async function statusOf(app: TestApp, {id}: Joined): Promise<string | undefined> {
  const [row] = await app.rows<{status: string}>('select status from waiting_list_entries where id = $1', [
    id,
  ]);
  return row?.status;
}

export function statusesOf(app: TestApp, entries: readonly Joined[]): Promise<(string | undefined)[]> {
  return Promise.all(entries.map(entry => statusOf(app, entry)));
}

export function say(app: TestApp, {reference, token}: Joined, what: 'leave' | 'decline'): Promise<Answer> {
  return app.post(`/api/waiting-list/${reference}/${what}`, undefined, {token});
}

export function accept(
  app: TestApp,
  {reference, token}: Joined,
  {seats = 1, ...rest}: {seats?: number; [field: string]: unknown} = {},
  options: CallOptions = {},
): Promise<Answer> {
  const attendees = Array.from({length: seats}, (_, i) => ({
    firstName: `Attendee ${i + 1}`,
    lastName: 'Waiting',
  }));
  const request = {attendees, paymentMethod: 'invoice', ...rest};
  return app.post(`/api/waiting-list/${reference}/accept`, request, {token, ...options});
}

/** The rule of seats: the counter is what bookings and live offers hold, and never more than there are. */
export async function assertSeatsRight(app: TestApp, scheduleId: number): Promise<void> {
  const [row] = await app.rows<{taken: number; booked: number; offered: number; capacity: number}>(
    `select s.seats_taken as taken, s.capacity,
       (select coalesce(sum(b.seats), 0)::integer from bookings b
        where b.course_schedule_id = s.id and b.status <> 'cancelled') as booked,
       (select coalesce(sum(w.seats), 0)::integer from waiting_list_entries w
        where w.course_schedule_id = s.id and w.status = 'offered') as offered
     from course_schedules s where s.id = $1`,
    [scheduleId],
  );
  assert.ok(row);
  assert.equal(row.taken, row.booked + row.offered, JSON.stringify(row));
  assert.ok(row.taken <= row.capacity, JSON.stringify(row));
}

/** What was promised to people, and what is counted as taken. */
export async function promised(
  app: TestApp,
  scheduleId: number,
): Promise<{taken: number; promised: number} | undefined> {
  const [row] = await app.rows<{taken: number; promised: number}>(
    `select s.seats_taken as taken, (
       select coalesce(sum(seats), 0)::integer from (
         select seats from bookings b where b.course_schedule_id = s.id and b.status <> 'cancelled'
         union all
         select seats from waiting_list_entries w where w.course_schedule_id = s.id and w.status = 'offered'
       ) p) as promised
     from course_schedules s where s.id = $1`,
    [scheduleId],
  );
  return row;
}
