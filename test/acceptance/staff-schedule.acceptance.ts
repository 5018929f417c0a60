import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {
  assertRefused,
  book,
  bookingRow,
  mailsTo,
  timesUsed,
  whileCommitsFail,
  whileInsertsFail,
} from '../helpers/booking';

describe('Staff and schedules', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  /** A day's session in London, 09:00 to 16:00 unless told otherwise. */
  const day = (date: string, from = '09:00', to = '16:00') => ({
    startDatetime: `${date}T${from}:00+01:00`,
    endDatetime: `${date}T${to}:00+01:00`,
  });
  const create = async (request: object): Promise<Answer> =>
    app.post(
      '/api/admin/schedules',
      {
        courseId: await app.given.course(),
        venueId: await app.given.venue(),
        sessions: [day('2027-05-04')],
        ...request,
      },
      {token: admin.token},
    );
  const created = async (request: object = {}) => {
    const {status, body} = await create(request);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const change = (id: number, verb: 'publish' | 'cancel', body?: object) =>
    app.post(`/api/admin/schedules/${id}/${verb}`, body, {token: admin.token});
  const activityOf = (id: number) =>
    app.rows<{action: string; old_values: object | null; new_values: Record<string, unknown>}>(
      `select action, old_values, new_values from admin_activity_logs
       where entity_type = 'course_schedule' and entity_id = $1 order by id`,
      [id],
    );

  it('create a draft that the public does not see', async () => {
    const courseId = await app.given.course({maxCapacity: 8});
    const instructorId = await app.given.instructor();

    const draft = await created({
      courseId,
      instructorId,
      minSeats: 4,
      notes: "bring the <dummy>; it's heavy",
      sessions: [day('2027-05-05'), day('2027-05-04')],
    });

    const expected = {
      courseId,
      instructorId,
      status: 'draft',
      startDatetime: '2027-05-04T08:00:00.000Z',
      endDatetime: '2027-05-05T15:00:00.000Z',
      capacity: 8,
      seatsTaken: 0,
      seatsAvailable: 8,
      minSeats: 4,
      notes: "bring the <dummy>; it's heavy",
      cancelledAt: null,
      version: 1,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(draft[name], value, name);
    assert.deepEqual(
      draft.sessions.map((session: {startDatetime: string}) => session.startDatetime),
      ['2027-05-04T08:00:00.000Z', '2027-05-05T08:00:00.000Z'],
    );
    assertRefused(await app.get(`/api/schedules/${draft.id}`), 404, 'SCHEDULE_NOT_FOUND');
    const [activity] = await activityOf(draft.id);
    assert.deepEqual([activity?.action, activity?.old_values], ['schedule.created', null]);
    assert.equal(activity?.new_values.courseId, courseId);
  });

  it('publish a draft, which opens it for booking', async () => {
    const {id} = await created();

    const {status, body} = await change(id, 'publish');

    assert.deepEqual([status, body.status, body.version], [200, 'published', 2]);
    assert.equal((await app.get(`/api/schedules/${id}`)).status, 200);
    await book(app, id);
    assert.deepEqual(await activityOf(id).then(rows => rows.at(-1)), {
      action: 'schedule.published',
      old_values: {status: 'draft'},
      new_values: {status: 'published'},
    });
    assertRefused(await change(id, 'publish'), 409, 'INVALID_STATUS_CHANGE');
  });

  it('publish nothing that has begun, was cancelled or is not there', async () => {
    const begun = await app.given.schedule({status: 'draft', startsAt: app.now.toISOString()});
    const cancelled = await app.given.schedule({status: 'cancelled'});

    assertRefused(await change(begun, 'publish'), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await change(cancelled, 'publish'), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await change(2_147_483_647, 'publish'), 404, 'SCHEDULE_NOT_FOUND');
    assertRefused(await change(2_147_483_647, 'cancel', {reason: 'x'}), 404, 'SCHEDULE_NOT_FOUND');
    const nothing = await app.get('/api/admin/schedules/2147483647', {token: admin.token});
    assertRefused(nothing, 404, 'SCHEDULE_NOT_FOUND');
  });

  it('cancel a schedule: pending bookings go, confirmed ones wait for their holders, all are told', async () => {
    const {id} = await created();
    await change(id, 'publish');
    const [free, held] = [
      await app.given.discountCode({value: '100'}),
      await app.given.discountCode({usageLimit: 1}),
    ];
    const contact = (email: string) => ({contact: {firstName: 'A', lastName: 'B', email}});
    const confirmed = await book(app, id, {seats: 2, discountCode: free, ...contact('yes@example.com')});
    const pending = await book(app, id, {seats: 3, discountCode: held, ...contact('maybe@example.com')});

    const {status, body} = await change(id, 'cancel', {reason: 'the trainer is ill'});

    assert.deepEqual(
      [status, body.status, body.cancellationReason, body.cancelledAt, body.seatsTaken],
      [200, 'cancelled', 'the trainer is ill', app.now.toISOString(), 2],
    );
    assert.equal((await bookingRow(app, confirmed.reference)).status, 'confirmed');
    const row = await bookingRow(app, pending.reference);
    assert.deepEqual([row.status, row.cancellation_reason], ['cancelled', 'schedule cancelled']);
    assert.deepEqual([await timesUsed(app, free), await timesUsed(app, held)], [1, 0]);
    assert.equal((await mailsTo(app, 'yes@example.com')).at(-1), 'schedule_cancelled');
    assert.equal((await mailsTo(app, 'maybe@example.com')).at(-1), 'schedule_cancelled');
    assert.deepEqual((await activityOf(id)).at(-1)?.new_values, {
      status: 'cancelled',
      cancellationReason: 'the trainer is ill',
      affectedBookings: [confirmed.reference, pending.reference],
    });
    assertRefused(
      await app.post('/api/bookings', app.given.bookingRequest(id)),
      409,
      'SCHEDULE_NOT_BOOKABLE',
    );
    assertRefused(await change(id, 'cancel', {reason: 'again'}), 409, 'INVALID_STATUS_CHANGE');
  });

  it('change nothing when the change can not be written into the activity log', async () => {
    const {id} = await created();
    const countSchedules = async () => (await app.rows('select id from course_schedules')).length;
    const before = await countSchedules();
    await book(app, await app.given.schedule());

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await change(id, 'publish'), 500, 'INTERNAL_ERROR');
      assertRefused(await change(id, 'cancel', {reason: 'x'}), 500, 'INTERNAL_ERROR');
      assertRefused(await create({}), 500, 'INTERNAL_ERROR');
    });

    const {body} = await app.get(`/api/admin/schedules/${id}`, {token: admin.token});
    assert.deepEqual([body.status, body.version], ['draft', 1]);
    assert.equal(await countSchedules(), before + 1);
  });

  it('leave nothing in the activity log of a change that failed', async () => {
    const {id} = await created();
    const countActivities = async () => (await app.rows('select id from admin_activity_logs')).length;
    const before = await countActivities();

    await whileCommitsFail(app.database, 'course_schedules', async () => {
      assertRefused(await change(id, 'publish'), 500, 'INTERNAL_ERROR');
      assertRefused(await change(id, 'cancel', {reason: 'x'}), 500, 'INTERNAL_ERROR');
      assertRefused(await create({}), 500, 'INTERNAL_ERROR');
    });

    assert.equal(await countActivities(), before);
  });

  it('plan only with courses, venues and instructors that are there', async () => {
    const {id: customer} = await app.givenSignIn('customer');
    const former = await app.given.instructor();
    await app.rows('update users set is_active = false where id = $1', [former]);

    assertRefused(await create({courseId: 2_147_483_647}), 404, 'COURSE_NOT_FOUND');
    assertRefused(
      await create({courseId: await app.given.course({isActive: false})}),
      404,
      'COURSE_NOT_FOUND',
    );
    assertRefused(await create({venueId: 2_147_483_647}), 404, 'VENUE_NOT_FOUND');
    for (const instructorId of [2_147_483_647, customer, former]) {
      assertRefused(await create({instructorId}), 404, 'INSTRUCTOR_NOT_FOUND');
    }
  });

  it('never plan more seats than the venue has, nor a minimum above them', async () => {
    const venueId = await app.given.venue({capacity: 10});

    assertRefused(await create({venueId, capacity: 11}), 409, 'VENUE_TOO_SMALL');
    assertRefused(await create({venueId, capacity: 5, minSeats: 6}), 422, 'VALIDATION_FAILED');
    assert.equal((await created({venueId, capacity: 10, minSeats: 10})).capacity, 10);
  });

  it('plan days that exist, lie ahead and do not overlap', async () => {
    const refused = [
      [],
      [day('2027-02-28')],
      [day('2027-05-04', '09:00', '09:00')],
      [day('2027-05-04', '16:00', '09:00')],
      [day('2027-02-30')],
      [{startDatetime: '2027-06-30T23:59:60Z', endDatetime: '2027-07-01T08:00:00Z'}],
      [{startDatetime: '2027-06-30T09:00:00+01', endDatetime: '2027-06-30T16:00:00+01'}],
      [{startDatetime: '2027-06-30T09:00:00', endDatetime: '2027-06-30T16:00:00'}],
      [{startDatetime: '9999-12-31T09:00:00Z', endDatetime: '9999-12-31T23:00:00-02:00'}],
      [day('2027-05-04', '09:00', '13:00'), day('2027-05-04', '12:59', '16:00')],
      Array(31).fill(day('2027-05-04')),
    ];
    for (const sessions of refused) assertRefused(await create({sessions}), 422, 'VALIDATION_FAILED');

    await created({sessions: [day('2027-05-04', '09:00', '12:00'), day('2027-05-04', '12:00', '16:00')]});
  });

  it('are admins: nobody else plans, publishes, cancels or reads a schedule here', async () => {
    const {id} = await created();
    const others = [(await app.givenSignIn('customer')).token, (await app.givenSignIn('instructor')).token];

    for (const token of [undefined, ...others]) {
      const answers = [
        await app.post('/api/admin/schedules', {}, {token}),
        await app.get(`/api/admin/schedules/${id}`, {token}),
        await app.post(`/api/admin/schedules/${id}/publish`, undefined, {token}),
        await app.post(`/api/admin/schedules/${id}/cancel`, {reason: 'x'}, {token}),
      ];
      for (const answer of answers) {
        if (token === undefined) assertRefused(answer, 401, 'NOT_AUTHENTICATED');
        else assertRefused(answer, 403, 'NOT_ALLOWED');
      }
    }
    assert.equal((await activityOf(id)).length, 1);
  });
});
