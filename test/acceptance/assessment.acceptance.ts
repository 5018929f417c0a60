import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {
  activityOf,
  assess,
  attendeeRow,
  type Class,
  givenAttendees,
  givenClass,
  mark,
} from '../helpers/register';

const UNASSESSED = {assessment: 'pending', assessed_by: null, assessed_at: null};

describe('Assessing attendees', () => {
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
    ines = await app.givenSignIn('instructor');
    admin = await app.givenSignIn('admin');
    klass = await givenClass(app, {instructorId: ines.id, days: 2});
    ({
      bookingId,
      attendees: [ann = 0, ben = 0],
    } = await givenAttendees(app, klass.scheduleId, ['Ann', 'Ben']));
  });
  after(() => app?.stop());

  const givenAttendance = async (marks: Record<number, string>, sessions = klass.sessions) => {
    for (const session of sessions) {
      assert.equal((await mark(app, ines.token, klass, session, marks)).status, 200);
    }
  };
  const assessmentOf = async (attendeeId: number) => {
    const {attendance: _, ...assessment} = await attendeeRow(app, attendeeId);
    return assessment;
  };
  const assessmentLog = async () =>
    (await activityOf(app, bookingId)).filter(({action}) => action === 'booking.assessment_marked');

  it('says who passed and who failed, who said it and when, and logs it', async () => {
    await givenAttendance({[ann]: 'late', [ben]: 'present'});

    const {status, body} = await assess(app, ines.token, klass, {[ann]: 'passed', [ben]: 'failed'});

    assert.equal(status, 200);
    assert.deepEqual(
      body.attendees.map(({assessment}: {assessment: string}) => assessment),
      ['passed', 'failed'],
    );
    const said = {assessed_by: ines.id, assessed_at: app.now};
    assert.deepEqual(await assessmentOf(ann), {assessment: 'passed', ...said});
    assert.deepEqual(await assessmentOf(ben), {assessment: 'failed', ...said});
    const values = (first: string, second: string) => ({
      attendees: [
        {id: ann, assessment: first},
        {id: ben, assessment: second},
      ],
    });
    assert.deepEqual(await assessmentLog(), [
      {
        admin_id: ines.id,
        action: 'booking.assessment_marked',
        old_values: values('pending', 'pending'),
        new_values: values('passed', 'failed'),
      },
    ]);
  });

  it('lets nobody pass who missed a session or is not marked at all of them, and then changes nobody', async () => {
    await givenAttendance({[ann]: 'present', [ben]: 'present'}, klass.sessions.slice(0, 1));
    await givenAttendance({[ben]: 'absent'}, klass.sessions.slice(1));
    const eve = (await givenAttendees(app, klass.scheduleId, ['Eve'])).attendees[0] ?? 0;
    await givenAttendance({[eve]: 'present'});

    const answer = await assess(app, ines.token, klass, {[eve]: 'passed', [ann]: 'passed', [ben]: 'passed'});

    assertRefused(answer, 409, 'ATTENDANCE_REQUIRED');
    assert.deepEqual(answer.body.error.details.attendeeIds.sort(), [ann, ben].sort());
    for (const id of [ann, ben, eve]) assert.deepEqual(await assessmentOf(id), UNASSESSED);
    assert.equal((await assess(app, ines.token, klass, {[ben]: 'failed'})).status, 200);
  });

  it('keeps somebody who passed present, until the assessment is taken back', async () => {
    await givenAttendance({[ann]: 'present'});
    await assess(app, ines.token, klass, {[ann]: 'passed'});

    for (const attendance of ['absent', 'expected']) {
      const answer = await mark(app, ines.token, klass, klass.sessions[0], {[ann]: attendance});
      assertRefused(answer, 409, 'ATTENDANCE_REQUIRED');
      assert.deepEqual(answer.body.error.details, {attendeeIds: [ann]});
    }
    assert.equal((await mark(app, ines.token, klass, klass.sessions[0], {[ann]: 'late'})).status, 200);

    assert.equal((await assess(app, ines.token, klass, {[ann]: 'pending'})).status, 200);
    assert.deepEqual(await assessmentOf(ann), UNASSESSED);
    assert.equal((await mark(app, ines.token, klass, klass.sessions[0], {[ann]: 'absent'})).status, 200);
  });

  it('changes nothing when it is said again', async () => {
    await assess(app, ines.token, klass, {[ann]: 'failed'});
    const before = await assessmentOf(ann);
    app.passes({minutes: 5});

    assert.equal((await assess(app, ines.token, klass, {[ann]: 'failed', [ben]: 'pending'})).status, 200);

    assert.deepEqual(await assessmentOf(ann), before);
    assert.equal((await assessmentLog()).length, 1);
  });

  it('begins on the first day of the course', async () => {
    const tomorrow = new Date(app.now.getTime() + 86_400_000);
    const next = await givenClass(app, {instructorId: ines.id, lastDay: tomorrow});
    const {attendees} = await givenAttendees(app, next.scheduleId, ['Ann']);

    assertRefused(
      await assess(app, ines.token, next, {[attendees[0] ?? 0]: 'failed'}),
      409,
      'SESSION_NOT_BEGUN',
    );
  });

  it('is for attendees on the register of a schedule that is not cancelled', async () => {
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Eve'], 'pending');
    const pending = await assess(app, ines.token, klass, {[attendees[0] ?? 0]: 'failed'});
    assertRefused(pending, 404, 'ATTENDEE_NOT_FOUND');

    await app.rows(`update course_schedules set status = 'cancelled', cancelled_at = now() where id = $1`, [
      klass.scheduleId,
    ]);
    assertRefused(await assess(app, ines.token, klass, {[ann]: 'failed'}), 409, 'REGISTER_CLOSED');
    assert.deepEqual(await assessmentOf(ann), UNASSESSED);
  });

  it('is corrected by an admin alone once the booking is completed', async () => {
    await app.rows(`update bookings set status = 'completed' where id = $1`, [bookingId]);

    assertRefused(await assess(app, ines.token, klass, {[ann]: 'failed'}), 409, 'REGISTER_CLOSED');
    assert.deepEqual(await assessmentOf(ann), UNASSESSED);
    assert.equal((await assess(app, admin.token, klass, {[ann]: 'failed'})).status, 200);
    assert.equal((await assessmentOf(ann)).assessed_by, admin.id);
  });

  it('is not understood with another word, with nobody, or with somebody twice', async () => {
    const route = `/api/instructor/schedules/${klass.scheduleId}/assessments`;
    const once = {attendeeId: ann, assessment: 'failed'};
    for (const assessments of [[], [{...once, assessment: 'maybe'}], [once, once]]) {
      const answer = await app.call('PUT', route, {token: ines.token, body: {assessments}});
      assertRefused(answer, 422, 'VALIDATION_FAILED');
    }
    assert.deepEqual(await assessmentOf(ann), UNASSESSED);
  });
});
