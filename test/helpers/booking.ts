import assert from 'node:assert/strict';
import type {Answer, CallOptions, TestApp} from './app';
import type {TestDatabase} from './server';
import {until} from './wait';

/** What whoever made a booking has of it. */
export interface Booked {
  reference: string;
  /** Opens this booking and no other. */
  token: string;
  /** The whole answer. */
  made: Answer['body'];
}

/** Books over HTTP, with what `given.bookingRequest` takes; fails when the booking is refused. */
export async function book(
  app: TestApp,
  courseScheduleId: number,
  request: {seats?: number; [field: string]: unknown} = {},
  options: CallOptions = {},
): Promise<Booked> {
  const answer = await app.post(
    '/api/bookings',
    app.given.bookingRequest(courseScheduleId, request),
    options,
  );
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return {reference: answer.body.bookingReference, token: answer.body.accessToken, made: answer.body};
}

export function assertRefused({status, body}: Answer, expectedStatus: number, code: string): void {
  assert.deepEqual([status, body.error?.code], [expectedStatus, code], JSON.stringify(body));
}

/** The row that a booking left. */
export async function bookingRow(app: TestApp, reference: string): Promise<Record<string, unknown>> {
  const [row] = await app.rows<Record<string, unknown>>(
    'select * from bookings where booking_reference = $1',
    [reference],
  );
  assert.ok(row, `there is no booking ${reference}`);
  return row;
}

export async function seatsTaken(app: TestApp, courseScheduleId: number): Promise<number | undefined> {
  const [row] = await app.rows<{seats_taken: number}>(
    'select seats_taken from course_schedules where id = $1',
    [courseScheduleId],
  );
  return row?.seats_taken;
}

export async function timesUsed(app: TestApp, code: string): Promise<number | undefined> {
  const [row] = await app.rows<{times_used: number}>(
    'select times_used from discount_codes where code = $1',
    [code],
  );
  return row?.times_used;
}

/** The types of the mails that are queued for an address, oldest first. */
export async function mailsTo(app: TestApp, recipient: string): Promise<string[]> {
  const rows = await app.rows<{email_type: string}>(
    'select email_type from email_logs where recipient = $1 order by id',
    [recipient],
  );
  return rows.map(row => row.email_type);
}

/** Makes every insert into a table fail while the work runs. */
export async function whileInsertsFail<T>(
  {query}: TestDatabase,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  await query(`
    create function fail_insert() returns trigger language plpgsql as $$ begin raise 'broken by a test'; end $$;
    create trigger fail_insert before insert on ${table} for each row execute function fail_insert()`);
  try {
    return await work();
  } finally {
    await query(`drop function fail_insert() cascade`);
  }
}

/** Makes every transaction that changes a table fail at its commit, after all else was done, while the work runs. */
export async function whileCommitsFail<T>(
  {query}: TestDatabase,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  await query(`
    create function fail_commit() returns trigger language plpgsql as $$ begin raise 'broken by a test'; end $$;
    create constraint trigger fail_commit after insert or update on ${table} deferrable initially deferred
      for each row execute function fail_commit()`);
  try {
    return await work();
  } finally {
    await query('drop function fail_commit() cascade');
  }
}

/** Runs the work while a schedule's row is locked; `someoneWaits` resolves when a request has come to that lock. */
export async function whileScheduleIsLocked<T>(
  database: TestDatabase,
  courseScheduleId: number,
  work: (someoneWaits: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return database.transaction(async query => {
    await query('select id from course_schedules where id = $1 for update', [courseScheduleId]);
    return work(() => untilSomeoneWaits(database));
  });
}

export function untilSomeoneWaits(database: TestDatabase): Promise<void> {
  return until(() => someoneWaits(database), 'a request waits for a lock');
}

export async function someoneWaits({query}: TestDatabase): Promise<boolean> {
  const {rowCount} = await query(
    `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return (rowCount ?? 0) > 0;
}
