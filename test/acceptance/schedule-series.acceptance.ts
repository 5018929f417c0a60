import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, untilSomeoneWaits, whileCommitsFail} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';
import {day} from '../helpers/planner';
import {atOnce, outcomes} from '../helpers/race';
import {until} from '../helpers/wait';

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
  const waiting = async () =>
    (
      await app.rows(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length;
  const schedulesAt = (venueId: number) =>
    app.rows<{id: number; series_id: number | null; status: string}>(
      'select id, series_id, status from course_schedules where venue_id = $1 order by start_datetime',
      [venueId],
    );
  const givenTaken = (values: {venueId?: number; instructorId?: number}, startsAt: string) =>
    app.given.schedule({...values, startsAt});

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

  it('over the night in which the clocks go forward: whoever books it comes at nine on both days', async () => {
    const request = await plan({
      rule: 'FREQ=WEEKLY;COUNT=1',
      startsOn: '2027-03-27',
      sessions: THREE_DAYS.slice(0, 2),
    });
    const {body: made} = await ask('series', request);
    const scheduleId = made.schedules[0].id;
    await app.post(`/api/admin/schedules/${scheduleId}/publish`, undefined, {token: admin.token});

    const {reference, token} = await book(app, scheduleId);

    const {body} = await app.get(`/api/bookings/${reference}`, {token});
    assert.deepEqual(body.schedule.sessions, [
      day('2027-03-27', '09:00', '16:30'),
      day('2027-03-28', '08:00', '15:30'),
    ]);
    const events = eventsIn((await app.get(`/api/bookings/${reference}/calendar.ics`, {token})).body);
    assert.deepEqual(
      events.map(event => [event.DTSTART, event.DTEND]),
      [
        ['20270327T090000Z', '20270327T163000Z'],
        ['20270328T080000Z', '20270328T153000Z'],
      ],
    );
  });

  it('and see which schedule takes the venue or the instructor on which date', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];
    const inVenue = await givenTaken({venueId}, '2027-03-22T14:00:00Z');
    const withInstructor = await givenTaken({instructorId}, '2027-03-29T10:00:00Z');
    const cancelled = await givenTaken({venueId}, '2027-03-15T10:00:00Z');
    await app.post(`/api/admin/schedules/${cancelled}/cancel`, {reason: 'x'}, {token: admin.token});

    const {body} = await ask('series/preview', await plan({venueId, instructorId}));

    assert.equal(body.conflicting, 2);
    const [first, second, third] = body.occurrences;
    assert.deepEqual(first.conflicts, []);
    assert.match(second.conflicts[0].courseName, /^Course/);
    assert.deepEqual(
      [second.conflicts, third.conflicts].map(([{courseName: _, ...conflict}]) => conflict),
      [
        {code: 'VENUE_CONFLICT', scheduleId: inVenue, ...day('2027-03-22', '14:00', '21:00')},
        {code: 'INSTRUCTOR_CONFLICT', scheduleId: withInstructor, ...day('2027-03-29', '10:00', '17:00')},
      ],
    );
  });

  it('all or nothing, unless the dates that can not be held are to be skipped', async () => {
    const venueId = await app.given.venue();
    const taken = await givenTaken({venueId}, '2027-03-22T09:00:00Z');
    const request = await plan({venueId});

    const refused = await ask('series', request);
    assertRefused(refused, 409, 'VENUE_CONFLICT');
    assert.deepEqual(
      refused.body.error.details.occurrences.map(
        (occurrence: {day: string; conflicts: {scheduleId: number}[]}) => [
          occurrence.day,
          occurrence.conflicts[0]?.scheduleId,
        ],
      ),
      [['2027-03-22', taken]],
    );
    assert.equal((await schedulesAt(venueId)).length, 1);

    const {status, body} = await ask('series', {...request, skipConflicts: true});
    assert.equal(status, 201);
    assert.deepEqual(
      [body.schedules, body.skipped].map(dates => dates.map((one: {day: string}) => one.day)),
      [['2027-03-15', '2027-03-29'], ['2027-03-22']],
    );
    assertRefused(await ask('series', {...request, skipConflicts: true}), 409, 'VENUE_CONFLICT');
  });

  it('not at a venue that is too small, which the preview says of each date', async () => {
    const request = await plan({venueId: await app.given.venue({capacity: 10})});

    const {body} = await ask('series/preview', request);
    assert.deepEqual([body.capacity, body.venueCapacity, body.conflicting], [12, 10, 3]);
    assert.deepEqual(body.occurrences[0].conflicts, [
      {code: 'VENUE_TOO_SMALL', scheduleId: null, courseName: null, startDatetime: null, endDatetime: null},
    ]);
    assertRefused(await ask('series', {...request, skipConflicts: true}), 409, 'VENUE_TOO_SMALL');
    assert.equal((await ask('series', {...request, capacity: 10})).status, 201);
  });

  it('not into its own earlier dates: three days, begun every second day', async () => {
    const request = await plan({rule: 'FREQ=DAILY;INTERVAL=2;COUNT=3', sessions: THREE_DAYS});

    const {body} = await ask('series/preview', request);
    assert.deepEqual(
      body.occurrences.map(({conflicts}: {conflicts: object[]}) => conflicts.length),
      [0, 1, 0],
    );
    assert.deepEqual(body.occurrences[1].conflicts[0], {
      code: 'VENUE_CONFLICT',
      scheduleId: null,
      courseName: null,
      startDatetime: '2027-03-15T09:00:00.000Z',
      endDatetime: '2027-03-17T16:30:00.000Z',
    });
    assertRefused(await ask('series', request), 409, 'VENUE_CONFLICT');
    assert.equal((await ask('series', {...request, skipConflicts: true})).body.schedules.length, 2);
  });

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

  it('of five admins who plan the same Mondays at once, one does, and the others are told', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];

    const request = await plan({venueId, instructorId});
    const answers = await atOnce(5, () => ask('series', request));

    assert.deepEqual(outcomes(answers), {201: 1, VENUE_CONFLICT: 4});
    assert.equal((await schedulesAt(venueId)).length, 3);
  });

  it('what is found free stays free: who plans a single day there waits for the series', async () => {
    const request = await plan();
    const single = {courseId: request.courseId, venueId: request.venueId, sessions: [day('2027-03-22')]};
    await app.rows(`
      create function pause() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
      create trigger pause before insert on schedule_series for each row execute function pause()`);

    const sent = await app.database.transaction(async query => {
      await query('select pg_advisory_xact_lock(1)');
      const series = ask('series', request);
      await untilSomeoneWaits(app.database);
      let isDone = false;
      const one = app.post('/api/admin/schedules', single, {token: admin.token}).finally(() => {
        isDone = true;
      });
      await until(async () => isDone || (await waiting()) === 2, 'the single day waits too, or is planned');
      return {series, one};
    });
    const answers = await Promise.all([sent.series, sent.one]);
    await app.rows('drop function pause() cascade');

    assert.deepEqual(
      answers.map(({status, body}) => body.error?.code ?? status),
      [201, 'VENUE_CONFLICT'],
    );
  });
});
