import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book} from '../helpers/booking';
import {givenBusiness, readBusiness} from '../helpers/business';
import {recomputed} from '../helpers/recomputed-report';

interface Counted {
  definition?: string;
  href: string;
  count: number;
  isExact: boolean;
  status?: string;
}

interface Summed {
  definition?: string;
  href: string;
  from: string;
  to: string;
  total: object;
}

describe('The dashboard', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    app.now = new Date('2027-03-28T12:00:00Z');
    token = await app.givenAdminToken();
    await givenBusiness(app);
    await givenWork();
  });
  after(() => app?.stop());

  const read = async () => {
    const {status, body} = await app.get('/api/admin/dashboard', {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  /** Holds of every length, unpaid bookings, and schedules with too few people. */
  async function givenWork(): Promise<void> {
    const soon = await app.given.schedule({startsInDays: 10, seats: 20});
    const nearly = await app.given.schedule({startsInDays: 29, seats: 20});
    await app.given.schedule({startsInDays: 40, seats: 20});
    await app.rows('update course_schedules set min_seats = 4 where id = any($1)', [[soon, nearly]]);
    for (const [seats, hold] of [
      [1, '47 hours'],
      [2, '49 hours'],
      [1, '48 hours'],
    ] as const) {
      const {reference} = await book(app, soon, {seats});
      await app.rows(
        'update bookings set hold_expires_at = $1::timestamptz + $2::interval where booking_reference = $3',
        [app.now, hold, reference],
      );
    }
    await book(app, nearly, {seats: 3});
    await app.rows(`update bookings set payment_status = 'failed' where id % 4 = 0`);
    await app.rows(`update bookings set payment_status = 'paid' where id % 4 = 1`);
    await app.rows(
      `with paid as (
         insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
         select max(id), 'charge', 9, 'cash', 'succeeded', timestamptz '2027-03-28T10:00:00Z' from bookings returning booking_id
       )
       insert into refunds (booking_id, amount, cause, reason, status, decided_at)
       select paid.booking_id, 1, 'staff', 'goodwill', made.status, case when made.status <> 'pending' then now() end
       from paid,
         (values ('pending'), ('pending'), ('failed'), ('approved')) as made (status)`,
    );
    await app.rows(`update bookings set hold_expires_at = '2027-04-30T00:00:00Z'
                    where status = 'pending' and booking_reference like 'RFT-000%'`);
  }

  it('shows who comes today, on the later days of longer courses too', async () => {
    const id = await app.given.schedule({startsAt: '2027-03-27T09:00:00Z', seats: 12});
    await app.rows('update course_schedules set end_datetime = $1 where id = $2', [
      '2027-03-28T16:00:00Z',
      id,
    ]);
    await app.rows(
      `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
       values ($1, '2027-03-28T09:00:00Z', '2027-03-28T16:00:00Z')`,
      [id],
    );
    await app.rows(
      `insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, seats, hold_expires_at,
         cancelled_at, contact_first_name, contact_last_name, contact_email, cancellation_policy)
       select (select min(id) from users), $1, 'RFT-TODAY' || n, status, 0, n,
         case when status = 'pending' then timestamptz '2027-04-01' end,
         case when status = 'cancelled' then timestamptz '2027-03-01' end, 'A', 'B', 'a@example.com', '{}'
       from (values (1, 'pending'), (2, 'confirmed'), (3, 'completed'), (4, 'cancelled')) as made (n, status)`,
      [id],
    );
    await app.rows('update course_schedules set seats_taken = 6 where id = $1', [id]);

    const {today, todaysSessions} = await read();

    assert.equal(today, '2027-03-28');
    const {
      courseName: _,
      venueName: __,
      ...session
    } = todaysSessions.items.find(({scheduleId}: {scheduleId: number}) => scheduleId === id);
    assert.deepEqual(session, {
      scheduleId: id,
      instructorName: null,
      startDatetime: '2027-03-28T09:00:00.000Z',
      endDatetime: '2027-03-28T16:00:00.000Z',
      capacity: 12,
      seatsTaken: 6,
      seatsConfirmed: 5,
      seatsPending: 1,
      href: `/api/admin/schedules/${id}`,
    });
    const expected = await app.rows<{id: number}>(
      `select s.id from schedule_sessions d join course_schedules s on s.id = d.course_schedule_id
       where s.status in ('published', 'completed')
         and d.start_datetime between '2027-03-28T00:00:00Z' and '2027-03-28T22:59:59.999Z' order by d.start_datetime, s.id`,
    );
    assert.ok(expected.length > 1);
    assert.deepEqual(
      todaysSessions.items.map(({scheduleId}: {scheduleId: number}) => scheduleId),
      expected.map(row => row.id),
    );
    assert.equal((await app.get(session.href, {token})).body.seatsTaken, 6);
  });

  for (const name of ['bookings', 'revenue'] as const) {
    it(`compares ${name} of the last thirty days with the thirty before, as the report and the rows have them`, async () => {
      const {[name]: figure} = await read();
      const {current, previous} = figure as {current: Summed; previous: Summed};

      assert.deepEqual([current.from, current.to], ['2027-02-27', '2027-03-28']);
      assert.deepEqual([previous.from, previous.to], ['2027-01-28', '2027-02-26']);
      assert.notDeepEqual(current.total, previous.total);
      await assertSumsAgree(name, current);
      await assertSumsAgree(name, previous);
    });
  }

  it('shows how full the next thirty days are, as the report and the rows have it', async () => {
    const {occupancy} = await read();

    assert.deepEqual([occupancy.from, occupancy.to], ['2027-03-28', '2027-04-26']);
    assert.ok(occupancy.total.schedules > 2);
    await assertSumsAgree('occupancy', occupancy);
  });

  async function assertSumsAgree(
    report: 'bookings' | 'revenue' | 'occupancy',
    {href, from, to, total}: Summed,
  ): Promise<void> {
    assert.equal(href, `/api/admin/reports/${report}?from=${from}&to=${to}`);
    assert.deepEqual((await app.get(href, {token})).body.total, total);
    const business = await readBusiness(app);
    assert.deepEqual(total, recomputed(report, business, {from, to, groupBy: 'day', now: app.now}).total);
  }

  const WORK: Record<string, {href: RegExp; rows: string}> = {
    belowMinimum: {
      href: /^\/api\/admin\/schedules\?status=published&belowMinimum=true&from=2027-03-28&to=2027-04-26$/,
      rows: `select id from course_schedules where status = 'published' and seats_taken < min_seats
             and start_datetime >= '2027-03-28T00:00:00Z' and start_datetime < '2027-04-26T23:00:00Z'`,
    },
    expiringBookings: {
      href: /^\/api\/admin\/dashboard\/expiring-bookings\?until=2027-03-30T12%3A00%3A00\.000Z$/,
      rows: `select id from bookings where status = 'pending' and hold_expires_at <= '2027-03-30T12:00:00Z'`,
    },
    unpaidBookings: {
      href: /^\/api\/admin\/bookings\?status=confirmed&paymentStatus=pending$/,
      rows: `select id from bookings where status = 'confirmed' and payment_status = 'pending'`,
    },
    failedPayments: {
      href: /^\/api\/admin\/bookings\?status=confirmed&paymentStatus=failed$/,
      rows: `select id from bookings where status = 'confirmed' and payment_status = 'failed'`,
    },
    refundsToApprove: {
      href: /^\/api\/admin\/refunds\?status=pending$/,
      rows: `select id from refunds where status = 'pending'`,
    },
    failedRefunds: {
      href: /^\/api\/admin\/refunds\?status=failed$/,
      rows: `select id from refunds where status = 'failed'`,
    },
  };
  for (const [name, {href, rows}] of Object.entries(WORK)) {
    it(`counts ${name}, as its list and the rows do`, async () => {
      const figure = (await read())[name] as Counted;

      assert.match(figure.href, href);
      assert.match(figure.definition ?? '', /\w/);
      const expected = await app.rows<{id: number}>(rows);
      assert.ok(expected.length > 0);
      await assertCountAgrees(figure, expected.length);
    });
  }

  it('counts bookings by status, as their lists and the rows do', async () => {
    const {items} = (await read()).bookingsByStatus as {items: Counted[]};

    assert.equal(items.length, 5);
    for (const figure of items) {
      const expected = await app.rows('select id from bookings where status = $1', [figure.status]);
      assert.equal(figure.href, `/api/admin/bookings?status=${figure.status}`);
      await assertCountAgrees(figure, expected.length);
    }
  });

  async function assertCountAgrees({count, isExact, href}: Counted, expected: number): Promise<void> {
    assert.deepEqual({count, isExact}, {count: expected, isExact: true});
    const {status, body} = await app.get(`${href}&limit=100`, {token});
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.total, {count, isExact});
    assert.equal(body.items.length, Math.min(count, 100));
  }

  it('leads to the holds that end soonest first', async () => {
    const {body} = await app.get('/api/admin/dashboard/expiring-bookings', {token});

    const ends = body.items.map(({holdExpiresAt}: {holdExpiresAt: string}) => holdExpiresAt);
    assert.ok(ends.length > 3);
    assert.deepEqual(ends, [...ends].sort());
    const pending = await app.rows(`select id from bookings where status = 'pending'`);
    assert.deepEqual(body.total, {count: pending.length, isExact: true});
    assertRefused(
      await app.get('/api/admin/dashboard/expiring-bookings?until=soon', {token}),
      400,
      'INVALID_PARAMETER',
    );
  });

  it('works for a company that has nothing yet', async () => {
    const empty = await givenApplication();
    try {
      const {status, body} = await empty.get('/api/admin/dashboard', {token: await empty.givenAdminToken()});

      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body.todaysSessions.items, []);
      assert.deepEqual(body.revenue.current.total, {charges: '0.00', refunds: '0.00', revenue: '0.00'});
      assert.equal(body.occupancy.total.occupancyPercent, null);
      assert.equal(body.unpaidBookings.count, 0);
    } finally {
      await empty.stop();
    }
  });
});
