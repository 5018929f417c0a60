import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {
  assertRefused,
  bookingRow,
  mailsTo,
  seatsTaken,
  timesUsed,
  whileInsertsFail,
} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {rowCounts} from '../helpers/row-counts';
import {activityOf} from '../helpers/staff-records';

const HOUR_MS = 3_600_000;

describe('Staff book for somebody', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const bookBy = (
    scheduleId: number,
    request: {seats?: number; [field: string]: unknown} = {},
    token = admin.token,
  ): Promise<Answer> =>
    app.post('/api/admin/bookings', app.given.bookingRequest(scheduleId, request), {token});
  const contact = (email: string) => ({
    contact: {firstName: 'Zoë', lastName: "O'Brien", email, phone: '0113 496 0000'},
  });

  it('pending like a public booking, with notes, on the record of who did it', async () => {
    const scheduleId = await app.given.schedule({price: '80.00'});

    const {status, body, headers} = await bookBy(scheduleId, {
      seats: 2,
      paymentMethod: 'bank_transfer',
      notes: 'rang on Monday',
      ...contact('rang@example.com'),
    });

    assert.equal(status, 201, JSON.stringify(body));
    const expected = {
      status: 'pending',
      paymentStatus: 'pending',
      paymentMethod: 'bank_transfer',
      paymentAmount: '160.00',
      paidAmount: '0.00',
      seats: 2,
      notes: 'rang on Monday',
      version: 1,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(body[name], value, name);
    assert.deepEqual(
      [headers.get('Location'), headers.get('ETag')],
      [`/api/admin/bookings/${body.id}`, '"1"'],
    );
    assert.equal(body.holdExpiresAt, new Date(app.now.getTime() + 7 * 24 * HOUR_MS).toISOString());
    assert.equal(await seatsTaken(app, scheduleId), 2);
    assert.deepEqual(await mailsTo(app, 'rang@example.com'), ['booking_received']);
    const [activity] = await activityOf(app, 'booking', body.id);
    assert.deepEqual(
      [activity?.admin_id, activity?.action, activity?.old_values],
      [admin.id, 'booking.created', null],
    );
    assert.deepEqual(activity?.new_values, {
      bookingReference: body.bookingReference,
      courseScheduleId: scheduleId,
      status: 'pending',
      seats: 2,
      paymentAmount: '160.00',
    });
    assert.deepEqual((await app.get(`/api/admin/bookings/${body.id}`, {token: admin.token})).body, body);
  });

  it('confirmed at once when they say so, without a hold', async () => {
    const {body} = await bookBy(await app.given.schedule(), {confirm: true, ...contact('sure@example.com')});

    assert.deepEqual([body.status, body.paymentStatus, body.holdExpiresAt], ['confirmed', 'pending', null]);
    assert.deepEqual(await mailsTo(app, 'sure@example.com'), ['booking_confirmed']);
  });

  it('on a draft, and on a course that is running, where the public may not', async () => {
    const draft = await app.given.schedule({status: 'draft'});
    const running = await app.given.schedule({startsAt: new Date(app.now.getTime() - HOUR_MS).toISOString()});

    for (const scheduleId of [draft, running]) {
      assertRefused(
        await app.post('/api/bookings', app.given.bookingRequest(scheduleId)),
        409,
        'SCHEDULE_NOT_BOOKABLE',
      );
      const {status, body} = await bookBy(scheduleId);
      assert.deepEqual([status, body.schedule.id], [201, scheduleId]);
      assert.equal(await seatsTaken(app, scheduleId), 1);
    }
    const late = await bookBy(running);
    assert.equal(
      late.body.holdExpiresAt,
      new Date(app.now.getTime() + 6 * HOUR_MS).toISOString(),
      'until it ends',
    );
  });

  it('not on one that is over, cancelled, completed or not there', async () => {
    const over = await app.given.schedule({startsInDays: -1});
    const refusing = [
      over,
      await app.given.schedule({status: 'cancelled'}),
      await app.given.schedule({status: 'completed'}),
    ];

    for (const scheduleId of refusing) {
      assertRefused(await bookBy(scheduleId), 409, 'SCHEDULE_NOT_BOOKABLE');
      assert.equal(await seatsTaken(app, scheduleId), 0);
    }
    assertRefused(await bookBy(2_147_483_647), 404, 'SCHEDULE_NOT_FOUND');
  });

  it('never beyond the capacity, also while the public books the same seats', async () => {
    const [published, draft] = [
      await app.given.schedule({seats: 5}),
      await app.given.schedule({seats: 2, status: 'draft'}),
    ];

    const answers = await Promise.all(
      Array.from({length: 12}, (_, n) =>
        n % 2 === 0
          ? bookBy(published, {confirm: true})
          : app.post('/api/bookings', app.given.bookingRequest(published)),
      ),
    );
    const onDraft = await Promise.all(Array.from({length: 4}, () => bookBy(draft)));

    assert.deepEqual(outcomes(answers), {201: 5, SCHEDULE_FULL: 7});
    assert.deepEqual(outcomes(onDraft), {201: 2, SCHEDULE_FULL: 2});
    assert.deepEqual([await seatsTaken(app, published), await seatsTaken(app, draft)], [5, 2]);
    const full = await bookBy(published, {seats: 1});
    assert.deepEqual(full.body.error.details, {seatsAvailable: 0});
  });

  it('on seats whose hold ran out, which are released by that', async () => {
    const scheduleId = await app.given.schedule({seats: 2});
    const {body: expired} = await bookBy(scheduleId, {seats: 2});
    await app.rows('update bookings set hold_expires_at = $1 where id = $2', [app.now, expired.id]);

    assert.equal((await bookBy(scheduleId, {seats: 2})).status, 201);

    assert.equal((await bookingRow(app, expired.bookingReference)).cancellation_reason, 'expired');
    assert.equal(await seatsTaken(app, scheduleId), 2);
  });

  it('with a discount code, by the same rules as everybody', async () => {
    const scheduleId = await app.given.schedule({price: '80.00'});
    const discountCode = await app.given.discountCode({value: '25', usageLimit: 1});

    const {body} = await bookBy(scheduleId, {discountCode});

    assert.deepEqual(
      [body.discountApplied, body.paymentAmount, body.discountCode],
      ['20.00', '60.00', discountCode],
    );
    assertRefused(await bookBy(scheduleId, {discountCode}), 422, 'DISCOUNT_CODE_EXHAUSTED');
    assertRefused(await bookBy(scheduleId, {discountCode: 'NOSUCH'}), 422, 'DISCOUNT_CODE_INVALID');
    assert.deepEqual([await timesUsed(app, discountCode), await seatsTaken(app, scheduleId)], [1, 1]);
  });

  it('whose booking belongs to whoever has the address, which is taken without spaces around it', async () => {
    const customer = await app.givenSignIn('customer');

    const {body} = await bookBy(await app.given.schedule(), {
      contact: {firstName: 'A', lastName: 'B', email: `  ${customer.email.toUpperCase()} `},
    });

    assert.equal(body.userId, customer.id);
    assert.equal(body.contact.email, customer.email.toUpperCase());
    const theirs = await app.get(`/api/bookings/${body.bookingReference}`, {token: customer.token});
    assert.equal(theirs.status, 200);
  });

  it('of which nothing is left when it can not be logged, and nothing that the server decides is taken', async () => {
    const scheduleId = await app.given.schedule();
    const counts = await rowCounts(app);

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await bookBy(scheduleId), 500, 'INTERNAL_ERROR');
    });
    for (const extra of [
      {paymentAmount: '1.00'},
      {status: 'confirmed'},
      {userId: 1},
      {bookingReference: 'RFT-00000000'},
      {confirm: 'yes'},
      {paymentMethod: 'cheque'},
      {attendees: []},
      {notes: 'half a \ud83d smiley'},
    ]) {
      assertRefused(await bookBy(scheduleId, extra), 422, 'VALIDATION_FAILED');
    }

    assert.deepEqual(await rowCounts(app), counts);
    assert.equal(await seatsTaken(app, scheduleId), 0);
  });
});
