import assert from 'node:assert/strict';
import {releaseExpiredHolds} from '../../src/jobs/release-expired-holds.job';
import {renewWaitingLists} from '../../src/jobs/renew-waiting-lists.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, type Booked, book, bookingRow, mailsTo, seatsTaken} from '../helpers/booking';
import {
  accept,
  assertSeatsRight,
  givenFullSchedule,
  join,
  joinRequest,
  look,
  say,
  statusesOf,
  statusOf,
} from '../helpers/waiting-list';

const HOUR = 60;

describe('Seats that wait for an answer', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const cancel = ({reference, token}: Booked) => app.post(`/api/bookings/${reference}/cancel`, {}, {token});
  const admin = () => app.givenAdminToken();
  const expiresIn = async (entry: Parameters<typeof look>[1]) =>
    (new Date((await look(app, entry)).offer.expiresAt).getTime() - app.now.getTime()) / 60_000;

  const courseOf = async (scheduleId: number) =>
    (
      await app.rows<{id: number}>('select course_id as id from course_schedules where id = $1', [scheduleId])
    )[0]?.id;

  it('go to the next in line when nobody answers: by the job', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const [first, second] = [await join(app, scheduleId), await join(app, scheduleId)];
    await cancel(bookings[0] as Booked);
    app.passes({minutes: 24 * HOUR - 1});
    await renewWaitingLists.run(app.application);
    assert.deepEqual(await statusesOf(app, [first, second]), ['offered', 'waiting']);

    app.passes({minutes: 1});
    await renewWaitingLists.run(app.application);

    assert.deepEqual(await statusesOf(app, [first, second]), ['expired', 'offered']);
    assert.deepEqual(await mailsTo(app, first.email), [
      'waiting_list_joined',
      'waiting_list_offer',
      'waiting_list_expired',
    ]);
    assert.deepEqual(await mailsTo(app, second.email), ['waiting_list_joined', 'waiting_list_offer']);
    await assertSeatsRight(app, scheduleId);
  });

  it('go to the next in line when nobody answers: at once when somebody of the line looks', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const [first, second] = [await join(app, scheduleId), await join(app, scheduleId)];
    await cancel(bookings[0] as Booked);
    app.passes({minutes: 24 * HOUR});

    assert.equal((await look(app, second)).status, 'offered');

    assert.equal(await statusOf(app, first), 'expired');
    assertRefused(await accept(app, first), 409, 'INVALID_STATUS_CHANGE');
    assert.equal((await accept(app, second)).status, 201);
    await assertSeatsRight(app, scheduleId);
  });

  it('are not taken by who answers too late, and then the next one has them', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const [late, next] = [await join(app, scheduleId), await join(app, scheduleId)];
    await cancel(bookings[0] as Booked);
    app.passes({minutes: 24 * HOUR});

    const refused = await accept(app, late);

    assertRefused(refused, 409, 'INVALID_STATUS_CHANGE');
    assert.deepEqual(refused.body.error.details, {from: 'expired', to: 'accepted'});
    assert.deepEqual(await statusesOf(app, [late, next]), ['expired', 'offered']);
  });

  it('are free to all when nobody is left who wants them', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const only = await join(app, scheduleId);
    await cancel(bookings[0] as Booked);
    app.passes({minutes: 24 * HOUR});

    const {body} = await app.get(`/api/schedules/${scheduleId}`);
    assert.equal(body.seatsAvailable, 1, 'shown as free before anybody releases them');
    await book(app, scheduleId);

    assert.equal(await statusOf(app, only), 'expired');
    await assertSeatsRight(app, scheduleId);
  });

  it("of a hold that ran out are the line's, not those of who books at that moment", async () => {
    const scheduleId = await app.given.schedule({seats: 2});
    await book(app, scheduleId, {seats: 2, paymentMethod: 'card'});
    const entry = await join(app, scheduleId, {seats: 1});
    app.passes({minutes: 15});

    const shown = await app.get(`/api/schedules/${scheduleId}`);
    const quoted = await app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 1});
    const greedy = await app.post('/api/bookings', app.given.bookingRequest(scheduleId, {seats: 2}));
    assert.equal(shown.body.seatsAvailable, 0, 'not shown before those who wait were asked');
    assertRefused(quoted, 409, 'SCHEDULE_FULL');
    assertRefused(greedy, 409, 'SCHEDULE_FULL');
    assert.deepEqual(greedy.body.error.details, {seatsAvailable: 1});

    await book(app, scheduleId, {seats: 1});

    assert.equal(await statusOf(app, entry), 'offered');
    assert.equal(await seatsTaken(app, scheduleId), 2);
    await assertSeatsRight(app, scheduleId);
  });

  it('of a hold that ran out are offered by the job', async () => {
    const scheduleId = await app.given.schedule({seats: 1});
    const held = await book(app, scheduleId, {paymentMethod: 'card'});
    const entry = await join(app, scheduleId);
    app.passes({minutes: 15});

    await releaseExpiredHolds.run(app.application);

    assert.equal((await bookingRow(app, held.reference)).status, 'cancelled');
    assert.equal(await statusOf(app, entry), 'offered');
    await assertSeatsRight(app, scheduleId);
  });

  it('are kept for less time when the course is near, and never past its start', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {startsInDays: 1});
    const [first, second] = [await join(app, scheduleId), await join(app, scheduleId)];
    await cancel(bookings[0] as Booked);
    assert.equal(await expiresIn(first), 12 * HOUR);

    app.passes({minutes: 23 * HOUR + 30});
    assert.equal((await look(app, second)).status, 'offered');
    assert.equal(await expiresIn(second), 30);
    app.passes({minutes: 30});
    await renewWaitingLists.run(app.application);

    assert.deepEqual(await statusesOf(app, [first, second]), ['expired', 'expired']);
    assert.equal(await seatsTaken(app, scheduleId), 0);
  });

  it("are nobody's when the course has begun: who still waits does so no longer", async () => {
    const {scheduleId} = await givenFullSchedule(app, {startsInDays: 1});
    const [entry, seen] = [await join(app, scheduleId), await join(app, scheduleId)];
    app.passes({days: 1});

    assert.equal((await look(app, seen)).status, 'closed');
    await renewWaitingLists.run(app.application);

    const {status, endedAt} = await look(app, entry);
    assert.deepEqual([status, endedAt], ['closed', app.now.toISOString()]);
    assertRefused(await app.post('/api/waiting-list', joinRequest(scheduleId)), 409, 'SCHEDULE_NOT_BOOKABLE');
  });

  it('come from a capacity that is raised, too', async () => {
    const {scheduleId} = await givenFullSchedule(app, {seats: 2});
    const [first, second, third] = [
      await join(app, scheduleId),
      await join(app, scheduleId, {seats: 2}),
      await join(app, scheduleId),
    ];
    const token = await admin();
    const {headers, body} = await app.get(`/api/admin/schedules/${scheduleId}`, {token});
    assert.deepEqual([body.waitingEntries, body.waitingSeats, body.offeredSeats], [3, 4, 0]);
    const change = {capacity: 4};
    const edited = await app.call('PATCH', `/api/admin/schedules/${scheduleId}`, {
      token,
      body: change,
      headers: {'If-Match': headers.get('etag') ?? ''},
    });

    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    assert.deepEqual(await statusesOf(app, [first, second, third]), ['offered', 'waiting', 'offered']);
    assert.deepEqual(
      [
        edited.body.waitingEntries,
        edited.body.waitingSeats,
        edited.body.offeredSeats,
        edited.body.seatsAvailable,
      ],
      [1, 2, 2, 0],
    );
    await assertSeatsRight(app, scheduleId);
    const lowered = await app.call('PATCH', `/api/admin/schedules/${scheduleId}`, {
      token,
      body: {capacity: 3},
      headers: {'If-Match': edited.headers.get('etag') ?? ''},
    });
    assertRefused(lowered, 409, 'CAPACITY_BELOW_SOLD');
  });

  it('come from an attendee who leaves a booking, and from a booking that is moved away', async () => {
    const from = await app.given.schedule({seats: 3});
    const pair = await book(app, from, {seats: 2});
    const single = await book(app, from);
    const [first, second] = [await join(app, from), await join(app, from)];
    const token = await admin();
    const row = await bookingRow(app, pair.reference);
    const detail = await app.get(`/api/admin/bookings/${row.id}`, {token});
    const attendeeId = detail.body.attendees[0].id;

    const route = `/api/admin/bookings/${row.id}/attendees/${attendeeId}/remove`;
    const removed = await app.post(route, {}, {token});
    assert.ok(removed.status < 300, JSON.stringify(removed.body));
    assert.deepEqual(await statusesOf(app, [first, second]), ['offered', 'waiting']);

    const to = await app.given.schedule({courseId: await courseOf(from)});
    const {id} = await bookingRow(app, single.reference);
    const moved = await app.post(`/api/admin/bookings/${id}/move`, {courseScheduleId: to}, {token});
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    assert.deepEqual(await statusesOf(app, [first, second]), ['offered', 'offered']);
    await assertSeatsRight(app, from);
    await assertSeatsRight(app, to);
  });

  it('are let go when the company cancels the schedule: everybody is told, nobody is offered anything', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 2});
    const [offered, waiting, left] = [
      await join(app, scheduleId),
      await join(app, scheduleId),
      await join(app, scheduleId),
    ];
    await say(app, left, 'leave');
    await cancel(bookings[0] as Booked);
    const token = await admin();

    const {status} = await app.post(`/api/admin/schedules/${scheduleId}/cancel`, {reason: 'flood'}, {token});

    assert.equal(status, 200);
    assert.deepEqual(await statusesOf(app, [offered, waiting, left]), ['closed', 'closed', 'left']);
    assert.deepEqual((await mailsTo(app, waiting.email)).slice(1), ['waiting_list_closed']);
    assert.deepEqual((await mailsTo(app, offered.email)).slice(1), [
      'waiting_list_offer',
      'waiting_list_closed',
    ]);
    assert.deepEqual((await mailsTo(app, left.email)).slice(1), []);
    assertRefused(await accept(app, offered), 409, 'INVALID_STATUS_CHANGE');
    await assertSeatsRight(app, scheduleId);
  });

  it('end with a course that is moved to begin before their time is over', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {startsInDays: 10});
    const entry = await join(app, scheduleId);
    await cancel(bookings[0] as Booked);
    const token = await admin();
    const {headers} = await app.get(`/api/admin/schedules/${scheduleId}`, {token});
    const startDatetime = new Date(app.now.getTime() + 3 * HOUR * 60_000).toISOString();
    const endDatetime = new Date(app.now.getTime() + 9 * HOUR * 60_000).toISOString();

    const edited = await app.call('PATCH', `/api/admin/schedules/${scheduleId}`, {
      token,
      body: {sessions: [{startDatetime, endDatetime}]},
      headers: {'If-Match': headers.get('etag') ?? ''},
    });

    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    assert.equal((await look(app, entry)).offer.expiresAt, startDatetime);
    assert.deepEqual(
      await mailsTo(app, entry.email),
      ['waiting_list_joined', 'waiting_list_offer', 'waiting_list_offer'],
      'whoever has to answer is told of the new date; the mail before named the old one',
    );
  });

  it('keep a schedule from being made a draft; who waits for more than it has is asked when it is published again, larger', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 2});
    const [pair, single] = [await join(app, scheduleId, {seats: 2}), await join(app, scheduleId)];
    const token = await admin();
    const call = async (method: string, body?: object) => {
      const {headers} = await app.get(`/api/admin/schedules/${scheduleId}`, {token});
      const version = {'If-Match': headers.get('etag') ?? ''};
      return app.call(method, `/api/admin/schedules/${scheduleId}`, {token, body, headers: version});
    };
    const change = (verb: string) =>
      app.post(`/api/admin/schedules/${scheduleId}/${verb}`, undefined, {token});
    await cancel(bookings[0] as Booked);
    assertRefused(await change('unpublish'), 409, 'INVALID_STATUS_CHANGE');
    await say(app, single, 'decline');
    await call('PATCH', {capacity: 1});
    await cancel(bookings[1] as Booked);

    assert.equal((await change('unpublish')).status, 200);
    const removed = await call('DELETE');
    assertRefused(removed, 409, 'IN_USE');
    assert.deepEqual(removed.body.error.details.hanging, {bookings: 2, waiting: 2});
    await call('PATCH', {capacity: 2});
    assert.equal(await statusOf(app, pair), 'waiting', 'a draft is offered to nobody');
    await change('publish');

    assert.deepEqual(await statusesOf(app, [pair, single]), ['offered', 'declined']);
    await assertSeatsRight(app, scheduleId);
  });

  it('of a course that is taken off the list are offered to nobody, and again when it is back', async () => {
    const courseId = await app.given.course();
    const {scheduleId, bookings} = await givenFullSchedule(app, {courseId});
    const entry = await join(app, scheduleId);
    await app.rows('update courses set is_active = false where id = $1', [courseId]);
    await cancel(bookings[0] as Booked);
    await renewWaitingLists.run(app.application);
    assert.equal(await statusOf(app, entry), 'waiting');

    await app.rows('update courses set is_active = true where id = $1', [courseId]);
    await renewWaitingLists.run(app.application);

    assert.equal(await statusOf(app, entry), 'offered');
  });

  it('are renewed by the job also when it fails for another schedule, which it says', async () => {
    const [broken, sound] = [await givenFullSchedule(app), await givenFullSchedule(app)];
    const entries = [await join(app, broken.scheduleId), await join(app, sound.scheduleId)];
    for (const {bookings} of [broken, sound]) await cancel(bookings[0] as Booked);
    await app.rows('update course_schedules set seats_taken = 0 where id = $1', [broken.scheduleId]);
    app.passes({days: 1});

    await assert.rejects(async () => renewWaitingLists.run(app.application), /1 waiting lists/);

    assert.deepEqual(await statusesOf(app, entries), ['offered', 'expired']);
    await app.rows('update course_schedules set seats_taken = 1 where id = $1', [broken.scheduleId]);
  });

  it('are renewed by the job on more schedules than it takes at once', async () => {
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];
    const {rows} = await app.database.query<{id: number}>(
      `with schedule as (
         insert into course_schedules (course_id, venue_id, start_datetime, end_datetime, status, capacity)
         select $1, $2, day, day + interval '1 hour', 'published', 1
         from generate_series(1, 101) as n,
           lateral (select cast($3 as timestamptz) + n * interval '1 day') as d (day)
         returning id, start_datetime, end_datetime
       ), session as (
         insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
         select id, start_datetime, end_datetime from schedule
       )
       insert into waiting_list_entries (reference, course_schedule_id, user_id, contact_first_name, contact_last_name,
         contact_email, seats)
       select 'RFW-JOB' || id, id, (select min(id) from users), 'A', 'B', 'a@example.com', 1 from schedule
       returning course_schedule_id as id`,
      [courseId, venueId, app.now],
    );

    await renewWaitingLists.run(app.application);

    const [offered] = await app.rows<{count: number}>(
      `select count(*)::integer as count from waiting_list_entries
       where course_schedule_id = any($1) and status = 'offered'`,
      [rows.map(({id}) => id)],
    );
    assert.equal(offered?.count, 101);
  });

  it('lead the mail to a page that opens the place with its token alone', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const entry = await join(app, scheduleId);
    await cancel(bookings[0] as Booked);
    const rows = await app.rows<{id: string; email_type: string}>(
      'select id, email_type from email_logs where recipient = $1 order by id',
      [entry.email],
    );
    const composer = await app.application.get<{
      compose(
        email: object,
        reader: string,
      ): Promise<{text: string; obsoleteBecause: string | null} | undefined>;
    }>('services.MailComposerService');
    const emails = await app.application.get<{findMail(id: number): Promise<object>}>(
      'repositories.EmailLogRepository',
    );
    const composed = await Promise.all(
      rows.map(async ({id}) => composer.compose(await emails.findMail(Number(id)), 'recipient')),
    );

    const [joined, offer] = composed;
    assert.equal(joined?.obsoleteBecause, 'they do not wait any more, or have an offer');
    assert.equal(offer?.obsoleteBecause, null);
    const [, reference, token] = /\?waiting-list=(\S+)#token=(\S+)/.exec(offer?.text ?? '') ?? [];
    assert.equal(reference, entry.reference);
    assert.equal((await app.get(`/api/waiting-list/${reference}`, {token})).body.status, 'offered');
  });
});
