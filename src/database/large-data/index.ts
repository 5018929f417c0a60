import type {ClientBase} from 'pg';
import {COMPANY_TIME_ZONE} from '../../domain/company-time';
import {attendeeRows, markRows} from './attendee-tables';
import {planBookings} from './booking-plan';
import {bookingRows, paymentRows} from './booking-tables';
import {dayNumber} from './calendar';
import {copyRows} from './copy';
import {activityRows, emailRows} from './log-tables';
import {type NewVenue, venueFrom} from './places';
import {Random} from './random';
import type {Place} from './schedule-plan';
import {type Filling, type FirstIds, scheduleRows, sessionRows, userRows, venueRows} from './tables';
import {visitRows} from './visit-tables';
import {type Found, lookAround} from './world';

export interface LargeDataOptions {
  /** How many bookings are added; everything else is in proportion. */
  bookings: number;
  /** The same seed on the same day and the same database makes the same rows. */
  seed: number;
  /** Told the rows written so far of one table. */
  onProgress?: (table: string, rows: number) => void;
  /** Instead of the database's clock, for tests. */
  now?: Date;
}

export interface WrittenTable {
  table: string;
  rows: number;
  durationMs: number;
}

const DAYS_BACK = 3 * 365;
const DAYS_AHEAD = 180;
const TABLES = [
  venueRows,
  userRows,
  scheduleRows,
  sessionRows,
  bookingRows,
  attendeeRows,
  markRows,
  paymentRows,
  emailRows,
  activityRows,
  visitRows,
];
/** Two runs at once would plan for the same free days. */
const LOCK = 7_203_114;

/**
 * Adds made-up customers, schedules and bookings with all that belongs to them, by COPY, to what is there. All of it is
 * one transaction: when it fails or is killed, nothing of it stays. Constraints and triggers judge every row.
 * @throws Error when there is no course to book
 */
export async function fillDatabase(client: ClientBase, options: LargeDataOptions): Promise<WrittenTable[]> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const filling = await plan(client, await lookAround(client, options.now), options);
    await reopenDays(client);
    const written: WrittenTable[] = [];
    for (const rowsOf of TABLES) written.push(await write(client, rowsOf(filling), options));
    await countUses(client, filling.uses);
    await forgetDocuments(client, filling.first.bookings, options.bookings);
    await client.query('commit');
    await tidyUp(client, written);
    return written;
  } catch (error) {
    // A connection that is gone has rolled back by itself; the error that led here is the one to tell.
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function plan(client: ClientBase, found: Found, options: LargeDataOptions): Promise<Filling> {
  if (found.courses.length === 0) throw new Error('there is no course to book: run npm run seed:run first');
  const {bookings, seed} = options;
  const now = found.now.getTime();
  const today = dayNumber(found.now);
  const newVenues: {place: Place; venue: NewVenue}[] = [];
  const period = {firstDay: today - DAYS_BACK, lastDay: today + DAYS_AHEAD, now};
  const booked = planBookings({
    bookings,
    seed,
    period,
    courses: found.courses,
    places: found.places,
    newPlace: () => {
      const number = found.venueCount + newVenues.length;
      const venue = venueFrom(new Random(seed, 'venue', number), number);
      const instructor = found.spareInstructors.pop() ?? {id: 0, takenDays: new Set<number>()};
      const place = {id: 0, capacity: venue.capacity, takenDays: new Set<number>(), instructor};
      newVenues.push({place, venue});
      return place;
    },
  });
  const places = [...found.places, ...newVenues.map(({place}) => place)];
  const hired = places.map(({instructor}) => instructor).filter(({id}) => id === 0);
  const first: FirstIds = {
    venues: await setIdsAside(client, 'venues', newVenues.length),
    users: await setIdsAside(client, 'users', hired.length + booked.customersSince.length),
    schedules: await setIdsAside(client, 'course_schedules', booked.schedules.length),
    sessions: await setIdsAside(
      client,
      'schedule_sessions',
      sum(booked.schedules.map(one => one.sessions.length)),
    ),
    bookings: await setIdsAside(client, 'bookings', bookings),
    attendees: await setIdsAside(client, 'booking_attendees', sum(booked.seats)),
  };
  for (const [index, {place}] of newVenues.entries()) place.id = first.venues + index;
  for (const [index, instructor] of hired.entries()) instructor.id = first.users + index;
  return {
    ...found,
    plan: booked,
    seed,
    now,
    first,
    newVenues,
    instructors: hired.map(({id}) => id),
    uses: new Map(),
  };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/**
 * Takes so many ids out of a table's sequence, one after the other without a gap: a running application that takes one
 * in between makes it try again.
 */
async function setIdsAside(client: ClientBase, table: string, count: number): Promise<number> {
  for (;;) {
    const {rows} = await client.query<{low: string | null; high: string | null}>(
      `select min(id) as low, max(id) as high
       from (select nextval(pg_get_serial_sequence($1, 'id')) as id from generate_series(1, cast($2 as bigint))) as ids`,
      [table, count],
    );
    const [low, high] = [Number(rows[0]?.low ?? 0), Number(rows[0]?.high ?? 0)];
    if (count === 0 || high - low + 1 === count) return low;
  }
}

async function write(
  client: ClientBase,
  rows: Parameters<typeof copyRows>[1],
  {onProgress}: LargeDataOptions,
): Promise<WrittenTable> {
  const started = performance.now();
  const count = await copyRows(client, rows, sofar => onProgress?.(rows.table, sofar));
  return {table: rows.table, rows: count, durationMs: performance.now() - started};
}

/** Days whose visits were added up get more of them: as long as their events are there, they are added up anew. */
async function reopenDays(client: ClientBase): Promise<void> {
  await client.query(
    `delete from analytics_days
     where day > (select cast(min(created_at) at time zone '${COMPANY_TIME_ZONE}' as date) from analytics_events)`,
  );
}

/** Nobody waits for the invoices of people who are made up. */
async function forgetDocuments(client: ClientBase, firstId: number, count: number): Promise<void> {
  await client.query('delete from document_marks where booking_id >= $1 and booking_id < $1 + $2', [
    firstId,
    count,
  ]);
}

async function countUses(client: ClientBase, uses: ReadonlyMap<number, number>): Promise<void> {
  for (const [id, count] of [...uses].sort(([a], [b]) => a - b)) {
    await client.query('update discount_codes set times_used = times_used + $2 where id = $1', [id, count]);
  }
}

/**
 * Statistics for the planner; the vacuum also moves what the search indexes have pending into place and lets counts
 * read indexes alone, which would otherwise wait for autovacuum.
 */
async function tidyUp(client: ClientBase, written: readonly WrittenTable[]): Promise<void> {
  await client.query(
    `vacuum (analyze) ${[...written.map(({table}) => table), 'courses', 'discount_codes'].join(', ')}`,
  );
  await queueSums(client);
}

/** Reports and analytics keep sums of past days: the next worker makes them, and does not wait for its hour. */
async function queueSums(client: ClientBase): Promise<void> {
  const {rows} = await client.query(
    `select to_regclass('graphile_worker.migrations') is not null as "hasQueue"`,
  );
  if (!rows[0]?.hasQueue) return;
  for (const task of ['refresh_report_days', 'remove_old_analytics']) {
    await client.query('select graphile_worker.add_job($1, job_key := $1)', [task]);
  }
}
