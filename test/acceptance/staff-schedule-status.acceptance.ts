import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, seatsTaken, whileInsertsFail} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {givenAttendees, givenClass} from '../helpers/register';
import {activityOf, racingForRow, StaffRecords} from '../helpers/staff-records';

describe('Staff lead a schedule from draft to end', () => {
  let app: TestApp;
  let token: string;
  let schedules: StaffRecords;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    schedules = new StaffRecords(app, token, '/api/admin/schedules');
  });
  after(() => app?.stop());

  const change = (id: number, verb: 'publish' | 'unpublish' | 'complete' | 'cancel') =>
    app.post(`/api/admin/schedules/${id}/${verb}`, verb === 'cancel' ? {reason: 'x'} : undefined, {token});
  const statusOf = async (id: number) => (await schedules.read(id)).body.status;

  it('back to a draft while nobody has booked: the public sees it no more', async () => {
    const id = await app.given.schedule();

    const {status, body} = await change(id, 'unpublish');

    assert.deepEqual([status, body.status, body.version], [200, 'draft', 2]);
    assertRefused(await app.get(`/api/schedules/${id}`), 404, 'SCHEDULE_NOT_FOUND');
    const [activity] = await activityOf(app, 'course_schedule', id);
    assert.deepEqual(
      [activity?.action, activity?.old_values, activity?.new_values],
      ['schedule.unpublished', {status: 'published'}, {status: 'draft'}],
    );
    assertRefused(await change(id, 'unpublish'), 409, 'INVALID_STATUS_CHANGE');
    assert.equal((await change(id, 'publish')).body.status, 'published');
  });

  it('not back to a draft with seats taken; a hold that ran out takes none', async () => {
    const id = await app.given.schedule();
    const {reference} = await book(app, id, {seats: 2});

    assertRefused(await change(id, 'unpublish'), 409, 'INVALID_STATUS_CHANGE');
    await app.rows('update bookings set hold_expires_at = $1 where booking_reference = $2', [
      app.now,
      reference,
    ]);
    assert.equal((await change(id, 'unpublish')).status, 200);

    assert.equal((await bookingRow(app, reference)).cancellation_reason, 'expired');
    assert.equal(await seatsTaken(app, id), 0);
  });

  it('back to a draft at the moment somebody books: one of the two is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await app.given.schedule();

      const answers = await racingForRow(app.database, 'course_schedules', id, [
        () => change(id, 'unpublish'),
        () => app.post('/api/bookings', app.given.bookingRequest(id)),
      ]);

      const outcome = Object.keys(outcomes(answers)).sort().join(' ');
      assert.ok(['200 SCHEDULE_NOT_BOOKABLE', '201 INVALID_STATUS_CHANGE'].includes(outcome), outcome);
    }
  });

  it('completed only after its end, and from nothing but published', async () => {
    const running = await app.given.schedule({
      startsAt: new Date(app.now.getTime() - 3_600_000).toISOString(),
    });
    const over = await app.given.schedule({startsInDays: -1});
    const draft = await app.given.schedule({startsInDays: -1, status: 'draft'});

    for (const id of [
      running,
      draft,
      await app.given.schedule(),
      await app.given.schedule({status: 'cancelled'}),
    ]) {
      assertRefused(await change(id, 'complete'), 409, 'INVALID_STATUS_CHANGE');
    }
    const {body} = await change(over, 'complete');
    assert.equal(body.status, 'completed');
    for (const verb of ['complete', 'publish', 'unpublish', 'cancel'] as const) {
      assertRefused(await change(over, verb), 409, 'INVALID_STATUS_CHANGE');
    }
    assertRefused(await change(2_147_483_647, 'complete'), 404, 'SCHEDULE_NOT_FOUND');
    assertRefused(await change(2_147_483_647, 'unpublish'), 404, 'SCHEDULE_NOT_FOUND');
  });

  it('by answers that each carry the version that the next change must name', async () => {
    const id = await app.given.schedule({status: 'draft'});
    const over = await app.given.schedule({startsInDays: -3});

    const answers = [
      await change(id, 'publish'),
      await change(id, 'unpublish'),
      await change(id, 'cancel'),
      await change(over, 'complete'),
    ];

    assert.deepEqual(
      answers.map(({headers}) => headers.get('ETag')),
      ['"2"', '"3"', '"4"', '"2"'],
    );
  });

  it('none of it without the log', async () => {
    const [published, over] = [await app.given.schedule(), await app.given.schedule({startsInDays: -2})];

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await change(published, 'unpublish'), 500, 'INTERNAL_ERROR');
      assertRefused(await change(over, 'complete'), 500, 'INTERNAL_ERROR');
      assertRefused(await schedules.remove(published, 1), 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual([await statusOf(published), await statusOf(over)], ['published', 'published']);
  });

  it('deleted only when nobody ever booked it', async () => {
    const {id, version} = await schedules.created({
      courseId: await app.given.course(),
      venueId: await app.given.venue(),
      sessions: [{startDatetime: '2027-05-04T09:00:00Z', endDatetime: '2027-05-04T16:00:00Z'}],
      notes: 'a mistake',
    });
    const once = await app.given.schedule();
    const {reference, token: holder} = await book(app, once);
    await app.post(`/api/bookings/${reference}/cancel`, {}, {token: holder});

    const refused = await schedules.remove(once, 1);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {hanging: {bookings: 1}});
    assert.equal((await schedules.remove(id, version)).status, 204);
    assertRefused(await schedules.read(id), 404, 'SCHEDULE_NOT_FOUND');
    assert.deepEqual(
      await app.rows('select id from schedule_sessions where course_schedule_id = $1', [id]),
      [],
    );
    const [, deleted] = await activityOf(app, 'course_schedule', id);
    assert.deepEqual(
      [deleted?.action, deleted?.old_values?.notes, deleted?.new_values],
      ['schedule.deleted', 'a mistake', null],
    );
    assertRefused(await schedules.remove(id, version), 404, 'SCHEDULE_NOT_FOUND');
  });

  it('deleted while somebody books it: it stays with the booking, or neither is there', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await app.given.schedule();

      const answers = await racingForRow(app.database, 'course_schedules', id, [
        () => schedules.remove(id, 1),
        () => app.post('/api/bookings', app.given.bookingRequest(id)),
      ]);

      const outcome = Object.keys(outcomes(answers)).sort().join(' ');
      assert.ok(['201 IN_USE', '204 SCHEDULE_NOT_FOUND'].includes(outcome), outcome);
    }
  });

  it('not moved to other days once attendance has been marked', async () => {
    const {scheduleId, sessions} = await givenClass(app, {
      days: 2,
      lastDay: new Date(app.now.getTime() + 86_400_000),
    });
    const {attendees} = await givenAttendees(app, scheduleId, ['Ann']);
    await app.rows(
      `insert into session_attendances (booking_attendee_id, schedule_session_id, attendance) values ($1, $2, 'present')`,
      [attendees[0], sessions[0]],
    );
    await app.rows(`update course_schedules set start_datetime = $1 where id = $2`, [
      new Date(app.now.getTime() + 60_000),
      scheduleId,
    ]);

    const {body} = await schedules.read(scheduleId);
    const moved = [{startDatetime: '2027-09-01T09:00:00Z', endDatetime: '2027-09-01T16:00:00Z'}];

    assertRefused(await schedules.edit(scheduleId, {sessions: moved}, body.version), 409, 'IN_USE');
  });
});
