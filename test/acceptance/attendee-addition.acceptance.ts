import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, mailsTo, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf} from '../helpers/staff-records';

const ZOE = {firstName: 'Zoë', lastName: "O'Brien", email: 'zoe@example.com'};
const contact = (email: string) => ({contact: {firstName: 'Jane', lastName: 'Doe', email}});

describe('One attendee more', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
    desk = new ChangeDesk(app, admin.token);
  });
  after(() => app?.stop());

  it('is added by staff at the price of today, under the discount that was agreed', async () => {
    const discountCode = await app.given.discountCode({value: '10'});
    const courseId = await app.given.course({price: '75.00'});
    const booking = await desk.booked({
      scheduleId: await app.given.schedule({courseId, seats: 4}),
      discountCode,
      paid: true,
      ...contact('more@example.com'),
    });
    await app.rows(`update discount_codes set discount_value = 50, is_active = false where code = $1`, [
      discountCode,
    ]);
    await app.rows('update courses set price = 80 where id = $1', [courseId]);

    const {status, body} = await desk.byStaff('POST', booking.id, 'attendees', {
      attendees: [ZOE, {firstName: 'Al', lastName: 'Bo'}],
    });

    assert.equal(status, 200, JSON.stringify(body));
    // 75 + 80 + 80 less 10 %; 67.50 are paid.
    assert.deepEqual(
      [
        body.seats,
        body.paymentAmount,
        body.discountApplied,
        body.paidAmount,
        body.paymentStatus,
        body.status,
      ],
      [3, '211.50', '23.50', '67.50', 'pending', 'confirmed'],
    );
    assert.equal(await seatsTaken(app, booking.scheduleId), 3);
    assert.deepEqual((await mailsTo(app, 'more@example.com')).at(-1), 'attendees_changed');
    const log = (await activityOf(app, 'booking', booking.id)).at(-1);
    assert.equal(log?.action, 'booking.attendee_added');
    assert.deepEqual(
      [log?.old_values?.seats, log?.new_values?.seats, log?.new_values?.dueAmount],
      [1, 3, '144.00'],
    );
    assertRefused(
      await desk.byStaff('POST', booking.id, 'attendees', {
        attendees: [
          {firstName: 'C', lastName: 'D'},
          {firstName: 'E', lastName: 'F'},
        ],
      }),
      409,
      'SCHEDULE_FULL',
    );
    const gone = await desk.byStaff('POST', booking.id, `attendees/${booking.attendees[0]}/remove`);
    assert.deepEqual([gone.body.paymentAmount, gone.body.discountApplied], ['144.00', '16.00']);
    assert.deepEqual(await desk.differences(), []);
  });

  it('is not added by holders, nor where nobody can be booked', async () => {
    const booking = await desk.booked({paid: true});
    const more = {attendees: [ZOE]};

    assert.equal((await desk.byHolder('POST', booking, 'attendees', more)).status, 404);
    assertRefused(
      await desk.byStaff('POST', booking.id, 'attendees', {attendees: []}),
      422,
      'VALIDATION_FAILED',
    );
    await desk.cancelSchedule(booking.scheduleId);
    assertRefused(await desk.byStaff('POST', booking.id, 'attendees', more), 409, 'SCHEDULE_NOT_BOOKABLE');
    const byCard = await desk.booked({paymentMethod: 'card'});
    assertRefused(await desk.byStaff('POST', byCard.id, 'attendees', more), 409, 'PAYMENT_UNDER_WAY');
    assert.deepEqual(await desk.differences(), []);
  });

  it('of whom two are added to the last seat at once: one is', async () => {
    const scheduleId = await app.given.schedule({seats: 3});
    const bookings = [await desk.booked({scheduleId}), await desk.booked({scheduleId})];

    const answers = await atOnce(2, index =>
      desk.byStaff('POST', bookings[index]?.id ?? 0, 'attendees', {
        attendees: [{firstName: 'N', lastName: String(index)}],
      }),
    );

    assert.deepEqual(outcomes(answers), {200: 1, SCHEDULE_FULL: 1});
    assert.equal(await seatsTaken(app, scheduleId), 3);
    assert.deepEqual(await desk.differences(), []);
  });
});
