import assert from 'node:assert/strict';
import {checkOpenPayments} from '../../src/jobs/check-open-payments.job';
import {assertRefused, book, bookingRow} from '../helpers/booking';
import {
  bookByCard,
  type CardBooking,
  type CardShop,
  givenCardShop,
  ledgerOf,
  payByCard,
  refundsOf,
} from '../helpers/card';

describe('A payment that was begun', () => {
  let shop: CardShop;

  before(async () => {
    shop = await givenCardShop();
  });
  after(() => shop?.stop());

  const check = () => checkOpenPayments.run(shop.app.application);
  const cancel = ({reference, token}: CardBooking) =>
    shop.app.post(`/api/bookings/${reference}/cancel`, undefined, {token});
  const look = ({reference, token}: CardBooking) => shop.app.get(`/api/bookings/${reference}`, {token});
  const atStripe = ({intent}: CardBooking) => shop.stripe.account.intent(intent.id).status;
  /** How often Stripe is asked to end it. */
  const asked = ({intent}: CardBooking) => shop.stripe.count(`POST /v1/payment_intents/${intent.id}/cancel`);

  it('is ended at Stripe once its booking is cancelled, and stays while the booking does', async () => {
    const [cancelled, kept] = [await bookByCard(shop), await bookByCard(shop)];
    await cancel(cancelled);

    await check();
    await check();

    assert.deepEqual([atStripe(cancelled), asked(cancelled)], ['canceled', 1]);
    assert.deepEqual([atStripe(kept), asked(kept)], ['requires_payment_method', 0]);
    assert.deepEqual(await ledgerOf(shop.app, cancelled.id), ['charge 150.00 failed']);
  });

  it('is ended once its hold has run out, also when a card was declined before', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await stripe.send(
      app,
      stripe.event('payment_intent.payment_failed', stripe.account.decline(booking.intent.id)),
    );
    app.passes({minutes: 16});
    await look(booking);

    await check();
    await check();

    assert.deepEqual([atStripe(booking), asked(booking)], ['canceled', 1]);
    const [row] = await app.rows<{failure_reason: string}>(
      'select failure_reason from payment_transactions where booking_id = $1',
      [booking.id],
    );
    assert.equal(row?.failure_reason, 'Your card has insufficient funds.');
  });

  it('is paid all the same by whoever was faster: the money is treated as any that comes late', async () => {
    const {app, stripe} = shop;
    const [cancelled, expired] = [await bookByCard(shop), await bookByCard(shop)];
    await cancel(cancelled);
    stripe.account.pay(cancelled.intent.id);
    app.passes({minutes: 16});
    await look(expired);
    stripe.account.pay(expired.intent.id);

    await check();

    assert.deepEqual(await refundsOf(app, cancelled.id), ['late_payment 150.00 approved']);
    assert.equal((await bookingRow(app, expired.reference)).status, 'confirmed');
    await payByCard(shop, expired);
    assert.deepEqual(await ledgerOf(app, expired.id), ['charge 150.00 succeeded']);
  });

  it('is ended later when Stripe is away, or works on it', async () => {
    const {stripe} = shop;
    const booking = await bookByCard(shop);
    await cancel(booking);
    stripe.isDown = true;
    try {
      await check();
    } finally {
      stripe.isDown = false;
    }
    assert.equal(atStripe(booking), 'requires_payment_method');

    await check();

    assert.equal(atStripe(booking), 'canceled');
  });

  it('is asked about once when Stripe does not know it', async () => {
    const booking = await bookByCard(shop);
    await cancel(booking);
    shop.stripe.account.intents.delete(booking.intent.id);

    await check();
    await check();

    assert.equal(asked(booking), 1);
  });

  it('is ended also when one before it can not be settled, and the job says so', async () => {
    const {stripe} = shop;
    const [absurd, next] = [await bookByCard(shop), await bookByCard(shop)];
    await cancel(absurd);
    await cancel(next);
    // More than an amount in the ledger can be.
    stripe.account.pay(absurd.intent.id, 10 ** 13);

    await assert.rejects(check(), /1 payments are not settled/);

    assert.equal(atStripe(next), 'canceled');
    stripe.account.intents.delete(absurd.intent.id);
    await check();
  });

  it('is ended once by jobs that run at the same time, while its holder cancels', async () => {
    const booking = await bookByCard(shop);
    shop.stripe.slowDown(20);

    await Promise.all([cancel(booking), check(), check(), check()]);
    shop.stripe.slowDown(0);
    await check();

    assert.equal(atStripe(booking), 'canceled');
    assert.deepEqual(await ledgerOf(shop.app, booking.id), ['charge 150.00 failed']);
  });
});

describe('Beginning payments', () => {
  it('has a limit an hour and address, of its own', async () => {
    const {app, stop} = await givenCardShop({
      RATE_LIMIT_DISABLED: 'false',
      BOOKING_LIMIT: '2',
      PAYMENT_LIMIT: '3',
    });
    try {
      const scheduleId = await app.given.schedule();
      const [mine, other] = [await book(app, scheduleId), await book(app, scheduleId)];
      const pay = ({reference, token}: {reference: string; token: string}, address = '198.51.100.7') =>
        app.post(`/api/bookings/${reference}/payment`, undefined, {
          token,
          headers: {'X-Forwarded-For': address},
        });
      const statuses = [(await pay(mine)).status, (await pay(other)).status, (await pay(mine)).status];
      assert.deepEqual(statuses, [200, 200, 200]);

      const refused = await pay(mine);

      assertRefused(refused, 429, 'RATE_LIMITED');
      assert.ok(Number(refused.headers.get('Retry-After')) > 3000);
      assert.equal((await pay(mine, '203.0.113.9')).status, 200);
      app.passes({minutes: 61});
      assert.equal((await pay(mine)).status, 200);
    } finally {
      await stop();
    }
  });
});
