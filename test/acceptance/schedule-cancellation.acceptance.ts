import assert from 'node:assert/strict';
import type {EmailLogRepository} from '../../src/repositories/email-log.repository';
import type {MailComposerService} from '../../src/services/mail/mail-composer.service';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {ChangeDesk, type DeskBooking} from '../helpers/change-desk';
import {outcomes} from '../helpers/race';
import {givenAttendees, givenClass} from '../helpers/register';
import {until} from '../helpers/wait';

const contact = (email: string) => ({contact: {firstName: 'Jane', lastName: 'Doe', email}});

describe('A schedule that the company cancels', () => {
  let app: TestApp;
  let token: string;
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());
  beforeEach(() => signIn());

  const signIn = async () => {
    token = await app.givenAdminToken();
    desk = new ChangeDesk(app, token);
  };

  const impact = async (id: number) =>
    (await app.get(`/api/admin/schedules/${id}/cancellation-preview`, {token})).body;
  const choices = async (booking: DeskBooking) => (await desk.byHolder('GET', booking, 'choices')).body;
  const choose = (booking: DeskBooking, courseScheduleId: number) =>
    desk.byHolder('POST', booking, 'move', {courseScheduleId});

  /** As it is sent to its recipient. */
  const mailText = async (id: number) => {
    const composer = await app.application.get<MailComposerService>('services.MailComposerService');
    const emails = await app.application.get<EmailLogRepository>('repositories.EmailLogRepository');
    const mail = await emails.findMail(id);
    assert.ok(mail);
    return (await composer.compose(mail, 'recipient'))?.text ?? '';
  };

  /** A schedule in ten days that is not cancelled yet, and two other dates of its course, the sooner one with one seat. */
  const givenDates = async () => {
    const courseId = await app.given.course();
    const scheduleId = await app.given.schedule({courseId, startsInDays: 10});
    const [sooner, later] = [
      await app.given.schedule({courseId, startsInDays: 20, seats: 1}),
      await app.given.schedule({courseId, startsInDays: 40, seats: 12}),
    ];
    await app.given.schedule({courseId, status: 'draft'});
    await app.given.schedule({courseId, startsInDays: -1});
    await app.given.schedule();
    return {scheduleId, sooner, later};
  };

  it('concerns those who are shown before: what they paid, and which other dates have seats for them', async () => {
    const {scheduleId, sooner, later} = await givenDates();
    const one = await desk.booked({scheduleId, paid: true, ...contact('one@example.com')});
    const two = await desk.booked({scheduleId, seats: 2});
    await desk.booked({scheduleId, paymentMethod: 'card'});
    const gone = await desk.booked({scheduleId});
    await desk.byHolder('POST', gone, 'cancel', {});
    app.passes({minutes: 16});
    await signIn();

    const preview = await impact(scheduleId);

    assert.deepEqual(
      preview.bookings.map((booking: Record<string, unknown>) => [
        booking.id,
        booking.status,
        booking.seats,
        booking.paidAmount,
        booking.proposals,
      ]),
      [
        [one.id, 'confirmed', 1, '75.00', [sooner, later]],
        [two.id, 'pending', 2, '0.00', [later]],
      ],
    );
    assert.equal(preview.bookings[0].contactEmail, 'one@example.com');
    assert.deepEqual(preview.total, {bookings: 2, seats: 3, paidAmount: '75.00', currency: 'GBP'});
    assert.deepEqual(
      preview.proposals.map(({id, seatsAvailable}: Record<string, unknown>) => [id, seatsAvailable]),
      [
        [sooner, 1],
        [later, 12],
      ],
    );
    assert.equal(preview.status, 'published');
    assertRefused(
      await app.get('/api/admin/schedules/2147483647/cancellation-preview', {token}),
      404,
      'SCHEDULE_NOT_FOUND',
    );
  });

  it('leaves its confirmed bookings the choice between another date and all their money', async () => {
    const {scheduleId, sooner, later} = await givenDates();
    const [one, two] = [
      await desk.booked({scheduleId, paid: true, ...contact('choice@example.com')}),
      await desk.booked({scheduleId, seats: 2, paid: true}),
    ];
    assert.deepEqual(await choices(one), {
      bookingReference: one.reference,
      isOpen: false,
      refundAmount: '0.00',
      currency: 'GBP',
      schedules: [],
    });
    assertRefused(await choose(one, later), 409, 'CHOICE_CLOSED');

    await desk.cancelSchedule(scheduleId);

    assert.deepEqual((await mailsTo(app, 'choice@example.com')).at(-1), 'schedule_cancelled');
    const offered = await choices(one);
    assert.deepEqual(
      [offered.isOpen, offered.refundAmount, offered.schedules.map(({id}: {id: number}) => id)],
      [true, '75.00', [sooner, later]],
    );
    assert.deepEqual(Object.keys(offered.schedules[0]).sort(), [
      'endDatetime',
      'id',
      'seatsAvailable',
      'startDatetime',
      'venue',
    ]);
    assert.deepEqual(
      (await choices(two)).schedules.map(({id}: {id: number}) => id),
      [later],
    );
    assert.equal((await impact(scheduleId)).bookings.length, 2);
  });

  it('is told of by a mail with one link, which opens the choice and nothing of anybody else’s', async () => {
    const {scheduleId, sooner} = await givenDates();
    const booking = await desk.booked({scheduleId, paid: true, ...contact('link@example.com')});
    const other = await desk.booked({scheduleId, paid: true});
    await desk.cancelSchedule(scheduleId);
    const mails = await app.get(
      `/api/admin/email-logs?bookingId=${booking.id}&emailType=schedule_cancelled`,
      {
        token,
      },
    );
    const text = await mailText(Number(mails.body.items[0].id));

    const links = [...text.matchAll(/\?booking=(\S+?)&choose#token=(\S+)/g)];
    assert.equal(links.length, 1, text);
    const [, reference = '', opener = ''] = links[0] ?? [];
    assert.equal(reference, booking.reference);
    const visitor = {...booking, token: opener};
    assert.equal((await choices(visitor)).isOpen, true);
    assertRefused(await choose({...other, token: opener}, sooner), 404, 'BOOKING_NOT_FOUND');
    assert.equal((await choose(visitor, sooner)).body.schedule.id, sooner);
    assertRefused(
      await desk.byHolder('POST', visitor, 'cancel', {courseScheduleId: scheduleId}),
      409,
      'CHOICE_CLOSED',
    );
  });

  it('is left for another date: once, with the price and all that was paid', async () => {
    const {scheduleId, sooner, later} = await givenDates();
    const booking = await desk.booked({scheduleId, paid: true, ...contact('moves@example.com')});
    await desk.cancelSchedule(scheduleId);

    const {status, body} = await choose(booking, sooner);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.schedule.id, body.status, body.paymentStatus, body.paymentAmount],
      [sooner, 'confirmed', 'paid', '75.00'],
    );
    assert.deepEqual([await seatsTaken(app, scheduleId), await seatsTaken(app, sooner)], [0, 1]);
    assert.deepEqual(await desk.refundsOf(booking.id), []);
    assert.equal((await mailsTo(app, 'moves@example.com')).at(-1), 'booking_moved');
    assertRefused(await choose(booking, later), 409, 'CHOICE_CLOSED');
    assert.equal((await choices(booking)).isOpen, false);
    const stale = await desk.byHolder('POST', booking, 'cancel', {courseScheduleId: scheduleId});
    assertRefused(stale, 409, 'CHOICE_CLOSED');
    assert.equal((await bookingRow(app, booking.reference)).status, 'confirmed');
    assert.deepEqual((await impact(scheduleId)).bookings, []);
    assert.deepEqual(await desk.differences(), []);
  });

  it('is left for the money: all of it, however late it is', async () => {
    const {scheduleId, later} = await givenDates();
    const booking = await desk.booked({scheduleId, seats: 2, paid: true});
    app.passes({days: 9});
    await signIn();
    await desk.cancelSchedule(scheduleId);

    const {body} = await desk.byHolder('POST', booking, 'cancel', {courseScheduleId: scheduleId});

    assert.equal(body.status, 'cancelled');
    assert.deepEqual(await desk.refundsOf(booking.id), [['company_cancelled', '150.00']]);
    assertRefused(await choose(booking, later), 409, 'CHOICE_CLOSED');
    assert.deepEqual(await desk.differences(), []);
  });

  it('is never left for another course, a date without seats or one that has begun', async () => {
    const {scheduleId, sooner} = await givenDates();
    const booking = await desk.booked({scheduleId, seats: 2, paid: true});
    await desk.cancelSchedule(scheduleId);

    assertRefused(await choose(booking, sooner), 409, 'SCHEDULE_FULL');
    assertRefused(await choose(booking, await app.given.schedule()), 409, 'SCHEDULE_NOT_BOOKABLE');
    assertRefused(await choose(booking, scheduleId), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await choose(booking, 2_147_483_647), 404, 'SCHEDULE_NOT_FOUND');
    const {token: stranger} = await app.givenSignIn('customer');
    for (const [method, what] of [
      ['GET', 'choices'],
      ['POST', 'move'],
    ] as const) {
      const body = method === 'POST' ? {courseScheduleId: sooner} : undefined;
      assertRefused(
        await desk.byHolder(method, {...booking, token: stranger}, what, body),
        404,
        'BOOKING_NOT_FOUND',
      );
    }
    assert.equal((await choices(booking)).isOpen, true);
  });

  it('is left by what staff choose for a customer who rings up', async () => {
    const {scheduleId, later} = await givenDates();
    const [one, two] = [
      await desk.booked({scheduleId, paid: true}),
      await desk.booked({scheduleId, paid: true}),
    ];
    await desk.cancelSchedule(scheduleId);

    const moved = await desk.byStaff('POST', one.id, 'move', {courseScheduleId: later});
    const refunded = await desk.byStaff('POST', two.id, 'cancel', {reason: 'wants the money'});

    assert.deepEqual([moved.body.schedule.id, refunded.body.status], [later, 'cancelled']);
    assert.deepEqual(await desk.refundsOf(two.id), [['company_cancelled', '75.00']]);
    assertRefused(
      await desk.byHolder('POST', one, 'cancel', {courseScheduleId: scheduleId}),
      409,
      'CHOICE_CLOSED',
    );
    assertRefused(await choose(two, later), 409, 'CHOICE_CLOSED');
  });

  it('on its second day is left for another date too: who came on the first day begins anew', async () => {
    const courseId = await app.given.course();
    const {scheduleId, sessions} = await givenClass(app, {days: 2, courseId});
    const {bookingId, attendees} = await givenAttendees(app, scheduleId, ['Ann Lee', 'Ben Lee']);
    await app.rows('update course_schedules set seats_taken = 2 where id = $1', [scheduleId]);
    await app.rows(
      `insert into session_attendances (booking_attendee_id, schedule_session_id, attendance)
       values ($1, $3, 'present'), ($2, $3, 'absent')`,
      [...attendees, sessions[0]],
    );
    const later = await app.given.schedule({courseId});
    await desk.cancelSchedule(scheduleId);

    const {status, body} = await desk.byStaff('POST', bookingId, 'move', {courseScheduleId: later});

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([await seatsTaken(app, scheduleId), await seatsTaken(app, later)], [0, 2]);
    assert.deepEqual(
      await app.rows('select attendance from booking_attendees where booking_id = $1', [bookingId]),
      [{attendance: 'expected'}, {attendance: 'expected'}],
    );
  });

  for (const first of ['move', 'refund'] as const) {
    it(`is left for another date and for the money at the same time: one wins, here the ${first}`, async () => {
      const {scheduleId, later} = await givenDates();
      const booking = await desk.booked({scheduleId, paid: true});
      await desk.cancelSchedule(scheduleId);
      const waiting = async () =>
        (
          await app.rows(
            `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).length;
      const requests = [() => choose(booking, later), () => desk.byHolder('POST', booking, 'cancel', {})];
      if (first === 'refund') requests.reverse();

      const sent = await app.database.transaction(async query => {
        await query('select id from course_schedules where id = $1 for update', [scheduleId]);
        const answers = [];
        for (const [index, request] of requests.entries()) {
          answers.push(request());
          await until(async () => (await waiting()) === index + 1, 'the request waits for the schedule');
        }
        return {answers};
      });
      const answers = await Promise.all(sent.answers);

      assert.deepEqual(outcomes(answers), {200: 1, CHOICE_CLOSED: 1});
      const row = await bookingRow(app, booking.reference);
      const refunds = await desk.refundsOf(booking.id);
      assert.deepEqual(
        [row.status, row.course_schedule_id, refunds],
        first === 'move'
          ? ['confirmed', later, []]
          : ['cancelled', scheduleId, [['company_cancelled', '75.00']]],
      );
      assert.deepEqual(await desk.differences(), []);
    });
  }
});
