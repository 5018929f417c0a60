import assert from 'node:assert/strict';
import {assertRefused, bookingRow} from '../helpers/booking';
import {bookByCard, type CardBooking, type CardShop, givenCardShop, ledgerOf} from '../helpers/card';

describe('What Stripe tells us of a dispute', () => {
  let shop: CardShop;
  let token: string;

  before(async () => {
    shop = await givenCardShop();
    token = await shop.app.givenAdminToken();
  });
  after(() => shop?.stop());

  const send = (event: object) => shop.stripe.send(shop.app, event);
  const succeeded = (booking: CardBooking) =>
    shop.stripe.event('payment_intent.succeeded', shop.stripe.account.pay(booking.intent.id));
  const statusOf = async ({reference}: CardBooking) => {
    const row = await bookingRow(shop.app, reference);
    return [row.status, row.payment_status];
  };

  const disputed = async () => {
    const booking = await bookByCard(shop);
    await send(succeeded(booking));
    const dispute = shop.stripe.account.openDispute(booking.intent.id);
    await send(shop.stripe.event('charge.dispute.created', dispute));
    return {booking, dispute};
  };
  const ask = (id: number, amount: string) =>
    shop.app.post(`/api/admin/bookings/${id}/refunds`, {amount, reason: 'goodwill'}, {token});

  it('is recorded and shown to staff; what is disputed can not be refunded', async () => {
    const {booking} = await disputed();

    assert.deepEqual(await ledgerOf(shop.app, booking.id), [
      'charge 150.00 succeeded',
      'dispute 150.00 pending',
    ]);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
    assertRefused(await ask(booking.id, '0.01'), 409, 'REFUND_EXCEEDS_PAID');
  });

  it('that we win gives the money back to be refunded', async () => {
    const {booking, dispute} = await disputed();

    const won = {...dispute, status: 'won'};
    await send(shop.stripe.event('charge.dispute.closed', won));
    await send(shop.stripe.event('charge.dispute.updated', {...dispute, status: 'under_review'}));

    assert.deepEqual(await ledgerOf(shop.app, booking.id), [
      'charge 150.00 succeeded',
      'dispute 150.00 failed',
    ]);
    assert.equal((await ask(booking.id, '150.00')).status, 201);
  });

  it('that we lose is money gone', async () => {
    const {booking, dispute} = await disputed();

    await send(shop.stripe.event('charge.dispute.closed', {...dispute, status: 'lost'}));

    assert.deepEqual(await ledgerOf(shop.app, booking.id), [
      'charge 150.00 succeeded',
      'dispute 150.00 succeeded',
    ]);
    const {body} = await shop.app.get(`/api/admin/bookings/${booking.id}`, {token});
    assert.equal(body.paidAmount, '0.00');
    assertRefused(await ask(booking.id, '0.01'), 409, 'REFUND_EXCEEDS_PAID');
  });

  it('that is told before its payment waits for nothing', async () => {
    const {stripe, app} = shop;
    const booking = await bookByCard(shop);
    const paid = succeeded(booking);

    await send(stripe.event('charge.dispute.created', stripe.account.openDispute(booking.intent.id)));
    await send(paid);

    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 150.00 succeeded', 'dispute 150.00 pending']);
    assert.deepEqual(await statusOf(booking), ['confirmed', 'paid']);
  });
});
