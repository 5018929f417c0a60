import assert from 'node:assert/strict';
import type {Database} from '../../src/database/database';
import {addDays, GROUPINGS} from '../../src/domain/report-range';
import {REPORT_NAMES} from '../../src/domain/reports';
import {refreshReportDays} from '../../src/jobs/refresh-report-days.job';
import {removeOldAnalytics} from '../../src/jobs/remove-old-analytics.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Statement, statementsOf} from '../helpers/statements';

/** Tables that grow for ever. */
const LARGE = [
  'bookings',
  'payment_transactions',
  'analytics_events',
  'booking_attendees',
  'email_logs',
  'admin_activity_logs',
];
const TODAY = '2027-03-01';

/** A few years of a company, enough that reading a whole table costs more than looking into an index. */
const ROWS = `
  insert into users (email, first_name, last_name, role)
  select 'i' || n || '@example.com', 'Ines', 'Tructor', 'instructor' from generate_series(1, 10) as n;
  insert into courses (name, slug, course_type, duration_hours, price)
  select 'Course ' || n, 'course-' || n, 'efaw', 6, 75 from generate_series(1, 8) as n;
  insert into venues (name, address_line1, city, postcode, capacity)
  select 'Venue ' || n, 'x', 'Leeds', 'LS1 1AA', 100 from generate_series(1, 10) as n;
  with schedules as (
    insert into course_schedules (course_id, venue_id, start_datetime, end_datetime, status, capacity, seats_taken, min_seats)
    select (select min(id) from courses) + n % 8, (select min(id) from venues) + n % 10, start, start + interval '6 hours',
      case when start < timestamptz '${TODAY}' then 'completed' else 'published' end, 20, n % 20, 4
    from (
      select n, timestamptz '${TODAY}' + make_interval(days => n / 10 - 400, hours => 9) as start
      from generate_series(0, 4999) as n
    ) as days returning id, start_datetime, end_datetime
  )
  insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
  select id, start_datetime, end_datetime from schedules;
  insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_status, payment_amount, hold_expires_at,
    cancelled_at, created_at, contact_first_name, contact_last_name, contact_email, cancellation_policy)
  select (select min(id) from users), s.id, 'RFT-' || lpad((s.id * 10 + n)::text, 8, '0'), made.status,
    case when n = 3 then 'pending' else 'paid' end, 75, case when made.status = 'pending' then start_datetime end,
    case when made.status = 'cancelled' then start_datetime - interval '3 days' end, start_datetime - make_interval(days => n * 9),
    'Ann', 'Lee', 'ann@example.com', default_cancellation_policy()
  from course_schedules s cross join lateral (
    select n, case
      when n = 0 then 'cancelled' when s.status = 'published' and s.id % 40 = 0 then 'pending'
      when s.status = 'published' then 'confirmed' when s.id % 9 = n then 'no_show' else 'completed' end as status
    from generate_series(0, 5) as n
  ) as made;
  insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
  select id, 'charge', 75, 'card', 'succeeded', created_at from bookings;
  insert into analytics_events (event_type, session_id, device_type, browser, created_at)
  select (array['page_view', 'course_view', 'schedule_view', 'booking_started'])[1 + n % 4], 'session-' || n / 4, 'mobile', 'Safari',
    timestamptz '${TODAY}' - make_interval(mins => n * 18)
  from generate_series(0, 29999) as n`;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

describe('Reports of a company with many bookings', () => {
  let app: TestApp;
  let token: string;

  before(async function () {
    this.timeout(60_000);
    app = await givenApplication();
    app.now = new Date(`${TODAY}T12:00:00Z`);
    token = await app.givenAdminToken();
    await app.rows(ROWS);
    await app.rows('analyze');
  });
  after(() => app?.stop());

  /** The large tables that the queries of some work would read from beginning to end. */
  async function scannedBy(work: () => Promise<void>): Promise<string[]> {
    const statements = await statementsOf(work);
    const asked = statements.filter(({text}) => /^\s*(select|with|insert|update|delete)\b/i.test(text));
    assert.ok(asked.length > 0, 'statements were seen');
    const scans: string[] = [];
    for (const statement of asked) scans.push(...(await scansOf(statement)));
    return scans;
  }

  async function scansOf({text, values}: Statement): Promise<string[]> {
    const {rows} = await app.database.query<{'QUERY PLAN': {Plan: Plan}[]}>(
      `explain (format json) ${text}`,
      values,
    );
    const [row] = rows;
    const scans: string[] = [];
    // Right beneath a limit a scan ends as soon as there are enough rows.
    const walk = (plan: Plan, parent?: Plan) => {
      const table = plan['Relation Name'] ?? '';
      const isScan = plan['Node Type'] === 'Seq Scan' && parent?.['Node Type'] !== 'Limit';
      if (isScan && LARGE.includes(table)) scans.push(`${table}: ${text}`);
      for (const child of plan.Plans ?? []) walk(child, plan);
    };
    for (const {Plan: plan} of row?.['QUERY PLAN'] ?? []) walk(plan);
    return scans;
  }

  async function get(path: string): Promise<void> {
    const {status, body} = await app.get(path, {token});
    assert.equal(status, 200, JSON.stringify(body));
  }

  const read = async () => {
    const range = `from=${addDays(TODAY, -399)}&to=${TODAY}`;
    for (const report of REPORT_NAMES) {
      await get(`/api/admin/reports/${report}`);
      for (const groupBy of GROUPINGS) await get(`/api/admin/reports/${report}?${range}&groupBy=${groupBy}`);
    }
    await get('/api/admin/dashboard');
    await get('/api/admin/dashboard/expiring-bookings?until=2027-03-03T00:00:00Z');
    await get(`/api/admin/analytics?${range}`);
  };

  it('this test sees when a large table is read from beginning to end', async () => {
    const database = await app.application.get<Database>('app.database');

    const scans = await scannedBy(async () => {
      await database.rows('select count(seats) from bookings where notes is null');
    });

    assert.equal(scans.length, 1);
  });

  it('read no large table from beginning to end, even before anything is added up by day', async () => {
    assert.notDeepEqual(await app.rows('select day from stale_report_days'), []);

    assert.deepEqual(await scannedBy(read), []);
  }).timeout(60_000);

  it('nor do the jobs that add up the days, and nor do reports afterwards', async () => {
    const jobs = await scannedBy(async () => {
      await refreshReportDays.run(app.application);
      await removeOldAnalytics.run(app.application);
    });
    await app.rows('analyze');

    assert.deepEqual(jobs, []);
    assert.deepEqual(await app.rows('select day from stale_report_days'), []);
    assert.deepEqual(await scannedBy(read), []);
  }).timeout(60_000);
});
