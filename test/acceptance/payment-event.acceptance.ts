import assert from 'node:assert/strict';
import {assertRefused, bookingRow, mailsTo, whileCommitsFail} from '../helpers/booking';
import {
  bookByCard,
  type CardBooking,
  type CardShop,
  givenCardShop,
  ledgerOf,
  refundsOf,
} from '../helpers/card';
import {atOnce} from '../helpers/race';
import type {StripeEvent} from '../helpers/stripe-server';

const WEBHOOK = '/api/payments/stripe/webhook';

describe('What Stripe tells us', () => {
  let shop: CardShop;
  let token: string;

  before(async () => {
    shop = await givenCardShop();
    token = await shop.app.givenAdminToken();
  });
  after(() => shop?.stop());

  const send = (event: object) => shop.stripe.send(shop.app, event);
  const recorded = async (event: StripeEvent) => {
    const [row] = await shop.app.rows<{outcome: string; note: string | null; bookingId: number | null}>(
      'select outcome, note, booking_id as "bookingId" from payment_provider_events where event_id = $1',
      [event.id],
    );
    return row;
  };
  const succeeded = (booking: CardBooking) =>
    shop.stripe.event('payment_intent.succeeded', shop.stripe.account.pay(booking.intent.id));
  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status];
  };

  it('counts once, however often it is sent', async () => {
    const booking = await bookByCard(shop);
    const event = succeeded(booking);

    const answers = [await send(event), await send(event), await send(event)];

    assert.deepEqual(
      answers.map(({status}) => status),
      [200, 200, 200],
    );
    assert.deepEqual(await ledgerOf(shop.app, booking.id), ['charge 150.00 succeeded']);
    assert.deepEqual(await mailsTo(shop.app, booking.email), ['booking_received', 'booking_confirmed']);
    assert.equal((await recorded(event))?.outcome, 'applied');
  });

  it('counts once when it is sent many times at the same moment, by one event or several', async () => {
    const booking = await bookByCard(shop);
    const event = succeeded(booking);
    const twin = {...event, id: `${event.id}twin`};

    const answers = await atOnce(8, n => send(n % 2 === 0 ? event : twin));

    assert.deepEqual(new Set(answers.map(({status}) => status)), new Set([200]));
    assert.deepEqual(await ledgerOf(shop.app, booking.id), ['charge 150.00 succeeded']);
    assert.deepEqual(await mailsTo(shop.app, booking.email), ['booking_received', 'booking_confirmed']);
  });

  it('is applied together with its record or not at all: a retry after our 500 heals', async () => {
    const booking = await bookByCard(shop);
    const event = succeeded(booking);

    const failed = await whileCommitsFail(shop.app.database, 'payment_provider_events', () => send(event));

    assert.equal(failed.status, 500);
    assert.equal(await recorded(event), undefined);
    assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
    assert.deepEqual(await ledgerOf(shop.app, booking.id), ['charge 150.00 pending']);
    assert.equal((await send(event)).status, 200);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
  });

  it('is refused when it is not signed with our secret, is altered, or is old', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    const event = succeeded(booking);
    const anHourAgo = Math.floor(Date.now() / 1000) - 3600;

    for (const answer of [
      await stripe.send(app, event, {secret: 'whsec_of_somebody_else'}),
      await stripe.send(app, event, {timestamp: anHourAgo}),
      await app.call('POST', WEBHOOK, {rawBody: JSON.stringify(event)}),
      await app.call('POST', WEBHOOK, {
        rawBody: JSON.stringify(event),
        headers: {'Stripe-Signature': 't=1,v1=0'},
      }),
      await app.call('POST', WEBHOOK, {rawBody: '{', headers: {'Stripe-Signature': 'nonsense'}}),
    ]) {
      assertRefused(answer, 400, 'WEBHOOK_SIGNATURE_INVALID');
    }
    assert.equal(await recorded(event), undefined);
    assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
  });

  it('is read byte by byte: spaces and accents in it do not matter', async () => {
    const booking = await bookByCard(shop);
    const event = {...succeeded(booking), note: 'Zoë   O\u2028Brien 😀'};

    assert.equal((await send(event)).status, 200);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
  });

  it('is limited by no rate, and may be larger than what people send', async () => {
    const {stripe} = shop;
    const large = {
      ...stripe.event('payout.paid', {id: 'po_1', object: 'payout'}),
      filling: 'x'.repeat(300_000),
    };

    assert.equal((await send(large)).status, 200);
    assert.equal((await recorded(large))?.outcome, 'ignored');
  });

  for (const [what, extra] of [
    ['of another account', {account: 'acct_somebody'}],
    ['of real money, where there is only test data', {livemode: true}],
  ] as const) {
    it(`${what} is recorded and has no effect`, async () => {
      const booking = await bookByCard(shop);
      const event = {...succeeded(booking), ...extra};

      assert.equal((await send(event)).status, 200);

      assert.equal((await recorded(event))?.outcome, 'attention');
      assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
    });
  }

  it('about a payment that is none of ours waits for staff, who say what they did', async () => {
    const {app, stripe} = shop;
    const foreign = stripe.account.createIntent({amount: 9900, currency: 'gbp'});
    const event = stripe.event('payment_intent.succeeded', stripe.account.pay(foreign.id));

    assert.equal((await send(event)).status, 200);

    const list = () => app.get('/api/admin/payment-events?isOpen=true&outcome=attention', {token});
    const open = (await list()).body.items.find((item: {eventId: string}) => item.eventId === event.id);
    assert.deepEqual(
      [open.objectId, open.note],
      [foreign.id, 'a payment that belongs to no booking of ours'],
    );
    const path = `/api/admin/payment-events/${open.id}/resolve`;
    const resolve = () => app.post(path, {resolution: 'a voucher sold by telephone'}, {token});
    assert.equal((await resolve()).status, 204);
    assertRefused(await resolve(), 404, 'PAYMENT_EVENT_NOT_FOUND');
    assert.ok(!(await list()).body.items.some((item: {id: number}) => item.id === open.id));
  });

  it('about a payment that was begun and never written down finds its booking by what Stripe keeps', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    const lost = stripe.account.createIntent({
      amount: 15000,
      currency: 'gbp',
      metadata: {booking_reference: booking.reference},
    });

    await send(stripe.event('payment_intent.succeeded', stripe.account.pay(lost.id)));

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 pending', 'charge 150.00 succeeded']);
  });

  it('in another currency is for staff, and is no pounds', async () => {
    const {stripe} = shop;
    const booking = await bookByCard(shop);
    const event = stripe.event('payment_intent.succeeded', {
      ...stripe.account.pay(booking.intent.id),
      currency: 'eur',
    });

    await send(event);

    assert.equal((await recorded(event))?.note, 'a payment in EUR: we take GBP');
    assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
  });

  it('of less than is due is in the ledger, and the booking stays pending', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    const event = stripe.event('payment_intent.succeeded', stripe.account.pay(booking.intent.id, 10000));

    await send(event);

    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 100.00 succeeded']);
    assert.deepEqual(await statusOf(booking), ['pending', 'pending']);
    assert.deepEqual(await recorded(event), {
      outcome: 'attention',
      note: '£100.00 of £150.00: it stays pending',
      bookingId: booking.id,
    });
  });

  it('of more than is due confirms, and the rest goes back', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);

    await send(stripe.event('payment_intent.succeeded', stripe.account.pay(booking.intent.id, 15001)));

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
    assert.deepEqual(await refundsOf(app, booking.id), ['overpaid 0.01 approved']);
  });

  it('of a second payment for the same booking sends that one back', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await send(succeeded(booking));
    const second = stripe.account.createIntent({
      amount: 15000,
      currency: 'gbp',
      metadata: {booking_reference: booking.reference},
    });
    const event = stripe.event('payment_intent.succeeded', stripe.account.pay(second.id));

    await send(event);

    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
    assert.deepEqual(await refundsOf(app, booking.id), ['overpaid 150.00 approved']);
    assert.equal((await recorded(event))?.note, 'paid more than was due: £150.00 goes back');
    const [refund] = await app.rows<{provider_payment_id: string}>(
      `select c.provider_payment_id from refunds r join payment_transactions c on c.id = r.charge_transaction_id
       where r.booking_id = $1`,
      [booking.id],
    );
    assert.equal(refund?.provider_payment_id, second.id);
  });

  it('of a payment that was declined is in the ledger, and paying after all confirms', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);

    await send(stripe.event('payment_intent.payment_failed', stripe.account.decline(booking.intent.id)));

    assert.deepEqual(await statusOf(booking), ['pending', 'failed']);
    const [row] = await app.rows<{failure_reason: string}>(
      'select failure_reason from payment_transactions where booking_id = $1',
      [booking.id],
    );
    assert.equal(row?.failure_reason, 'Your card has insufficient funds.');
    await send(succeeded(booking));
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded']);
  });

  it('of a refund that fails after it had succeeded takes it back', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await send(succeeded(booking));
    const refund = stripe.account.createRefund({payment_intent: booking.intent.id});
    await send(stripe.event('refund.created', refund));
    assert.deepEqual(await statusOf(booking), ['confirmed', 'refunded']);

    const failed = {...refund, status: 'failed', failure_reason: 'lost_or_stolen_card'};
    await send(stripe.event('refund.failed', failed));
    await send(stripe.event('refund.updated', refund));

    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded', 'refund 150.00 failed']);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
  });

  it('of a payment that is cancelled leaves the booking to its hold', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);

    await send(stripe.event('payment_intent.canceled', stripe.account.cancelIntent(booking.intent.id)));

    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 failed']);
    assert.equal((await bookingRow(app, booking.reference)).status, 'pending');
  });
});
