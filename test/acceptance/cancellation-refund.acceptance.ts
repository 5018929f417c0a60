import assert from 'node:assert/strict';
import {assertRefused, book, bookingRow, mailsTo} from '../helpers/booking';
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

describe('A cancellation brings money back', () => {
  let shop: CardShop;
  let desk: RefundDesk;
  let token: string;

  before(async () => {
    shop = await givenCardShop();
    token = await shop.app.givenAdminToken();
    desk = new RefundDesk(shop.app, token);
  });
  after(() => shop?.stop());
  beforeEach(() => {
    shop.app.now = new Date('2027-03-01T10:00:00.000Z');
  });

  /** Paid by card, for a course so many days ahead. */
  const paid = async (
    startsInDays: number,
    price = '75.05',
    seats = 1,
  ): Promise<CardBooking & {scheduleId: number}> => {
    const scheduleId = await shop.app.given.schedule({startsInDays, price});
    const booking = await bookByCard(shop, {scheduleId, seats});
    await payByCard(shop, booking);
    return {...booking, scheduleId};
  };
  const cancel = ({reference, token: own}: CardBooking) =>
    shop.app.post(`/api/bookings/${reference}/cancel`, undefined, {token: own});
  const preview = ({reference, token: own}: CardBooking) =>
    shop.app.get(`/api/bookings/${reference}/cancellation-preview`, {token: own});
  const cancelByStaff = ({id}: CardBooking, body: object) =>
    shop.app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'ill', ...body}, {token});
  const mailOf = async ({email}: CardBooking) => {
    const [mail] = await shop.app.rows<{payload: object}>(
      `select payload from email_logs where recipient = $1 and email_type = 'booking_cancelled'`,
      [email],
    );
    return mail?.payload;
  };

  for (const {days, tier, refund, status} of [
    {days: 14, tier: '14 days or more', refund: '75.05', status: 'refunded'},
    {days: 13, tier: '7 to 13 days', refund: '37.53', status: 'partially_refunded'},
    {days: 7, tier: '7 to 13 days', refund: '37.53', status: 'partially_refunded'},
    {days: 6, tier: 'less than 7 days', refund: '0.00', status: 'paid'},
  ]) {
    it(`${days} days before: £${refund}, as the preview says, and it goes back by itself`, async () => {
      const {app, stripe} = shop;
      const booking = await paid(days);
      const {body: due} = await preview(booking);
      assert.deepEqual([due.tier.name, due.refundAmount, due.paidAmount], [tier, refund, '75.05']);

      const {status: answered} = await cancel(booking);
      await payOutRefunds(app);

      assert.equal(answered, 200);
      const isMoney = refund !== '0.00';
      assert.deepEqual(
        await refundsOf(app, booking.id),
        isMoney ? [`customer_cancelled ${refund} completed`] : [],
      );
      assert.equal(stripe.account.refunded(booking.intent.id), Math.round(Number(refund) * 100));
      const row = await bookingRow(app, booking.reference);
      assert.deepEqual([row.status, row.payment_status], ['cancelled', status]);
      assert.deepEqual(await mailOf(booking), {refundAmount: refund, tier});
      assert.equal((await mailsTo(app, booking.email)).includes('refund_completed'), isMoney);
      assert.equal((await preview(booking)).body.refundAmount, '0.00');
    });
  }

  it('of half a penny: it is rounded up', async () => {
    for (const [price, half] of [
      ['0.31', '0.16'],
      ['33.33', '16.67'],
      ['99.99', '50.00'],
      ['100.01', '50.01'],
      ['1234.57', '617.29'],
    ] as const) {
      const booking = await paid(10, price);

      await cancel(booking);

      assert.deepEqual(await refundsOf(shop.app, booking.id), [`customer_cancelled ${half} approved`], price);
    }
  });

  it('of what was paid and is not on its way back already', async () => {
    const {app} = shop;
    const booking = await paid(10, '100.00');
    await desk.given(booking.id, '40.00', false);
    assert.equal((await preview(booking)).body.refundAmount, '30.00');

    await cancel(booking);

    assert.deepEqual(await refundsOf(app, booking.id), [
      'staff 40.00 pending',
      'customer_cancelled 30.00 approved',
    ]);
  });

  it('nothing for a booking that was never paid, and no word of money', async () => {
    const booking = await bookByCard(shop);

    await cancel(booking);

    assert.deepEqual(await refundsOf(shop.app, booking.id), []);
    assert.deepEqual(await mailOf(booking), {});
  });

  it('by staff: what the policy says, or what they decide within what was paid, which somebody approves', async () => {
    const {app} = shop;
    const [byPolicy, more, nothing, tooMuch] = [
      await paid(10),
      await paid(3),
      await paid(20),
      await paid(20),
    ];

    await cancelByStaff(byPolicy, {});
    await cancelByStaff(more, {refundAmount: '60.00'});
    await cancelByStaff(nothing, {refundAmount: '0.00'});
    const refused = await cancelByStaff(tooMuch, {refundAmount: '75.06'});

    assert.deepEqual(await refundsOf(app, byPolicy.id), ['customer_cancelled 37.53 approved']);
    assert.deepEqual(await refundsOf(app, more.id), ['staff 60.00 pending']);
    assert.deepEqual(await mailOf(more), {refundAmount: '60.00'});
    assert.deepEqual(await refundsOf(app, nothing.id), []);
    assert.deepEqual(await mailOf(nothing), {refundAmount: '0.00'});
    assertRefused(refused, 409, 'REFUND_EXCEEDS_PAID');
    assert.deepEqual(refused.body.error.details, {refundable: '75.05'});
    assert.equal((await bookingRow(app, tooMuch.reference)).status, 'confirmed');
  });

  it('by the company: everything, whatever the policy says', async () => {
    const {app} = shop;
    const booking = await paid(3);
    const pending = await bookByCard(shop, {scheduleId: booking.scheduleId});
    await desk.receive(pending.id, '20.00');
    await app.post(`/api/admin/schedules/${booking.scheduleId}/cancel`, {reason: 'flood'}, {token});
    assert.deepEqual(await refundsOf(app, pending.id), ['company_cancelled 20.00 approved']);
    const {body: due} = await preview(booking);
    assert.deepEqual([due.tier.name, due.refundAmount], ['cancelled by us', '75.05']);

    await cancel(booking);
    await payOutRefunds(app);

    assert.deepEqual(await refundsOf(app, booking.id), ['company_cancelled 75.05 completed']);
    assert.deepEqual(await ledgerOf(app, booking.id), ['charge 75.05 succeeded', 'refund 75.05 succeeded']);
  });

  it('only after staff approved it, where the setting says so; late money needs nobody', async () => {
    const {app} = shop;
    await app.rows(`update settings set value = 'false' where key = 'refunds.automatic'`);
    try {
      const booking = await paid(20);
      await cancel(booking);
      const late = await bookByCard(shop);
      await cancel(late);
      await payByCard(shop, late);
      await payOutRefunds(app);

      assert.deepEqual(await refundsOf(app, booking.id), ['customer_cancelled 75.05 pending']);
      assert.deepEqual(await refundsOf(app, late.id), ['late_payment 150.00 completed']);
    } finally {
      await app.rows(`update settings set value = 'true' where key = 'refunds.automatic'`);
    }
  });

  it('by the policy as it stood when the booking was made', async () => {
    const {app} = shop;
    const booking = await paid(10, '100.00');
    const {body} = await app.get('/api/admin/cancellation-policies?isDefault=true', {token});
    const [policy] = body.items;
    const change = {tiers: [{name: 'never', minDaysBefore: 0, refundPercent: 0}]};
    const edited = await app.call('PATCH', `/api/admin/cancellation-policies/${policy.id}`, {
      token,
      body: change,
      headers: {'If-Match': `"${policy.version}"`},
    });
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    const {reference, token: own} = await book(app, await app.given.schedule({startsInDays: 10}));

    await cancel(booking);

    assert.deepEqual(await refundsOf(app, booking.id), ['customer_cancelled 50.00 approved']);
    const {body: fresh} = await app.get(`/api/bookings/${reference}/cancellation-preview`, {token: own});
    assert.equal(fresh.tier.name, 'never');
  });
});
