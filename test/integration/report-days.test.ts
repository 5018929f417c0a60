import assert from 'node:assert/strict';
import type {Grouping} from '../../src/domain/report-range';
import type {ReportName} from '../../src/domain/reports';
import type {ReportService} from '../../src/services/report.service';
import {givenApplication, type TestApp} from '../helpers/app';
import {book} from '../helpers/booking';
import {givenBusiness, readBusiness} from '../helpers/business';
import {recomputed} from '../helpers/recomputed-report';
import {until} from '../helpers/wait';

const REPORTS: ReportName[] = ['bookings', 'revenue', 'cancellations'];
const GROUPS: Grouping[] = ['day', 'course', 'venue', 'instructor'];
const RANGE = {from: '2026-10-01', to: '2027-04-30'};

/** What happens to rows, and whether a day's sums change by it. */
const CHANGES: Record<string, string> = {
  'a booking is cancelled': `
    update bookings set status = 'cancelled', cancelled_at = '2027-02-03T10:00:00Z' where id = (
      select min(id) from bookings where status = 'confirmed')`,
  'a hold runs out': `
    update bookings set status = 'cancelled', cancelled_at = '2027-02-04T10:00:00Z', hold_expires_at = null,
      cancellation_reason = 'expired'
    where id = (select min(id) from bookings where status = 'pending')`,
  'a cancelled booking is revived': `
    update bookings set status = 'confirmed', cancelled_at = null, cancellation_reason = null where id = (
      select min(id) from bookings where status = 'cancelled')`,
  'a booking gets another seat':
    'update bookings set seats = seats + 1 where id = (select min(id) from bookings)',
  'the price of a booking is corrected': `
    update bookings set payment_amount = payment_amount + 1.01 where id = (select max(id) from bookings)`,
  'a paid booking moves to another schedule': `
    update bookings b set course_schedule_id = (
      select s.id from course_schedules s join course_schedules o on o.id = b.course_schedule_id
      where s.course_id <> o.course_id order by s.id limit 1)
    where id = (select min(booking_id) from payment_transactions where status = 'succeeded')`,
  'a payment succeeds after all': `
    update payment_transactions set status = 'succeeded', processed_at = '2027-02-05T10:00:00Z' where id = (
      select min(id) from payment_transactions where status = 'pending')`,
  'a payment turns out to have been processed on another day': `
    update payment_transactions set processed_at = '2027-02-06T10:00:00Z' where id = (
      select min(id) from payment_transactions where status = 'succeeded')`,
  'money goes back': `
    insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
    select min(booking_id), 'refund', 3.33, 'cash', 'succeeded', '2027-02-07T10:00:00Z' from payment_transactions
    where kind = 'charge' and status = 'succeeded'`,
  'a payment is removed by somebody who may': `
    alter table payment_transactions disable trigger payment_transactions_append_only;
    delete from payment_transactions where id = (select max(id) from payment_transactions where status = 'succeeded');
    alter table payment_transactions enable trigger payment_transactions_append_only`,
  'a booking is removed by somebody who may': `
    alter table payment_transactions disable trigger payment_transactions_append_only;
    delete from payment_transactions where booking_id = (select max(id) from bookings);
    delete from bookings where id = (select max(id) from bookings);
    alter table payment_transactions enable trigger payment_transactions_append_only`,
  'another instructor takes a schedule over': `
    update course_schedules set instructor_id = (select max(id) from users) where id = (
      select min(course_schedule_id) from bookings)`,
  'a schedule becomes another course': `
    update course_schedules s set course_id = (select min(id) from courses c where c.id <> s.course_id) where id = (
      select min(course_schedule_id) from bookings)`,
};

describe('The sums by day that reports are made of', () => {
  let app: TestApp;
  let reports: ReportService;

  before(async () => {
    app = await givenApplication();
    app.now = new Date('2027-03-28T12:00:00Z');
    reports = await app.application.get<ReportService>('services.ReportService');
    await app.givenAdminToken();
    await givenBusiness(app);
  });
  after(() => app?.stop());

  async function assertReportsAgree(): Promise<void> {
    const business = await readBusiness(app);
    for (const report of REPORTS) {
      for (const groupBy of GROUPS) {
        const query = {...RANGE, groupBy};
        const {rows, total} = await reports.read(report, query);
        const expected = recomputed(report, business, {...query, now: app.now});
        const actual = rows.map(({key, label: _, ...figures}) => [key, figures]);
        assert.deepEqual(Object.fromEntries(actual), expected.rows, `${report} by ${groupBy}`);
        assert.deepEqual(total, expected.total);
      }
      assert.deepEqual(
        await reports.total(report, RANGE),
        recomputed(report, business, {...RANGE, groupBy: 'day', now: app.now}).total,
      );
    }
  }
  const staleDays = () => app.rows<{day: string}>('select day from stale_report_days');

  for (const [change, sql] of Object.entries(CHANGES)) {
    it(`are right at once when ${change}, and right after they were added up again`, async () => {
      await reports.refreshDays();
      assert.deepEqual(await staleDays(), []);

      await app.rows(sql);

      assert.notDeepEqual(await staleDays(), []);
      await assertReportsAgree();
      await reports.refreshDays();
      assert.deepEqual(await staleDays(), []);
      await assertReportsAgree();
    });
  }

  it('are left alone by what no report shows', async () => {
    await reports.refreshDays();

    await app.rows(`update bookings set notes = 'vegetarian', version = version + 1`);
    await app.rows(
      `update bookings set status = 'confirmed', hold_expires_at = null where status = 'pending'`,
    );
    await app.rows(`update payment_transactions set metadata = '{"note": "x"}'`);
    await app.rows('update course_schedules set notes = seats_taken, min_seats = 2');

    assert.deepEqual(await staleDays(), []);
    await assertReportsAgree();
  });

  it('lose no booking that is being made while its day is added up', async () => {
    await reports.refreshDays();
    await app.rows('insert into stale_report_days (day) select distinct day from report_days');
    await app.database.transaction(async query => {
      await query(
        `insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, created_at,
           contact_first_name, contact_last_name, contact_email, cancellation_policy)
         select user_id, course_schedule_id, 'RFT-MEANWHIL', 'confirmed', 12, created_at, 'Ann', 'Lee', 'a@example.com', '{}'
         from bookings order by id limit 1`,
      );

      await reports.refreshDays();

      assert.deepEqual(await staleDays(), []);
    });

    await assertReportsAgree();
    await reports.refreshDays();
    await assertReportsAgree();
  });

  it('are added up by one at a time: none writes what it read before another change', async () => {
    const waiting = async (count: number) =>
      until(async () => {
        const waiters = await app.rows(
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiters.length === count;
      }, `${count} wait`);
    await app.rows(`
      create function wait_for_test() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(4711); return null; end $$`);
    await app.rows(`create trigger wait_for_test before insert on report_days
                    for each statement execute function wait_for_test()`);
    await reports.refreshDays();
    await app.rows('insert into stale_report_days (day) select min(day) from report_days');
    let refreshes: Promise<void>[] = [];

    await app.database.transaction(async query => {
      await query('select pg_advisory_xact_lock(4711)');
      refreshes = [reports.refreshDays()];
      await waiting(1);
      await app.rows('update bookings set payment_amount = payment_amount + 1');
      refreshes.push(reports.refreshDays());
      await waiting(2);
    });
    await Promise.all(refreshes);

    await app.rows('drop function wait_for_test() cascade');
    assert.deepEqual(await staleDays(), []);
    await assertReportsAgree();
  });

  it('agree with the rows when many book and several add up at once', async () => {
    const schedules = await Promise.all([1, 2, 3].map(() => app.given.schedule({seats: 100})));
    const bookings = Array.from({length: 30}, (_, n) => book(app, schedules[n % 3] ?? 0));
    const refreshes = Array.from({length: 5}, () => reports.refreshDays());

    await Promise.all([...bookings, ...refreshes]);

    await assertReportsAgree();
    await reports.refreshDays();
    await assertReportsAgree();
  });

  it('are gone when all bookings are', async () => {
    await reports.refreshDays();

    await app.rows('truncate bookings cascade');

    await assertReportsAgree();
    await reports.refreshDays();
    await assertReportsAgree();
    assert.deepEqual(
      await app.rows(
        `select day from report_days where bookings + cancellations + expired_holds > 0 or charges > 0`,
      ),
      [],
    );
  });
});
