import assert from 'node:assert/strict';
import {bookingRow} from '../helpers/booking';
import {bookByCard, type CardShop, givenCardShop, payByCard, refundsOf} from '../helpers/card';
import {ChangeDesk} from '../helpers/change-desk';
import {RefundDesk} from '../helpers/refunds';

describe('When staff reject a refund, the money stays', () => {
  let shop: CardShop;
  let desk: RefundDesk;
  let changes: ChangeDesk;

  before(async () => {
    shop = await givenCardShop();
    const token = await shop.app.givenAdminToken();
    desk = new RefundDesk(shop.app, token);
    changes = new ChangeDesk(shop.app, token);
  });
  after(() => shop?.stop());

  it('but not what was paid a second time in the meantime: that goes back by itself', async () => {
    const booking = await bookByCard(shop);
    await desk.receive(booking.id, '150.00', 'cash');
    const id = await desk.given(booking.id, '150.00', false);
    await payByCard(shop, booking);
    assert.deepEqual(await refundsOf(shop.app, booking.id), ['staff 150.00 pending']);

    await desk.reject(id);

    assert.deepEqual(await refundsOf(shop.app, booking.id), [
      'staff 150.00 rejected',
      'overpaid 150.00 approved',
    ]);
  });

  it('and a pending booking that it covers is confirmed', async () => {
    const {app} = shop;
    const booking = await changes.booked({seats: 2});
    await desk.receive(booking.id, '100.00');
    const id = await desk.given(booking.id, '100.00', false);
    const cheaper = await app.given.schedule({price: '45.00'});
    await changes.byStaff('POST', booking.id, 'move', {courseScheduleId: cheaper});
    assert.equal((await bookingRow(app, booking.reference)).status, 'pending');

    await desk.reject(id);

    const {status, payment_status} = await bookingRow(app, booking.reference);
    assert.deepEqual([status, payment_status], ['confirmed', 'paid']);
    assert.deepEqual(await refundsOf(app, booking.id), ['staff 100.00 rejected', 'overpaid 10.00 approved']);
  });

  it('as it was decided when the booking is cancelled, or the money is not more than the price', async () => {
    const [kept, cancelled] = [await bookByCard(shop), await bookByCard(shop)];
    for (const booking of [kept, cancelled]) {
      await payByCard(shop, booking);
      const id = await desk.given(booking.id, '150.00', false);
      if (booking === cancelled) await changes.byStaff('POST', booking.id, 'cancel', {reason: 'rang up'});
      await desk.reject(id);
      assert.deepEqual(await refundsOf(shop.app, booking.id), ['staff 150.00 rejected']);
    }
  });
});
