import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {
  assertRefused,
  bookingRow,
  mailsTo,
  seatsTaken,
  timesUsed,
  whileInsertsFail,
} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf} from '../helpers/staff-records';

describe('Staff move a booking to another schedule', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
    desk = new ChangeDesk(app, admin.token);
  });
  after(() => app?.stop());

  const move = (id: number, courseScheduleId: number, extra: object = {}) =>
    desk.byStaff('POST', id, 'move', {courseScheduleId, ...extra});
  const contact = (email: string) => ({contact: {firstName: 'Jane', lastName: 'Doe', email}});

  it('of the same course: seats go with it, the price stays, and the contact is told', async () => {
    const courseId = await app.given.course({price: '75.00'});
    const booking = await desk.booked({
      scheduleId: await app.given.schedule({courseId}),
      seats: 2,
      paid: true,
      ...contact('moved@example.com'),
    });
    const target = await app.given.schedule({courseId, startsInDays: 60});
    await app.rows('update courses set price = 99 where id = $1', [courseId]);

    const {status, body, headers} = await move(booking.id, target);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.schedule.id, body.paymentAmount, body.paymentStatus, body.status, body.seats],
      [target, '150.00', 'paid', 'confirmed', 2],
    );
    assert.deepEqual([await seatsTaken(app, booking.scheduleId), await seatsTaken(app, target)], [0, 2]);
    assert.equal(headers.get('ETag'), `"${body.version}"`);
    assert.equal((await mailsTo(app, 'moved@example.com')).at(-1), 'booking_moved');
    const [mail] = await app.rows<{payload: {previously: object}}>(
      `select payload from email_logs where email_type = 'booking_moved' and booking_id = $1`,
      [booking.id],
    );
    assert.deepEqual(Object.keys(mail?.payload.previously ?? {}).sort(), ['days', 'startDatetime', 'venue']);
    const log = (await activityOf(app, 'booking', booking.id)).at(-1);
    assert.deepEqual(
      [log?.action, log?.old_values?.courseScheduleId, log?.new_values?.courseScheduleId],
      ['booking.moved', booking.scheduleId, target],
    );
    assert.deepEqual(await desk.refundsOf(booking.id), []);
  });

  it('of a dearer course: the difference is due; of a cheaper one: it comes back, as the preview said', async () => {
    const target = async (price: string) => app.given.schedule({price});
    for (const [price, amount, status, refund, due] of [
      ['90.00', '180.00', 'pending', '0.00', '30.00'],
      ['60.50', '121.00', 'paid', '29.00', '0.00'],
      ['75.00', '150.00', 'paid', '0.00', '0.00'],
    ] as const) {
      const booking = await desk.booked({seats: 2, paid: true});
      const to = await target(price);

      const preview = await desk.byStaff('POST', booking.id, 'move/preview', {courseScheduleId: to});
      assert.deepEqual(preview.body, {
        courseScheduleId: to,
        seatsAvailable: 12,
        paymentAmount: amount,
        discountApplied: '0.00',
        refundAmount: refund,
        dueAmount: due,
      });
      assert.equal(await seatsTaken(app, to), 0);
      const {body} = await move(booking.id, to);

      assert.deepEqual(
        [body.paymentAmount, body.paymentStatus, body.status, body.paidAmount],
        [amount, status, 'confirmed', '150.00'],
      );
      assert.deepEqual(
        await desk.refundsOf(booking.id),
        refund === '0.00' ? [] : [['booking_changed', refund]],
      );
    }
  });

  it('takes the discount along as it was agreed, but not to a course that the code is not for', async () => {
    const code = await app.given.discountCode({value: '10', courseType: 'efaw'});
    const [same, other] = [
      await app.given.course({price: '100.00'}),
      await app.given.course({courseType: 'faw', price: '100.00'}),
    ];
    const booking = await desk.booked({seats: 2, paid: true, discountCode: code});
    await app.rows('update discount_codes set discount_value = 90 where code = $1', [code]);

    const stays = await move(booking.id, await app.given.schedule({courseId: same}));
    assert.deepEqual(
      [
        stays.body.paymentAmount,
        stays.body.discountApplied,
        stays.body.discountCode,
        await timesUsed(app, code),
      ],
      ['180.00', '20.00', code, 1],
    );
    const goes = await move(booking.id, await app.given.schedule({courseId: other}));
    assert.deepEqual(
      [
        goes.body.paymentAmount,
        goes.body.discountApplied,
        goes.body.discountCode,
        await timesUsed(app, code),
      ],
      ['200.00', '0.00', null, 0],
    );
    assert.deepEqual(await desk.differences(), []);
  });

  it('while it is pending: its hold never goes past the new start', async () => {
    const booking = await desk.booked();
    const soon = await app.given.schedule({startsInDays: 1});

    const {body} = await move(booking.id, soon);

    assert.equal(body.status, 'pending');
    assert.equal(body.holdExpiresAt, body.schedule.startDatetime);
    const back = await move(booking.id, booking.scheduleId);
    assert.equal(back.body.holdExpiresAt, body.holdExpiresAt);
    const byCard = await desk.booked({paymentMethod: 'card'});
    const dearer = {courseScheduleId: await app.given.schedule({price: '80.00'})};
    for (const route of ['move', 'move/preview']) {
      assertRefused(await desk.byStaff('POST', byCard.id, route, dearer), 409, 'PAYMENT_UNDER_WAY');
    }
    assert.equal((await move(byCard.id, await app.given.schedule())).status, 200);
    assert.deepEqual(await desk.differences(), []);
  });

  it('from a course that is over, when nobody came; not once attendance is marked', async () => {
    const over = await app.given.schedule({startsInDays: -3});
    const [missed, came] = [await desk.booked({paid: true}), await desk.booked({paid: true})];
    for (const {id} of [missed, came]) {
      await app.rows('update bookings set course_schedule_id = $1 where id = $2', [over, id]);
    }
    await app.rows('update course_schedules set seats_taken = 2 where id = $1', [over]);
    await app.rows('update course_schedules set seats_taken = 0 where id = any($1)', [
      [missed.scheduleId, came.scheduleId],
    ]);
    await app.rows(
      `insert into session_attendances (booking_attendee_id, schedule_session_id, attendance)
       select $1, id, 'present' from schedule_sessions where course_schedule_id = $2`,
      [came.attendees[0], over],
    );

    assert.equal((await move(missed.id, missed.scheduleId)).status, 200);
    assertRefused(await move(came.id, came.scheduleId), 409, 'IN_USE');
    assert.deepEqual([await seatsTaken(app, over), await seatsTaken(app, came.scheduleId)], [1, 0]);
  });

  it('never where it can not be booked', async () => {
    const booking = await desk.booked({seats: 2, paid: true});
    const full = await app.given.schedule({seats: 1});

    for (const route of ['move', 'move/preview']) {
      const to = (courseScheduleId: number) => desk.byStaff('POST', booking.id, route, {courseScheduleId});
      const refused = await to(full);
      assertRefused(refused, 409, 'SCHEDULE_FULL');
      assert.deepEqual(refused.body.error.details, {seatsAvailable: 1});
      assertRefused(await to(booking.scheduleId), 409, 'INVALID_STATUS_CHANGE');
      assertRefused(await to(2_147_483_647), 404, 'SCHEDULE_NOT_FOUND');
      for (const status of ['cancelled', 'completed'] as const) {
        assertRefused(await to(await app.given.schedule({status})), 409, 'SCHEDULE_NOT_BOOKABLE');
      }
      assertRefused(await to(await app.given.schedule({startsInDays: -1})), 409, 'SCHEDULE_NOT_BOOKABLE');
      assertRefused(
        await desk.byStaff('POST', 2_147_483_647, route, {courseScheduleId: full}),
        404,
        'BOOKING_NOT_FOUND',
      );
    }
    assert.equal((await move(booking.id, await app.given.schedule({status: 'draft'}))).status, 200);
    const gone = await desk.booked();
    await desk.byHolder('POST', gone, 'cancel', {});
    assertRefused(await move(gone.id, full), 409, 'INVALID_STATUS_CHANGE');
    assert.deepEqual(await desk.differences(), []);
  });

  it('not onto a date that the customer booked for the same person, unless staff want it so', async () => {
    const [one, two] = [await app.given.schedule(), await app.given.schedule()];
    const booking = await desk.booked({scheduleId: one, ...contact('twice@example.com')});
    await desk.booked({scheduleId: two, ...contact('twice@example.com')});

    assertRefused(await move(booking.id, two), 409, 'ATTENDEE_ALREADY_BOOKED');
    assert.equal((await move(booking.id, two, {allowDuplicates: true})).status, 200);
  });

  it('with all that belongs to it, or not at all', async () => {
    const booking = await desk.booked({seats: 2, paid: true});
    const target = await app.given.schedule({price: '10.00'});
    const before = await bookingRow(app, booking.reference);

    for (const table of ['admin_activity_logs', 'email_logs', 'refunds']) {
      const {status} = await whileInsertsFail(app.database, table, () => move(booking.id, target));

      assert.equal(status, 500, table);
      assert.deepEqual(await bookingRow(app, booking.reference), before);
      assert.deepEqual([await seatsTaken(app, booking.scheduleId), await seatsTaken(app, target)], [2, 0]);
    }
    assert.deepEqual(await desk.differences(), []);
  });

  it('two into the last seat at once: one moves, and both counters are right', async () => {
    const target = await app.given.schedule({seats: 1});
    const bookings = [await desk.booked({paid: true}), await desk.booked({paid: true})];

    const answers = await atOnce(2, index => move(bookings[index]?.id ?? 0, target));

    assert.deepEqual(outcomes(answers), {200: 1, SCHEDULE_FULL: 1});
    assert.equal(await seatsTaken(app, target), 1);
    assert.deepEqual(await desk.differences(), []);
  });

  it('in both directions between two schedules at once, again and again, without waiting in a circle', async () => {
    const [a, b] = [await app.given.schedule({seats: 30}), await app.given.schedule({seats: 30})];
    const onA = await atOnce(10, () => desk.booked({scheduleId: a, paid: true}));
    const onB = await atOnce(10, () => desk.booked({scheduleId: b, paid: true}));

    const answers = await atOnce(20, index => {
      const [from, to] = index % 2 === 0 ? [onA, b] : [onB, a];
      return move(from[Math.floor(index / 2)]?.id ?? 0, to);
    });

    assert.deepEqual(outcomes(answers), {200: 20});
    assert.deepEqual([await seatsTaken(app, a), await seatsTaken(app, b)], [10, 10]);
    assert.deepEqual(await desk.differences(), []);
  });
});
