import assert from 'node:assert/strict';
import {type Answer, TestApp} from '../helpers/app';
import {book, seatsTaken, timesUsed, untilSomeoneWaits, whileScheduleIsLocked} from '../helpers/booking';
import {onServer, type TestDatabase} from '../helpers/server';
import {TcpProxy} from '../helpers/tcp-proxy';
import {migratedDatabase} from '../helpers/template';
import {until} from '../helpers/wait';

function assertAway({status, body, headers}: Answer): void {
  assert.deepEqual([status, body.error?.code], [503, 'DATABASE_UNAVAILABLE'], JSON.stringify(body));
  assert.equal(headers.get('retry-after'), '2');
  assert.ok(body.error.requestId);
  assert.doesNotMatch(JSON.stringify(body), /ECONN|127\.0\.0\.1|postgres|terminat|select/i);
}

describe('When the database is away', () => {
  let database: TestDatabase;
  let wire: TcpProxy;
  let app: TestApp;

  before(async () => {
    database = await migratedDatabase();
    wire = await TcpProxy.open(database);
    app = await TestApp.start(database, {DATABASE_URL: wire.url});
  });
  afterEach(() => wire.mend());
  after(async () => {
    await app?.stop();
    await wire?.cut();
  });

  /** Ends the application's connections from the server's side, as a restart or a failover does. */
  const terminateConnections = () =>
    app.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'training-admin'`,
    );
  const send = (request: {contact: {email: string}}) =>
    app.post('/api/bookings', request, {headers: {'Idempotency-Key': request.contact.email}});
  /** The server may need a moment to see that whoever sent a request the first time is gone. */
  const sendUntilAnswered = async (request: {contact: {email: string}}) => {
    let answer = await send(request);
    await until(async () => {
      if (answer.status !== 503 && answer.body.error?.code !== 'REQUEST_IN_PROGRESS') return true;
      answer = await send(request);
      return false;
    }, 'the request is answered');
    return answer;
  };
  const countBookings = async (scheduleId: number) =>
    (await app.rows('select id from bookings where course_schedule_id = $1', [scheduleId])).length;

  it('reads, bookings and sign-ins are told to come back, and are served again without a restart', async () => {
    const scheduleId = await app.given.schedule();
    const {reference, token} = await book(app, scheduleId);
    const requests = [
      () => app.get('/api/courses'),
      () => app.get('/api/schedules'),
      () => app.get(`/api/bookings/${reference}`, {token}),
      () => app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 1}),
      () => app.post('/api/bookings', app.given.bookingRequest(scheduleId)),
      () => app.post('/api/auth/login', {email: 'a@example.com', password: 'wrong password'}),
    ];

    await wire.cut();
    for (const request of requests) assertAway(await request());
    await wire.mend();

    for (const request of requests) assert.ok((await request()).status < 500);
    assert.equal(await seatsTaken(app, scheduleId), 2);
  });

  it('what needs no database goes on', async () => {
    await wire.cut();

    assert.equal((await app.get('/health/live')).status, 200);
    assert.equal((await app.get('/metrics')).status, 200);
    assert.equal((await app.get('/openapi.json')).status, 200);
    assert.equal((await app.post('/api/bookings', {})).status, 422);
  });

  it('many requests at once are all told so, and nobody waits for a connection', async () => {
    await wire.cut();

    const answers = await Promise.all(Array.from({length: 50}, () => app.get('/api/courses')));

    for (const answer of answers) assertAway(answer);
  });

  it('connections that the server ended are replaced by new ones', async () => {
    await Promise.all(Array.from({length: 10}, () => app.get('/api/courses')));

    await terminateConnections();
    const {status} = await app.get('/api/courses');

    // The first request may still meet a connection whose end has not been noticed.
    assert.ok(status === 200 || status === 503);
    await until(async () => (await app.get('/api/courses')).status === 200, 'it serves again');
  });

  it('a server that accepts no connections is away, too', async () => {
    await onServer(`alter database ${database.name} with allow_connections false`);
    try {
      wire.dropConnections();
      // More than the pool holds: whatever of it was left is gone, and a new connection is asked for.
      for (let i = 0; i < 12; i += 1) assertAway(await app.get('/api/courses'));
    } finally {
      await onServer(`alter database ${database.name} with allow_connections true`);
    }

    assert.equal((await app.get('/api/courses')).status, 200);
  });

  for (const [how, end] of [
    ['cut', () => wire.dropConnections()],
    ['ended by the server', terminateConnections],
  ] as const) {
    it(`a booking whose connection is ${how} before its commit leaves nothing, and can be sent again`, async () => {
      const scheduleId = await app.given.schedule();
      const discountCode = await app.given.discountCode();
      const request = app.given.bookingRequest(scheduleId, {discountCode});

      const answer = await whileScheduleIsLocked(database, scheduleId, async someoneWaits => {
        const sent = send(request);
        await someoneWaits();
        await end();
        return sent;
      });

      assertAway(answer);
      const again = await sendUntilAnswered(request);
      assert.equal(again.status, 201);
      assert.equal(await countBookings(scheduleId), 1);
      assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [1, 1]);
    });
  }

  it('a booking whose connection is cut at its commit is there once, when it is sent again', async () => {
    const scheduleId = await app.given.schedule();
    const request = app.given.bookingRequest(scheduleId);
    await database.query(`
      create function wait_at_commit() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock(42); return null; end $$;
      create constraint trigger wait_at_commit after insert on bookings deferrable initially deferred
        for each row execute function wait_at_commit()`);

    const answer = await database.transaction(async query => {
      await query('select pg_advisory_xact_lock(42)');
      const sent = send(request);
      await untilSomeoneWaits(database);
      wire.dropConnections();
      return sent;
    });

    assertAway(answer);
    await until(async () => (await countBookings(scheduleId)) === 1, 'the server has committed');
    await database.query('drop function wait_at_commit() cascade');
    const again = await sendUntilAnswered(request);
    const [row] = await app.rows<{reference: string}>(
      'select booking_reference as reference from bookings where course_schedule_id = $1',
      [scheduleId],
    );
    assert.deepEqual([again.status, again.body.bookingReference], [201, row?.reference]);
    assert.equal(await countBookings(scheduleId), 1);
  });
});

describe('The job worker, when the database was away', () => {
  let wire: TcpProxy;
  let app: TestApp;

  before(async () => {
    const database = await migratedDatabase();
    wire = await TcpProxy.open(database);
    app = await TestApp.start(database, {DATABASE_URL: wire.url, JOBS_ON: 'true'});
  });
  after(async () => {
    await wire?.mend();
    await app?.stop();
    await wire?.cut();
  });

  it('works on when it is back', async () => {
    const scheduleId = await app.given.schedule();
    await book(app, scheduleId, {paymentMethod: 'card'});
    app.passes({minutes: 15});

    await wire.cut();
    await app.rows(`select graphile_worker.add_job('release_expired_holds')`);
    assertAway(await app.get('/api/courses'));
    await wire.mend();

    await until(async () => (await seatsTaken(app, scheduleId)) === 0, 'the job has run', 15_000);
  });
});
