import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf} from '../helpers/staff-records';

const ZOE = {firstName: 'Zoë', lastName: "O'Brien", email: 'zoe@example.com'};
const contact = (email: string) => ({contact: {firstName: 'Jane', lastName: 'Doe', email}});

describe('Another attendee', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
    desk = new ChangeDesk(app, admin.token);
  });
  after(() => app?.stop());

  /** Days pass, so staff sign in once more. */
  const passes = async (time: {days?: number; minutes?: number}) => {
    app.passes(time);
    admin = await app.givenSignIn('admin');
    desk = new ChangeDesk(app, admin.token);
  };

  it('comes instead: free, on the same seat, and the contact is told', async () => {
    const booking = await desk.booked({seats: 2, paid: true, ...contact('told@example.com')});
    const [first, second] = booking.attendees;
    const before = await bookingRow(app, booking.reference);

    const {status, body} = await desk.byHolder('PUT', booking, `attendees/${first}`, {
      ...ZOE,
      email: ' zoe@example.com ',
    });

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.attendees, [
      {id: first, ...ZOE},
      {id: second, firstName: 'Attendee 2', lastName: 'Doe', email: null},
    ]);
    assert.deepEqual(
      [body.seats, body.paymentAmount, body.paymentStatus, await seatsTaken(app, booking.scheduleId)],
      [2, '150.00', 'paid', 2],
    );
    assert.equal((await bookingRow(app, booking.reference)).version, Number(before.version) + 1);
    assert.equal((await mailsTo(app, 'told@example.com')).at(-1), 'attendees_changed');
    assert.deepEqual(await desk.refundsOf(booking.id), []);
  });

  it('is no change when it is the same person again', async () => {
    const booking = await desk.booked(contact('same@example.com'));
    const {version} = await bookingRow(app, booking.reference);

    const same = {firstName: 'Attendee 1', lastName: 'Doe'};
    const {status} = await desk.byHolder('PUT', booking, `attendees/${booking.attendees[0]}`, same);

    assert.equal(status, 200);
    assert.equal((await bookingRow(app, booking.reference)).version, version);
    assert.deepEqual(await mailsTo(app, 'same@example.com'), ['booking_received']);
  });

  it('comes by staff with a row in the activity log, by the holder without', async () => {
    const booking = await desk.booked();
    const [id] = booking.attendees;

    await desk.byHolder('PUT', booking, `attendees/${id}`, {firstName: 'Al', lastName: 'Bo'});
    const {status} = await desk.byStaff('PUT', booking.id, `attendees/${id}`, ZOE);

    assert.equal(status, 200);
    assert.deepEqual(
      (await activityOf(app, 'booking', booking.id)).map(row => [row.action, row.old_values, row.new_values]),
      [
        [
          'booking.attendee_replaced',
          {attendee: {firstName: 'Al', lastName: 'Bo', email: null}},
          {attendee: ZOE},
        ],
      ],
    );
  });

  it('is not of this booking, or the booking is not yours', async () => {
    const [mine, other] = [await desk.booked(), await desk.booked()];
    const {token} = await app.givenSignIn('customer');

    for (const [method, what] of [
      ['PUT', ''],
      ['POST', '/remove'],
    ] as const) {
      const body = method === 'PUT' ? ZOE : undefined;
      const attendee = `attendees/${other.attendees[0]}${what}`;
      assertRefused(await desk.byHolder(method, mine, attendee, body), 404, 'ATTENDEE_NOT_FOUND');
      assertRefused(await desk.byStaff(method, mine.id, attendee, body), 404, 'ATTENDEE_NOT_FOUND');
      assertRefused(await desk.byHolder(method, {...other, token}, attendee, body), 404, 'BOOKING_NOT_FOUND');
      assertRefused(
        await desk.byHolder(method, {...other, token: mine.token}, attendee, body),
        404,
        'BOOKING_NOT_FOUND',
      );
    }
  });

  it('comes until the course begins, by staff until it ends, and never on a booking that is cancelled', async () => {
    const scheduleId = await app.given.schedule({startsInDays: 1});
    const booking = await desk.booked({scheduleId, paid: true});
    const attendee = `attendees/${booking.attendees[0]}`;
    await passes({days: 1});

    assertRefused(await desk.byHolder('PUT', booking, attendee, ZOE), 409, 'INVALID_STATUS_CHANGE');
    assert.equal((await desk.byStaff('PUT', booking.id, attendee, ZOE)).status, 200);
    await passes({minutes: 7 * 60});
    assertRefused(
      await desk.byStaff('PUT', booking.id, attendee, {firstName: 'Too', lastName: 'Late'}),
      409,
      'INVALID_STATUS_CHANGE',
    );
    const cancelled = await desk.booked({seats: 2});
    await desk.byHolder('POST', cancelled, 'cancel', {});
    const gone = `attendees/${cancelled.attendees[0]}`;
    assertRefused(await desk.byStaff('PUT', cancelled.id, gone, ZOE), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await desk.byStaff('POST', cancelled.id, `${gone}/remove`), 409, 'INVALID_STATUS_CHANGE');
  });

  it('does not take over what the register says of whoever came before', async () => {
    const scheduleId = await app.given.schedule({startsInDays: 1});
    const booking = await desk.booked({scheduleId, seats: 2, paid: true});
    const [here, away] = booking.attendees;
    await passes({days: 1});
    const [session] = await app.rows<{id: number}>(
      'select id from schedule_sessions where course_schedule_id = $1',
      [scheduleId],
    );
    const marks = [
      {attendeeId: here, attendance: 'present'},
      {attendeeId: away, attendance: 'absent'},
    ];
    const marked = await app.call(
      'PUT',
      `/api/instructor/schedules/${scheduleId}/sessions/${session?.id}/attendance`,
      {
        token: admin.token,
        body: {marks},
      },
    );
    assert.equal(marked.status, 200);

    assertRefused(await desk.byStaff('PUT', booking.id, `attendees/${here}`, ZOE), 409, 'IN_USE');
    assertRefused(await desk.byStaff('POST', booking.id, `attendees/${here}/remove`), 409, 'IN_USE');
    assert.equal((await desk.byStaff('PUT', booking.id, `attendees/${away}`, ZOE)).status, 200);

    const rows = () =>
      app.rows('select id, first_name, attendance from booking_attendees where booking_id = $1 order by id', [
        booking.id,
      ]);
    assert.deepEqual(await rows(), [
      {id: here, first_name: 'Attendee 1', attendance: 'present'},
      {id: away, first_name: 'Zoë', attendance: 'expected'},
    ]);
    const spelled = {firstName: 'Atendee', lastName: 'One', isCorrection: true};
    assert.equal((await desk.byStaff('PUT', booking.id, `attendees/${here}`, spelled)).status, 200);
    assert.deepEqual((await rows())[0], {id: here, first_name: 'Atendee', attendance: 'present'});
    assert.equal((await activityOf(app, 'booking', booking.id)).at(-1)?.action, 'booking.attendee_corrected');
  });

  it('is corrected by staff only: nobody else says that it is the same person', async () => {
    const booking = await desk.booked();
    const attendee = `attendees/${booking.attendees[0]}`;

    for (const extra of [{isCorrection: true}, {allowDuplicates: true}, {id: 1}, {unitPrice: '0.00'}]) {
      assertRefused(
        await desk.byHolder('PUT', booking, attendee, {...ZOE, ...extra}),
        422,
        'VALIDATION_FAILED',
      );
    }
  });

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
