import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, mailsTo, seatsTaken, whileInsertsFail} from '../helpers/booking';
import {day, Planner} from '../helpers/planner';
import {outcomes} from '../helpers/race';
import {activityOf, racingForRow, type StaffRecords} from '../helpers/staff-records';

describe('Staff change a schedule', () => {
  let app: TestApp;
  let token: string;
  let planner: Planner;
  let schedules: StaffRecords;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    planner = new Planner(app, token);
    ({schedules} = planner);
  });
  after(() => app?.stop());

  const contact = (email: string) => ({contact: {firstName: 'A', lastName: 'B', email}});

  it('in everything that may change, at once; it then spans its new days', async () => {
    const before = await planner.draft();
    const change = {
      venueId: await app.given.venue({capacity: 8}),
      instructorId: await app.given.instructor(),
      sessions: [day('2027-06-02'), day('2027-06-01', '08:00', '12:00')],
      capacity: 8,
      minSeats: 3,
      notes: "O'Brien brings <dolls>",
    };

    const {status, body, headers} = await schedules.edit(before.id, change, 1);

    assert.deepEqual([status, headers.get('ETag')], [200, '"2"']);
    const sessions = change.sessions.toReversed();
    const expected = {
      ...change,
      sessions,
      startDatetime: '2027-06-01T08:00:00.000Z',
      endDatetime: '2027-06-02T16:00:00.000Z',
      seatsAvailable: 8,
      version: 2,
      status: 'draft',
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(body[name], value, name);
    const [, activity] = await activityOf(app, 'course_schedule', before.id);
    assert.equal(activity?.action, 'schedule.updated');
    const {sessions: _, ...plain} = change;
    for (const [name, value] of Object.entries(plain)) {
      const logged = [activity?.old_values?.[name], activity?.new_values?.[name]];
      assert.deepEqual(logged, [before[name], value], name);
    }
    assert.ok(activity?.old_values?.sessions && activity.new_values?.sessions);
  });

  it('in what was sent and in nothing else; what is the same is no change', async () => {
    const before = await planner.draft({instructorId: await app.given.instructor(), notes: 'old'});

    const {body} = await schedules.edit(before.id, {notes: null}, 1);

    assert.deepEqual(body, {...before, notes: null, version: 2});
    const {venueId, instructorId, sessions, capacity, minSeats} = before;
    const same = await schedules.edit(
      before.id,
      {venueId, instructorId, sessions, capacity, minSeats, notes: null},
      2,
    );
    assert.deepEqual([same.status, same.body.version], [200, 2]);
    assert.equal((await activityOf(app, 'course_schedule', before.id)).length, 2);
  });

  it('only having seen its newest version; who was slower is told how it is now', async () => {
    const {id} = await planner.draft();
    const editors = [0, 1, 2, 3, 4].map(n => () => schedules.edit(id, {notes: `editor ${n}`}, 1));
    const answers = await racingForRow(app.database, 'course_schedules', id, editors);

    assert.deepEqual(outcomes(answers), {200: 1, VERSION_CONFLICT: 4});
    const {body: now} = await schedules.read(id);
    const late = await schedules.edit(id, {capacity: 5}, 1);
    assertRefused(late, 412, 'VERSION_CONFLICT');
    assert.deepEqual(late.body.error.details.current, now);
    assertRefused(await schedules.edit(id, {capacity: 5}, null), 428, 'VERSION_REQUIRED');
    assertRefused(await schedules.remove(id, null), 428, 'VERSION_REQUIRED');
    assertRefused(await schedules.remove(id, 1), 412, 'VERSION_CONFLICT');
    assertRefused(await schedules.edit(2_147_483_647, {capacity: 5}, 1), 404, 'SCHEDULE_NOT_FOUND');
  });

  it('customers who book meanwhile do not spoil what an editor has seen', async () => {
    const {id, version} = await planner.published();
    await book(app, id);

    const {status, body} = await schedules.edit(id, {notes: 'seen before'}, version);

    assert.deepEqual([status, body.seatsTaken], [200, 1]);
  });

  it('never to fewer seats than are sold; those of a hold that ran out are not', async () => {
    const {id, version} = await planner.published({capacity: 10});
    await book(app, id, {seats: 4});

    const refused = await schedules.edit(id, {capacity: 3}, version);

    assertRefused(refused, 409, 'CAPACITY_BELOW_SOLD');
    assert.deepEqual(refused.body.error.details, {seatsTaken: 4});
    assert.equal((await schedules.edit(id, {capacity: 4}, version)).body.seatsAvailable, 0);
    assertRefused(await app.post('/api/bookings', app.given.bookingRequest(id)), 409, 'SCHEDULE_FULL');
    await app.rows('update bookings set hold_expires_at = $1 where course_schedule_id = $2', [app.now, id]);
    assert.equal((await schedules.edit(id, {capacity: 3}, version + 1)).body.seatsAvailable, 3);
  });

  it('made smaller while people book: what is sold fits', async () => {
    const {id, version} = await planner.published({capacity: 10});

    const [edited, ...booked] = await Promise.all([
      schedules.edit(id, {capacity: 3}, version),
      ...Array.from({length: 6}, () => app.post('/api/bookings', app.given.bookingRequest(id))),
    ]);

    assert.ok([200, 409].includes(edited?.status ?? 0), JSON.stringify(edited?.body));
    const {body} = await schedules.read(id);
    const sold = booked.filter(answer => answer.status === 201).length;
    assert.deepEqual([body.seatsTaken, await seatsTaken(app, id)], [sold, sold]);
    assert.ok(sold <= body.capacity);
  });

  it('never beyond its venue, nor to a venue that is too small or not there', async () => {
    const {id} = await planner.draft({capacity: 12});
    const small = await app.given.venue({capacity: 11});

    assertRefused(await schedules.edit(id, {capacity: 21}, 1), 409, 'VENUE_TOO_SMALL');
    assertRefused(await schedules.edit(id, {venueId: small}, 1), 409, 'VENUE_TOO_SMALL');
    assertRefused(await schedules.edit(id, {venueId: 2_147_483_647}, 1), 404, 'VENUE_NOT_FOUND');
    assert.equal((await schedules.edit(id, {venueId: small, capacity: 11}, 1)).status, 200);
    assertRefused(await schedules.edit(id, {minSeats: 12}, 2), 422, 'VALIDATION_FAILED');
    assertRefused(await schedules.edit(id, {capacity: 5, minSeats: 6}, 2), 422, 'VALIDATION_FAILED');
  });

  it('to nobody as instructor, and to nobody who is none', async () => {
    const {id} = await planner.draft({instructorId: await app.given.instructor()});
    const {id: customer} = await app.givenSignIn('customer');

    assertRefused(await schedules.edit(id, {instructorId: customer}, 1), 404, 'INSTRUCTOR_NOT_FOUND');
    assert.equal((await schedules.edit(id, {instructorId: null}, 1)).body.instructorId, null);
  });

  it('in nothing that is not for them to set', async () => {
    const {id} = await planner.draft();
    for (const change of [
      {},
      {id: 1},
      {status: 'published'},
      {courseId: 1},
      {seatsTaken: 0},
      {version: 9},
      {capacity: '5'},
      {minSeats: -1},
      {notes: 'half a \ud83d smiley'},
      {sessions: [{...day('2027-05-04'), id: 1}]},
    ]) {
      assertRefused(await schedules.edit(id, change, 1), 422, 'VALIDATION_FAILED');
    }
  });

  it('only together with the log: when that fails, nothing changes and nobody is told', async () => {
    const before = await planner.published();
    await book(app, before.id, contact('untold@example.com'));

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      const answer = await schedules.edit(before.id, {sessions: [day('2027-10-01')]}, before.version);
      assertRefused(answer, 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual((await schedules.read(before.id)).body, {
      ...before,
      seatsTaken: 1,
      seatsAvailable: 11,
    });
    assert.deepEqual(await mailsTo(app, 'untold@example.com'), ['booking_received']);
  });
});
