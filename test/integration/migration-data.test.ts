import assert from 'node:assert/strict';
import path from 'node:path';
import {type MigrationRunner, SeedRunner} from '../../src/schema-lifecycle/programmatic';
import {migrationRunner, readSchema} from '../helpers/schema';
import {createDatabase, type TestDatabase} from '../helpers/server';

const LAST_OF_THE_FIRST = '20250127129000_create_email_logs_table';
const SEEDS = path.join(__dirname, '../../src/database/seeds');

/** A company that ran on the first eleven migrations: bookings of one seat each, without holds or contacts. */
const EARLY_ROWS = `
  insert into users (id, email, password_hash, first_name, last_name, phone, role) values
    (1, 'Ann@Example.com', 'hash', 'Ann', 'O''Brien', '0113 496 0000', 'customer'),
    (2, 'ines@example.com', 'hash', 'Ines', 'Tructor', null, 'instructor'),
    (3, 'guest@example.com', null, 'Guy', 'Guest', null, 'customer');
  insert into courses (id, name, slug, course_type, duration_hours, price) values
    (1, 'Emergency First Aid at Work', 'efaw', 'efaw', 6, 75);
  insert into venues (id, name, address_line1, city, postcode, capacity) values
    (1, 'Town Hall', '1 High Street', 'Leeds', 'LS1 1AA', 12);
  insert into course_schedules
    (id, course_id, venue_id, instructor_id, start_datetime, end_datetime, status, capacity, cancelled_at) values
    (1, 1, 1, 2, '2025-03-03T09:00Z', '2025-03-03T16:00Z', 'published', 12, null),
    (2, 1, 1, 2, '2025-03-03T09:00Z', '2025-03-03T16:00Z', 'cancelled', 12, '2025-02-01T00:00Z'),
    (3, 1, 1, null, '2025-03-04T09:00Z', '2025-03-04T16:00Z', 'draft', 12, null);
  insert into discount_codes (id, code, discount_type, discount_value, valid_from, valid_until, times_used) values
    (1, 'SPRING', 'percentage', 10, '2025-01-01', '2025-12-31', 2);
  insert into bookings (id, user_id, course_schedule_id, discount_code_id, booking_reference, status, payment_status,
                        payment_amount, created_at, updated_at) values
    (1, 1, 1, 1, 'RFT-00000001', 'pending', 'pending', 67.50, '2025-02-01T10:00Z', '2025-02-01T10:00Z'),
    (2, 3, 1, 1, 'RFT-00000002', 'confirmed', 'paid', 67.50, '2025-02-02T10:00Z', '2025-02-02T10:00Z'),
    (3, 1, 1, null, 'RFT-00000003', 'cancelled', 'refunded', 75, '2025-02-03T10:00Z', '2025-02-04T10:00Z'),
    (4, 1, 2, null, 'RFT-00000004', 'confirmed', 'paid', 75, '2025-01-03T10:00Z', '2025-01-04T10:00Z');
  insert into payment_transactions (booking_id, kind, amount, payment_method, status) values
    (2, 'charge', 67.50, 'card', 'succeeded');
  insert into admin_activity_logs (admin_id, action, entity_type, entity_id) values (2, 'booking.confirmed', 'booking', 2);
  insert into email_logs (recipient, email_type, subject, booking_id) values ('Ann@Example.com', 'x', 'y', 1);`;

const EARLY_TABLES = [
  'users',
  'courses',
  'venues',
  'course_schedules',
  'discount_codes',
  'bookings',
  'payment_transactions',
  'admin_activity_logs',
  'email_logs',
];

describe('A database that is older than this build', function () {
  this.timeout(60_000);

  let database: TestDatabase;
  let runner: MigrationRunner;
  const rows = async (sql: string) => (await database.query(sql)).rows;

  beforeEach(async () => {
    database = await createDatabase();
    runner = migrationRunner(database);
  });
  afterEach(async () => {
    await runner.close();
    await database.drop();
  });

  /** Migrates up to and including this one. */
  const migrateTo = async (name: string) => {
    while ((await runner.getCurrentVersion()) !== name) await runner.up();
  };

  it('keeps every row of the early company, and what the rows lacked is filled in', async () => {
    await migrateTo(LAST_OF_THE_FIRST);
    await database.query(EARLY_ROWS);
    const counts = () =>
      Promise.all(
        EARLY_TABLES.map(table => rows(`select '${table}' as table, count(*)::integer from ${table}`)),
      );
    const before = await counts();

    await runner.migrateToLatest();

    assert.deepEqual(await counts(), before);
    assert.deepEqual(await rows('select id, seats_taken, min_seats from course_schedules order by id'), [
      {id: 1, seats_taken: 2, min_seats: 1},
      {id: 2, seats_taken: 1, min_seats: 1},
      {id: 3, seats_taken: 0, min_seats: 1},
    ]);
    assert.deepEqual(
      await rows(
        `select id, seats, payment_method, hold_expires_at::text, cancelled_at::text, version,
           contact_first_name || ' ' || contact_last_name as name, contact_email, contact_phone
         from (select set_config('TimeZone', 'UTC', false)) zone, bookings order by id`,
      ),
      [
        earlyBooking(1, {hold_expires_at: '2025-02-08 10:00:00+00'}),
        earlyBooking(2, {name: 'Guy Guest', contact_email: 'guest@example.com', contact_phone: null}),
        earlyBooking(3, {cancelled_at: '2025-02-04 10:00:00+00'}),
        earlyBooking(4, {}),
      ],
    );
    assert.deepEqual(
      await rows(
        `select course_schedule_id as id, venue_id as venue, instructor_id as instructor, is_blocking as blocking,
           start_datetime = (select start_datetime from course_schedules s where s.id = course_schedule_id) as starts
         from schedule_sessions order by course_schedule_id`,
      ),
      [
        {id: 1, venue: 1, instructor: 2, blocking: true, starts: true},
        {id: 2, venue: 1, instructor: 2, blocking: false, starts: true},
        {id: 3, venue: 1, instructor: null, blocking: true, starts: true},
      ],
    );
    assert.deepEqual(await rows(`select distinct cancellation_policy as policy from bookings`), [
      {
        policy: {
          name: 'Standard',
          tiers: [
            {name: '14 days or more', minDaysBefore: 14, refundPercent: 100},
            {name: '7 to 13 days', minDaysBefore: 7, refundPercent: 50},
            {name: 'less than 7 days', minDaysBefore: 0, refundPercent: 0},
          ],
        },
      },
    ]);
  });

  it('is not migrated past a schedule that is oversold, and the error names the rule', async () => {
    await migrateTo(LAST_OF_THE_FIRST);
    await database.query(EARLY_ROWS);
    await database.query('update course_schedules set capacity = 1 where id = 1');

    await assert.rejects(
      runner.migrateToLatest(),
      /count_schedule_seats.*course_schedules_seats_taken_check/s,
    );

    assert.equal(await runner.getCurrentVersion(), '20250201092000_link_course_types');
  });

  it('is not migrated past two schedules in one venue at one time, and the error names the rule', async () => {
    await migrateTo(LAST_OF_THE_FIRST);
    await database.query(EARLY_ROWS);
    await database.query(`update course_schedules set start_datetime = '2025-03-03T12:00Z' where id = 3`);

    await assert.rejects(
      runner.migrateToLatest(),
      /create_schedule_sessions_table.*schedule_sessions_venue_excl/s,
    );
  });

  it('comes down with a whole company in it, guests and logs included, and up again', async () => {
    await runner.migrateToLatest();
    const complete = await readSchema(database);
    const seeds = new SeedRunner({runner, directory: SEEDS, environment: 'development'});
    const {executed} = await seeds.run();
    assert.ok(executed.length > 0);

    await runner.rollbackAll();
    await runner.migrateToLatest();

    assert.deepEqual(await readSchema(database), complete);
    assert.deepEqual(await rows('select id from bookings'), []);
  });

  it('gives reference data to every installation, without any account', async () => {
    await runner.migrateToLatest();

    assert.deepEqual(await rows('select id from users'), []);
    assert.deepEqual(await rows('select name from cancellation_policies where is_default'), [
      {name: 'Standard'},
    ]);
    assert.deepEqual(
      await rows(`select code, duration_hours, days, certification_validity_years as years from course_types
                  where code in ('faw', 'efaw', 'faw_requalification', 'paediatric', 'emergency_paediatric') order by code`),
      [
        {code: 'efaw', duration_hours: '6.00', days: 1, years: 3},
        {code: 'emergency_paediatric', duration_hours: '6.00', days: 1, years: 3},
        {code: 'faw', duration_hours: '18.00', days: 3, years: 3},
        {code: 'faw_requalification', duration_hours: '12.00', days: 2, years: 3},
        {code: 'paediatric', duration_hours: '12.00', days: 2, years: 3},
      ],
    );
  });
});

function earlyBooking(id: number, filled: object): object {
  return {
    id,
    seats: 1,
    payment_method: 'invoice',
    hold_expires_at: null,
    cancelled_at: null,
    version: 1,
    name: "Ann O'Brien",
    contact_email: 'Ann@Example.com',
    contact_phone: '0113 496 0000',
    ...filled,
  };
}
