import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, untilSomeoneWaits} from '../helpers/booking';
import {day} from '../helpers/planner';
import {atOnce, outcomes} from '../helpers/race';
import {until} from '../helpers/wait';

const ONE_DAY = [{day: 1, startTime: '09:00', endTime: '16:00'}];
const THREE_DAYS = [1, 2, 3].map(number => ({day: number, startTime: '09:00', endTime: '16:30'}));

describe('A recurring course that meets other schedules', () => {
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

  it('all of them are told, however much stands in the way of the first ones', async () => {
    const venueId = await app.given.venue();
    const busy = await app.given.schedule({venueId, startsAt: '2027-05-01T00:00:00Z'});
    await app.rows(`update course_schedules set end_datetime = '2027-12-31' where id = $1`, [busy]);
    await app.rows(
      `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
       select $1, day + hour * interval '1 hour', day + hour * interval '1 hour' + interval '30 minutes'
       from generate_series(timestamptz '2027-05-02 00:00Z', '2027-11-30', '1 day') as d (day),
         generate_series(9, 14) as h (hour)`,
      [busy],
    );

    const {body} = await ask(
      'series/preview',
      await plan({venueId, rule: 'FREQ=DAILY;COUNT=200', startsOn: '2027-05-02'}),
    );

    assert.equal(body.conflicting, 200);
    assert.equal(body.occurrences.at(-1).conflicts.length, 6);
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
