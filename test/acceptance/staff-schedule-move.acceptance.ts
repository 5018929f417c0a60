import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, type Booked, book, mailsTo} from '../helpers/booking';
import {day, Planner} from '../helpers/planner';
import {type StaffRecords} from '../helpers/staff-records';

describe('Staff move a schedule', () => {
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

  it('not into what another schedule takes: the refusal says which, and when', async () => {
    const [venueId, instructorId] = [await app.given.venue(), await app.given.instructor()];
    const other = await planner.published({
      venueId,
      instructorId,
      sessions: [day('2027-07-01'), day('2027-07-02')],
    });
    const conflict = {scheduleId: other.id, courseName: other.courseName, ...day('2027-07-02')};

    const {id} = await planner.draft({sessions: [day('2027-07-02', '15:00', '18:00')]});
    const toVenue = await schedules.edit(id, {venueId}, 1);
    const toInstructor = await schedules.edit(id, {instructorId}, 1);
    const {id: elsewhere} = await planner.draft({venueId, sessions: [day('2027-07-03')]});
    const toTime = await schedules.edit(
      elsewhere,
      {sessions: [day('2027-07-02', '08:00', '09:30'), day('2027-07-03')]},
      1,
    );

    assertRefused(toVenue, 409, 'VENUE_CONFLICT');
    assertRefused(toInstructor, 409, 'INSTRUCTOR_CONFLICT');
    assertRefused(toTime, 409, 'VENUE_CONFLICT');
    for (const {body} of [toVenue, toInstructor, toTime])
      assert.deepEqual(body.error.details.conflicts, [conflict]);
    assert.equal((await schedules.read(id)).body.version, 1);
    await app.post(`/api/admin/schedules/${other.id}/cancel`, {reason: 'x'}, {token});
    assert.equal((await schedules.edit(id, {venueId, instructorId}, 1)).status, 200);
  });

  it('to sessions in each other’s place, as its own old ones do not stand in the way', async () => {
    const {id} = await planner.draft({
      sessions: [day('2027-08-01'), day('2027-08-02')],
      instructorId: await app.given.instructor(),
    });
    const sessions = [day('2027-08-01', '10:00', '17:00'), day('2027-08-02', '08:00', '12:00')];

    const {body} = await schedules.edit(id, {sessions}, 1);

    assert.deepEqual(body.sessions, sessions);
    assertRefused(
      await schedules.edit(id, {sessions: [day('2027-08-01'), day('2027-08-01', '15:00', '17:00')]}, 2),
      422,
      'VALIDATION_FAILED',
    );
    assertRefused(await schedules.edit(id, {sessions: [day('2027-02-01')]}, 2), 422, 'VALIDATION_FAILED');
    assertRefused(await schedules.edit(id, {sessions: []}, 2), 422, 'VALIDATION_FAILED');
  });

  it('and whoever booked is told of another time or place, and of nothing else', async () => {
    const {id, version, venueId} = await planner.published();
    await book(app, id, contact('told@example.com'));
    const gone = await book(app, id, contact('gone@example.com'));
    await app.post(`/api/bookings/${gone.reference}/cancel`, {}, {token: gone.token});

    await schedules.edit(id, {notes: 'x', capacity: 15, minSeats: 2, venueId}, version);
    assert.deepEqual(await mailsTo(app, 'told@example.com'), ['booking_received']);
    await schedules.edit(id, {sessions: [day('2027-05-04', '10:00', '17:00')]}, version + 1);
    await schedules.edit(id, {venueId: await app.given.venue()}, version + 2);

    assert.deepEqual(await mailsTo(app, 'told@example.com'), [
      'booking_received',
      'schedule_changed',
      'schedule_changed',
    ]);
    assert.deepEqual(await mailsTo(app, 'gone@example.com'), ['booking_received', 'booking_cancelled']);
  });

  it('to begin earlier: holds end with its start at the latest, and others stay as they are', async () => {
    const {id, version} = await planner.published();
    const byCard = await book(app, id, {paymentMethod: 'card'});
    const byInvoice = await book(app, id);
    const start = new Date(app.now.getTime() + 2 * 86_400_000);
    const end = new Date(start.getTime() + 6 * 3_600_000);
    const sessions = [{startDatetime: start.toISOString(), endDatetime: end.toISOString()}];

    assert.equal((await schedules.edit(id, {sessions}, version)).status, 200);

    const heldUntil = async ({reference, token: own}: Booked) =>
      (await app.get(`/api/bookings/${reference}`, {token: own})).body.holdExpiresAt;
    assert.deepEqual(
      [await heldUntil(byCard), await heldUntil(byInvoice)],
      [byCard.made.holdExpiresAt, start.toISOString()],
    );
  });

  it('to a smaller venue: with a capacity that fits there and what is sold, or not at all', async () => {
    const {id, version} = await planner.published({capacity: 12});
    await book(app, id, {seats: 4});
    const [small, tiny] = [await app.given.venue({capacity: 4}), await app.given.venue({capacity: 3})];

    assertRefused(await schedules.edit(id, {venueId: small}, version), 409, 'VENUE_TOO_SMALL');
    assertRefused(await schedules.edit(id, {venueId: tiny, capacity: 4}, version), 409, 'VENUE_TOO_SMALL');
    assertRefused(
      await schedules.edit(id, {venueId: tiny, capacity: 3}, version),
      409,
      'CAPACITY_BELOW_SOLD',
    );
    const {body} = await schedules.edit(id, {venueId: small, capacity: 4}, version);

    assert.deepEqual([body.venueId, body.capacity, body.seatsTaken], [small, 4, 4]);
  });

  it('not its time or place once it has begun, nor anything once it is cancelled or over', async () => {
    const begun = await app.given.schedule({startsAt: new Date(app.now.getTime() - 3_600_000).toISOString()});
    for (const change of [{venueId: await app.given.venue()}, {sessions: [day('2027-09-01')]}]) {
      assertRefused(await schedules.edit(begun, change, 1), 409, 'INVALID_STATUS_CHANGE');
    }
    assert.equal(
      (await schedules.edit(begun, {instructorId: await app.given.instructor(), notes: 'stand-in'}, 1))
        .status,
      200,
    );
    for (const status of ['cancelled', 'completed'] as const) {
      const id = await app.given.schedule({status});
      assertRefused(await schedules.edit(id, {notes: 'x'}, 1), 409, 'INVALID_STATUS_CHANGE');
    }
  });
});
