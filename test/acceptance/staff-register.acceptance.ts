import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {assess, type Class, givenAttendees, givenClass, mark} from '../helpers/register';

describe('The register in the office', () => {
  let app: TestApp;
  let ines: {id: number; token: string};
  let admin: {id: number; token: string};
  let klass: Class;
  let bookingId: number;
  let [ann, ben] = [0, 0];

  before(async () => {
    app = await givenApplication();
    ines = await app.givenSignIn('instructor');
    admin = await app.givenSignIn('admin');
  });
  beforeEach(async () => {
    klass = await givenClass(app, {instructorId: ines.id, days: 2});
    ({
      bookingId,
      attendees: [ann = 0, ben = 0],
    } = await givenAttendees(app, klass.scheduleId, ['=Ann', 'Zoë']));
    await givenAttendees(app, klass.scheduleId, ['Pending'], 'pending');
    for (const session of klass.sessions) await mark(app, ines.token, klass, session, {[ann]: 'present'});
    await assess(app, ines.token, klass, {[ann]: 'passed'});
  });
  afterEach(() => app.rows('update course_schedules set instructor_id = null'));
  after(() => app?.stop());

  const read = (suffix = '', id = klass.scheduleId) =>
    app.get(`/api/admin/schedules/${id}/register${suffix}`, {token: admin.token});

  it('shows who said what, and how to reach each attendee', async () => {
    const {status, body} = await read();

    assert.equal(status, 200);
    assert.deepEqual(
      [body.instructorId, body.instructorName, body.capacity],
      [ines.id, 'Ada instructor', 12],
    );
    assert.equal(body.attendees.length, 2);
    const [shown, other] = body.attendees;
    assert.deepEqual(
      [shown.id, shown.bookingId, shown.paymentStatus, shown.email, shown.phone],
      [ann, bookingId, 'pending', 'private@example.com', '0113 496 1111'],
    );
    assert.deepEqual(
      [shown.attendance, shown.assessment, shown.assessedBy, shown.assessedAt],
      ['present', 'passed', 'Ada instructor', app.now.toISOString()],
    );
    assert.deepEqual(
      shown.sessions,
      klass.sessions.map(sessionId => ({
        sessionId,
        attendance: 'present',
        markedBy: 'Ada instructor',
        markedAt: app.now.toISOString(),
      })),
    );
    assert.deepEqual(
      [other.id, other.assessedBy, other.assessedAt, other.sessions[0]],
      [
        ben,
        null,
        null,
        {sessionId: klass.sessions[0], attendance: 'expected', markedBy: null, markedAt: null},
      ],
    );
  });

  it('is a file for spreadsheets, with a column for each session', async () => {
    const {status, body, headers} = await read('.csv');

    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
    assert.equal(
      headers.get('content-disposition'),
      `attachment; filename="register-${klass.scheduleId}.csv"`,
    );
    const [header = '', ...lines] = String(body)
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n');
    assert.match(header, /,session 1 \(2027-02-28\),session 2 \(2027-03-01\),attendance,assessment$/);
    assert.equal(lines.length, 2, 'the pending booking is not on it');
    assert.match(lines[0] ?? '', new RegExp(`^${ann},Doe,'=Ann,.*,present,present,present,passed$`));
    assert.match(lines[1] ?? '', new RegExp(`^${ben},Doe,Zoë,.*,expected,expected,expected,pending$`));
  });

  it('is none where there is no schedule', async () => {
    for (const suffix of ['', '.csv']) {
      assertRefused(await read(suffix, 2_147_483_647), 404, 'SCHEDULE_NOT_FOUND');
    }
  });

  it("lets an admin see and mark every instructor's schedule", async () => {
    const route = `/api/instructor/schedules/${klass.scheduleId}`;
    assert.equal((await app.get(route, {token: admin.token})).status, 200);
    assert.equal((await mark(app, admin.token, klass, klass.sessions[0], {[ben]: 'late'})).status, 200);

    const list = await app.get('/api/instructor/schedules?limit=100', {token: admin.token});
    assert.ok(list.body.items.some(({id}: {id: number}) => id === klass.scheduleId));
    const {body} = await read();
    assert.equal(body.attendees[1].sessions[0].markedBy, 'Ada admin');
  });
});
