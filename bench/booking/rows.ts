/** What bookings leave in the database, to see whether everybody makes the same. */
import {strict as assert} from 'node:assert';
import type {BenchDatabase} from '../http/database';

/** Rows by table, and the seats that one schedule counts as taken. */
export type Amounts = Record<string, number>;

/** Differ from booking to booking. */
const VOLATILE = [
  ...['id', 'user_id', 'booking_id', 'course_schedule_id', 'booking_reference', 'contact_email', 'searched'],
  ...['created_at', 'updated_at', 'hold_expires_at'],
];

export async function countRows(database: BenchDatabase, scheduleId: number): Promise<Amounts> {
  const {rows: tables} = await database.query<{name: string}>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') order by name`,
  );
  const counts = tables.map(({name}) => `select '${name}' as name, count(*)::integer as amount from ${name}`);
  const seats = `select 'seats taken', seats_taken from course_schedules where id = $1`;
  const {rows} = await database.query<{name: string; amount: number}>(
    [...counts, seats].join(' union all '),
    [scheduleId],
  );
  return Object.fromEntries(rows.map(({name, amount}) => [name, amount]));
}

/** What work on one schedule added, without what it left as it was. */
export async function added(
  database: BenchDatabase,
  scheduleId: number,
  work: () => Promise<unknown>,
): Promise<Amounts> {
  const before = await countRows(database, scheduleId);
  await work();
  const after = await countRows(database, scheduleId);
  const differences = Object.entries(after).map(([name, amount]): [string, number] => [
    name,
    amount - (before[name] ?? 0),
  ]);
  return Object.fromEntries(differences.filter(([, amount]) => amount !== 0));
}

/** The newest booking of somebody whose address begins so, with all that belongs to it, but for what always differs. */
export async function newestBooking(database: BenchDatabase, mailPrefix: string): Promise<object> {
  const without = `- '{${VOLATILE.join(',')}}'::text[]`;
  const {rows} = await database.query<{reference: string; found: object}>(
    `select b.booking_reference as reference, json_build_object(
       'booking', to_jsonb(b) ${without},
       'user', (
         select to_jsonb(u) ${without} || jsonb_build_object('email', u.email = b.contact_email)
         from users u where u.id = b.user_id
       ),
       'attendees', (select jsonb_agg(to_jsonb(a) ${without} order by a.id) from booking_attendees a where a.booking_id = b.id),
       'mails', (
         select jsonb_agg(to_jsonb(e) ${without} || jsonb_build_object('recipient', e.recipient = b.contact_email))
         from email_logs e where e.booking_id = b.id
       ),
       'jobs', (
         select jsonb_agg(j.task_identifier) from graphile_worker.jobs j
         join graphile_worker._private_jobs p on p.id = j.id
         join email_logs e on e.id = (p.payload ->> 'id')::bigint
         where e.booking_id = b.id
       )
     ) as found
     from bookings b where b.contact_email like $1 || '%' order by b.id desc limit 1`,
    [mailPrefix],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`nobody called ${mailPrefix}… has booked`);
  return JSON.parse(JSON.stringify(row.found).replaceAll(row.reference, '(reference)'));
}

/** @throws AssertionError when a schedule's seats, bookings and attendees do not tell the same */
export async function checkSeats(database: BenchDatabase): Promise<void> {
  const {rows} = await database.query(
    `select s.id, s.seats_taken, booked.seats, booked.attendees
     from course_schedules s
     cross join lateral (
       select coalesce(sum(b.seats), 0) as seats,
         coalesce(sum((select count(*) from booking_attendees a where a.booking_id = b.id)), 0) as attendees
       from bookings b where b.course_schedule_id = s.id and b.status in ('pending', 'confirmed')
     ) booked
     join venues v on v.id = s.venue_id and v.name = 'Benchmark Hall'
     where s.seats_taken <> booked.seats or booked.seats <> booked.attendees`,
  );
  assert.deepEqual(rows, [], 'seats that are taken are not those of the bookings');
}
