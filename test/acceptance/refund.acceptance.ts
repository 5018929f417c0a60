import assert from 'node:assert/strict';
import {assertRefused, bookingRow, mailsTo, whileInsertsFail} from '../helpers/booking';
import {
  bookByCard,
  type CardBooking,
  type CardShop,
  givenCardShop,
  ledgerOf,
  payByCard,
  payOutRefunds,
} from '../helpers/card';
import {atOnce, outcomes} from '../helpers/race';
import {RefundDesk} from '../helpers/refunds';
import {StaffList} from '../helpers/staff-list';
import {activityOf} from '../helpers/staff-records';

describe('Staff refund a booking', () => {
  let shop: CardShop;
  let desk: RefundDesk;
  let admin: {id: number; token: string};

  before(async () => {
    shop = await givenCardShop();
    admin = await shop.app.givenSignIn('admin');
    desk = new RefundDesk(shop.app, admin.token);
  });
  after(() => shop?.stop());

  /** Two seats at 75.00, paid by card. */
  const paid = async (): Promise<CardBooking> => {
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    return booking;
  };
  /** The same, paid in parts: by transfer, in cash, and the rest by card. */
  const paidInParts = async (transfer: string, cash: string): Promise<CardBooking> => {
    const booking = await bookByCard(shop, {paymentMethod: 'card'});
    await desk.receive(booking.id, transfer, 'bank_transfer');
    await desk.receive(booking.id, cash, 'cash');
    const {body} = await shop.app.post(`/api/bookings/${booking.reference}/payment`, undefined, {
      token: booking.token,
    });
    const [id = ''] = body.clientSecret.split('_secret_');
    const intent = shop.stripe.account.intent(id);
    await payByCard(shop, {...booking, intent});
    return {...booking, intent};
  };
  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status];
  };

  it('in two steps: somebody asks, somebody approves; then the money goes back to the card', async () => {
    const {app, stripe} = shop;
    const booking = await paid();

    const asked = await desk.ask(booking.id, '50.00', 'one attendee fell ill');

    const {id} = asked.body;
    assert.deepEqual(
      [asked.status, asked.headers.get('Location'), asked.body.status, asked.body.cause, asked.body.parts],
      [201, `/api/admin/refunds/${id}`, 'pending', 'staff', []],
    );
    await payOutRefunds(app);
    assert.equal(stripe.account.refunded(booking.intent.id), 0);

    const approved = await desk.approve(id);
    await payOutRefunds(app);

    assert.equal(approved.body.status, 'approved');
    assert.equal(stripe.account.refunded(booking.intent.id), 5000);
    const {body} = await desk.read(id);
    assert.deepEqual(
      [body.status, body.completedAt, body.byHandAmount],
      ['completed', app.now.toISOString(), '0.00'],
    );
    assert.deepEqual(
      body.parts.map((part: Record<string, unknown>) => [
        part.amount,
        part.status,
        part.paymentMethod,
        part.byHand,
      ]),
      [['50.00', 'succeeded', 'card', false]],
    );
    assert.deepEqual(await statusOf(booking), ['confirmed', 'partially_refunded']);
    assert.deepEqual(await mailsTo(app, booking.email), [
      'booking_received',
      'booking_confirmed',
      'refund_completed',
    ]);
    const log = (await activityOf(app, 'refund', id)).map(({action, old_values, new_values}) => [
      action,
      old_values,
      new_values,
    ]);
    const told = {bookingId: booking.id, amount: '50.00'};
    assert.deepEqual(log, [
      [
        'refund.requested',
        null,
        {...told, cause: 'staff', reason: 'one attendee fell ill', status: 'pending'},
      ],
      ['refund.approved', {status: 'pending'}, {...told, status: 'approved'}],
    ]);
  });

  it('knowing beforehand how the money would go back: what the card brought to the card, the rest by hand', async () => {
    const {app} = shop;
    const booking = await paidInParts('40.00', '30.00');
    const {body: asked} = await desk.ask(booking.id, '120.00');
    const planned = (body: {plannedParts: Record<string, unknown>[]}) =>
      body.plannedParts.map(part => [part.amount, part.paymentMethod, part.byHand]);

    const before = (await desk.read(asked.id)).body;

    assert.deepEqual(planned(before), [
      ['80.00', 'card', false],
      ['30.00', 'cash', true],
      ['10.00', 'bank_transfer', true],
    ]);
    assert.deepEqual(planned(asked), planned(before));
    await desk.approve(asked.id);
    await payOutRefunds(app);
    const {body: after} = await desk.read(asked.id);
    assert.deepEqual(after.plannedParts, []);
    const done = after.parts.map((part: Record<string, unknown>) => [
      part.amount,
      part.paymentMethod,
      part.byHand,
    ]);
    assert.deepEqual(done.sort(), planned(before).sort());
  });

  it('in several parts, which add up to no more than was paid', async () => {
    const {app} = shop;
    const booking = await paid();
    await desk.given(booking.id, '50.00');
    await payOutRefunds(app);
    await desk.given(booking.id, '60.00');

    const refused = await desk.ask(booking.id, '40.01');

    assertRefused(refused, 409, 'REFUND_EXCEEDS_PAID');
    assert.deepEqual(refused.body.error.details, {refundable: '40.00'});
    await desk.given(booking.id, '40.00');
    await payOutRefunds(app);
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 succeeded',
      'refund 50.00 succeeded',
      'refund 60.00 succeeded',
      'refund 40.00 succeeded',
    ]);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'refunded']);
  });

  it('by many at once: no more than was paid goes back', async () => {
    const {app, stripe} = shop;
    const booking = await paid();

    const answers = await atOnce(6, () => desk.ask(booking.id, '100.00'));

    assert.deepEqual(outcomes(answers), {201: 1, REFUND_EXCEEDS_PAID: 5});
    const {id} = answers.find(({status}) => status === 201)?.body ?? {};
    assert.deepEqual(outcomes(await atOnce(4, () => desk.approve(id))), {200: 1, INVALID_STATUS_CHANGE: 3});
    await Promise.all([payOutRefunds(app), payOutRefunds(app), payOutRefunds(app)]);
    assert.equal(stripe.account.refunded(booking.intent.id), 10000);
  });

  it('of a payment that another one covers, and the booking stays paid', async () => {
    const {app, stripe} = shop;
    const booking = await paid();
    const second = stripe.account.createIntent({
      amount: 15000,
      currency: 'gbp',
      metadata: {booking_reference: booking.reference},
    });
    await stripe.send(app, stripe.event('payment_intent.succeeded', stripe.account.pay(second.id)));

    await payOutRefunds(app);

    assert.equal(stripe.account.refunded(second.id), 15000);
    assert.equal(stripe.account.refunded(booking.intent.id), 0);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
  });

  it('over the charges that it was paid with: cards by themselves, the newest of the others first', async () => {
    const {app, stripe} = shop;
    const booking = await paidInParts('60.00', '40.00');

    const {body: preview} = await desk.preview(booking.id, '120.00');
    const id = await desk.given(booking.id, '120.00');
    await payOutRefunds(app);

    const shares = (parts: Record<string, unknown>[]) =>
      parts.map(part => [part.amount, part.paymentMethod, part.byHand]);
    const expected = [
      ['50.00', 'card', false],
      ['40.00', 'cash', true],
      ['30.00', 'bank_transfer', true],
    ];
    assert.deepEqual(shares(preview.parts), expected);
    const {body} = await desk.read(id);
    assert.deepEqual(shares(body.parts), expected);
    assert.equal(stripe.account.refunded(booking.intent.id), 5000);
    assert.deepEqual([body.status, body.byHandAmount], ['processing', '70.00']);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'partially_refunded']);

    const done = await desk.paidBack(id, {paymentMethod: 'bank_transfer', note: 'batch 12'});

    assert.deepEqual([done.body.status, done.body.byHandAmount], ['completed', '0.00']);
    assert.deepEqual(await ledgerOf(app, booking.id), [
      'charge 150.00 failed',
      'charge 60.00 succeeded',
      'charge 40.00 succeeded',
      'charge 50.00 succeeded',
      'refund 50.00 succeeded',
      'refund 40.00 succeeded',
      'refund 30.00 succeeded',
    ]);
    assert.equal((await mailsTo(app, booking.email)).at(-1), 'refund_completed');
    assertRefused(await desk.paidBack(id), 409, 'INVALID_STATUS_CHANGE');
  });

  it('and again, out of what each charge has left', async () => {
    const {app, stripe} = shop;
    const booking = await paidInParts('60.00', '40.00');
    await desk.given(booking.id, '45.00');
    await payOutRefunds(app);

    const id = await desk.given(booking.id, '25.00');
    await payOutRefunds(app);

    const {body} = await desk.read(id);
    assert.deepEqual(
      body.parts.map((part: Record<string, unknown>) => [part.amount, part.paymentMethod]),
      [
        ['5.00', 'card'],
        ['20.00', 'cash'],
      ],
    );
    assert.equal(stripe.account.refunded(booking.intent.id), 5000);
  });

  it('not when it is rejected: the customer reads why, and the money can be asked for again', async () => {
    const {app} = shop;
    const booking = await paid();
    const id = await desk.given(booking.id, '150.00', false);

    const {body} = await desk.reject(id, 'the course took place');
    await payOutRefunds(app);

    assert.deepEqual([body.status, body.rejectionReason], ['rejected', 'the course took place']);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded']);
    assert.equal((await mailsTo(app, booking.email)).at(-1), 'refund_rejected');
    for (const step of [desk.approve(id), desk.reject(id), desk.retry(id), desk.paidBack(id)]) {
      assertRefused(await step, 409, 'INVALID_STATUS_CHANGE');
    }
    assert.equal((await desk.ask(booking.id, '150.00')).status, 201);
  });

  it('not before it is approved, not twice, and only what is there', async () => {
    const {app} = shop;
    const booking = await paid();
    const pending = await desk.given(booking.id, '10.00', false);

    assertRefused(await desk.paidBack(pending), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await desk.retry(pending), 409, 'INVALID_STATUS_CHANGE');
    await desk.approve(pending);
    await payOutRefunds(app);
    for (const step of [desk.approve(pending), desk.reject(pending), desk.retry(pending)]) {
      assertRefused(await step, 409, 'INVALID_STATUS_CHANGE');
    }
    assertRefused(await desk.read(2147483647), 404, 'REFUND_NOT_FOUND');
    assertRefused(await desk.approve(2147483647), 404, 'REFUND_NOT_FOUND');
    assertRefused(await desk.ask(2147483647, '1.00'), 404, 'BOOKING_NOT_FOUND');
    assertRefused(await desk.preview(2147483647), 404, 'BOOKING_NOT_FOUND');
  });

  it('of nothing, of no amount, or of what was never paid is refused', async () => {
    const booking = await bookByCard(shop);

    assertRefused(await desk.ask(booking.id, '0.01'), 409, 'REFUND_EXCEEDS_PAID');
    assertRefused(await desk.preview(booking.id, '0.01'), 409, 'REFUND_EXCEEDS_PAID');
    for (const amount of ['0.00', '-1.00', '1', '1.005', 'ten']) {
      assertRefused(await desk.ask(booking.id, amount), 422, 'VALIDATION_FAILED');
    }
  });

  it('shows in its list, in the timeline of the booking, and before with what the policy would say', async () => {
    const {app} = shop;
    const booking = await paid();
    const id = await desk.given(booking.id, '20.00');

    const {body: preview} = await desk.preview(booking.id);
    const list = new StaffList(app, admin.token, '/api/admin/refunds');
    const {items} = await list.page({bookingId: booking.id, status: 'approved', cause: 'staff'});

    assert.deepEqual(
      [preview.paidAmount, preview.refundableAmount, preview.policyAmount, preview.tier],
      ['150.00', '130.00', '130.00', '14 days or more'],
    );
    assert.deepEqual(
      items.map(item => [item.id, item.amount, item.bookingReference]),
      [[id, '20.00', booking.reference]],
    );
    const {body: timeline} = await app.get(`/api/admin/bookings/${booking.id}/timeline`, {
      token: admin.token,
    });
    const said = timeline.items.map((item: {what: string}) => item.what);
    assert.ok(said.includes('refund.requested') && said.includes('refund.approved'), said.join());
  });

  it('leaves nothing when it can not be logged', async () => {
    const {app} = shop;
    const booking = await paid();
    const id = await desk.given(booking.id, '20.00', false);

    const answers = await whileInsertsFail(app.database, 'admin_activity_logs', () =>
      Promise.all([desk.ask(booking.id, '10.00'), desk.approve(id), desk.reject(id)]),
    );

    assert.deepEqual(
      answers.map(({status}) => status),
      [500, 500, 500],
    );
    assert.equal((await desk.read(id)).body.status, 'pending');
    assert.equal((await desk.preview(booking.id)).body.refundableAmount, '130.00');
  });
});
