import {strict as assert} from 'node:assert';
import {Client} from 'pg';
import {fillDatabase} from '../../src/database/large-data';
import {quote} from '../../src/domain/pricing';
import type {DiscountType} from '../../src/domain/statuses';
import {runCommand} from '../helpers/command';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const BOOKINGS = 500;

/** Each names what is wrong with the rows it finds; all must find none. */
const BROKEN_RULES: Readonly<Record<string, string>> = {
  'the counter of taken seats is not the sum of the bookings': `
    select s.id from course_schedules s left join bookings b on b.course_schedule_id = s.id and b.status <> 'cancelled'
    group by s.id having s.seats_taken <> coalesce(sum(b.seats), 0)`,
  'more seats than the course, the venue or the schedule has': `
    select s.id from course_schedules s join courses c on c.id = s.course_id join venues v on v.id = s.venue_id
    where s.capacity > least(c.max_capacity, v.capacity) or s.seats_taken > s.capacity`,
  'a booking without an attendee for each seat': `
    select b.id from bookings b left join booking_attendees a on a.booking_id = b.id
    group by b.id having count(a.id) <> b.seats`,
  'an attendance that is not what the sessions were marked with': `
    select id from booking_attendees where attendance <> attendance_of(id)`,
  'a result of a course that is not over, or none of one that is': `
    select a.id from booking_attendees a join bookings b on b.id = a.booking_id
    where (b.status in ('completed', 'no_show')) <> (a.attendance <> 'expected')
      or (a.assessment <> 'pending') and b.status <> 'completed'`,
  'a certificate for nobody who passed': `
    select b.id from bookings b where b.certificate_issued and not exists (
      select from booking_attendees a where a.booking_id = b.id and a.assessment = 'passed')`,
  'a status that the date forbids': `
    select b.id from bookings b join course_schedules s on s.id = b.course_schedule_id
    where b.status in ('completed', 'no_show') and (s.start_datetime > now() or s.status <> 'completed')
      or b.status in ('pending', 'confirmed') and s.status in ('completed', 'cancelled', 'draft')
      or b.status = 'pending' and (b.hold_expires_at <= b.created_at or b.hold_expires_at > s.start_datetime)`,
  'a schedule whose status its date forbids': `
    select id from course_schedules
    where status = 'completed' and end_datetime > now() or status = 'draft' and start_datetime < now()`,
  'things that happened in the wrong order': `
    select b.id from bookings b join course_schedules s on s.id = b.course_schedule_id join users u on u.id = b.user_id
    where b.created_at > now() or b.created_at < s.created_at or b.created_at < u.created_at
      or b.updated_at < b.created_at or b.created_at > s.start_datetime
      or not coalesce(b.cancelled_at between b.created_at and least(now(), s.start_datetime), true)`,
  'a ledger that says something else than the booking': `
    select b.id from bookings b left join lateral (
      select coalesce(sum(amount) filter (where kind = 'charge' and status = 'succeeded'), 0) as charged,
        coalesce(sum(amount) filter (where kind = 'refund' and status = 'succeeded'), 0) as refunded,
        coalesce(bool_or(kind = 'charge' and status = 'failed'), false) as declined
      from payment_transactions p where p.booking_id = b.id
    ) p on true
    where p.refunded > p.charged or p.charged > b.payment_amount or b.payment_status <> case
      when p.refunded > 0 and p.refunded = p.charged then 'refunded'
      when p.refunded > 0 then 'partially_refunded'
      when p.charged = b.payment_amount then 'paid'
      when p.charged = 0 and p.declined then 'failed'
      else 'pending' end`,
  'money that moved before the booking or in the future': `
    select p.id from payment_transactions p join bookings b on b.id = p.booking_id
    where p.processed_at < b.created_at or p.processed_at > now() or p.created_at <> p.processed_at`,
  'a discount code whose uses are not counted': `
    select d.id from discount_codes d left join bookings b on b.discount_code_id = d.id and b.status <> 'cancelled'
    group by d.id having d.times_used <> count(b.id)`,
  'a discount code that did not count': `
    select b.id from bookings b join discount_codes d on d.id = b.discount_code_id
    join course_schedules s on s.id = b.course_schedule_id join courses c on c.id = s.course_id
    where not cast(b.created_at at time zone 'Europe/London' as date) between d.valid_from and d.valid_until
      or c.price * b.seats < d.min_purchase_amount
      or d.course_type_restriction <> c.course_type`,
  'a schedule that spans other days than its sessions, or not as many as its course': `
    select s.id from course_schedules s join schedule_sessions e on e.course_schedule_id = s.id
    join courses c on c.id = s.course_id join course_types t on t.code = c.course_type
    group by s.id, t.days
    having min(e.start_datetime) <> s.start_datetime or max(e.end_datetime) <> s.end_datetime or count(*) <> t.days`,
  'a session at another hour than the company opens, or at the weekend': `
    select id from schedule_sessions
    where cast(start_datetime at time zone 'Europe/London' as time) not in ('09:00', '09:30')
      or extract(isodow from start_datetime at time zone 'Europe/London') > 5`,
  'a mail about a booking to somebody else, or from before it': `
    select e.id from email_logs e join bookings b on b.id = e.booking_id
    where e.recipient <> b.contact_email or e.created_at < b.created_at or e.created_at > now()`,
  'a visit that ended in no booking or in the future': `
    select e.id from analytics_events e where e.created_at > now()
      or e.event_type = 'booking_completed' and not exists (select from bookings b where b.created_at = e.created_at)`,
  'a constraint that was not checked': `select oid from pg_constraint where not convalidated`,
  'a trigger that is switched off': `select oid from pg_trigger where not tgisinternal and tgenabled <> 'O'`,
};

describe('A large database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await migratedDatabase();
  });
  afterEach(() => database.drop());

  const seedLarge = (...args: string[]) =>
    runCommand(['seed:large', '--json', ...args], {DATABASE_URL: database.url});
  const count = async (table: string) =>
    (await database.query<{count: number}>(`select count(*)::integer as count from ${table}`)).rows[0]?.count;

  it('keeps every rule, also when it is added to twice', async () => {
    for (const run of [1, 2]) {
      const {code, stderr} = await seedLarge('--bookings', String(BOOKINGS));

      assert.equal(code, 0, stderr);
      assert.equal(await count('bookings'), run * BOOKINGS);
      for (const [rule, sql] of Object.entries(BROKEN_RULES)) {
        const {rows} = await database.query(`${sql} limit 5`);
        assert.deepEqual(rows, [], rule);
      }
    }
  });

  it('has every price to the penny as the domain computes it', async () => {
    await seedLarge('--bookings', String(BOOKINGS));

    const {rows} = await database.query<{
      price: string;
      seats: number;
      paymentAmount: string;
      discountApplied: string;
      discountType: DiscountType | null;
      discountValue: string;
    }>(
      `select c.price, b.seats, b.payment_amount as "paymentAmount", b.discount_applied as "discountApplied",
         d.discount_type as "discountType", d.discount_value as "discountValue"
       from bookings b join course_schedules s on s.id = b.course_schedule_id join courses c on c.id = s.course_id
       left join discount_codes d on d.id = b.discount_code_id`,
    );
    assert.ok(rows.some(({discountType}) => discountType !== null));
    for (const {price, seats, discountType, discountValue, ...booked} of rows) {
      const due = quote(price, seats, discountType === null ? undefined : {discountType, discountValue});
      assert.deepEqual(booked, {paymentAmount: due.paymentAmount, discountApplied: due.discountApplied});
    }
  });

  it('has bookings in every status, people as they are called, and rows of every kind', async () => {
    await seedLarge('--bookings', '3000');

    const words = async (sql: string) =>
      (await database.query<{word: string}>(sql)).rows.map(({word}) => word).sort();
    assert.deepEqual(await words('select distinct status as word from bookings'), [
      'cancelled',
      'completed',
      'confirmed',
      'no_show',
      'pending',
    ]);
    assert.deepEqual(await words('select distinct payment_status as word from bookings'), [
      'failed',
      'paid',
      'partially_refunded',
      'pending',
      'refunded',
    ]);
    assert.deepEqual(await words('select distinct status as word from course_schedules'), [
      'cancelled',
      'completed',
      'draft',
      'published',
    ]);
    for (const name of ["O'Brien", 'Zoë', '%-%']) {
      const {rows} = await database.query(
        'select id from users where first_name like $1 or last_name like $1 limit 1',
        [name],
      );
      assert.equal(rows.length, 1, name);
    }
    for (const table of ['admin_activity_logs', 'email_logs', 'analytics_events', 'payment_transactions']) {
      assert.notEqual(await count(table), 0, table);
    }
  });

  it('can be booked on by whoever comes next', async () => {
    await seedLarge('--bookings', '50');

    const {rows} = await database.query(
      `with guest as (
         insert into users (email, first_name, last_name) values ('next@example.com', 'Nina', 'Next') returning id
       )
       insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, contact_first_name,
         contact_last_name, contact_email, cancellation_policy)
       select guest.id, (select id from course_schedules limit 1), 'RFT-NEXT0000', 'confirmed', 0, 'Nina', 'Next',
         'next@example.com', default_cancellation_policy()
       from guest returning id`,
    );

    assert.equal(rows.length, 1);
  });

  it('is the same for the same seed, and another for another', async () => {
    const digests: unknown[] = [];
    for (const seed of [7, 7, 8]) {
      const other = await migratedDatabase();
      try {
        await withCourse(other, client =>
          fillDatabase(client, {bookings: 100, seed, now: new Date('2026-06-15T10:00:00Z')}),
        );
        const {rows} = await other.query<{digest: string}>(
          `select md5(string_agg(booking_reference || contact_email || status || payment_amount || created_at, ',' order by id))
             as digest from bookings`,
        );
        digests.push(rows[0]?.digest);
      } finally {
        await other.drop();
      }
    }

    assert.equal(digests[0], digests[1]);
    assert.notEqual(digests[0], digests[2]);
  });

  it('stays as it was when a run is killed', async () => {
    const bookings = withCourse(database, client =>
      fillDatabase(client, {
        bookings: BOOKINGS,
        seed: 1,
        onProgress: table => {
          if (table === 'booking_attendees') {
            void database.query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()`,
            );
          }
        },
      }),
    );

    await assert.rejects(bookings, /terminat|Connection/);
    for (const table of ['users', 'venues', 'course_schedules', 'bookings', 'discount_codes']) {
      assert.equal(await count(table), 0, table);
    }
  });

  it('is never made in production, nor by a number that is none', async () => {
    const production = await runCommand(['seed:large', '--env', 'production'], {DATABASE_URL: database.url});
    const none = await seedLarge('--bookings', '0');
    const tooMany = await seedLarge('--bookings', '5000001');

    assert.deepEqual([production.code, none.code, tooMany.code], [2, 2, 2]);
    assert.match(production.stderr, /refused in production/);
    assert.match(tooMany.stderr, /at most 5000000/);
    assert.equal(await count('bookings'), 0);
  });
});

async function withCourse<T>(database: TestDatabase, work: (client: Client) => Promise<T>): Promise<T> {
  await database.query(
    `insert into courses (name, slug, course_type, duration_hours, price)
     values ('EFAW', 'efaw', 'efaw', 6, 75), ('FAW', 'faw', 'faw', 18, 225)`,
  );
  const client = new Client(database.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
