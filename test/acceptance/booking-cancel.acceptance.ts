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
} from '../helpers/booking';

describe('Cancelling a booking', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const cancel = ({reference, token}: Booked, body: object = {}) =>
    app.post(`/api/bookings/${reference}/cancel`, body, {token});
  const preview = async ({reference, token}: Booked) => {
    const {status, body} = await app.get(`/api/bookings/${reference}/cancellation-preview`, {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  /** A booking that was paid for, on a schedule that starts after so many days. */
  const givenPaid = async (amount: string, startsInDays: number) => {
    const booked = await book(app, await app.given.schedule({price: amount, startsInDays}));
    await app.given.payment(booked.reference, amount);
    return booked;
  };

  it('is previewed to the penny, with the tier of the day', async () => {
    const tiers: [
      days: number,
      name: string,
      minDaysBefore: number,
      refundPercent: number,
      refund: string,
    ][] = [
      [30, '14 days or more', 14, 100, '75.01'],
      [14, '14 days or more', 14, 100, '75.01'],
      [13, '7 to 13 days', 7, 50, '37.51'],
      [7, '7 to 13 days', 7, 50, '37.51'],
      [6, 'less than 7 days', 0, 0, '0.00'],
      [1, 'less than 7 days', 0, 0, '0.00'],
    ];
    for (const [days, name, minDaysBefore, refundPercent, refundAmount] of tiers) {
      const booked = await givenPaid('75.01', days);

      assert.deepEqual(await preview(booked), {
        bookingReference: booked.reference,
        policy: 'Standard',
        tier: {name, minDaysBefore, refundPercent},
        daysBefore: days,
        paidAmount: '75.01',
        refundAmount,
        currency: 'GBP',
      });
    }
  });

  it('brings back a share of what was paid, not of the price, and nothing twice', async () => {
    const unpaid = await book(app, await app.given.schedule({price: '80.00', startsInDays: 10}));
    assert.deepEqual(
      [(await preview(unpaid)).paidAmount, (await preview(unpaid)).refundAmount],
      ['0.00', '0.00'],
    );

    await app.given.payment(unpaid.reference, '50.00');
    await app.given.payment(unpaid.reference, '30.00');
    await app.given.payment(unpaid.reference, '19.99', 'refund');
    await app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status)
       select id, 'charge', 10, 'card', unnest(array['failed', 'pending'])
       from bookings where booking_reference = $1`,
      [unpaid.reference],
    );

    const {paidAmount, refundAmount} = await preview(unpaid);
    assert.deepEqual([paidAmount, refundAmount], ['60.01', '30.01']);
  });

  it('brings nothing back when more went back than came in', async () => {
    const booked = await givenPaid('75.00', 30);
    await app.given.payment(booked.reference, '75.00', 'refund');
    await app.given.payment(booked.reference, '75.00', 'dispute');

    const {paidAmount, refundAmount} = await preview(booked);

    assert.deepEqual([paidAmount, refundAmount], ['0.00', '0.00']);
  });

  it('brings nothing back once the course has begun, and everything when the company cancels it', async () => {
    const begun = await givenPaid('75.00', 1);
    const called = await givenPaid('75.00', 2);
    for (const {reference} of [begun, called]) {
      await app.rows(
        `update bookings set status = 'confirmed', hold_expires_at = null where booking_reference = $1`,
        [reference],
      );
    }
    await app.rows(
      `update course_schedules set status = 'cancelled', cancelled_at = now()
       where id = (select course_schedule_id from bookings where booking_reference = $1)`,
      [called.reference],
    );
    app.passes({days: 1});

    const after = await preview(begun);
    assert.deepEqual([after.tier, after.daysBefore, after.refundAmount], [null, 0, '0.00']);
    const inFull = await preview(called);
    assert.deepEqual([inFull.tier.refundPercent, inFull.refundAmount], [100, '75.00']);
  });

  it('frees its seats and its use of the discount code at once, and tells its holder', async () => {
    const scheduleId = await app.given.schedule({seats: 2});
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const contact = {firstName: 'Jo', lastName: 'Lee', email: 'jo@example.com'};
    const booked = await book(app, scheduleId, {seats: 2, discountCode, contact});
    app.passes({minutes: 5});

    const {status, body} = await cancel(booked, {reason: "can't come; <b>sorry</b>"});

    assert.equal(status, 200);
    assert.deepEqual(
      [body.status, body.cancellationReason, body.cancelledAt, body.holdExpiresAt],
      ['cancelled', "can't come; <b>sorry</b>", app.now.toISOString(), null],
    );
    const row = await bookingRow(app, booked.reference);
    assert.deepEqual([row.status, row.cancelled_at, row.version], ['cancelled', app.now, 2]);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 0]);
    assert.deepEqual(await mailsTo(app, contact.email), ['booking_received', 'booking_cancelled']);
    assert.equal((await book(app, scheduleId, {seats: 2, discountCode})).made.status, 'pending');
  });

  it('needs no reason and no body', async () => {
    const booked = await book(app, await app.given.schedule());

    const {status, body} = await app.call('POST', `/api/bookings/${booked.reference}/cancel`, {
      token: booked.token,
    });

    assert.deepEqual([status, body.cancellationReason], [200, 'cancelled by the customer']);
  });

  it('leaves a confirmed booking cancelled too', async () => {
    const scheduleId = await app.given.schedule();
    const booked = await book(app, scheduleId, {discountCode: await app.given.discountCode({value: '100'})});
    assert.equal(booked.made.status, 'confirmed');

    assert.equal((await cancel(booked)).body.status, 'cancelled');
    assert.equal(await seatsTaken(app, scheduleId), 0);
  });

  it('twice is refused and frees nothing twice', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode();
    await book(app, scheduleId, {discountCode});
    const booked = await book(app, scheduleId, {seats: 3, discountCode});
    await cancel(booked);

    const again = await cancel(booked);

    assertRefused(again, 409, 'INVALID_STATUS_CHANGE');
    assert.deepEqual(again.body.error.details, {from: 'cancelled', to: 'cancelled'});
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [1, 1]);
  });

  it('is refused from the minute the course begins', async () => {
    const scheduleId = await app.given.schedule({startsInDays: 1});
    const discountCode = await app.given.discountCode({value: '100'});
    const booked = await book(app, scheduleId, {discountCode});
    app.passes({days: 1});

    assertRefused(await cancel(booked), 409, 'INVALID_STATUS_CHANGE');

    assert.equal((await bookingRow(app, booked.reference)).status, 'confirmed');
    assert.equal(await seatsTaken(app, scheduleId), 1);
  });

  it('of what was completed or not attended is refused', async () => {
    for (const status of ['completed', 'no_show']) {
      const booked = await book(app, await app.given.schedule());
      await app.rows(`update bookings set status = $2, hold_expires_at = null where booking_reference = $1`, [
        booked.reference,
        status,
      ]);

      assertRefused(await cancel(booked), 409, 'INVALID_STATUS_CHANGE');
    }
  });

  it('follows the policy as it stood when the booking was made', async () => {
    const booked = await givenPaid('100.00', 10);
    await app.rows(`update cancellation_policy_tiers set refund_percent = 10 where min_days_before = 7`);

    const later = await givenPaid('100.00', 10);

    assert.equal((await preview(booked)).refundAmount, '50.00');
    assert.equal((await preview(later)).refundAmount, '10.00');
    await app.rows(`update cancellation_policy_tiers set refund_percent = 50 where min_days_before = 7`);
  });
});
