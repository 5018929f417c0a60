import assert from 'node:assert/strict';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import type {TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {givenSeededApplication} from '../helpers/seeded';
import {queryParametersOf, StaffList, staffListPaths} from '../helpers/staff-list';

/** What every list has, and other tests look at. */
const OF_EVERY_LIST = ['search', 'sort', 'limit', 'after'];

/** What a filter looks at, as text, and which rows it keeps. */
interface Filter {
  of: string;
  keeps(value: string, asked: string): boolean;
  isDay?: true;
}

const is = (of: string): Filter => ({of, keeps: (value, asked) => value === asked});
const day = (column: string) => `cast(${column} at time zone 'Europe/London' as date)`;
const from = (column: string): Filter => ({
  of: day(column),
  isDay: true,
  keeps: (value, asked) => value >= asked,
});
const to = (column: string): Filter => ({
  of: day(column),
  isDay: true,
  keeps: (value, asked) => value <= asked,
});

const LISTS: Record<string, {rows: string; filters: Record<string, Filter>}> = {
  '/api/admin/courses': {
    rows: 'courses b',
    filters: {isActive: is('is_active'), courseType: is('course_type')},
  },
  '/api/admin/venues': {rows: 'venues b', filters: {isActive: is('is_active')}},
  '/api/admin/companies': {rows: 'companies b', filters: {isActive: is('is_active')}},
  '/api/admin/discount-codes': {
    rows: 'discount_codes b',
    filters: {
      isActive: is('is_active'),
      validOn: {
        of: `valid_from || ' ' || valid_until`,
        isDay: true,
        keeps: (value, asked) => value.slice(0, 10) <= asked && asked <= value.slice(11),
      },
    },
  },
  '/api/admin/users': {
    rows: 'users b',
    filters: {role: is('role'), isActive: is('is_active'), isGuest: is('password_hash is null')},
  },
  '/api/admin/bookings': {
    rows: 'bookings b join course_schedules s on s.id = b.course_schedule_id',
    filters: {
      status: is('b.status'),
      paymentStatus: is('payment_status'),
      scheduleId: is('s.id'),
      courseId: is('course_id'),
      venueId: is('venue_id'),
      userId: is('user_id'),
      discountCodeId: is('discount_code_id'),
      companyId: is('company_id'),
      bookedFrom: from('b.created_at'),
      bookedTo: to('b.created_at'),
      startsFrom: from('start_datetime'),
      startsTo: to('start_datetime'),
    },
  },
  '/api/admin/schedules': {
    rows: 'course_schedules b',
    filters: {
      status: is('status'),
      courseId: is('course_id'),
      venueId: is('venue_id'),
      instructorId: is('instructor_id'),
      seriesId: is('series_id'),
      unassigned: is('instructor_id is null'),
      belowMinimum: is('seats_taken < min_seats'),
      from: from('start_datetime'),
      to: to('start_datetime'),
    },
  },
  '/api/admin/payments': {
    rows: 'payment_transactions b',
    filters: {
      bookingId: is('booking_id'),
      kind: is('kind'),
      status: is('status'),
      paymentMethod: is('payment_method'),
      from: from('coalesce(processed_at, created_at)'),
      to: to('coalesce(processed_at, created_at)'),
    },
  },
  '/api/admin/refunds': {
    rows: 'refunds b',
    filters: {
      bookingId: is('booking_id'),
      status: is('status'),
      cause: is('cause'),
      from: from('created_at'),
      to: to('created_at'),
    },
  },
  '/api/admin/payment-events': {
    rows: 'payment_provider_events b',
    filters: {
      bookingId: is('booking_id'),
      outcome: is('outcome'),
      isOpen: is(`outcome = 'attention' and resolved_at is null`),
      from: from('received_at'),
      to: to('received_at'),
    },
  },
  '/api/admin/cancellation-policies': {
    rows: 'cancellation_policies b',
    filters: {isDefault: is('is_default')},
  },
  '/api/admin/waiting-list': {
    rows: 'waiting_list_entries b',
    filters: {
      status: is('status'),
      isLive: is(`status in ('waiting', 'offered')`),
      scheduleId: is('course_schedule_id'),
      userId: is('user_id'),
    },
  },
  '/api/admin/documents': {
    rows: 'sales_documents b',
    filters: {
      kind: is('kind'),
      number: is('number'),
      bookingId: is('booking_id'),
      from: from('issued_at'),
      to: to('issued_at'),
    },
  },
  '/api/admin/activity-logs': {
    rows: 'admin_activity_logs b',
    filters: {
      adminId: is('admin_id'),
      action: is('action'),
      entityType: is('entity_type'),
      entityId: is('entity_id'),
      from: from('created_at'),
      to: to('created_at'),
    },
  },
  '/api/admin/email-logs': {
    rows: 'email_logs b',
    filters: {
      status: is('status'),
      emailType: is('email_type'),
      recipient: is('lower(recipient)'),
      bookingId: is('booking_id'),
      from: from('created_at'),
      to: to('created_at'),
    },
  },
};

type Facts = Map<number, Record<string, string | null>>;

describe('Every staff list is filtered', () => {
  let app: TestApp;
  let token: string;
  const facts = new Map<string, Facts>();
  let days: string[];

  before(async () => {
    app = await givenSeededApplication();
    token = await app.givenAdminToken();
    const venue = {name: 'Annexe', addressLine1: '1 High St', city: 'Hull', postcode: 'HU1 1AA', capacity: 9};
    await app.post('/api/admin/venues', venue, {token});
    await issueDocuments.run(app.application);
    await spread(app);
    for (const [path, definition] of Object.entries(LISTS)) facts.set(path, await factsOf(definition));
    const rows = await app.rows<{day: string}>(
      `select to_char(current_date + d, 'YYYY-MM-DD') as day from unnest(array[-40, -9, -3, 0, 20, 500]) as d`,
    );
    days = [...rows.map(row => row.day), '2027-06-30', '2027-07-01'];
  });
  after(() => app?.stop());

  /** What the filters look at, of every row, by its id. */
  const factsOf = async ({rows, filters}: (typeof LISTS)[string]): Promise<Facts> => {
    const columns = Object.entries(filters).map(([name, {of}]) => `cast(${of} as text) as "${name}"`);
    const found = await app.rows<{id: string; [name: string]: string | null}>(
      `select b.id, ${columns.join(', ')} from ${rows} order by b.id`,
    );
    return new Map(found.map(row => [Number(row.id), row]));
  };
  const idsWhere = (path: string, name: string, asked: string) => {
    const keeps = LISTS[path]?.filters[name]?.keeps ?? (() => false);
    const rows = [...(facts.get(path) ?? [])];
    return rows.filter(([, row]) => row[name] !== null && keeps(row[name] ?? '', asked)).map(([id]) => id);
  };
  const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b);

  it('by what this file says, and by nothing else', async () => {
    assert.deepEqual(await staffListPaths(app), Object.keys(LISTS).sort());
    for (const [path, {filters}] of Object.entries(LISTS)) {
      const known = Object.keys(await queryParametersOf(app, path));
      const names = known.filter(name => !OF_EVERY_LIST.includes(name));
      assert.deepEqual(names.sort(), Object.keys(filters).sort(), path);
    }
  });

  for (const [path, {filters}] of Object.entries(LISTS)) {
    it(`${path}: each filter shows the rows that it names, and counts them`, async () => {
      const list = new StaffList(app, token, path);
      const rows = [...(facts.get(path)?.values() ?? [])];
      for (const [name, {isDay}] of Object.entries(filters)) {
        const values = isDay ? days : [...new Set(rows.flatMap(row => row[name] ?? []))].slice(0, 5);
        const counts = new Set<number>();
        for (const value of values) {
          const {items, total} = await list.page({[name]: value, limit: 100});

          const expected = idsWhere(path, name, value);
          assert.deepEqual(ascending(items.map(item => item.id)), expected, `${name}=${value}`);
          assert.deepEqual(total, {count: expected.length, isExact: true}, `${name}=${value}`);
          counts.add(expected.length);
        }
        assert.ok(Math.min(...counts) < rows.length && Math.max(...counts) > 0, `${name} tells none apart`);
      }
    });

    it(`${path}: filters together keep what each of them keeps, on every page`, async () => {
      const list = new StaffList(app, token, path);
      const [[, last] = []] = [...(facts.get(path) ?? [])].slice(-1);
      assert.ok(last);
      const given = Object.keys(filters).filter(name => !filters[name]?.isDay && last[name] !== null);
      const query = Object.fromEntries(given.map(name => [name, last[name] ?? '']));

      const seen = await list.leafThrough({...query, limit: 2});

      const expected = [...(facts.get(path)?.keys() ?? [])].filter(id =>
        given.every(name => idsWhere(path, name, query[name] ?? '').includes(id)),
      );
      assert.deepEqual(ascending(seen), expected, JSON.stringify(query));
    });

    it(`${path}: refuses a day that does not exist, and a value that the filter can't have`, async () => {
      const list = new StaffList(app, token, path);
      for (const [name, {isDay}] of Object.entries(filters)) {
        for (const value of isDay ? ['2027-02-30', '0000-01-01'] : []) {
          assertRefused(await list.ask({[name]: value}), 422, 'VALIDATION_FAILED');
          const csv = await app.get(`${path}.csv?${name}=${value}`, {token});
          assertRefused(csv, 422, 'VALIDATION_FAILED');
          assert.equal(csv.headers.get('Content-Disposition'), null);
        }
        const isTyped = isDay || /Id$|^is|tatus$/.test(name);
        for (const value of isTyped ? ['yesterday', '', '-1', '1.5', '1 or 1=1', '2027-1-1'] : []) {
          assertRefused(await list.ask({[name]: value}), 400, 'INVALID_PARAMETER');
        }
      }
    });
  }
});

/** So that every filter finds some rows and leaves others; half past eleven in UTC is the next day in London's summer. */
async function spread(app: TestApp): Promise<void> {
  await app.rows(`
    update courses set is_active = false where course_type = 'cpr_aed';
    update venues set is_active = false where city = 'York';
    update discount_codes set is_active = false where code = 'SPRING15';
    update users set is_active = false where last_name = 'Patel';
    update companies set is_active = false where credit_terms_days = 0;
    insert into schedule_series (rule, starts_on, session_template) values ('FREQ=DAILY;COUNT=2', '2027-01-01', '[]');
    update course_schedules set series_id = (select max(id) from schedule_series) where id % 3 = 0;
    update course_schedules set min_seats = 0 where id % 2 = 0;
    insert into cancellation_policies (name) values ('Strict');
    insert into payment_provider_events (provider, event_id, event_type, outcome, occurred_at)
    values ('stripe', 'evt_1', 'payment_intent.succeeded', 'attention', now());
    update refunds set created_at = created_at - id * interval '1 day';
    update payment_provider_events set received_at = received_at - id * interval '1 day';
    insert into waiting_list_entries (reference, course_schedule_id, user_id, contact_first_name, contact_last_name,
      contact_email, seats)
    select 'RFW-SPREAD', min(s.id), min(u.id), 'Ann', 'Lee', 'ann.lee@example.com', 1 from course_schedules s, users u;
    alter table sales_documents disable trigger user;
    update sales_documents set issued_at = issued_at - id * interval '1 day';
    alter table admin_activity_logs disable trigger user;
    update admin_activity_logs set created_at = created_at - id * interval '1 day';
    update email_logs set created_at = created_at - id * interval '1 day',
      status = case id % 2 when 0 then 'sent' else 'failed' end;
    update payment_transactions set created_at = created_at - id * interval '1 day';
    update bookings set created_at = created_at - id * interval '1 day'`);
  for (const table of ['admin_activity_logs', 'email_logs', 'payment_transactions', 'bookings']) {
    await app.rows(
      `update ${table} set created_at = '2027-06-30T23:30:00Z' where id = (select max(id) from ${table})`,
    );
  }
  await app.rows(
    `update course_schedules set start_datetime = '2027-06-30T23:30:00Z', end_datetime = '2027-07-02T10:00:00Z'
     where id = (select max(course_schedule_id) from bookings)`,
  );
}
