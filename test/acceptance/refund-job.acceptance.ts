import assert from 'node:assert/strict';
import {bookingRow} from '../helpers/booking';
import {bookByCard, givenCardShop, payByCard, payOutRefunds} from '../helpers/card';
import {RefundDesk} from '../helpers/refunds';
import {until} from '../helpers/wait';

describe('Refunds without card payments', () => {
  it('wait for staff, also those of charges that were made by card before', async () => {
    const shop = await givenCardShop({
      STRIPE_SECRET_KEY: '',
      STRIPE_PUBLISHABLE_KEY: '',
      STRIPE_WEBHOOK_SECRET: '',
    });
    try {
      const {app} = shop;
      const desk = new RefundDesk(app, await app.givenAdminToken());
      const scheduleId = await app.given.schedule();
      const {body} = await app.post('/api/bookings', app.given.bookingRequest(scheduleId));
      const {id} = await bookingRow(app, body.bookingReference);
      await app.rows(
        `insert into payment_transactions (booking_id, kind, amount, payment_method, status, provider_payment_id)
         values ($1, 'charge', 75, 'card', 'succeeded', 'pi_before')`,
        [id],
      );
      const refundId = await desk.given(Number(id), '75.00');

      await payOutRefunds(app);

      const {body: refund} = await desk.read(refundId);
      assert.deepEqual([refund.status, refund.byHandAmount], ['processing', '75.00']);
      assert.equal((await desk.paidBack(refundId)).body.status, 'completed');
    } finally {
      await shop.stop();
    }
  });
});

describe('The job worker', () => {
  it('pays a refund out as soon as it is approved', async () => {
    const shop = await givenCardShop({JOBS_ON: 'true'});
    try {
      const desk = new RefundDesk(shop.app, await shop.app.givenAdminToken());
      const booking = await bookByCard(shop);
      await payByCard(shop, booking);

      const id = await desk.given(booking.id, '150.00');

      await until(async () => (await desk.read(id)).body.status === 'completed', 'the refund is completed');
      assert.equal(shop.stripe.account.refunded(booking.intent.id), 15000);
    } finally {
      await shop.stop();
    }
  });
});
