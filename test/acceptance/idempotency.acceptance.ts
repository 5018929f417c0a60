import assert from 'node:assert/strict';
import {removeExpiredRows} from '../../src/jobs/remove-expired-rows.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, seatsTaken, whileInsertsFail, whileScheduleIsLocked} from '../helpers/booking';

describe('A booking request with an Idempotency-Key', () => {
  let app: TestApp;
  let keys = 0;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const newKey = () => {
    keys += 1;
    return `key-${keys}`;
  };
  /** The answer as bytes; the request id, which no two answers share, taken out of errors. */
  const send = async (request: object, key: string) => {
    const response = await fetch(`${app.url}/api/bookings`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'Idempotency-Key': key},
      body: JSON.stringify(request),
    });
    const text = (await response.text()).replace(/"requestId":"[^"]*"/, '"requestId":"…"');
    return {status: response.status, text, body: JSON.parse(text), headers: response.headers};
  };
  const bookings = async (scheduleId: number) =>
    (await app.rows('select id from bookings where course_schedule_id = $1', [scheduleId])).length;

  it('sent again gets the same bytes and makes no second booking', async () => {
    const scheduleId = await app.given.schedule();
    const [request, key] = [app.given.bookingRequest(scheduleId, {seats: 2}), newKey()];
    const first = await send(request, key);

    app.passes({minutes: 23 * 60 + 59});
    const again = await send(request, key);

    assert.equal(first.status, 201);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.deepEqual([await bookings(scheduleId), await seatsTaken(app, scheduleId)], [1, 2]);
    const token = again.body.accessToken;
    assert.equal((await app.get(`/api/bookings/${first.body.bookingReference}`, {token})).status, 200);
  });

  it('gets the first answer even when the booking has changed since', async () => {
    const scheduleId = await app.given.schedule();
    const [request, key] = [app.given.bookingRequest(scheduleId), newKey()];
    const {text, body} = await send(request, key);
    await app.post(`/api/bookings/${body.bookingReference}/cancel`, {}, {token: body.accessToken});

    assert.equal((await send(request, key)).text, text);
    assert.equal(await seatsTaken(app, scheduleId), 0);
  });

  it('with a different body is refused', async () => {
    const scheduleId = await app.given.schedule();
    const [request, key] = [app.given.bookingRequest(scheduleId), newKey()];
    await send(request, key);

    for (const other of [{...request, paymentMethod: 'card'}, app.given.bookingRequest(scheduleId)]) {
      const {status, body} = await send(other, key);
      assert.deepEqual([status, body.error.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
    }
    assert.equal(await bookings(scheduleId), 1);
  });

  it('is another request under another key', async () => {
    const scheduleId = await app.given.schedule();
    const request = app.given.bookingRequest(scheduleId);
    const other = {...request, attendees: [{firstName: 'Somebody', lastName: 'Else'}]};
    const first = await send(request, newKey());
    const second = await send(other, newKey());

    assert.notEqual(first.body.bookingReference, second.body.bookingReference);
    assert.equal(await bookings(scheduleId), 2);
    assertRefused(await send(request, newKey()), 409, 'ATTENDEE_ALREADY_BOOKED');
  });

  it('whose twin is still being answered is told to come back, and then gets its answer', async () => {
    const scheduleId = await app.given.schedule();
    const [request, key] = [app.given.bookingRequest(scheduleId), newKey()];

    const {first} = await whileScheduleIsLocked(app.database, scheduleId, async someoneWaits => {
      const first = send(request, key);
      await someoneWaits();
      const twin = await send(request, key);
      assert.deepEqual([twin.status, twin.body.error.code], [409, 'REQUEST_IN_PROGRESS']);
      assert.equal(twin.headers.get('retry-after'), '1');
      return {first};
    });

    const made = await first;
    assert.equal(made.status, 201);
    assert.equal((await send(request, key)).text, made.text);
    assert.equal(await bookings(scheduleId), 1);
  });

  it('that broke a rule breaks it again, whatever has changed since', async () => {
    const scheduleId = await app.given.schedule({seats: 3});
    const {reference, token} = await book(app, scheduleId, {seats: 1});
    const [request, key] = [app.given.bookingRequest(scheduleId, {seats: 3}), newKey()];
    const refused = await send(request, key);
    assert.deepEqual([refused.status, refused.body.error.details], [409, {seatsAvailable: 2}]);

    await app.post(`/api/bookings/${reference}/cancel`, {}, {token});

    assert.equal((await send(request, key)).text, refused.text);
    assert.equal(await seatsTaken(app, scheduleId), 0);
    assert.equal((await send(request, newKey())).status, 201);
  });

  it('that failed on our side is not remembered and leaves nothing', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const [request, key] = [app.given.bookingRequest(scheduleId, {discountCode}), newKey()];

    const failed = await whileInsertsFail(app.database, 'booking_attendees', () => send(request, key));

    assert.deepEqual([failed.status, failed.body.error.code], [500, 'INTERNAL_ERROR']);
    assert.deepEqual(await app.rows('select key from idempotency_keys where key = $1', [key]), []);
    assert.deepEqual(await app.rows('select id from users where email = $1', [request.contact.email]), []);
    assert.deepEqual([await bookings(scheduleId), await seatsTaken(app, scheduleId)], [0, 0]);
    assert.equal((await send(request, key)).status, 201);
  });

  it('is forgotten after 24 hours, and its row goes with the next cleaning', async () => {
    const scheduleId = await app.given.schedule();
    const [request, key] = [app.given.bookingRequest(scheduleId), newKey()];
    const first = await send(request, key);
    app.passes({days: 1});

    const attendees = [{firstName: 'Somebody', lastName: 'Else'}];
    const later = await send({...request, attendees}, key);

    assert.equal(later.status, 201);
    assert.notEqual(later.body.bookingReference, first.body.bookingReference);
    const rows = () => app.rows('select key from idempotency_keys where key = $1', [key]);
    await removeExpiredRows.run(app.application);
    assert.equal((await rows()).length, 1);
    app.passes({days: 1});
    await removeExpiredRows.run(app.application);
    assert.equal((await rows()).length, 0);
  });

  it('must have 1 to 255 characters', async () => {
    const request = app.given.bookingRequest(await app.given.schedule());

    for (const key of ['', 'x'.repeat(256)]) {
      const answer = await app.post('/api/bookings', request, {headers: {'Idempotency-Key': key}});
      assertRefused(answer, 400, 'INVALID_PARAMETER');
    }
    assert.equal((await send(request, 'x'.repeat(255))).status, 201);
  });

  it('gives its answer again also to somebody who has reached the limit on bookings', async () => {
    const limited = await givenApplication({RATE_LIMIT_DISABLED: 'false', BOOKING_LIMIT: '1'});
    try {
      const id = await limited.given.schedule();
      const request = limited.given.bookingRequest(id);
      const headers = {'Idempotency-Key': 'at-the-limit'};
      const first = await limited.post('/api/bookings', request, {headers});

      const again = await limited.post('/api/bookings', request, {headers});
      const another = await limited.post('/api/bookings', limited.given.bookingRequest(id));

      assert.deepEqual([again.status, again.body], [201, first.body]);
      assertRefused(another, 429, 'RATE_LIMITED');
    } finally {
      await limited.stop();
    }
  });
});
