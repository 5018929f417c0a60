import assert from 'node:assert/strict';
import {releaseExpiredHolds} from '../../src/jobs/release-expired-holds.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {
  assertRefused,
  type Booked,
  book,
  bookingRow,
  mailsTo,
  seatsTaken,
  timesUsed,
} from '../helpers/booking';
import {until} from '../helpers/wait';

const contact = (name: string) => ({firstName: name, lastName: 'Lee', email: `${name}@example.com`});

describe('A hold that ran out', () => {
  let app: TestApp;
  let admin: string;

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    admin = await app.givenAdminToken();
  });
  after(() => app?.stop());

  const idOf = async ({reference}: Booked) => (await bookingRow(app, reference)).id;
  const assertExpired = async ({reference}: Booked) => {
    const row = await bookingRow(app, reference);
    assert.deepEqual(
      [row.status, row.cancellation_reason, row.cancelled_at, row.hold_expires_at],
      ['cancelled', 'expired', app.now, null],
    );
  };

  it('gives its seats to whoever books next, to the minute', async () => {
    const scheduleId = await app.given.schedule({seats: 2});
    const held = await book(app, scheduleId, {seats: 2, paymentMethod: 'card', contact: contact('ann')});
    app.passes({minutes: 14});
    assertRefused(
      await app.post('/api/bookings', app.given.bookingRequest(scheduleId)),
      409,
      'SCHEDULE_FULL',
    );
    app.passes({minutes: 1});

    await book(app, scheduleId, {seats: 2});

    await assertExpired(held);
    assert.equal(await seatsTaken(app, scheduleId), 2);
    assert.deepEqual(await mailsTo(app, 'ann@example.com'), ['booking_received', 'hold_expired']);
  });

  it('is over when its holder looks, and gives its use of the discount code back', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const held = await book(app, scheduleId, {paymentMethod: 'card', discountCode});
    app.passes({minutes: 15});

    const {body} = await app.get(`/api/bookings/${held.reference}`, {token: held.token});

    assert.deepEqual([body.status, body.cancellationReason], ['cancelled', 'expired']);
    await assertExpired(held);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 0]);
    await book(app, scheduleId, {discountCode});
  });

  it('can neither be confirmed nor cancelled any more', async () => {
    const held = await book(app, await app.given.schedule(), {paymentMethod: 'card'});
    const id = await idOf(held);
    app.passes({minutes: 15});
    // The sign-in of before has run out as well.
    const token = await app.givenAdminToken();

    assertRefused(
      await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token}),
      409,
      'INVALID_STATUS_CHANGE',
    );
    assertRefused(
      await app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'late'}, {token}),
      409,
      'INVALID_STATUS_CHANGE',
    );
    assertRefused(
      await app.post(`/api/bookings/${held.reference}/cancel`, {}, {token: held.token}),
      409,
      'INVALID_STATUS_CHANGE',
    );
    await assertExpired(held);
  });

  it('is none when staff confirmed the booking in time', async () => {
    const scheduleId = await app.given.schedule();
    const held = await book(app, scheduleId, {paymentMethod: 'card'});
    await app.post(`/api/admin/bookings/${await idOf(held)}/confirm`, undefined, {token: admin});
    app.passes({days: 8});

    await releaseExpiredHolds.run(app.application);

    assert.equal((await bookingRow(app, held.reference)).status, 'confirmed');
    assert.equal(await seatsTaken(app, scheduleId), 1);
  });

  it('is released by the job, on every schedule, and nothing else is', async () => {
    const [first, second] = [await app.given.schedule(), await app.given.schedule()];
    const discountCode = await app.given.discountCode();
    const expired = [
      await book(app, first, {seats: 2, paymentMethod: 'card', discountCode}),
      await book(app, first, {seats: 3, paymentMethod: 'card', discountCode}),
      await book(app, second, {seats: 4, paymentMethod: 'card', discountCode, contact: contact('bo')}),
    ];
    const running = await book(app, first, {seats: 1, discountCode});
    app.passes({minutes: 15});

    await releaseExpiredHolds.run(app.application);
    await releaseExpiredHolds.run(app.application);

    for (const held of expired) await assertExpired(held);
    assert.equal((await bookingRow(app, running.reference)).status, 'pending');
    assert.deepEqual([await seatsTaken(app, first), await seatsTaken(app, second)], [1, 0]);
    assert.equal(await timesUsed(app, discountCode), 1);
    assert.deepEqual(await mailsTo(app, 'bo@example.com'), ['booking_received', 'hold_expired']);
  });

  /** Schedules on one day after the other, each with one seat whose hold has just run out. */
  const givenExpiredHolds = async (count: number) => {
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];
    return app.database.transaction(async query => {
      const {rows} = await query<{id: number}>(
        `insert into course_schedules (course_id, venue_id, start_datetime, end_datetime, status, capacity, seats_taken)
         select $1, $2, day, day + interval '1 hour', 'published', 1, 1
         from generate_series(1, $4) as n, lateral (select cast($3 as timestamptz) + n * interval '1 day') as d (day)
         returning id`,
        [courseId, venueId, app.now, count],
      );
      const ids = rows.map(row => row.id);
      await query(
        `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
         select id, start_datetime, end_datetime from course_schedules where id = any($1)`,
        [ids],
      );
      await query(
        `insert into bookings (user_id, course_schedule_id, booking_reference, payment_amount, hold_expires_at,
           contact_first_name, contact_last_name, contact_email, cancellation_policy)
         select (select min(id) from users), id, 'RFT-JOB' || id, 10, $2, 'A', 'B', 'a@example.com', '{}'
         from unnest($1::integer[]) as id`,
        [ids, app.now],
      );
      return ids;
    });
  };

  it('is released by the job also when it fails for another schedule, which it says', async () => {
    const schedules = [await app.given.schedule(), await app.given.schedule()];
    const bookings = [];
    for (const id of schedules) bookings.push(await book(app, id, {paymentMethod: 'card'}));
    await app.rows('update course_schedules set seats_taken = 0 where id = $1', [schedules[0]]);
    app.passes({minutes: 15});

    await assert.rejects(async () => releaseExpiredHolds.run(app.application), /holds of 1 schedules stay/);

    const statuses = [];
    for (const {reference} of bookings) statuses.push((await bookingRow(app, reference)).status);
    assert.deepEqual(statuses, ['pending', 'cancelled']);
    await app.rows('update course_schedules set seats_taken = 1 where id = $1', [schedules[0]]);
  });

  it('of more schedules than the job takes at once is released too', async () => {
    const scheduleIds = await givenExpiredHolds(101);

    await releaseExpiredHolds.run(app.application);

    const [left] = await app.rows<{seats: string}>(
      'select sum(seats_taken) as seats from course_schedules where id = any($1)',
      [scheduleIds],
    );
    assert.equal(left?.seats, '0');
  });
});

describe('The job worker', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication({JOBS_ON: 'true'});
  });
  after(() => app?.stop());

  it('releases expired holds when its job is due', async () => {
    const scheduleId = await app.given.schedule();
    const {reference} = await book(app, scheduleId, {seats: 5, paymentMethod: 'card'});
    app.passes({minutes: 15});

    await app.rows(`select graphile_worker.add_job('release_expired_holds')`);

    await until(async () => (await seatsTaken(app, scheduleId)) === 0, 'the job has run');
    assert.equal((await bookingRow(app, reference)).cancellation_reason, 'expired');
    await until(
      async () =>
        (
          await app.rows(
            'select id from graphile_worker.jobs where last_error is not null or locked_at is not null',
          )
        ).length === 0,
      'the job is done, without an error',
    );
  });
});
