import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf} from '../helpers/staff-records';

describe('An attendee who does not come', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
    desk = new ChangeDesk(app, admin.token);
  });
  after(() => app?.stop());

  const removed = (booking: {id: number; attendees: number[]}, body?: object) =>
    desk.byStaff('POST', booking.id, `attendees/${booking.attendees[0]}/remove`, body);
  const preview = async (booking: Awaited<ReturnType<ChangeDesk['booked']>>) =>
    (await desk.byHolder('GET', booking, `cancellation-preview?attendeeId=${booking.attendees[0]}`)).body;

  it('frees the seat at once and brings back what the tier says, as the preview said', async () => {
    const bookings: [startsInDays: number, refund: string, amount: string, retained: string, tier: string][] =
      [
        [30, '75.00', '75.00', '0.00', '14 days or more'],
        [10, '37.50', '112.50', '37.50', '7 to 13 days'],
        [2, '0.00', '150.00', '75.00', 'less than 7 days'],
      ];
    for (const [startsInDays, refund, amount, retained, tier] of bookings) {
      const scheduleId = await app.given.schedule({startsInDays});
      const booking = await desk.booked({scheduleId, seats: 2, paid: true});

      const seen = await preview(booking);
      const {status, body} = await desk.byHolder('POST', booking, `attendees/${booking.attendees[0]}/remove`);

      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([seen.tier.name, seen.refundAmount], [tier, refund]);
      assert.deepEqual(
        [body.seats, body.attendees.length, body.paymentAmount, body.retainedAmount, body.paymentStatus],
        [1, 1, amount, retained, 'paid'],
      );
      assert.deepEqual(
        await desk.refundsOf(booking.id),
        refund === '0.00' ? [] : [['booking_changed', refund]],
      );
      assert.equal(await seatsTaken(app, scheduleId), 1);
    }
    assert.deepEqual(await desk.differences(), []);
  });

  it('costs nothing more where nothing was paid', async () => {
    const booking = await desk.booked({scheduleId: await app.given.schedule({startsInDays: 2}), seats: 3});

    const {body} = await removed(booking);

    assert.deepEqual(
      [body.status, body.seats, body.paymentAmount, body.retainedAmount],
      ['pending', 2, '150.00', '0.00'],
    );
    assert.deepEqual(await desk.refundsOf(booking.id), []);
  });

  it('and another one: what is on its way back is not given back again', async () => {
    const booking = await desk.booked({seats: 3, paid: true});

    await removed(booking);
    const {body} = await desk.byStaff('POST', booking.id, `attendees/${booking.attendees[1]}/remove`);

    assert.equal(body.paymentAmount, '75.00');
    assert.deepEqual(await desk.refundsOf(booking.id), [
      ['booking_changed', '75.00'],
      ['booking_changed', '75.00'],
    ]);
  });

  it('brings all of it back where staff say so, with a row in the activity log', async () => {
    const scheduleId = await app.given.schedule({startsInDays: 2});
    const booking = await desk.booked({scheduleId, seats: 2, paid: true});

    const {body} = await removed(booking, {inFull: true});

    assert.deepEqual([body.paymentAmount, body.retainedAmount], ['75.00', '0.00']);
    assert.deepEqual(await desk.refundsOf(booking.id), [['booking_changed', '75.00']]);
    const log = await activityOf(app, 'booking', booking.id);
    const row = log.find(({action}) => action === 'booking.attendee_removed');
    assert.deepEqual(
      [
        row?.old_values?.attendee,
        row?.old_values?.paymentAmount,
        row?.new_values?.paymentAmount,
        row?.new_values?.refundAmount,
      ],
      [{firstName: 'Attendee 1', lastName: 'Doe', email: null}, '150.00', '75.00', '75.00'],
    );
    const mine = await desk.booked({scheduleId, seats: 2, paid: true});
    await desk.byHolder('POST', mine, `attendees/${mine.attendees[0]}/remove`, {inFull: true});
    assert.deepEqual(await desk.refundsOf(mine.id), [], 'holders do not decide that');
  });

  it('confirms a pending booking that is paid in full by it', async () => {
    const booking = await desk.booked({
      seats: 2,
      contact: {firstName: 'P', lastName: 'Q', email: 'half@example.com'},
    });
    await desk.pay(booking.id, '75.00');

    const {body} = await removed(booking);

    assert.deepEqual([body.status, body.paymentStatus, body.holdExpiresAt], ['confirmed', 'paid', null]);
    assert.deepEqual(await mailsTo(app, 'half@example.com'), [
      'booking_received',
      'booking_confirmed',
      'attendees_changed',
    ]);
  });

  it('is not the last one: then the booking is cancelled instead', async () => {
    const booking = await desk.booked({paid: true});

    assertRefused(await removed(booking), 409, 'LAST_ATTENDEE');
    assertRefused(
      await desk.byHolder('POST', booking, `attendees/${booking.attendees[0]}/remove`),
      409,
      'LAST_ATTENDEE',
    );
    const seen = await desk.byHolder(
      'GET',
      booking,
      `cancellation-preview?attendeeId=${booking.attendees[0]}`,
    );
    assertRefused(seen, 409, 'LAST_ATTENDEE');
    assertRefused(
      await desk.byHolder('GET', booking, 'cancellation-preview?attendeeId=2147483647'),
      404,
      'ATTENDEE_NOT_FOUND',
    );
    assert.equal((await bookingRow(app, booking.reference)).status, 'confirmed');
  });

  it('and the others after that bring back what they would have brought together: what was kept stays kept', async () => {
    const scheduleId = await app.given.schedule({startsInDays: 10});
    const [apart, together] = [
      await desk.booked({scheduleId, seats: 2, paid: true}),
      await desk.booked({scheduleId, seats: 2, paid: true}),
    ];
    await removed(apart);
    const seen = await desk.byHolder('GET', apart, 'cancellation-preview');

    for (const booking of [apart, together]) await desk.byHolder('POST', booking, 'cancel', {});

    assert.equal(seen.body.refundAmount, '37.50');
    assert.deepEqual(await desk.refundsOf(apart.id), [
      ['booking_changed', '37.50'],
      ['customer_cancelled', '37.50'],
    ]);
    assert.deepEqual(await desk.refundsOf(together.id), [['customer_cancelled', '75.00']]);
  });

  it('brings nothing back of a booking that has ended, and the preview says so', async () => {
    const booking = await desk.booked({seats: 2, paid: true});
    await desk.byStaff('POST', booking.id, 'cancel', {reason: 'a voucher instead', refundAmount: '0.00'});

    assert.equal((await preview(booking)).refundAmount, '0.00');
    assertRefused(await removed(booking), 409, 'INVALID_STATUS_CHANGE');
  });

  it('of whom the last two leave at once: one stays', async () => {
    const booking = await desk.booked({seats: 2, paid: true});

    const answers = await atOnce(2, index =>
      desk.byHolder('POST', booking, `attendees/${booking.attendees[index]}/remove`),
    );

    assert.deepEqual(outcomes(answers), {200: 1, LAST_ATTENDEE: 1});
    assert.deepEqual(await desk.refundsOf(booking.id), [['booking_changed', '75.00']]);
    assert.deepEqual(await desk.differences(), []);
  });

  it('leaves while the seats are being paid by card: not now', async () => {
    const booking = await desk.booked({seats: 2, paymentMethod: 'card'});

    assertRefused(await removed(booking), 409, 'PAYMENT_UNDER_WAY');
    assert.equal(await seatsTaken(app, booking.scheduleId), 2);
  });
});
