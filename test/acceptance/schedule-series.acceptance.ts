import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, whileCommitsFail} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';
import {day} from '../helpers/planner';

const ONE_DAY = [{day: 1, startTime: '09:00', endTime: '16:00'}];
const THREE_DAYS = [1, 2, 3].map(number => ({day: number, startTime: '09:00', endTime: '16:30'}));

describe('Staff plan a recurring course', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  /** Three Mondays, the last after the clocks went forward, unless told otherwise. */
  const plan = async (values: object = {}) => ({
    courseId: await app.given.course(),
    venueId: await app.given.venue(),
    rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=3',
    startsOn: '2027-03-15',
    sessions: ONE_DAY,
    ...values,
  });
  const ask = (route: 'series' | 'series/preview', request: object): Promise<Answer> =>
    app.post(`/api/admin/schedules/${route}`, request, {token: admin.token});
  const schedulesAt = (venueId: number) =>
    app.rows<{id: number; series_id: number | null; status: string}>(
      'select id, series_id, status from course_schedules where venue_id = $1 order by start_datetime',
      [venueId],
    );

  it('and see its dates first, at nine by the clock before and after it changes, with nothing written', async () => {
    const request = await plan();

    const {status, body} = await ask('series/preview', request);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body, {
      capacity: 12,
      venueCapacity: 1000,
      occurrences: [
        {day: '2027-03-15', sessions: [day('2027-03-15')], conflicts: []},
        {day: '2027-03-22', sessions: [day('2027-03-22')], conflicts: []},
        {day: '2027-03-29', sessions: [day('2027-03-29', '08:00', '15:00')], conflicts: []},
      ],
      conflicting: 0,
    });
    assert.deepEqual(await schedulesAt(request.venueId), []);
  });

  it('as drafts that are found together, each and the whole in the activity log', async () => {
    const instructorId = await app.given.instructor();
    const request = await plan({
      rule: 'RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=3',
      excludedDays: ['2027-05-04'],
      sessions: THREE_DAYS,
      instructorId,
      capacity: 8,
      minSeats: 4,
      notes: 'Bring boots',
    });

    const {status, body, headers} = await ask('series', request);

    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      body.schedules.map(({day: begins}: {day: string}) => begins),
      ['2027-04-06', '2027-06-01'],
    );
    assert.deepEqual(body.skipped, []);
    const found = await app.get(headers.get('Location') ?? '', {token: admin.token});
    assert.deepEqual(
      found.body.items.map(({id, seriesId, status: is}: Record<string, unknown>) => [id, seriesId, is]),
      body.schedules.map(({id}: {id: number}) => [id, body.seriesId, 'draft']),
    );
    const [{id}] = body.schedules;
    const schedule = (await app.get(`/api/admin/schedules/${id}`, {token: admin.token})).body;
    assert.deepEqual(
      [schedule.seriesId, schedule.instructorId, schedule.capacity, schedule.minSeats, schedule.notes],
      [body.seriesId, instructorId, 8, 4, 'Bring boots'],
    );
    assert.deepEqual(
      schedule.sessions,
      ['06', '07', '08'].map(date => day(`2027-04-${date}`, '08:00', '15:30')),
    );
    const log = await app.rows<{action: string; entity_id: number; new_values: Record<string, unknown>}>(
      'select action, entity_id, new_values from admin_activity_logs where admin_id = $1 order by id',
      [admin.id],
    );
    assert.deepEqual(
      log.map(row => [row.action, row.entity_id]),
      [
        ['schedule_series.created', body.seriesId],
        ...body.schedules.map((made: {id: number}) => ['schedule.created', made.id]),
      ],
    );
    assert.deepEqual(log[0]?.new_values, {
      rule: 'FREQ=MONTHLY;BYDAY=1TU;COUNT=3',
      startsOn: '2027-03-15',
      excludedDays: ['2027-05-04'],
      sessions: THREE_DAYS,
    });
    assert.equal(log[1]?.new_values.seriesId, body.seriesId);
  });

  for (const [change, first, second] of [
    ['forward', day('2027-03-27', '09:00', '16:30'), day('2027-03-28', '08:00', '15:30')],
    ['back', day('2027-10-30', '08:00', '15:30'), day('2027-10-31', '09:00', '16:30')],
  ] as const) {
    it(`over the night in which the clocks go ${change}: whoever books it comes at nine on both days`, async () => {
      const request = await plan({
        rule: 'FREQ=WEEKLY;COUNT=1',
        startsOn: first.startDatetime.slice(0, 10),
        sessions: THREE_DAYS.slice(0, 2),
      });
      const {body: made} = await ask('series', request);
      const scheduleId = made.schedules[0].id;
      await app.post(`/api/admin/schedules/${scheduleId}/publish`, undefined, {token: admin.token});

      const {reference, token} = await book(app, scheduleId);

      const {body} = await app.get(`/api/bookings/${reference}`, {token});
      assert.deepEqual(body.schedule.sessions, [first, second]);
      const events = eventsIn((await app.get(`/api/bookings/${reference}/calendar.ics`, {token})).body);
      const compact = (time: string) => time.replace(/[-:]|\.000/g, '');
      assert.deepEqual(
        events.map(event => [event.DTSTART, event.DTEND]),
        [first, second].map(session => [compact(session.startDatetime), compact(session.endDatetime)]),
      );
    });
  }

  it('not by a rule without an end, one that finds nothing, or one in the past', async () => {
    for (const [values, path] of [
      [{rule: 'FREQ=WEEKLY;BYDAY=MO'}, '/rule'],
      [{rule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20270314'}, '/rule'],
      [{rule: 'every Monday'}, '/rule'],
      [{startsOn: '2027-03-01'}, '/startsOn'],
      [{startsOn: '2027-02-29'}, '/startsOn'],
      [{excludedDays: ['2027-03-16']}, '/excludedDays/0'],
      [{sessions: [{day: 2, startTime: '09:00', endTime: '16:00'}]}, '/sessions'],
      [
        {
          startsOn: '2027-03-27',
          rule: 'FREQ=DAILY;COUNT=1',
          sessions: [...ONE_DAY, {day: 2, startTime: '01:30', endTime: '05:00'}],
        },
        '/sessions',
      ],
      [{minSeats: 13}, '/minSeats'],
    ] as const) {
      for (const route of ['series/preview', 'series'] as const) {
        const refused = await ask(route, await plan(values));

        assertRefused(refused, 422, 'VALIDATION_FAILED');
        assert.equal(refused.body.error.details.problems[0].path, path, JSON.stringify(refused.body));
      }
    }
  });

  it('only of a course, at a venue and with an instructor that there are', async () => {
    const off = await app.given.course({isActive: false});
    for (const route of ['series/preview', 'series'] as const) {
      assertRefused(await ask(route, await plan({courseId: off})), 404, 'COURSE_NOT_FOUND');
      assertRefused(await ask(route, await plan({venueId: 999_999})), 404, 'VENUE_NOT_FOUND');
      assertRefused(await ask(route, await plan({instructorId: admin.id})), 404, 'INSTRUCTOR_NOT_FOUND');
    }
  });

  it('two hundred dates at once, and no date of them when the last step fails', async () => {
    const request = await plan({rule: 'FREQ=DAILY;COUNT=200', startsOn: '2028-01-01'});

    const failed = await whileCommitsFail(app.database, 'schedule_series', () => ask('series', request));
    assert.equal(failed.status, 500);
    assert.deepEqual(await schedulesAt(request.venueId), []);

    const {status, body} = await ask('series', request);
    assert.deepEqual([status, body.schedules.length], [201, 200]);
  });
});
