import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {addSession, attendeeRow, type Class, givenAttendees, givenClass} from '../helpers/register';
import {until} from '../helpers/wait';

describe('The attendance of the whole course', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  /** Marks by SQL, as an import would; null leaves the session unmarked. */
  const givenMarks = async ({sessions}: Class, attendeeId: number | undefined, marks: (string | null)[]) => {
    await app.rows(
      `insert into session_attendances (booking_attendee_id, schedule_session_id, attendance)
       select $1, session, mark from unnest($2::integer[], $3::text[]) as given (session, mark) where mark is not null`,
      [attendeeId, sessions, marks],
    );
  };
  const summaryOf = async (attendeeId = 0) => (await attendeeRow(app, attendeeId)).attendance;

  const RULE: [marks: (string | null)[], summary: string][] = [
    [['present'], 'present'],
    [['late'], 'late'],
    [['absent'], 'absent'],
    [[null], 'expected'],
    [['present', 'present', 'present'], 'present'],
    [['present', 'late', 'present'], 'late'],
    [['late', 'late', 'late'], 'late'],
    [['present', null, 'present'], 'expected'],
    [['late', null, null], 'expected'],
    [['present', 'absent', 'late'], 'absent'],
    [['absent', null, null], 'absent'],
    [[null, null, 'absent'], 'absent'],
  ];
  for (const [marks, summary] of RULE) {
    it(`is ${summary} of ${marks.map(one => one ?? 'unmarked').join(', ')}`, async () => {
      const klass = await givenClass(app, {days: marks.length});
      const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann', 'Ben']);

      await givenMarks(klass, attendees[0], marks);

      assert.equal(await summaryOf(attendees[0]), summary);
      assert.equal(await summaryOf(attendees[1]), 'expected', 'nobody else changes');
    });
  }

  it('follows when a mark is changed or taken back', async () => {
    const klass = await givenClass(app);
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann']);
    await givenMarks(klass, attendees[0], ['absent']);

    await app.rows(
      `update session_attendances set attendance = 'late' where booking_attendee_id = $1`,
      attendees,
    );
    assert.equal(await summaryOf(attendees[0]), 'late');

    await app.rows('delete from session_attendances where booking_attendee_id = $1', attendees);
    assert.equal(await summaryOf(attendees[0]), 'expected');
  });

  it('follows when the schedule gets a day more or less', async () => {
    const klass = await givenClass(app);
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann', 'Ben']);
    await givenMarks(klass, attendees[0], ['present']);

    await addSession(app, klass.scheduleId, 1);
    assert.deepEqual(await Promise.all(attendees.map(summaryOf)), ['expected', 'expected']);

    await app.rows('delete from schedule_sessions where course_schedule_id = $1 and id <> $2', [
      klass.scheduleId,
      klass.sessions[0],
    ]);
    assert.deepEqual(await Promise.all(attendees.map(summaryOf)), ['present', 'expected']);
  });

  it('is of sessions of the schedule that was booked, and of no other', async () => {
    const [klass, other] = [await givenClass(app), await givenClass(app)];
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann']);

    await assert.rejects(givenMarks(other, attendees[0], ['present']), {
      constraint: 'session_attendances_schedule_check',
    });

    assert.equal(await summaryOf(attendees[0]), 'expected');
  });

  it('keeps a booking on the schedule where it was marked', async () => {
    const [klass, other] = [await givenClass(app), await givenClass(app)];
    const {attendees, bookingId} = await givenAttendees(app, klass.scheduleId, ['Ann']);
    const move = () =>
      app.rows('update bookings set course_schedule_id = $2 where id = $1', [bookingId, other.scheduleId]);
    await givenMarks(klass, attendees[0], ['absent']);

    await assert.rejects(move(), {constraint: 'bookings_moved_unmarked_check'});

    await app.rows('delete from session_attendances where booking_attendee_id = $1', attendees);
    await move();
  });

  it('keeps a session that is marked', async () => {
    const klass = await givenClass(app, {days: 2});
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann']);
    await givenMarks(klass, attendees[0], ['present', null]);

    const remove = (id?: number) => app.rows('delete from schedule_sessions where id = $1', [id]);

    await assert.rejects(remove(klass.sessions[0]), {
      constraint: 'session_attendances_schedule_session_id_fkey',
    });
    await remove(klass.sessions[1]);
    assert.equal(await summaryOf(attendees[0]), 'present');
  });

  it('can not stop being attended for somebody who passed', async () => {
    const klass = await givenClass(app);
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann']);
    await givenMarks(klass, attendees[0], ['present']);
    await app.rows(`update booking_attendees set assessment = 'passed' where id = $1`, attendees);

    await assert.rejects(addSession(app, klass.scheduleId, 1), {
      constraint: 'booking_attendees_passed_check',
    });
    await assert.rejects(
      app.rows('delete from session_attendances where booking_attendee_id = $1', attendees),
      {
        constraint: 'booking_attendees_passed_check',
      },
    );

    assert.equal(await summaryOf(attendees[0]), 'present');
  });

  it('is decided by whoever comes first when a booking moves while it is marked', async () => {
    const [klass, other] = [await givenClass(app), await givenClass(app)];
    const {attendees, bookingId} = await givenAttendees(app, klass.scheduleId, ['Ann']);

    const marked = app.database.transaction(async query => {
      await query('update bookings set course_schedule_id = $2 where id = $1', [bookingId, other.scheduleId]);
      const waiting = givenMarks(klass, attendees[0], ['present']).then(
        () => undefined,
        (error: {constraint?: string}) => error.constraint,
      );
      await someoneWaits();
      return {waiting};
    });

    assert.equal(await (await marked).waiting, 'session_attendances_schedule_check');
    assert.equal(await summaryOf(attendees[0]), 'expected');
  });

  async function someoneWaits(): Promise<void> {
    await until(async () => {
      const rows = await app.rows(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    }, 'the mark waits for the booking');
  }
});
