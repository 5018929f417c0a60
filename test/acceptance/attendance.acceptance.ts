import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, whileInsertsFail, whileScheduleIsLocked} from '../helpers/booking';
import {activityOf, attendeeRow, type Class, givenAttendees, givenClass, mark} from '../helpers/register';

describe('Marking who was there', () => {
  let app: TestApp;
  let ines: {id: number; token: string};
  let admin: {id: number; token: string};
  let klass: Class;
  let bookingId: number;
  let [ann, ben] = [0, 0];

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    app.now = new Date('2027-03-01T10:00:00.000Z');
    ines = await app.givenSignIn('instructor');
    admin = await app.givenSignIn('admin');
    klass = await givenClass(app, {instructorId: ines.id, days: 2});
    ({
      bookingId,
      attendees: [ann = 0, ben = 0],
    } = await givenAttendees(app, klass.scheduleId, ['Ann', 'Ben']));
  });
  after(() => app?.stop());

  const day = (number: 1 | 2) => klass.sessions[number - 1];
  const marksOf = (attendeeId: number) =>
    app.rows<Record<string, unknown>>(
      `select schedule_session_id as session, attendance, marked_by, marked_at
       from session_attendances where booking_attendee_id = $1 order by schedule_session_id`,
      [attendeeId],
    );
  const summaryOf = async (attendeeId: number) => (await attendeeRow(app, attendeeId)).attendance;
  const setStatus = (status: string) =>
    app.rows('update bookings set status = $2 where id = $1', [bookingId, status]);

  it('is kept by session with who said it and when, and summed up for the course', async () => {
    const first = await mark(app, ines.token, klass, day(1), {[ann]: 'late', [ben]: 'absent'});
    const second = await mark(app, ines.token, klass, day(2), {[ann]: 'present'});

    assert.deepEqual([first.status, second.status], [200, 200]);
    const [shownAnn, shownBen] = second.body.attendees;
    assert.deepEqual([shownAnn.attendance, shownBen.attendance], ['late', 'absent']);
    assert.deepEqual(
      shownAnn.sessions.map(({attendance}: {attendance: string}) => attendance),
      ['late', 'present'],
    );
    const said = {marked_by: ines.id, marked_at: app.now};
    assert.deepEqual(await marksOf(ann), [
      {session: day(1), attendance: 'late', ...said},
      {session: day(2), attendance: 'present', ...said},
    ]);
    assert.deepEqual(await marksOf(ben), [{session: day(1), attendance: 'absent', ...said}]);
    assert.deepEqual([await summaryOf(ann), await summaryOf(ben)], ['late', 'absent']);
  });

  it('leaves a row in the activity log with what was and what is, for the booking', async () => {
    await mark(app, ines.token, klass, day(1), {[ann]: 'present', [ben]: 'present'});
    await mark(app, admin.token, klass, day(1), {[ann]: 'present', [ben]: 'absent'});

    const action = 'booking.attendance_marked';
    const values = (...attendees: [number, string][]) => ({
      sessionId: day(1),
      attendees: attendees.map(([id, attendance]) => ({id, attendance})),
    });
    assert.deepEqual(await activityOf(app, bookingId), [
      {
        admin_id: ines.id,
        action,
        old_values: values([ann, 'expected'], [ben, 'expected']),
        new_values: values([ann, 'present'], [ben, 'present']),
      },
      {
        admin_id: admin.id,
        action,
        old_values: values([ben, 'present']),
        new_values: values([ben, 'absent']),
      },
    ]);
  });

  it('changes nothing when it is said again', async () => {
    await mark(app, ines.token, klass, day(1), {[ann]: 'present'});
    const [before] = await marksOf(ann);
    app.passes({minutes: 5});

    const {status} = await mark(app, ines.token, klass, day(1), {[ann]: 'present', [ben]: 'expected'});

    assert.equal(status, 200);
    assert.deepEqual([await marksOf(ann), await marksOf(ben)], [[before], []]);
    assert.equal((await activityOf(app, bookingId)).length, 1);
  });

  it('is taken back by saying expected', async () => {
    await mark(app, ines.token, klass, day(1), {[ann]: 'absent', [ben]: 'absent'});

    const {status} = await mark(app, ines.token, klass, day(1), {[ann]: 'expected'});

    assert.equal(status, 200);
    assert.deepEqual(await marksOf(ann), []);
    assert.deepEqual([await summaryOf(ann), await summaryOf(ben)], ['expected', 'absent']);
    assert.equal((await activityOf(app, bookingId)).length, 2);
  });

  it('is for everybody or nobody', async () => {
    const stranger = await givenAttendees(app, (await givenClass(app)).scheduleId, ['Eve']);
    const [eve = 0] = stranger.attendees;

    const answer = await mark(app, ines.token, klass, day(1), {[ann]: 'present', [eve]: 'present'});

    assertRefused(answer, 404, 'ATTENDEE_NOT_FOUND');
    assert.deepEqual(answer.body.error.details, {attendeeIds: [eve]});
    assert.deepEqual([await marksOf(ann), await activityOf(app, bookingId)], [[], []]);
  });

  it('is neither kept nor logged when the log fails', async () => {
    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assert.equal((await mark(app, ines.token, klass, day(1), {[ann]: 'present'})).status, 500);
    });

    assert.deepEqual(await marksOf(ann), []);
    assert.equal(await summaryOf(ann), 'expected');
  });

  it('is refused for attendees of bookings that are pending or cancelled', async () => {
    for (const status of ['pending', 'cancelled'] as const) {
      const {attendees} = await givenAttendees(app, klass.scheduleId, ['Eve'], status);

      const answer = await mark(app, ines.token, klass, day(1), {[attendees[0] ?? 0]: 'present'});

      assertRefused(answer, 404, 'ATTENDEE_NOT_FOUND');
    }
  });

  it('begins on the day of the session', async () => {
    app.now = new Date('2027-02-28T23:59:59.000Z');
    ines = {...ines, ...(await signInAgain(ines.id))};

    const early = await mark(app, ines.token, klass, day(2), {[ann]: 'present'});
    const dayBefore = await mark(app, ines.token, klass, day(1), {[ann]: 'present'});
    app.now = new Date('2027-03-01T00:00:00.000Z');
    const onTheDay = await mark(app, ines.token, klass, day(2), {[ann]: 'present'});

    assertRefused(early, 409, 'SESSION_NOT_BEGUN');
    assert.deepEqual(early.body.error.details, {day: '2027-03-01'});
    assert.deepEqual([dayBefore.status, onTheDay.status], [200, 200]);
  });

  it('is of a session of that schedule', async () => {
    const other = await givenClass(app, {instructorId: admin.id});

    const answer = await mark(app, admin.token, klass, other.sessions[0], {[ann]: 'present'});

    assertRefused(answer, 404, 'SESSION_NOT_FOUND');
    assert.deepEqual(await marksOf(ann), []);
  });

  it('ends when the schedule is cancelled', async () => {
    await app.rows(
      `update course_schedules set status = 'cancelled', cancelled_at = now(), cancellation_reason = 'flood'
       where id = $1`,
      [klass.scheduleId],
    );

    for (const {token} of [ines, admin]) {
      const answer = await mark(app, token, klass, day(1), {[ann]: 'present'});
      assertRefused(answer, 409, 'REGISTER_CLOSED');
    }
    assert.deepEqual(await marksOf(ann), []);
  });

  it('is corrected by an admin alone once the booking is completed', async () => {
    await mark(app, ines.token, klass, day(1), {[ann]: 'absent', [ben]: 'present'});
    await setStatus('completed');

    const late = await mark(app, ines.token, klass, day(1), {[ann]: 'present', [ben]: 'present'});
    const same = await mark(app, ines.token, klass, day(1), {[ann]: 'absent', [ben]: 'present'});
    assertRefused(late, 409, 'REGISTER_CLOSED');
    assert.deepEqual(late.body.error.details, {attendeeIds: [ann]});
    assert.equal(same.status, 200, 'what changes nothing is no correction');

    const corrected = await mark(app, admin.token, klass, day(1), {[ann]: 'present'});
    assert.equal(corrected.status, 200);
    const [row] = await marksOf(ann);
    assert.deepEqual([row?.attendance, row?.marked_by], ['present', admin.id]);
  });

  it('is refused for a booking that never showed up, though it is on the register', async () => {
    await setStatus('no_show');

    const answer = await mark(app, admin.token, klass, day(1), {[ann]: 'present'});

    assertRefused(answer, 409, 'REGISTER_CLOSED');
    const {body} = await app.get(`/api/instructor/schedules/${klass.scheduleId}`, {token: ines.token});
    assert.equal(body.attendees[0].bookingStatus, 'no_show');
  });

  it('waits for whoever changes the bookings of the schedule, and decides by what they leave', async () => {
    const answer = await whileScheduleIsLocked(app.database, klass.scheduleId, async someoneWaits => {
      const waiting = mark(app, ines.token, klass, day(1), {[ann]: 'present'});
      await someoneWaits();
      await setStatus('completed');
      return {waiting};
    });

    assertRefused(await answer.waiting, 409, 'REGISTER_CLOSED');
    assert.deepEqual(await marksOf(ann), []);
  });

  const BAD: [title: string, marks: () => unknown][] = [
    ['nobody', () => []],
    ['no list', () => 'all'],
    ['another word', () => [{attendeeId: ann, attendance: 'asleep'}]],
    ['no attendee', () => [{attendance: 'present'}]],
    ['more than it may', () => [{attendeeId: ann, attendance: 'present', assessment: 'passed'}]],
    ['somebody twice', () => [1, 2].map(() => ({attendeeId: ann, attendance: 'present'}))],
  ];
  for (const [title, marks] of BAD) {
    it(`is not understood when it names ${title}`, async () => {
      const route = `/api/instructor/schedules/${klass.scheduleId}/sessions/${day(1)}/attendance`;

      const answer = await app.call('PUT', route, {token: ines.token, body: {marks: marks()}});

      assertRefused(answer, 422, 'VALIDATION_FAILED');
      assert.deepEqual(await marksOf(ann), []);
    });
  }

  /** The clock has been set back: the token of before is not valid yet. */
  async function signInAgain(id: number): Promise<{token: string}> {
    const {email} = (await app.rows<{email: string}>('select email from users where id = $1', [id]))[0] ?? {};
    const {body} = await app.post('/api/auth/login', {email, password: 'correct horse battery'});
    return {token: body.accessToken};
  }
});
