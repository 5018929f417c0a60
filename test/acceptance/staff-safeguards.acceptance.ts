import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book} from '../helpers/booking';

describe('Staff are kept from what they would find out too late', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });

  after(() => app.stop());

  it('an instructor with a coming schedule is neither deactivated nor given another role', async () => {
    const instructorId = await app.given.instructor();
    await app.given.schedule({instructorId});
    const change = (body: object, version: number) =>
      app.call('PATCH', `/api/admin/users/${instructorId}`, {
        body,
        token,
        headers: {'If-Match': `"${version}"`},
      });

    const deactivated = await change({isActive: false}, 1);
    const promoted = await change({role: 'admin'}, 1);
    await app.rows(`update course_schedules set instructor_id = null where instructor_id = $1`, [
      instructorId,
    ]);
    const afterwards = await change({isActive: false}, 1);

    assertRefused(deactivated, 409, 'IN_USE');
    assert.deepEqual(deactivated.body.error.details, {hanging: {schedules: 1}});
    assertRefused(promoted, 409, 'IN_USE');
    assert.equal(afterwards.status, 200);
  });

  it('a booking of somebody who came is no no-show, and one of whom nobody came is', async () => {
    const scheduleId = await app.given.schedule();
    const [came, missed] = [await book(app, scheduleId), await book(app, scheduleId)];
    const idOf = async (reference: string) =>
      (await app.rows<{id: number}>('select id from bookings where booking_reference = $1', [reference]))[0]
        ?.id ?? 0;
    const [cameId, missedId] = [await idOf(came.reference), await idOf(missed.reference)];
    for (const id of [cameId, missedId])
      await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token});
    app.passes({days: 31});
    const later = {token: await app.givenAdminToken()};
    await app.rows(`update booking_attendees set attendance = 'late' where booking_id = $1`, [cameId]);

    const refused = await app.post(`/api/admin/bookings/${cameId}/no-show`, undefined, later);
    const closed = await app.post(`/api/admin/bookings/${missedId}/no-show`, undefined, later);

    assertRefused(refused, 409, 'INVALID_STATUS_CHANGE');
    assert.deepEqual([closed.status, closed.body.status], [200, 'no_show']);
  });
});
