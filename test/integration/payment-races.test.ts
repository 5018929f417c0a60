import assert from 'node:assert/strict';
import type {HoldService} from '../../src/services/hold.service';
import {bookingRow, seatsTaken} from '../helpers/booking';
import {
  bookByCard,
  type CardShop,
  givenCardShop,
  ledgerOf,
  payByCard,
  payOutRefunds,
  refundsOf,
} from '../helpers/card';
import {RefundDesk} from '../helpers/refunds';

const ROUNDS = 6;

describe('At the moment that the money arrives', () => {
  let shop: CardShop;
  let token: string;
  let holds: HoldService;

  before(async () => {
    shop = await givenCardShop({ACCESS_TOKEN_MINUTES: '1440'});
    token = await shop.app.givenAdminToken();
    holds = await shop.app.application.get<HoldService>('services.HoldService');
  });
  after(() => shop?.stop());

  const rounds = async (work: (round: number) => Promise<void>) => {
    for (let round = 0; round < ROUNDS; round += 1) await work(round);
  };
  /** Nobody is left without seats or money. */
  const assertFair = async (id: number, reference: string): Promise<string> => {
    const {status} = await bookingRow(shop.app, reference);
    const refunds = await refundsOf(shop.app, id);
    assert.deepEqual(await ledgerOf(shop.app, id), ['charge 150.00 succeeded']);
    if (status === 'confirmed') assert.deepEqual(refunds, []);
    else assert.deepEqual([status, refunds], ['cancelled', ['late_payment 150.00 approved']]);
    return String(status);
  };

  it('its hold is being released: the booking is confirmed all the same', async () => {
    await rounds(async () => {
      const {app} = shop;
      const scheduleId = await app.given.schedule({seats: 2});
      const booking = await bookByCard(shop, {scheduleId});
      app.passes({minutes: 16});

      const [{status}] = await Promise.all([
        payByCard(shop, booking),
        holds.releaseAll(),
        holds.releaseAll(),
      ]);

      assert.equal(status, 200);
      assert.equal(await assertFair(booking.id, booking.reference), 'confirmed');
      assert.equal(await seatsTaken(app, scheduleId), 2);
    });
  });

  it('somebody else takes the seats: one of the two has them, and the other one has the money', async () => {
    await rounds(async () => {
      const {app} = shop;
      const scheduleId = await app.given.schedule({seats: 2});
      const booking = await bookByCard(shop, {scheduleId});
      app.passes({minutes: 16});

      const [paid, other] = await Promise.all([
        payByCard(shop, booking),
        app.post('/api/bookings', app.given.bookingRequest(scheduleId)),
      ]);

      assert.equal(paid.status, 200);
      const status = await assertFair(booking.id, booking.reference);
      assert.equal(other.status, status === 'confirmed' ? 409 : 201, status);
      assert.equal(await seatsTaken(app, scheduleId), status === 'confirmed' ? 2 : 1);
    });
  });

  it('its holder cancels: the money comes back, whichever was first', async () => {
    await rounds(async () => {
      const {app, stripe} = shop;
      const scheduleId = await app.given.schedule();
      const booking = await bookByCard(shop, {scheduleId});

      const [paid, cancelled] = await Promise.all([
        payByCard(shop, booking),
        app.post(`/api/bookings/${booking.reference}/cancel`, undefined, {token: booking.token}),
      ]);
      await payOutRefunds(app);

      assert.deepEqual([paid.status, cancelled.status], [200, 200]);
      assert.equal(stripe.account.refunded(booking.intent.id), 15000);
      assert.equal((await bookingRow(app, booking.reference)).payment_status, 'refunded');
      assert.equal(await seatsTaken(app, scheduleId), 0);
    });
  });

  it('staff record the same money by hand: what is too much goes back', async () => {
    await rounds(async () => {
      const {app} = shop;
      const booking = await bookByCard(shop);
      const byHand = app.post(
        `/api/admin/bookings/${booking.id}/payments`,
        {amount: '150.00', paymentMethod: 'bank_transfer'},
        {token},
      );

      const [paid, recorded] = await Promise.all([payByCard(shop, booking), byHand]);

      assert.equal(paid.status, 200);
      assert.equal((await bookingRow(app, booking.reference)).status, 'confirmed');
      const expected = recorded.status === 200 ? ['overpaid 150.00 approved'] : [];
      assert.deepEqual(await refundsOf(app, booking.id), expected, JSON.stringify(recorded.body));
    });
  });

  it('the company cancels the schedule: nobody waits for anybody for ever, and nothing is lost', async () => {
    await rounds(async () => {
      const {app} = shop;
      const scheduleId = await app.given.schedule();
      const bookings = [await bookByCard(shop, {scheduleId}), await bookByCard(shop, {scheduleId})];

      const answers = await Promise.all([
        ...bookings.map(booking => payByCard(shop, booking)),
        app.post(`/api/admin/schedules/${scheduleId}/cancel`, {reason: 'flood'}, {token}),
      ]);

      assert.deepEqual(
        answers.map(({status}) => status),
        [200, 200, 200],
      );
      for (const {id, reference} of bookings) await assertFair(id, reference);
    });
  });

  it('two admins refund the whole of it, and Stripe tells of a third refund', async () => {
    await rounds(async () => {
      const {app, stripe} = shop;
      const booking = await bookByCard(shop);
      await payByCard(shop, booking);
      const desk = new RefundDesk(app, token);
      const made = stripe.account.createRefund({payment_intent: booking.intent.id, amount: 5000});

      const answers = await Promise.all([
        desk.ask(booking.id, '150.00'),
        desk.ask(booking.id, '100.00'),
        stripe.send(app, stripe.event('refund.created', made)),
      ]);
      for (const {body} of answers) if (body.id) await desk.approve(body.id);
      await payOutRefunds(app);

      assert.ok(stripe.account.refunded(booking.intent.id) <= 15000);
      const {body} = await app.get(`/api/admin/bookings/${booking.id}`, {token});
      const back = stripe.account.refunded(booking.intent.id);
      assert.equal(body.paidAmount, ((15000 - back) / 100).toFixed(2));
    });
  });
});
