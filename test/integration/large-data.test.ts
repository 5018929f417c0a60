import {strict as assert} from 'node:assert';
import {Client} from 'pg';
import {fillDatabase} from '../../src/database/large-data';
import {quote} from '../../src/domain/pricing';
import type {DiscountType} from '../../src/domain/statuses';
import {BROKEN_RULES} from '../helpers/broken-rules';
import {runCommand} from '../helpers/command';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const BOOKINGS = 500;

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
