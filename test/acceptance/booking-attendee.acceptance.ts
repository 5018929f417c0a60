import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
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

  it('comes so often in an hour and no more, as each time the contact gets a mail; by staff always', async () => {
    const limited = await givenApplication({RATE_LIMIT_DISABLED: 'false', BOOKING_LIMIT: '2'});
    try {
      const {token} = await limited.givenSignIn('admin');
      const hurried = new ChangeDesk(limited, token);
      const booking = await hurried.booked(contact('hurried@example.com'));
      const replace = (firstName: string) =>
        hurried.byHolder('PUT', booking, `attendees/${booking.attendees[0]}`, {...ZOE, firstName});
      assert.deepEqual([(await replace('Ann')).status, (await replace('Bea')).status], [200, 200]);

      assertRefused(await replace('Cleo'), 429, 'RATE_LIMITED');

      const mails = await mailsTo(limited, 'hurried@example.com');
      assert.equal(mails.filter(type => type === 'attendees_changed').length, 2);
      const byStaff = await hurried.byStaff('PUT', booking.id, `attendees/${booking.attendees[0]}`, ZOE);
      assert.equal(byStaff.status, 200);
    } finally {
      await limited.stop();
    }
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
});
