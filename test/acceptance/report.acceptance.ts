import assert from 'node:assert/strict';
import {GROUPINGS} from '../../src/domain/report-range';
import {REPORT_NAMES, REPORTS} from '../../src/domain/reports';
import type {ReportService} from '../../src/services/report.service';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book} from '../helpers/booking';
import {givenBusiness, readBusiness} from '../helpers/business';
import {recomputed} from '../helpers/recomputed-report';

interface Row {
  key: string;
  label: string;
  [figure: string]: number | string | null;
}

describe('Reports', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    app.now = new Date('2027-03-28T12:00:00Z');
    token = await app.givenAdminToken();
    await givenBusiness(app);
  });
  after(() => app?.stop());

  const read = (report: string, query: Record<string, string> = {}): Promise<Answer> =>
    app.get(`/api/admin/reports/${report}?${new URLSearchParams(query)}`, {token});
  const refresh = async () =>
    (await app.application.get<ReportService>('services.ReportService')).refreshDays();

  /** Reads with and without the sums by day that a job keeps. */
  async function bothWays(work: () => Promise<void>): Promise<void> {
    await app.rows('insert into stale_report_days (day) select distinct day from report_days');
    await work();
    await refresh();
    assert.deepEqual(await app.rows('select day from stale_report_days'), []);
    await work();
  }

  for (const report of REPORT_NAMES) {
    for (const groupBy of GROUPINGS) {
      it(`say of ${report} by ${groupBy} what the rows say when they are added up one by one`, async () => {
        const query = {from: '2026-10-25', to: '2027-03-29', groupBy};
        const expected = recomputed(report, await readBusiness(app), {...query, now: app.now});
        assert.ok(Object.keys(expected.rows).length > 1);

        await bothWays(async () => {
          const {status, body} = await read(report, query);

          assert.equal(status, 200, JSON.stringify(body));
          const rows = (body.rows as Row[]).map(({key, label: _, ...figures}) => [key, figures]);
          assert.deepEqual(Object.fromEntries(rows), expected.rows);
          assert.deepEqual(body.total, expected.total);
          assert.equal(body.definition, REPORTS[report].definition);
          assert.deepEqual([body.from, body.to, body.groupBy], [query.from, query.to, groupBy]);
        });
      });
    }
  }

  it('give a booking at half past midnight in summer to the day that it is in London', async () => {
    const scheduleId = await app.given.schedule();
    const {reference} = await book(app, scheduleId);
    await app.rows(`update bookings set created_at = '2027-03-28T23:30:00Z' where booking_reference = $1`, [
      reference,
    ]);
    const before = await app.rows<{count: number}>(
      `select count(*)::int as count from bookings
       where created_at >= '2027-03-28T23:00:00Z' and created_at < '2027-03-29T23:00:00Z'`,
    );

    const {body} = await read('bookings', {from: '2027-03-28', to: '2027-03-29'});

    const [, monday] = body.rows as Row[];
    assert.deepEqual([monday?.key, monday?.label], ['2027-03-29', 'Mon 29 Mar 2027']);
    assert.equal(monday?.bookings, before[0]?.count);
  });

  it('show a day, a week and a month on which nothing happened, with zeros', async () => {
    const nothing = {bookings: 0, seats: 0, value: '0.00'};
    const range = {from: '2030-12-30', to: '2031-01-05'};

    const [days, weeks, months] = await Promise.all(
      ['day', 'week', 'month'].map(groupBy => read('bookings', {...range, groupBy})),
    );

    assert.equal(days?.body.rows.length, 7);
    assert.deepEqual(weeks?.body.rows, [{key: '2031-W01', label: 'Week 01, 2031', ...nothing}]);
    assert.deepEqual(months?.body.rows, [
      {key: '2030-12', label: 'December 2030', ...nothing},
      {key: '2031-01', label: 'January 2031', ...nothing},
    ]);
    assert.deepEqual(months?.body.total, nothing);
    assert.equal((await read('occupancy', range)).body.total.occupancyPercent, null);
  });

  it('name courses, venues and instructors, and what nobody teaches yet comes last', async () => {
    const {body: byInstructor} = await read('bookings', {from: '2026-10-01', groupBy: 'instructor'});
    const {body: byVenue} = await read('occupancy', {from: '2026-10-01', groupBy: 'venue'});

    const last = (byInstructor.rows as Row[]).at(-1);
    assert.deepEqual([last?.key, last?.label], ['none', 'Not assigned']);
    assert.match((byInstructor.rows as Row[])[0]?.label ?? '', /^Ines Tructor$/);
    assert.match((byVenue.rows as Row[])[0]?.label ?? '', /^Venue \d+, Leeds$/);
  });

  it('are files for spreadsheets too, with the total as the last line and amounts below zero as numbers', async () => {
    await app.rows(`insert into courses (name, slug, course_type, duration_hours, price)
                    values ('=1+1, "x"', 'formula', 'efaw', 6, 1)`);
    const [course] = await app.rows<{id: number}>(`select id from courses where slug = 'formula'`);
    const scheduleId = await app.given.schedule({courseId: course?.id});
    const {reference} = await book(app, scheduleId);
    await app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
       select id, kind, 75, 'card', 'succeeded', cast(at as timestamptz)
       from bookings, (values ('charge', '2029-05-01T12:00:00Z'), ('refund', '2029-06-01T12:00:00Z')) as moved (kind, at)
       where booking_reference = $1`,
      [reference],
    );

    const {status, body, headers} = await app.get(
      '/api/admin/reports/revenue.csv?from=2029-06-01&to=2029-06-01&groupBy=course',
      {token},
    );

    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
    assert.equal(
      headers.get('content-disposition'),
      'attachment; filename="revenue-2029-06-01-2029-06-01-by-course.csv"',
    );
    assert.equal(
      body,
      [
        'key,label,charges,refunds,revenue',
        `${course?.id},"'=1+1, ""x""",0.00,75.00,-75.00`,
        'total,Total,0.00,75.00,-75.00',
        '',
      ].join('\r\n'),
    );
  });

  it('refuse days that do not exist, an end before the beginning, too many days and other groups', async () => {
    assertRefused(await read('bookings', {from: '2027-02-30'}), 422, 'VALIDATION_FAILED');
    assertRefused(await read('bookings', {from: '2027-03-02', to: '2027-03-01'}), 422, 'VALIDATION_FAILED');
    assertRefused(await read('revenue', {from: '2025-01-01', to: '2027-03-01'}), 422, 'VALIDATION_FAILED');
    assertRefused(
      await read('revenue', {from: '2000-01-01', to: '2027-03-01', groupBy: 'month'}),
      422,
      'VALIDATION_FAILED',
    );
    assertRefused(await read('bookings', {from: 'yesterday'}), 400, 'INVALID_PARAMETER');
    assertRefused(await read('bookings', {groupBy: 'user'}), 400, 'INVALID_PARAMETER');
    assertRefused(await read('bookings', {since: '2027-01-01'}), 400, 'UNKNOWN_PARAMETER');
    const csv = await app.get('/api/admin/reports/bookings.csv?from=2027-02-30', {token});
    assertRefused(csv, 422, 'VALIDATION_FAILED');
    assertRefused(await read('users'), 404, 'NOT_FOUND');
  });
});
