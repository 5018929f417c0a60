import assert from 'node:assert/strict';
import {book, bookingRow, mailsTo, seatsTaken, timesUsed} from '../helpers/booking';
import {
  bookByCard,
  type CardBooking,
  type CardShop,
  givenCardShop,
  ledgerOf,
  payByCard,
  payOutRefunds,
  refundsOf,
} from '../helpers/card';

describe('Money that arrives after the hold ran out', () => {
  let shop: CardShop;

  before(async () => {
    shop = await givenCardShop();
  });
  after(() => shop?.stop());

  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status, row.cancellation_reason];
  };
  /** The holder looks, so that the hold is released. */
  const look = ({reference, token}: CardBooking) => shop.app.get(`/api/bookings/${reference}`, {token});
  const given = async (seats: number) => {
    const scheduleId = await shop.app.given.schedule({seats});
    const discountCode = await shop.app.given.discountCode({usageLimit: 1});
    return {scheduleId, discountCode, booking: await bookByCard(shop, {scheduleId, discountCode})};
  };

  it('is accepted while its seats are still held: nobody has asked for them', async () => {
    const {app} = shop;
    const {scheduleId, booking} = await given(2);
    app.passes({minutes: 16});

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid', null]);
    assert.equal(await seatsTaken(app, scheduleId), 2);
    assert.deepEqual(await mailsTo(app, booking.email), ['booking_received', 'booking_confirmed']);
  });

  it('revives the booking when seats are still free, with its seats and its use of the code', async () => {
    const {app} = shop;
    const {scheduleId, discountCode, booking} = await given(2);
    app.passes({minutes: 16});
    await look(booking);
    assert.deepEqual(await statusOf(booking), ['cancelled', 'pending', 'expired']);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 0]);

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid', null]);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [2, 1]);
    assert.deepEqual(await mailsTo(app, booking.email), [
      'booking_received',
      'hold_expired',
      'booking_confirmed',
    ]);
    assert.equal((await bookingRow(app, booking.reference)).cancelled_at, null);
  });

  it('goes back by itself when the seats are gone, and its sender is told', async () => {
    const {app, stripe} = shop;
    const {scheduleId, booking} = await given(2);
    app.passes({minutes: 16});
    await book(app, scheduleId);

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['cancelled', 'paid', 'expired']);
    assert.equal(await seatsTaken(app, scheduleId), 1);
    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 135.00 approved']);
    await payOutRefunds(app);
    assert.equal(stripe.account.refunded(booking.intent.id), 13500);
    assert.deepEqual(await statusOf(booking), ['cancelled', 'refunded', 'expired']);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 135.00 succeeded', 'refund 135.00 succeeded']);
    assert.deepEqual(await mailsTo(app, booking.email), [
      'booking_received',
      'hold_expired',
      'late_payment_refunded',
      'refund_completed',
    ]);
  });

  it('goes back when the use of its discount code is gone, and takes no seat', async () => {
    const {app} = shop;
    const {scheduleId, discountCode, booking} = await given(4);
    app.passes({minutes: 16});
    await book(app, await app.given.schedule(), {discountCode});

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['cancelled', 'paid', 'expired']);
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 1]);
    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 135.00 approved']);
  });

  it('goes back when the customer has used the code on another booking since, as often as one customer may', async () => {
    const {app} = shop;
    const discountCode = await app.given.discountCode();
    await app.rows('update discount_codes set max_uses_per_customer = 1 where code = $1', [discountCode]);
    const booking = await bookByCard(shop, {discountCode});
    app.passes({minutes: 16});
    const contact = {firstName: 'Pay', lastName: 'Er', email: booking.email.toUpperCase()};
    await book(app, await app.given.schedule(), {discountCode, contact});

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['cancelled', 'paid', 'expired']);
    assert.equal(await timesUsed(app, discountCode), 1);
    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 135.00 approved']);
  });

  it('takes the use of its discount code that only a hold which ran out on another schedule still keeps', async () => {
    const {app} = shop;
    const {discountCode, booking} = await given(2);
    app.passes({minutes: 16});
    await look(booking);
    await book(app, await app.given.schedule(), {discountCode, paymentMethod: 'card'});
    app.passes({minutes: 16});

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid', null]);
    assert.equal(await timesUsed(app, discountCode), 1);
  });

  it('revives by a code that has been switched off since, as it was agreed', async () => {
    const {app} = shop;
    const {discountCode, booking} = await given(4);
    app.passes({minutes: 16});
    await look(booking);
    await app.rows('update discount_codes set is_active = false where code = $1', [discountCode]);

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid', null]);
  });

  it('takes seats that only other holds which ran out still keep', async () => {
    const {app} = shop;
    const {scheduleId, booking} = await given(2);
    app.passes({minutes: 16});
    await look(booking);
    await book(app, scheduleId, {seats: 2, paymentMethod: 'card'});
    app.passes({minutes: 16});

    await payByCard(shop, booking);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid', null]);
    assert.equal(await seatsTaken(app, scheduleId), 2);
  });

  for (const [what, change] of [
    ['the course has begun', `start_datetime = now() - interval '10 years'`],
    ['the schedule was cancelled', `status = 'cancelled', cancelled_at = now()`],
    ['the schedule is a draft again', `status = 'draft'`],
  ] as const) {
    it(`goes back when ${what}`, async () => {
      const {app} = shop;
      const {scheduleId, booking} = await given(4);
      app.passes({minutes: 16});
      await look(booking);
      await app.rows(`update course_schedules set ${change} where id = $1`, [scheduleId]);

      await payByCard(shop, booking);

      assert.deepEqual(await statusOf(booking), ['cancelled', 'paid', 'expired']);
      assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 135.00 approved']);
    });
  }

  it('goes back in full when its booking was cancelled by its holder', async () => {
    const {app} = shop;
    const booking = await bookByCard(shop);
    await app.post(`/api/bookings/${booking.reference}/cancel`, undefined, {token: booking.token});

    await payByCard(shop, booking);
    await payOutRefunds(app);

    assert.deepEqual((await statusOf(booking)).slice(0, 2), ['cancelled', 'refunded']);
    assert.deepEqual(await mailsTo(app, booking.email), [
      'booking_received',
      'booking_cancelled',
      'refund_completed',
    ]);
  });

  it('is too little to revive a booking, and goes back', async () => {
    const {app, stripe} = shop;
    const {booking} = await given(4);
    app.passes({minutes: 16});
    await look(booking);

    await stripe.send(
      app,
      stripe.event('payment_intent.succeeded', stripe.account.pay(booking.intent.id, 5000)),
    );

    assert.deepEqual((await statusOf(booking)).slice(0, 1), ['cancelled']);
    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 50.00 approved']);
  });

  it('goes back too when only a part came in time, by whatever way', async () => {
    const {app} = shop;
    const {token} = await app.givenSignIn('admin');
    const {booking} = await given(4);
    await app.post(
      `/api/admin/bookings/${booking.id}/payments`,
      {amount: '35.00', paymentMethod: 'cash'},
      {token},
    );
    app.passes({minutes: 16});

    await look(booking);

    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 35.00 approved']);
  });
});
