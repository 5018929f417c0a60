import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';

describe('A venue and an instructor are in one place at a time', () => {
  let app: TestApp;
  let token: string;
  let courseId: number;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    courseId = await app.given.course();
  });
  after(() => app?.stop());

  const day = (date: string, from = '09:00', to = '16:00') => ({
    startDatetime: `${date}T${from}:00Z`,
    endDatetime: `${date}T${to}:00Z`,
  });
  const plan = (venueId: number, sessions: object[], instructorId?: number): Promise<Answer> =>
    app.post('/api/admin/schedules', {courseId, venueId, instructorId, sessions}, {token});
  const planned = async (...request: Parameters<typeof plan>): Promise<number> => {
    const {status, body} = await plan(...request);
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  };
  const countAt = async (venueId: number) =>
    (await app.rows('select id from course_schedules where venue_id = $1', [venueId])).length;

  it('so a second schedule at the same time is refused, draft or published', async () => {
    const venueId = await app.given.venue();
    const first = await planned(venueId, [day('2027-06-01')]);
    const overlaps = [
      day('2027-06-01'),
      day('2027-06-01', '15:59', '20:00'),
      day('2027-06-01', '08:00', '09:01'),
    ];

    for (const status of ['draft', 'published']) {
      await app.rows('update course_schedules set status = $2 where id = $1', [first, status]);
      for (const session of overlaps) assertRefused(await plan(venueId, [session]), 409, 'VENUE_CONFLICT');
    }
    assert.equal(await countAt(venueId), 1);
  });

  it('but one may begin when the other ends', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];

    await planned(venueId, [day('2027-06-01', '09:00', '12:00')], instructorId);
    await planned(venueId, [day('2027-06-01', '12:00', '15:00')], instructorId);
    await planned(venueId, [day('2027-06-01', '08:00', '09:00')], instructorId);
  });

  it('judged on the days of a course, not on the span from its first to its last', async () => {
    const venueId = await app.given.venue();
    await planned(venueId, [day('2027-06-01'), day('2027-06-08'), day('2027-06-15')]);

    assertRefused(await plan(venueId, [day('2027-06-08', '15:00', '18:00')]), 409, 'VENUE_CONFLICT');
    assertRefused(await plan(venueId, [day('2027-06-02'), day('2027-06-15')]), 409, 'VENUE_CONFLICT');
    await planned(venueId, [day('2027-06-02'), day('2027-06-09')]);
  });

  it('so an instructor is not planned twice, at another venue either', async () => {
    const instructorId = await app.given.instructor();
    await planned(await app.given.venue(), [day('2027-06-01'), day('2027-06-02')], instructorId);

    const elsewhere = await plan(
      await app.given.venue(),
      [day('2027-06-02', '15:00', '18:00')],
      instructorId,
    );

    assertRefused(elsewhere, 409, 'INSTRUCTOR_CONFLICT');
    await planned(await app.given.venue(), [day('2027-06-02')], await app.given.instructor());
    await planned(await app.given.venue(), [day('2027-06-02')]);
  });

  it('until the schedule is cancelled, which frees both', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];
    const first = await planned(venueId, [day('2027-06-01')], instructorId);
    assertRefused(await plan(venueId, [day('2027-06-01')], instructorId), 409, 'VENUE_CONFLICT');

    await app.post(`/api/admin/schedules/${first}/cancel`, {reason: 'moved'}, {token});

    await planned(venueId, [day('2027-06-01')], instructorId);
  });

  it('also when ten admins plan at once: exactly one schedule is made', async () => {
    const venueId = await app.given.venue();
    const instructorId = await app.given.instructor();
    const venueIds = await Promise.all(Array.from({length: 10}, () => app.given.venue()));

    const atOneVenue = await atOnce(10, () => plan(venueId, [day('2027-06-01'), day('2027-06-02')]));
    const withOneInstructor = await atOnce(10, index =>
      plan(venueIds[index] ?? 0, [day('2027-06-03')], instructorId),
    );

    assert.deepEqual(outcomes(atOneVenue), {201: 1, VENUE_CONFLICT: 9});
    assert.deepEqual(outcomes(withOneInstructor), {201: 1, INSTRUCTOR_CONFLICT: 9});
    assert.equal(await countAt(venueId), 1);
    const [activities] = await app.rows<{count: string}>(
      `select count(*) from admin_activity_logs where action = 'schedule.created'
       and entity_id in (select id from course_schedules where venue_id = $1)`,
      [venueId],
    );
    assert.equal(activities?.count, '1');
  });

  it('also when two admins move two schedules into the same free day at once: one is told who was first', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];
    const ids = [
      await planned(venueId, [day('2027-07-01')], instructorId),
      await planned(venueId, [day('2027-07-02')], instructorId),
    ];

    const answers = await atOnce(2, index =>
      app.call('PATCH', `/api/admin/schedules/${ids[index]}`, {
        token,
        body: {sessions: [day('2027-07-05', '09:00', '16:00')]},
        headers: {'If-Match': '"1"'},
      }),
    );

    assert.deepEqual(outcomes(answers), {200: 1, VENUE_CONFLICT: 1});
    const [winner, loser] = answers[0]?.status === 200 ? ids : ids.toReversed();
    const refused = answers.find(({status}) => status === 409);
    assert.equal(refused?.body.error.details.conflicts[0].scheduleId, winner);
    const [kept] = await app.rows<{start: Date}>(
      'select start_datetime as start from course_schedules where id = $1',
      [loser],
    );
    assert.match(kept?.start.toISOString() ?? '', /^2027-07-0[12]/);
  });

  it('and a venue never becomes smaller than what is planned there', async () => {
    const venueId = await app.given.venue({capacity: 12});
    await planned(venueId, [day('2027-06-01')]);

    await assert.rejects(app.rows('update venues set capacity = 11 where id = $1', [venueId]), {
      constraint: 'venues_schedule_capacity_check',
    });
    await app.rows('update venues set capacity = 13 where id = $1', [venueId]);
  });
});
