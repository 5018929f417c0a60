import assert from 'node:assert/strict';
import {bookingRow, mailsTo} from '../helpers/booking';
import {bookByCard, type CardBooking, type CardShop, givenCardShop, ledgerOf} from '../helpers/card';
import {atOnce} from '../helpers/race';

describe('What Stripe tells us in any order and number', () => {
  let shop: CardShop;

  before(async () => {
    shop = await givenCardShop();
  });
  after(() => shop?.stop());

  const send = (event: object) => shop.stripe.send(shop.app, event);
  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status];
  };

  /** Everything that happens to one payment, as Stripe tells it. */
  const story = (booking: CardBooking) => {
    const {account, event: make} = {
      account: shop.stripe.account,
      event: shop.stripe.event.bind(shop.stripe),
    };
    const events = [
      make('payment_intent.created', booking.intent),
      make('payment_intent.payment_failed', account.decline(booking.intent.id)),
      make('payment_intent.processing', Object.assign(booking.intent, {status: 'processing'})),
      make('payment_intent.succeeded', account.pay(booking.intent.id)),
    ];
    const refund = account.createRefund({payment_intent: booking.intent.id, amount: 5000});
    events.push(make('refund.created', {...refund, status: 'pending'}), make('refund.updated', refund));
    const charge = {
      id: refund.charge,
      object: 'charge',
      payment_intent: booking.intent.id,
      amount_refunded: 5000,
    };
    events.push(make('charge.refunded', charge));
    return events;
  };
  /** Made up from a number, so that a failure can be repeated. */
  const shuffled = <T>(items: T[], seed: number): T[] => {
    let state = seed;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    return items
      .map(item => ({item, place: next()}))
      .sort((a, b) => a.place - b.place)
      .map(({item}) => item);
  };

  for (let seed = 1; seed <= 12; seed += 1) {
    it(`comes to the same: story ${seed}`, async () => {
      const {app} = shop;
      const booking = await bookByCard(shop);
      const events = story(booking);

      for (const event of shuffled([...events, ...events], seed * 7919)) {
        const {status, body} = await send(event);
        assert.equal(status, 200, JSON.stringify(body));
      }

      assert.deepEqual(await ledgerOf(app, booking.id), [
        'charge 150.00 succeeded',
        'refund 50.00 succeeded',
      ]);
      assert.deepEqual(await statusOf(booking), ['confirmed', 'partially_refunded']);
      assert.deepEqual(await mailsTo(app, booking.email), ['booking_received', 'booking_confirmed']);
    });
  }

  it('comes to the same when all of it arrives at once', async () => {
    const {app} = shop;
    const booking = await bookByCard(shop);
    const events = story(booking);

    const answers = await atOnce(events.length * 2, n => send(events[n % events.length] as object));

    assert.deepEqual(new Set(answers.map(({status}) => status)), new Set([200]));
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded', 'refund 50.00 succeeded']);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'partially_refunded']);
  });
});
