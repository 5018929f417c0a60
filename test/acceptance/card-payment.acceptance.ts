import assert from 'node:assert/strict';
import type {PaymentService} from '../../src/services/payment.service';
import {assertRefused, book, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {bookByCard, type CardShop, givenCardShop, ledgerOf, payByCard} from '../helpers/card';
import {atOnce} from '../helpers/race';
import {invalid, StripeRefusal} from '../helpers/stripe-objects';

const CREATE = 'POST /v1/payment_intents';

describe('A booking is paid by card', () => {
  let shop: CardShop;

  before(async () => {
    shop = await givenCardShop();
  });
  after(() => shop?.stop());

  const resume = (booked: {reference: string; token: string}) =>
    shop.app.post(`/api/bookings/${booked.reference}/payment`, undefined, {token: booked.token});

  it('is told what its payment needs, and is confirmed once Stripe says that it is paid', async () => {
    const {app, stripe} = shop;

    const booking = await bookByCard(shop);

    const {intent, made} = booking;
    assert.deepEqual(made.payment, {
      provider: 'stripe',
      status: 'awaiting_payment',
      clientSecret: intent.client_secret,
      publishableKey: 'pk_test_local',
      amount: '150.00',
      currency: 'GBP',
    });
    assert.deepEqual(
      [intent.amount, intent.currency, intent.metadata],
      [15000, 'gbp', {booking_reference: booking.reference}],
    );
    assert.equal(stripe.requests.at(-1)?.version, '2026-10-28.endive');
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 pending']);

    const told = await payByCard(shop, booking);

    assert.deepEqual([told.status, told.body], [200, {received: true}]);
    const {body} = await app.get(`/api/bookings/${booking.reference}`, {token: booking.token});
    assert.deepEqual(
      [body.status, body.paymentStatus, body.paidAmount, body.holdExpiresAt],
      ['confirmed', 'paid', '150.00', null],
    );
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded']);
    assert.deepEqual(await mailsTo(app, booking.email), ['booking_received', 'booking_confirmed']);
  });

  it('keeps the secret of a payment nowhere', async () => {
    const {app} = shop;
    const {intent} = await bookByCard(shop);

    const found = await app.rows<{hits: string}>(
      `select sum(hits)::text as hits from (
         select count(*) as hits from payment_transactions t where t::text like $1
         union all select count(*) from idempotency_keys k where k::text like $1
         union all select count(*) from payment_provider_events e where e::text like $1
       ) as places`,
      [`%${intent.client_secret}%`],
    );

    assert.deepEqual(found, [{hits: '0'}]);
  });

  it('is repeated with its key: the same booking, and the same payment', async () => {
    const {app, stripe} = shop;
    const scheduleId = await app.given.schedule();
    const request = app.given.bookingRequest(scheduleId, {paymentMethod: 'card'});
    const options = {headers: {'Idempotency-Key': 'card-twice'}};

    const first = await app.post('/api/bookings', request, options);
    const made = stripe.account.intents.size;
    const again = await app.post('/api/bookings', request, options);

    assert.deepEqual(again.body, first.body);
    assert.equal(stripe.account.intents.size, made);
    assert.equal(await seatsTaken(app, scheduleId), 1);
  });

  it('that costs nothing has no step for a payment', async () => {
    const {app, stripe} = shop;
    const discountCode = await app.given.discountCode({value: '100'});
    const before = stripe.requests.length;

    const {made} = await book(app, await app.given.schedule(), {paymentMethod: 'card', discountCode});

    assert.deepEqual(
      [made.status, made.paymentStatus, made.payment.status],
      ['confirmed', 'paid', 'nothing_to_pay'],
    );
    assert.equal(stripe.requests.length, before);
  });

  it('for less than Stripe takes is paid with us', async () => {
    const {app} = shop;
    const courseId = await app.given.course({price: '0.29'});

    const {made, reference, token} = await book(app, await app.given.schedule({courseId}), {
      paymentMethod: 'card',
    });

    assert.deepEqual([made.status, made.payment.provider], ['pending', 'offline']);
    assert.equal((await resume({reference, token})).body.provider, 'offline');
  });

  it('on invoice needs nothing of Stripe, and may still be paid by card', async () => {
    const {app, stripe} = shop;
    const before = stripe.requests.length;
    const booked = await book(app, await app.given.schedule(), {paymentMethod: 'invoice'});
    assert.equal(booked.made.payment.provider, 'offline');
    assert.equal(stripe.requests.length, before);

    const {status, body} = await resume(booked);

    assert.deepEqual([status, body.provider, body.amount], [200, 'stripe', '75.00']);
    const [id = ''] = body.clientSecret.split('_secret_');
    await stripe.send(app, stripe.event('payment_intent.succeeded', stripe.account.pay(id)));
    const row = await bookingRow(app, booked.reference);
    assert.deepEqual([row.status, row.payment_status, row.payment_method], ['confirmed', 'paid', 'invoice']);
  });

  it('stands when Stripe is away, and its payment is begun later', async () => {
    const {app, stripe} = shop;
    const scheduleId = await app.given.schedule();
    stripe.isDown = true;
    let booked: Awaited<ReturnType<typeof book>>;
    try {
      booked = await book(app, scheduleId, {paymentMethod: 'card'});
      const refused = await resume(booked);
      assertRefused(refused, 503, 'PAYMENT_UNAVAILABLE');
      assert.equal(refused.headers.get('Retry-After'), '10');
    } finally {
      stripe.isDown = false;
    }
    assert.deepEqual(
      [booked.made.status, booked.made.payment.status, booked.made.payment.clientSecret],
      ['pending', 'awaiting_payment', null],
    );
    assert.equal(await seatsTaken(app, scheduleId), 1);

    const [first, second] = [await resume(booked), await resume(booked)];

    assert.match(first.body.clientSecret, /_secret_/);
    assert.deepEqual(second.body, first.body);
  });

  it('is begun once by requests that come together', async () => {
    const {app, stripe} = shop;
    const booked = await book(app, await app.given.schedule(), {paymentMethod: 'invoice'});
    const before = stripe.account.intents.size;
    stripe.slowDown(30);

    const answers = await atOnce(5, () => resume(booked));

    stripe.slowDown(0);
    assert.deepEqual(new Set(answers.map(({status}) => status)), new Set([200]));
    assert.equal(new Set(answers.map(({body}) => body.clientSecret)).size, 1);
    assert.equal(stripe.account.intents.size, before + 1);
  });

  it('gets over an error of Stripe that Stripe remembers', async () => {
    const {stripe} = shop;
    const refusal = new StripeRefusal(
      500,
      {type: 'api_error', message: 'Something went wrong'},
      {
        'Stripe-Should-Retry': 'false',
      },
    );
    stripe.fail({request: CREATE, refusal});

    const {made} = await bookByCard(shop);

    assert.match(made.payment.clientSecret, /_secret_/);
  });

  for (const [what, refusal] of [
    [
      'too many requests',
      new StripeRefusal(429, {type: 'invalid_request_error', code: 'rate_limit', message: 'Slow down'}),
    ],
    [
      'a wrong key',
      new StripeRefusal(401, {type: 'invalid_request_error', message: 'Invalid API Key provided'}),
    ],
    ['a refusal', invalid('The currency gbp is not enabled')],
  ] as const) {
    it(`stands when Stripe answers with ${what}`, async () => {
      const {app, stripe} = shop;
      stripe.fail({request: CREATE, refusal});

      const booked = await book(app, await app.given.schedule(), {paymentMethod: 'card'});

      assert.deepEqual([booked.made.status, booked.made.payment.clientSecret], ['pending', null]);
      assert.match((await resume(booked)).body.clientSecret, /_secret_/);
    });
  }

  it('takes no payment once it is cancelled, and none when nothing is due', async () => {
    const {app} = shop;
    const cancelled = await bookByCard(shop);
    await app.post(`/api/bookings/${cancelled.reference}/cancel`, undefined, {token: cancelled.token});
    const paid = await bookByCard(shop);
    await payByCard(shop, paid);

    assertRefused(await resume(cancelled), 409, 'INVALID_STATUS_CHANGE');
    const {body} = await resume(paid);
    assert.deepEqual([body.status, body.clientSecret], ['paid', null]);
  });

  it('is nobody else’s to pay', async () => {
    const [mine, other] = [await bookByCard(shop), await bookByCard(shop)];

    assertRefused(await resume({reference: mine.reference, token: other.token}), 404, 'BOOKING_NOT_FOUND');
  });

  it('is confirmed when its holder asks before Stripe has told', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    stripe.account.pay(booking.intent.id);

    const {body} = await resume(booking);

    assert.deepEqual([body.status, body.clientSecret], ['paid', null]);
    assert.equal((await bookingRow(app, booking.reference)).status, 'confirmed');
    const late = await stripe.send(app, stripe.event('payment_intent.succeeded', booking.intent));
    assert.equal(late.status, 200);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded']);
  });

  it('has another payment when another amount is due, and the first one is ended', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    const {token} = await app.givenSignIn('admin');
    await app.post(
      `/api/admin/bookings/${booking.id}/payments`,
      {amount: '50.00', paymentMethod: 'cash'},
      {token},
    );

    const {body} = await resume(booking);

    assert.equal(body.amount, '100.00');
    assert.notEqual(body.clientSecret, booking.intent.client_secret);
    assert.equal(stripe.account.intent(booking.intent.id).status, 'canceled');
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 failed',
      'charge 50.00 succeeded',
      'charge 100.00 pending',
    ]);
  });

  it('is confirmed before its hold runs out when Stripe’s event never comes: we ask', async () => {
    const {app, stripe} = shop;
    const unknown = await bookByCard(shop);
    const [paid, unpaid] = [await bookByCard(shop), await bookByCard(shop)];
    stripe.account.pay(paid.intent.id);
    stripe.account.intents.delete(unknown.intent.id);
    const payments = await app.application.get<PaymentService>('services.PaymentService');
    stripe.requests.length = 0;
    await payments.askAboutOpen();
    assert.equal(stripe.count(`GET /v1/payment_intents/${paid.intent.id}`), 0);
    app.passes({minutes: 14});

    await payments.askAboutOpen();

    assert.equal((await bookingRow(app, paid.reference)).status, 'confirmed');
    assert.equal((await bookingRow(app, unpaid.reference)).status, 'pending');
    assert.deepEqual(await ledgerOf(app, paid.id), ['charge 150.00 succeeded']);
  });
});
