import assert from 'node:assert/strict';
import {bookingRow} from '../helpers/booking';
import {
  bookByCard,
  type CardBooking,
  type CardShop,
  givenCardShop,
  ledgerOf,
  payByCard,
  payOutRefunds,
  payoutsOf,
} from '../helpers/card';
import {RefundDesk} from '../helpers/refunds';
import {invalid, StripeRefusal} from '../helpers/stripe-objects';

const REFUND = 'POST /v1/refunds';
const SERVER_ERROR = new StripeRefusal(
  500,
  {type: 'api_error', message: 'Something went wrong'},
  {
    'Stripe-Should-Retry': 'false',
  },
);

describe('A refund by card moves the money once', () => {
  let shop: CardShop;
  let desk: RefundDesk;

  before(async () => {
    shop = await givenCardShop();
    desk = new RefundDesk(shop.app, await shop.app.givenAdminToken());
  });
  after(() => shop?.stop());
  beforeEach(() => {
    shop.stripe.requests.length = 0;
  });

  const approved = async (amount = '100.00'): Promise<{booking: CardBooking; id: number}> => {
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    return {booking, id: await desk.given(booking.id, amount)};
  };
  const refunded = ({intent}: CardBooking) => shop.stripe.account.refunded(intent.id);
  const statusOf = async (id: number) => (await desk.read(id)).body.status;

  it('when Stripe did it and its answer got lost', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.fail({request: REFUND, afterEffect: true}, 2);

    await payOutRefunds(app);

    assert.deepEqual([await statusOf(id), refunded(booking)], ['processing', 10000]);
    await payOutRefunds(app);
    assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
    assert.equal(
      new Set(stripe.requests.flatMap(({request, key}) => (request === REFUND ? [key] : []))).size,
      1,
    );
  });

  it('when Stripe has forgotten the key in the meantime', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.fail({request: REFUND, afterEffect: true}, 2);
    await payOutRefunds(app);
    stripe.forgetKeys();

    await payOutRefunds(app);

    assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
  });

  it('when Stripe tells of it before it answers', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.fail({request: REFUND, afterEffect: true}, 2);
    await payOutRefunds(app);
    const [made] = [...stripe.account.refunds.values()].filter(
      ({payment_intent}) => payment_intent === booking.intent.id,
    );

    await stripe.send(app, stripe.event('refund.created', made ?? {}));
    await payOutRefunds(app);

    assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded', 'refund 100.00 succeeded']);
  });

  it('when Stripe is away for a while', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.isDown = true;
    try {
      await payOutRefunds(app);
    } finally {
      stripe.isDown = false;
    }
    const {body} = await desk.read(id);
    assert.deepEqual([body.status, body.attempts, refunded(booking)], ['processing', 1, 0]);
    assert.match(body.failureReason, /connect/i);

    await payOutRefunds(app);

    const {body: done} = await desk.read(id);
    assert.deepEqual([done.status, done.failureReason, refunded(booking)], ['completed', null, 10000]);
  });

  for (const [what, refusal] of [
    ['500', SERVER_ERROR],
    [
      '429',
      new StripeRefusal(429, {type: 'invalid_request_error', code: 'rate_limit', message: 'Slow down'}),
    ],
    ['401', new StripeRefusal(401, {type: 'invalid_request_error', message: 'Invalid API Key provided'})],
  ] as const) {
    it(`when Stripe answers ${what} first`, async () => {
      const {app, stripe} = shop;
      const {booking, id} = await approved();
      stripe.fail({request: REFUND, refusal});

      await payOutRefunds(app);
      assert.deepEqual([await statusOf(id), refunded(booking)], ['processing', 0]);
      await payOutRefunds(app);

      assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
    });
  }

  it('when several processes see it, and one of them is slow', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.slowDown(50);

    await Promise.all(Array.from({length: 4}, () => payOutRefunds(app)));

    stripe.slowDown(0);
    assert.deepEqual([await statusOf(id), refunded(booking), stripe.count(REFUND)], ['completed', 10000, 1]);
  });

  it('when the process that took it ended: another one takes it over, after a while', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    await app.rows('update refunds set claimed_until = $2, attempts = 1 where id = $1', [
      id,
      new Date(app.now.getTime() + 60_000),
    ]);

    await payOutRefunds(app);
    await (await payoutsOf(app)).payOut(id);
    assert.deepEqual([await statusOf(id), stripe.count(REFUND)], ['approved', 0]);
    app.passes({minutes: 2});
    await payOutRefunds(app);

    assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
  });

  it('and waits for Stripe to say that it has arrived', async () => {
    const {app, stripe} = shop;
    stripe.account.refundStatus = 'pending';
    const {booking, id} = await approved('150.00');
    await payOutRefunds(app);
    stripe.account.refundStatus = 'succeeded';
    await payOutRefunds(app);
    assert.deepEqual([await statusOf(id), stripe.count(REFUND)], ['processing', 1]);
    assert.equal((await bookingRow(app, booking.reference)).payment_status, 'paid');
    const [made] = [...stripe.account.refunds.values()].filter(
      ({payment_intent}) => payment_intent === booking.intent.id,
    );

    await stripe.send(app, stripe.event('refund.updated', {...made, status: 'succeeded'}));

    assert.equal(await statusOf(id), 'completed');
    assert.equal((await bookingRow(app, booking.reference)).payment_status, 'refunded');
  });

  it('not at all when Stripe refuses: staff try again, or pay it back another way', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.fail({request: REFUND, refusal: invalid('Your balance is too low', 'balance_insufficient')}, 2);

    await payOutRefunds(app);
    const {body} = await desk.read(id);
    assert.deepEqual([body.status, body.failureReason], ['failed', 'Your balance is too low']);
    await payOutRefunds(app);
    assert.equal(stripe.count(REFUND), 1);
    await desk.retry(id);
    await payOutRefunds(app);
    assert.equal(await statusOf(id), 'failed');
    await desk.retry(id);
    await payOutRefunds(app);

    assert.deepEqual([await statusOf(id), refunded(booking)], ['completed', 10000]);
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 succeeded',
      'refund 100.00 failed',
      'refund 100.00 failed',
      'refund 100.00 succeeded',
    ]);
  });

  it('by bank transfer when the card is gone', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    stripe.fail({request: REFUND, refusal: invalid('The card has expired', 'expired_or_canceled_card')});
    await payOutRefunds(app);

    const {status, body} = await desk.paidBack(id, {note: 'to the account on the invoice'});

    assert.deepEqual([status, body.status], [200, 'completed']);
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 succeeded',
      'refund 100.00 failed',
      'refund 100.00 succeeded',
    ]);
    assert.equal(stripe.count(REFUND), 1);
    assert.equal((await bookingRow(app, booking.reference)).payment_status, 'partially_refunded');
  });

  it('not when the same money has gone back at Stripe’s own site', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved();
    const made = stripe.account.createRefund({payment_intent: booking.intent.id});
    await stripe.send(app, stripe.event('refund.created', made));

    await payOutRefunds(app);

    const {body} = await desk.read(id);
    assert.deepEqual(
      [body.status, body.failureReason],
      ['failed', 'less than that is left of what was paid'],
    );
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded', 'refund 150.00 succeeded']);
    assert.deepEqual(
      [(await desk.retry(id)).body.error.code, stripe.count(REFUND)],
      ['REFUND_EXCEEDS_PAID', 0],
    );
  });

  it('back to us when the bank returns it: the refund has failed after all', async () => {
    const {app, stripe} = shop;
    const {booking, id} = await approved('150.00');
    await payOutRefunds(app);
    const [made] = [...stripe.account.refunds.values()].filter(
      ({payment_intent}) => payment_intent === booking.intent.id,
    );

    await stripe.send(
      app,
      stripe.event('refund.failed', {...made, status: 'failed', failure_reason: 'unknown'}),
    );

    assert.equal(await statusOf(id), 'failed');
    assert.equal((await bookingRow(app, booking.reference)).payment_status, 'paid');
    assert.equal((await desk.preview(booking.id)).body.refundableAmount, '150.00');
  });
});
