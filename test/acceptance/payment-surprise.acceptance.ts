import assert from 'node:assert/strict';
import type {PaymentService} from '../../src/services/payment.service';
import {book, bookingRow, seatsTaken, timesUsed} from '../helpers/booking';
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
import {RefundDesk} from '../helpers/refunds';
import {invalid} from '../helpers/stripe-objects';
import type {StripeEvent} from '../helpers/stripe-server';

interface OpenEvent {
  id: number;
  objectId: string;
  note: string;
  bookingId: number | null;
}

describe('What nobody expected of a payment', () => {
  let shop: CardShop;
  let token: string;
  let desk: RefundDesk;

  before(async () => {
    shop = await givenCardShop({ACCESS_TOKEN_MINUTES: '1440'});
    token = await shop.app.givenAdminToken();
    desk = new RefundDesk(shop.app, token);
  });
  after(() => shop?.stop());

  const send = (event: object) => shop.stripe.send(shop.app, event);
  const recorded = async ({id}: StripeEvent) => {
    const [row] = await shop.app.rows<{outcome: string; note: string | null}>(
      'select outcome, note from payment_provider_events where event_id = $1',
      [id],
    );
    return row;
  };
  const openEvents = async (objectId: string): Promise<OpenEvent[]> => {
    const {body} = await shop.app.get('/api/admin/payment-events?isOpen=true&limit=100', {token});
    return body.items.filter((item: OpenEvent) => item.objectId === objectId);
  };
  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status];
  };
  const look = ({reference, token: access}: CardBooking) =>
    shop.app.get(`/api/bookings/${reference}`, {token: access});
  const cancelAsStaff = ({id}: CardBooking) =>
    shop.app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'ill'}, {token});

  describe('More went back than was paid: by hand, and once more at Stripe’s own site', () => {
    const given = async () => {
      const booking = await bookByCard(shop);
      await payByCard(shop, booking);
      const id = await desk.given(booking.id, '150.00');
      shop.stripe.fail({request: 'POST /v1/refunds', refusal: invalid('The card has expired')});
      await payOutRefunds(shop.app);
      assert.equal((await desk.paidBack(id)).status, 200);
      return {booking, again: shop.stripe.account.createRefund({payment_intent: booking.intent.id})};
    };

    it('the event is taken, and waits for staff', async () => {
      const {booking, again} = await given();
      const event = shop.stripe.event('refund.created', again);

      const {status} = await send(event);

      assert.equal(status, 200);
      assert.deepEqual(await recorded(event), {
        outcome: 'attention',
        note: '£150.00 went back at the provider, and that is more than was paid',
      });
      assert.deepEqual(await ledgerOf(shop.app, booking.id), [
        'charge 150.00 succeeded',
        'refund 150.00 failed',
        'refund 150.00 succeeded',
      ]);
    });

    it('the comparison with Stripe goes on and tells of it', async () => {
      const {again} = await given();

      const {status, body} = await shop.app.post('/api/admin/integrity/reconciliation', undefined, {token});

      assert.equal(status, 200, JSON.stringify(body));
      const provider = body.checks.find(({name}: {name: string}) => name === 'provider');
      assert.ok(provider.differences.some(({reference}: {reference: string}) => reference === again.id));
    });
  });

  it('a refund of a payment that Stripe does not know any more is taken, and waits for staff', async () => {
    const {stripe} = shop;
    const booking = await bookByCard(shop);
    stripe.account.pay(booking.intent.id);
    const refund = stripe.account.createRefund({payment_intent: booking.intent.id});
    stripe.account.intents.delete(booking.intent.id);
    const event = stripe.event('refund.created', refund);

    assert.equal((await send(event)).status, 200);

    assert.equal((await recorded(event))?.note, 'a refund of a payment that is not in the ledger');
  });

  it('a dispute in another currency is for staff, and is no pounds', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    const event = stripe.event('charge.dispute.created', {
      ...stripe.account.openDispute(booking.intent.id),
      currency: 'eur',
    });

    assert.equal((await send(event)).status, 200);

    assert.equal((await recorded(event))?.note, 'a dispute in EUR');
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded']);
  });

  it('a dispute that is lost before anybody heard of it is for staff, and its money is gone', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    const dispute = stripe.account.openDispute(booking.intent.id);
    const event = stripe.event('charge.dispute.closed', {...dispute, status: 'lost'});

    await send(event);
    await send(stripe.event('charge.dispute.created', dispute));

    assert.deepEqual(await recorded(event), {
      outcome: 'attention',
      note: 'a dispute of £150.00 (fraudulent) was lost',
    });
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 succeeded',
      'dispute 150.00 succeeded',
    ]);
  });

  it('payments of somebody else’s that are only begun, or fail, need nobody', async () => {
    const {stripe} = shop;
    const foreign = stripe.account.createIntent({amount: 9900, currency: 'gbp'});
    const events = [
      stripe.event('payment_intent.created', foreign),
      stripe.event('payment_intent.payment_failed', stripe.account.decline(foreign.id)),
      stripe.event('payment_intent.canceled', stripe.account.cancelIntent(foreign.id)),
    ];

    for (const event of events) await send(event);

    for (const event of events) assert.equal((await recorded(event))?.outcome, 'ignored', event.type);
  });

  it('less than is due, found out by asking: staff are told, once, also when the event comes after all', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    stripe.account.pay(booking.intent.id, 10000);
    app.passes({minutes: 14});
    const payments = await app.application.get<PaymentService>('services.PaymentService');

    await payments.askAboutOpen();
    await payments.askAboutOpen();
    await send(stripe.event('payment_intent.succeeded', booking.intent));

    assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
    const open = await openEvents(booking.intent.id);
    assert.deepEqual(
      open.map(({note, bookingId}) => [note, bookingId]),
      [['£100.00 of £150.00: it stays pending', booking.id]],
    );
  });

  it('money of nobody’s, found by comparing: staff say what it was, and it is no difference any more', async () => {
    const {app, stripe} = shop;
    const foreign = stripe.account.createIntent({amount: 9900, currency: 'gbp'});
    stripe.account.pay(foreign.id);
    const reconcile = async () => {
      const {body} = await app.post('/api/admin/integrity/reconciliation', undefined, {token});
      const check = body.checks.find(({name}: {name: string}) => name === 'provider');
      return check.differences.some(({reference}: {reference: string}) => reference === foreign.id);
    };
    assert.deepEqual([await reconcile(), await reconcile()], [true, true]);

    const [event, ...others] = await openEvents(foreign.id);
    assert.equal(others.length, 0);
    await app.post(
      `/api/admin/payment-events/${event?.id}/resolve`,
      {resolution: 'a voucher sold by telephone'},
      {token},
    );

    assert.equal(await reconcile(), false);
    assert.deepEqual(await openEvents(foreign.id), []);
  });

  it('the rest of an amount after its hold ran out, when the first part is on its way back: both go back', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await desk.receive(booking.id, '50.00', 'cash');
    const {body} = await app.post(`/api/bookings/${booking.reference}/payment`, undefined, {
      token: booking.token,
    });
    const [rest = ''] = body.clientSecret.split('_secret_');
    app.passes({minutes: 16});
    await look(booking);
    assert.deepEqual(await refundsOf(app, booking.id), ['late_payment 50.00 approved']);

    await send(stripe.event('payment_intent.succeeded', stripe.account.pay(rest)));

    assert.equal((await statusOf(booking))[0], 'cancelled');
    assert.deepEqual(await refundsOf(app, booking.id), [
      'late_payment 50.00 approved',
      'late_payment 100.00 approved',
    ]);
  });

  it('late, for people whom the same customer has booked again in the meantime: it goes back', async () => {
    const {app} = shop;
    const scheduleId = await app.given.schedule({seats: 12});
    const first = await bookByCard(shop, {scheduleId});
    app.passes({minutes: 16});
    await look(first);
    const second = await bookByCard(shop, {scheduleId, email: first.email});
    await payByCard(shop, second);

    await payByCard(shop, first);

    assert.equal((await statusOf(first))[0], 'cancelled');
    assert.deepEqual(await refundsOf(app, first.id), ['late_payment 150.00 approved']);
    assert.equal(await seatsTaken(app, scheduleId), 2);
  });

  it('late, after the customer used the code as often as one customer may: it goes back', async () => {
    const {app} = shop;
    const scheduleId = await app.given.schedule({seats: 12});
    const discountCode = await app.given.discountCode();
    await app.rows('update discount_codes set max_uses_per_customer = 1 where code = $1', [discountCode]);
    const first = await bookByCard(shop, {scheduleId, discountCode});
    app.passes({minutes: 16});
    await look(first);
    await book(app, await app.given.schedule(), {
      discountCode,
      contact: {firstName: 'Pay', lastName: 'Er', email: first.email},
    });

    await payByCard(shop, first);

    assert.equal((await statusOf(first))[0], 'cancelled');
    assert.equal(await timesUsed(app, discountCode), 1);
    assert.equal(await seatsTaken(app, scheduleId), 0);
  });

  it('a refund that failed for good is given up: the customer reads why, and nothing is left to do', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    const id = await desk.given(booking.id, '100.00');
    await send(
      stripe.event('refund.created', stripe.account.createRefund({payment_intent: booking.intent.id})),
    );
    await payOutRefunds(app);
    assert.equal((await desk.read(id)).body.status, 'failed');

    const {status, body} = await desk.reject(id, 'it went back to your card already');

    assert.deepEqual([status, body.status], [200, 'rejected'], JSON.stringify(body));
    assert.deepEqual(await refundsOf(app, booking.id), ['staff 100.00 rejected']);
    assert.equal((await cancelAsStaff(booking)).status, 200);
  });
});
