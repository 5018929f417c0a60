import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {
  assertRefused,
  type Booked,
  book,
  bookingRow,
  mailsTo,
  seatsTaken,
  timesUsed,
  whileCommitsFail,
  whileInsertsFail,
} from '../helpers/booking';

describe('Staff and bookings', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const idOf = async ({reference}: Booked) => Number((await bookingRow(app, reference)).id);
  const act = async (booked: Booked, action: 'confirm' | 'cancel', body?: object) =>
    app.post(`/api/admin/bookings/${await idOf(booked)}/${action}`, body, {token: admin.token});
  const activityOf = async (booked: Booked) =>
    app.rows<Record<string, unknown>>(
      `select admin_id, action, old_values, new_values, host(ip_address) as ip, user_agent
       from admin_activity_logs where entity_type = 'booking' and entity_id = $1 order by id`,
      [await idOf(booked)],
    );
  const named = (firstName: string, lastName: string, email = `${Math.random()}@example.com`) => ({
    contact: {firstName, lastName, email},
  });

  it('read one booking with what only they may know', async () => {
    const booked = await book(app, await app.given.schedule(), named('Ann', 'Lee'));
    const id = await idOf(booked);
    await app.rows(`update bookings set notes = 'pays by cheque' where id = $1`, [id]);

    const {status, body} = await app.get(`/api/admin/bookings/${id}`, {token: admin.token});

    assert.equal(status, 200);
    assert.deepEqual(
      [
        body.id,
        body.bookingReference,
        body.notes,
        body.version,
        body.contact.firstName,
        body.attendees.length,
      ],
      [id, booked.reference, 'pays by cheque', 1, 'Ann', 1],
    );
    const nothing = await app.get('/api/admin/bookings/2147483647', {token: admin.token});
    assertRefused(nothing, 404, 'BOOKING_NOT_FOUND');
  });

  it('confirm a pending booking: no hold any more, a mail, and who did it', async () => {
    const booked = await book(app, await app.given.schedule(), named('Ann', 'Lee', 'confirmed@example.com'));

    const {status, body} = await act(booked, 'confirm');

    assert.deepEqual([status, body.status, body.holdExpiresAt, body.version], [200, 'confirmed', null, 2]);
    const row = await bookingRow(app, booked.reference);
    assert.deepEqual([row.status, row.hold_expires_at, row.updated_by], ['confirmed', null, admin.id]);
    assert.deepEqual(await mailsTo(app, 'confirmed@example.com'), ['booking_received', 'booking_confirmed']);
    assert.deepEqual(await activityOf(booked), [
      {
        admin_id: admin.id,
        action: 'booking.confirmed',
        old_values: {status: 'pending'},
        new_values: {status: 'confirmed'},
        ip: '127.0.0.1',
        user_agent: 'node',
      },
    ]);
    assertRefused(await act(booked, 'confirm'), 409, 'INVALID_STATUS_CHANGE');
    assert.equal((await activityOf(booked)).length, 1);
  });

  it('cancel a booking: its seats and its code are free, a mail, and who did it and why', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const booked = await book(app, scheduleId, {
      seats: 3,
      discountCode,
      ...named('A', 'B', 'gone@example.com'),
    });
    const reason = "customer's <i>wish</i>; '--";

    const {status, body} = await act(booked, 'cancel', {reason});

    assert.deepEqual([status, body.status, body.cancellationReason], [200, 'cancelled', reason]);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 0]);
    assert.deepEqual(await mailsTo(app, 'gone@example.com'), ['booking_received', 'booking_cancelled']);
    const [activity, ...more] = await activityOf(booked);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [activity?.action, activity?.old_values, activity?.new_values],
      ['booking.cancelled', {status: 'pending'}, {status: 'cancelled', cancellationReason: reason}],
    );
    assertRefused(await act(booked, 'cancel', {reason}), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await act(booked, 'confirm'), 409, 'INVALID_STATUS_CHANGE');
  });

  it('change nothing when the change can not be written into the activity log', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode();
    const booked = await book(app, scheduleId, {discountCode, ...named('A', 'B', 'kept@example.com')});
    const before = await bookingRow(app, booked.reference);

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await act(booked, 'confirm'), 500, 'INTERNAL_ERROR');
      assertRefused(await act(booked, 'cancel', {reason: 'x'}), 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual(await bookingRow(app, booked.reference), before);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [1, 1]);
    assert.deepEqual(await mailsTo(app, 'kept@example.com'), ['booking_received']);
    assert.equal((await act(booked, 'confirm')).status, 200);
  });

  it('leave nothing in the activity log of a change that failed', async () => {
    const booked = await book(app, await app.given.schedule());

    await whileCommitsFail(app.database, 'bookings', async () => {
      assertRefused(await act(booked, 'confirm'), 500, 'INTERNAL_ERROR');
      assertRefused(await act(booked, 'cancel', {reason: 'x'}), 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual(await activityOf(booked), []);
    assert.equal((await bookingRow(app, booked.reference)).status, 'pending');
  });

  it('are admins: nobody else reads or changes a booking here', async () => {
    const booked = await book(app, await app.given.schedule());
    const id = await idOf(booked);
    const others = [
      booked.token,
      (await app.givenSignIn('customer')).token,
      (await app.givenSignIn('instructor')).token,
    ];
    for (const token of [undefined, ...others]) {
      const answers = [
        await app.get('/api/admin/bookings', {token}),
        await app.get(`/api/admin/bookings/${id}`, {token}),
        await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token}),
        await app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'x'}, {token}),
      ];
      for (const answer of answers) {
        if (token === undefined) assertRefused(answer, 401, 'NOT_AUTHENTICATED');
        else assertRefused(answer, 403, 'NOT_ALLOWED');
      }
    }
    assert.equal((await bookingRow(app, booked.reference)).status, 'pending');
  });
});
