import assert from 'node:assert/strict';
import {sendReminders} from '../../src/jobs/send-reminders.job';
import {givenApplication, TestApp} from '../helpers/app';
import {type Booked, book, bookingRow} from '../helpers/booking';
import {type MailRow, mailRows, newAddress, sendQueued} from '../helpers/mail';
import {MailServer} from '../helpers/mail-server';
import {atOnce} from '../helpers/race';

describe('The reminder of a course', () => {
  let app: TestApp;
  let server: MailServer;

  before(async () => {
    server = await MailServer.start();
    app = await givenApplication({SMTP_URL: server.url});
  });
  beforeEach(async () => {
    app.now = new Date('2027-03-01T10:00:00.000Z');
    await app.rows('delete from email_logs');
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  const remind = () => sendReminders.run(app.application);
  /** A confirmed booking of a course that starts then. */
  const givenBooked = async (startsAt: string, on = app): Promise<Booked & {address: string; id: number}> => {
    const address = newAddress();
    const scheduleId = await on.given.schedule({price: '0.00', startsAt});
    const contact = {firstName: 'Ann', lastName: 'Lee', email: address};
    return {...(await book(on, scheduleId, {contact})), address, id: scheduleId};
  };
  const reminders = async (address: string): Promise<MailRow[]> => {
    const rows = await mailRows(app, address);
    return rows.filter(row => row.email_type === 'reminder');
  };

  it('is queued two company days before the start, once', async () => {
    const {address, reference} = await givenBooked('2027-03-03T09:00:00Z');

    await remind();
    app.passes({minutes: 10});
    await remind();

    const [mail, ...others] = await reminders(address);
    assert.deepEqual(others, []);
    assert.equal(mail?.subject, `Your course is coming up (${reference})`);
    assert.equal((await bookingRow(app, reference)).reminder_sent, true);
    await sendQueued(app);
    const sent = server.to(address).at(-1);
    assert.match(sent?.mail.text ?? '', /When: Wednesday 3 March 2027, 09:00 to 16:00/);
  });

  it('goes by the days in London, not by hours, also across the change of the clocks', async () => {
    app.now = new Date('2027-03-26T08:30:00Z');
    const first = await givenBooked('2027-03-27T23:30:00Z');
    const last = await givenBooked('2027-03-28T22:30:00Z');
    const tooLate = await givenBooked('2027-03-28T23:30:00Z');
    await app.rows('update bookings set created_at = $1', [app.now]);

    await remind();

    // The 27th is tomorrow, and the booking was made only today: its confirmation is reminder enough.
    assert.deepEqual(
      await Promise.all([first, last, tooLate].map(async ({address}) => (await reminders(address)).length)),
      [0, 1, 0],
    );
  });

  it('wakes nobody up', async () => {
    const {address} = await givenBooked('2027-06-10T09:00:00Z');
    app.now = new Date('2027-06-08T06:59:00Z');

    await remind();
    assert.deepEqual(await reminders(address), []);
    app.passes({minutes: 1});
    await remind();

    assert.equal((await reminders(address)).length, 1);
  });

  it('is made up for the day after, when nothing ran on its day', async () => {
    const {address, reference} = await givenBooked('2027-03-12T09:00:00Z');
    await app.rows(`update bookings set created_at = '2027-03-01T10:00:00Z' where booking_reference = $1`, [
      reference,
    ]);
    app.now = new Date('2027-03-11T10:00:00Z');

    await remind();

    assert.equal((await reminders(address)).length, 1);
  });

  it('is for confirmed bookings of published schedules', async () => {
    const startsAt = '2027-03-03T09:00:00Z';
    const scheduleId = await app.given.schedule({startsAt});
    const pending = await book(app, scheduleId);
    const cancelled = await givenBooked(startsAt);
    await app.post(`/api/bookings/${cancelled.reference}/cancel`, {reason: 'ill'}, {token: cancelled.token});
    const withdrawn = await givenBooked(startsAt);
    await app.rows(`update course_schedules set status = 'cancelled', cancelled_at = now() where id = $1`, [
      withdrawn.id,
    ]);

    await remind();

    const rows = await app.rows(`select id from email_logs where email_type = 'reminder'`);
    assert.deepEqual(rows, []);
    assert.equal((await bookingRow(app, pending.reference)).reminder_sent, false);
  });

  it('comes again when the course was moved to another day after it', async () => {
    const {address, id} = await givenBooked('2027-03-03T09:00:00Z');
    const token = await app.givenAdminToken();
    const moveTo = async (day: string) => {
      const sessions = [{startDatetime: `${day}T09:00:00Z`, endDatetime: `${day}T16:00:00Z`}];
      const {status} = await app.call('PATCH', `/api/admin/schedules/${id}`, {
        token,
        headers: {'If-Match': '"1"'},
        body: {sessions},
      });
      assert.equal(status, 200);
    };
    await remind();
    await moveTo('2027-03-05');

    await remind();
    assert.equal((await reminders(address)).length, 1);
    app.passes({days: 2});
    await remind();
    await remind();

    assert.equal((await reminders(address)).length, 2);
  });

  it('is not sent any more when the booking is cancelled, or moved to a later day, before it goes out', async () => {
    const cancelled = await givenBooked('2027-03-03T09:00:00Z');
    const moved = await givenBooked('2027-03-03T09:00:00Z');
    await remind();
    await app.post(`/api/bookings/${cancelled.reference}/cancel`, {reason: 'ill'}, {token: cancelled.token});
    await app.rows('update bookings set course_schedule_id = $1 where booking_reference = $2', [
      await app.given.schedule({price: '0.00', startsAt: '2027-04-03T09:00:00Z'}),
      moved.reference,
    ]);

    await sendQueued(app);

    const told = async (address: string) => {
      const [row] = await reminders(address);
      return [row?.status, row?.error_message];
    };
    assert.deepEqual(await told(cancelled.address), ['withdrawn', 'the booking is cancelled']);
    assert.deepEqual(await told(moved.address), ['withdrawn', 'the course was moved to a later day']);
  });

  it('is queued once, whoever runs the job at the same time, and for as many as there are', async () => {
    const other = await TestApp.start(app.database, {SMTP_URL: server.url});
    other.now = app.now;
    try {
      const scheduleId = await app.given.schedule({
        price: '0.00',
        seats: 250,
        startsAt: '2027-03-03T09:00:00Z',
      });
      await app.rows(
        `insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, seats,
           contact_first_name, contact_last_name, contact_email, cancellation_policy)
         select (select min(id) from users), $1, 'RFT-R' || lpad(n::text, 7, '0'), 'confirmed', 0, 1, 'Ann', 'Lee',
           n || '@example.com', default_cancellation_policy()
         from generate_series(1, 250) as n`,
        [scheduleId],
      );

      await atOnce(6, index => sendReminders.run((index % 2 === 0 ? app : other).application));

      const rows = await app.rows<{bookings: number; mails: number}>(
        `select count(distinct booking_id)::integer as bookings, count(*)::integer as mails
         from email_logs where email_type = 'reminder'`,
      );
      assert.deepEqual(rows, [{bookings: 250, mails: 250}]);
    } finally {
      await other.application.stop();
    }
  });
});
