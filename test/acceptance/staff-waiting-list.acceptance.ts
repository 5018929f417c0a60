import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, type Booked, mailsTo, seatsTaken, whileInsertsFail} from '../helpers/booking';
import {activityOf} from '../helpers/staff-records';
import {
  accept,
  assertSeatsRight,
  givenFullSchedule,
  type Joined,
  join,
  look,
  say,
  statusesOf,
  statusOf,
} from '../helpers/waiting-list';

describe('Staff and those who wait', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication({ACCESS_TOKEN_MINUTES: '1440'});
  });
  beforeEach(async () => {
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const cancel = ({reference, token}: Booked) => app.post(`/api/bookings/${reference}/cancel`, {}, {token});
  const offer = ({id}: Pick<Joined, 'id'>, body?: object) =>
    app.post(`/api/admin/waiting-list/${id}/offer`, body, {token: admin.token});
  const remove = ({id}: Pick<Joined, 'id'>) =>
    app.post(`/api/admin/waiting-list/${id}/remove`, undefined, {token: admin.token});
  /** One free seat, that the first in line can't use as three are wanted; the second one wants two. */
  const givenLargeParties = async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 3});
    const line = [await join(app, scheduleId, {seats: 3}), await join(app, scheduleId, {seats: 2})] as const;
    await cancel(bookings[0] as Booked);
    assert.deepEqual(await statusesOf(app, line), ['waiting', 'waiting']);
    return {scheduleId, bookings, line};
  };
  /** A seat that was offered to somebody who said no, and is free as nobody else waits. */
  const givenDeclined = async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 2});
    const entry = await join(app, scheduleId);
    await cancel(bookings[0] as Booked);
    await say(app, entry, 'decline');
    return {scheduleId, entry};
  };

  it('offer free seats to whom they like, and fewer than were wanted, on the record', async () => {
    const {scheduleId, bookings, line} = await givenLargeParties();
    const [first, second] = line;

    const {status, body} = await offer(second, {seats: 1});

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.status, body.seats, body.offer.seats, body.version], ['offered', 1, 1, 2]);
    assert.equal(body.offer.expiresAt, new Date(app.now.getTime() + 24 * 3_600_000).toISOString());
    assert.deepEqual(await mailsTo(app, second.email), ['waiting_list_joined', 'waiting_list_offer']);
    assert.deepEqual([await seatsTaken(app, scheduleId), (await look(app, first)).place], [3, 1]);
    assert.deepEqual(await activityOf(app, 'waiting_list_entry', second.id), [
      {
        admin_id: admin.id,
        action: 'waiting_list.offered',
        old_values: {status: 'waiting', seats: 2},
        new_values: {status: 'offered', seats: 1},
      },
    ]);
    assertRefused(await accept(app, second, {seats: 2}), 422, 'VALIDATION_FAILED');
    assert.equal((await accept(app, second, {seats: 1})).status, 201);
    await cancel(bookings[1] as Booked);
    assert.equal(await statusOf(app, first), 'waiting');
    await assertSeatsRight(app, scheduleId);
  });

  it('offer again to who said no or did not answer, for a new while', async () => {
    const {scheduleId, entry} = await givenDeclined();
    assert.equal((await offer(entry)).body.status, 'offered');
    app.passes({days: 1});
    admin = await app.givenSignIn('admin');
    assert.equal((await look(app, entry)).status, 'expired');

    const {body} = await offer(entry);

    assert.deepEqual([body.status, body.endedAt], ['offered', null]);
    assert.equal(body.offer.expiresAt, new Date(app.now.getTime() + 24 * 3_600_000).toISOString());
    assert.equal((await accept(app, entry)).status, 201);
    await assertSeatsRight(app, scheduleId);
  });

  it('leave an offer that is open as it is', async () => {
    const {scheduleId, entry} = await givenDeclined();
    const {body} = await offer(entry);
    app.passes({minutes: 10});

    assert.deepEqual((await offer(entry, {seats: 1})).body, body);

    assert.equal((await mailsTo(app, entry.email)).filter(mail => mail === 'waiting_list_offer').length, 2);
    await assertSeatsRight(app, scheduleId);
  });

  it('offer no seats that there are not, that were not wanted, or that nobody can book', async () => {
    const {scheduleId, line} = await givenLargeParties();
    const [first, second] = line;

    assertRefused(await offer(second, {seats: 3}), 422, 'VALIDATION_FAILED');
    for (const seats of [0, 1.5, '1']) assertRefused(await offer(second, {seats}), 422, 'VALIDATION_FAILED');
    const full = await offer(first);
    assertRefused(full, 409, 'SCHEDULE_FULL');
    assert.deepEqual(full.body.error.details, {seatsAvailable: 1});
    assertRefused(await offer({id: 2_147_483_647}), 404, 'WAITING_LIST_ENTRY_NOT_FOUND');
    await app.rows(`update course_schedules set status = 'draft' where id = $1`, [scheduleId]);
    assertRefused(await offer(second, {seats: 1}), 409, 'SCHEDULE_NOT_BOOKABLE');

    assert.deepEqual(await statusesOf(app, line), ['waiting', 'waiting']);
    assert.equal((await look(app, second)).seats, 2);
    await assertSeatsRight(app, scheduleId);
  });

  it('offer nothing to who left, has booked, was taken off, or has joined again', async () => {
    const {scheduleId, entry} = await givenDeclined();
    const again = await join(app, scheduleId, {seats: 2, email: entry.email.toUpperCase()});
    assertRefused(await offer(entry), 409, 'ALREADY_WAITING');

    await say(app, again, 'leave');
    const off = await join(app, scheduleId, {seats: 2});
    await remove(off);
    const booked = await join(app, scheduleId, {seats: 2});
    await offer(booked, {seats: 1});
    assert.equal((await accept(app, booked)).status, 201);

    for (const gone of [again, off, booked]) {
      assertRefused(await offer(gone, {seats: 1}), 409, 'INVALID_STATUS_CHANGE');
    }
    await assertSeatsRight(app, scheduleId);
  });

  it('take somebody off: the seats of an offer go to the next in line, once, on the record', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const line = [await join(app, scheduleId), await join(app, scheduleId), await join(app, scheduleId)];
    const [offered, waiting, next] = line as [Joined, Joined, Joined];
    await cancel(bookings[0] as Booked);

    assert.equal((await remove(waiting)).body.status, 'closed');
    assert.deepEqual(await statusesOf(app, line), ['offered', 'closed', 'waiting']);
    const {status, body} = await remove(offered);
    const twice = await remove(offered);

    assert.deepEqual([status, body.status, body.offer], [200, 'closed', null]);
    assert.deepEqual(twice.body, body);
    assert.deepEqual(await statusesOf(app, line), ['closed', 'closed', 'offered']);
    assert.deepEqual(await mailsTo(app, next.email), ['waiting_list_joined', 'waiting_list_offer']);
    assert.deepEqual(await activityOf(app, 'waiting_list_entry', offered.id), [
      {
        admin_id: admin.id,
        action: 'waiting_list.removed',
        old_values: {status: 'offered', seats: 1},
        new_values: {status: 'closed'},
      },
    ]);
    await assertSeatsRight(app, scheduleId);
    await say(app, next, 'decline');
    assertRefused(await remove(next), 409, 'INVALID_STATUS_CHANGE');
  });

  it('none of it without the log', async () => {
    const {scheduleId, line} = await givenLargeParties();
    const [, second] = line;

    for (const request of [() => offer(second, {seats: 1}), () => remove(second)]) {
      const {status} = await whileInsertsFail(app.database, 'admin_activity_logs', request);
      assert.equal(status, 500);
    }

    assert.deepEqual(await statusesOf(app, line), ['waiting', 'waiting']);
    assert.deepEqual(await mailsTo(app, second.email), ['waiting_list_joined']);
    assert.equal(await seatsTaken(app, scheduleId), 2);
  });
});
