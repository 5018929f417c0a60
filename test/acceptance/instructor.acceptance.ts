import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {assess, attendeeRow, type Class, givenAttendees, givenClass, mark} from '../helpers/register';

interface Person {
  id: number;
  token: string;
}

const PRIVATE = [
  'price',
  'paymentAmount',
  'paymentStatus',
  'paidAmount',
  'discountApplied',
  'notes',
  'bookingId',
];

describe('An instructor', () => {
  let app: TestApp;
  let ines: Person;
  let tom: Person;

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    ines = await app.givenSignIn('instructor');
    tom = await app.givenSignIn('instructor');
  });
  after(() => app?.stop());

  const listed = async (token: string, query = '') => {
    const {status, body} = await app.get(`/api/instructor/schedules${query}`, {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const idsOf = ({items}: {items: {id: number}[]}) => items.map(({id}) => id);
  const read = ({scheduleId}: Class, token: string) =>
    app.get(`/api/instructor/schedules/${scheduleId}`, {token});
  const startingAt = (startsAt: string, status: 'draft' | 'published' | 'cancelled' = 'published') =>
    app.given.schedule({instructorId: ines.id, startsAt, status});

  it('sees their own schedules by start, and how many come', async () => {
    const later = await startingAt('2027-04-02T09:00Z');
    const sooner = await startingAt('2027-04-01T09:00Z', 'draft');
    await app.given.schedule({instructorId: tom.id});
    await app.given.schedule();
    await givenAttendees(app, later, ['Ann', 'Ben']);
    await givenAttendees(app, later, ['Cat'], 'completed');
    await givenAttendees(app, later, ['Dan'], 'pending');
    await givenAttendees(app, later, ['Eve'], 'cancelled');

    const page = await listed(ines.token);

    assert.deepEqual(
      page.items.map((item: {id: number; attendees: number}) => [item.id, item.attendees]),
      [
        [sooner, 0],
        [later, 3],
      ],
    );
    assert.deepEqual([page.nextCursor, page.total], [null, {count: 2, isExact: true}]);
    assert.deepEqual(Object.keys(page.items[0]).sort(), [
      'attendees',
      'capacity',
      'courseName',
      'endDatetime',
      'id',
      'startDatetime',
      'status',
      'venueCity',
      'venueName',
    ]);
  });

  it("filters them by status and by days of the company's calendar, both included", async () => {
    // 23:30 in London on the last day of May is 22:30 in UTC: the clocks are an hour ahead.
    const may = await startingAt('2027-05-31T22:30Z', 'cancelled');
    const june = await startingAt('2027-05-31T23:00Z');
    const draft = await startingAt('2027-06-30T09:00Z', 'draft');

    assert.deepEqual(idsOf(await listed(ines.token, '?from=2027-05-31&to=2027-05-31')), [may]);
    assert.deepEqual(idsOf(await listed(ines.token, '?from=2027-06-01')), [june, draft]);
    assert.deepEqual(idsOf(await listed(ines.token, '?to=2027-06-01')), [may, june]);
    assert.deepEqual(idsOf(await listed(ines.token, '?status=draft')), [draft]);
    assertRefused(
      await app.get('/api/instructor/schedules?from=2027-02-30', {token: ines.token}),
      422,
      'VALIDATION_FAILED',
    );
  });

  it('leafs through them page by page, each once, also those that started together', async () => {
    const same = '2027-05-01T09:00Z';
    const ids = [
      await startingAt(same, 'cancelled'),
      await startingAt(same),
      await startingAt('2027-06-01T09:00Z'),
    ];

    const seen: number[] = [];
    let after = '';
    do {
      const page = await listed(ines.token, `?limit=1${after}`);
      seen.push(...idsOf(page));
      after = page.nextCursor === null ? '' : `&after=${page.nextCursor}`;
    } while (after !== '');

    assert.deepEqual(seen, ids);
    assertRefused(
      await app.get('/api/instructor/schedules?after=x', {token: ines.token}),
      400,
      'INVALID_CURSOR',
    );
  });

  it('reads the register: names, references and the contact, but no money and no private address', async () => {
    const klass = await givenClass(app, {instructorId: ines.id, days: 2});
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Zoë', 'Ann']);
    await givenAttendees(app, klass.scheduleId, ['Pending'], 'pending');
    await givenAttendees(app, klass.scheduleId, ['Gone'], 'cancelled');

    const {status, body} = await read(klass, ines.token);

    assert.equal(status, 200);
    assert.deepEqual(
      body.sessions.map(({id}: {id: number}) => id),
      klass.sessions,
    );
    assert.deepEqual(
      body.attendees.map(({id, firstName}: {id: number; firstName: string}) => [id, firstName]),
      [
        [attendees[1], 'Ann'],
        [attendees[0], 'Zoë'],
      ],
    );
    const [ann] = body.attendees;
    assert.deepEqual(ann.contact, {
      firstName: 'Connie',
      lastName: 'Tact',
      email: `${ann.bookingReference.toLowerCase()}@example.com`,
      phone: '0113 496 0000',
    });
    assert.deepEqual(
      [ann.attendance, ann.assessment, ann.bookingStatus, ann.sessions],
      [
        'expected',
        'pending',
        'confirmed',
        klass.sessions.map(sessionId => ({sessionId, attendance: 'expected'})),
      ],
    );
    const text = JSON.stringify(body);
    for (const name of PRIVATE) assert.ok(!text.includes(`"${name}"`), name);
    for (const secret of ['private@example.com', '0113 496 1111', 'pays late']) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it("neither sees nor marks another instructor's schedule, nor one of nobody", async () => {
    for (const instructorId of [tom.id, undefined]) {
      const theirs = await givenClass(app, {instructorId});
      const {attendees} = await givenAttendees(app, theirs.scheduleId, ['Ann']);
      const [id = 0] = attendees;

      assertRefused(await read(theirs, ines.token), 404, 'SCHEDULE_NOT_FOUND');
      assertRefused(
        await mark(app, ines.token, theirs, theirs.sessions[0], {[id]: 'present'}),
        404,
        'SCHEDULE_NOT_FOUND',
      );
      assertRefused(await assess(app, ines.token, theirs, {[id]: 'failed'}), 404, 'SCHEDULE_NOT_FOUND');
      assert.deepEqual(idsOf(await listed(ines.token)), []);
      assert.deepEqual(await attendeeRow(app, id), {
        attendance: 'expected',
        assessment: 'pending',
        assessed_by: null,
        assessed_at: null,
      });
    }
  });

  it('loses a schedule with its assignment', async () => {
    const klass = await givenClass(app, {instructorId: ines.id});
    assert.equal((await read(klass, ines.token)).status, 200);

    await app.rows('update course_schedules set instructor_id = $1 where id = $2', [
      tom.id,
      klass.scheduleId,
    ]);

    assertRefused(await read(klass, ines.token), 404, 'SCHEDULE_NOT_FOUND');
    assert.equal((await read(klass, tom.token)).status, 200);
  });

  it('is signed out when the account is deactivated', async () => {
    const klass = await givenClass(app, {instructorId: ines.id});
    const {attendees} = await givenAttendees(app, klass.scheduleId, ['Ann']);
    await app.rows('update users set is_active = false where id = $1', [ines.id]);

    const answers = [
      await app.get('/api/instructor/schedules', {token: ines.token}),
      await read(klass, ines.token),
      await mark(app, ines.token, klass, klass.sessions[0], {[attendees[0] ?? 0]: 'present'}),
      await assess(app, ines.token, klass, {[attendees[0] ?? 0]: 'failed'}),
    ];

    for (const answer of answers) assertRefused(answer, 401, 'NOT_AUTHENTICATED');
    assert.equal((await attendeeRow(app, attendees[0] ?? 0)).attendance, 'expected');
  });

  it('reaches nothing of the office, not even about their own schedule', async () => {
    const {scheduleId} = await givenClass(app, {instructorId: ines.id});
    const {body: api} = await app.get('/openapi.json');
    const operations = Object.entries(api.paths as Record<string, object>)
      .filter(([path]) => path.startsWith('/api/admin'))
      .flatMap(([path, verbs]) => Object.keys(verbs).map(verb => ({verb, path})));
    assert.ok(operations.length > 30);

    for (const {verb, path} of operations) {
      const route = path.replace(/\{\w+\}/g, String(scheduleId));
      const body = ['get', 'delete'].includes(verb) ? undefined : {};
      const answer = await app.call(verb.toUpperCase(), route, {token: ines.token, body});

      assert.deepEqual([answer.status, answer.body.error?.code], [403, 'NOT_ALLOWED'], `${verb} ${path}`);
    }
  });
});
