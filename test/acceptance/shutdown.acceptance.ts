import assert from 'node:assert/strict';
import {call} from '../helpers/app';
import {ApplicationRun, isOpen, LIMIT_MS} from '../helpers/application-run';
import {isRunning} from '../helpers/embedded-server';
import {Given} from '../helpers/given';
import {whileMigrating} from '../helpers/schema';
import {createDatabase, type TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';
import {until} from '../helpers/wait';

describe('Stopping', function () {
  this.timeout(2 * LIMIT_MS);

  let database: TestDatabase;
  let given: Given;
  const runs: ApplicationRun[] = [];
  const start = (settings: Record<string, string> = {}): ApplicationRun => {
    const run = new ApplicationRun({DATABASE_URL: database.url, ...settings});
    runs.push(run);
    return run;
  };
  const rows = async (sql: string) => (await database.query(sql)).rows;

  beforeEach(async () => {
    database = await migratedDatabase();
    given = new Given(database, () => new Date());
  });
  afterEach(async () => {
    await Promise.all(runs.splice(0).map(run => run.discard()));
    await database.drop();
  });

  /** Connections of the application that wait for a lock. */
  const waiting = () =>
    rows(`select pid from pg_stat_activity
          where datname = current_database() and application_name = 'training-admin' and wait_event_type = 'Lock'`);

  /** Runs `work` while the schedule's row is locked, so that whoever needs it waits. */
  const whileLocked = <T>(scheduleId: number, work: () => Promise<T>): Promise<T> =>
    database.transaction(async query => {
      await query('select id from course_schedules where id = $1 for update', [scheduleId]);
      return work();
    });

  it('lets a running request finish, refuses new ones, and ends with exit code 0', async () => {
    const scheduleId = await given.schedule();
    const run = start();
    const url = await run.listens();
    const port = Number(new URL(url).port);

    const {booking} = await whileLocked(scheduleId, async () => {
      const sent = call(url, 'POST', '/api/bookings', {body: given.bookingRequest(scheduleId)});
      await until(async () => (await waiting()).length === 1, 'the booking waits for the schedule');
      run.terminate();
      await until(async () => !(await isOpen(port)), 'the port is closed');
      await assert.rejects(fetch(`${url}/health/live`));
      return {booking: sent};
    });

    assert.equal((await booking).status, 201);
    const {code, signal, stderr} = await run.finished;
    assert.deepEqual({code, signal, stderr}, {code: 0, signal: null, stderr: ''});
    assert.deepEqual(await rows('select seats from bookings'), [{seats: 1}]);
  });

  it('lets a running job finish before the database goes', async () => {
    const scheduleId = await given.schedule();
    const run = start({JOBS_ON: 'true'});
    const url = await run.listens();
    const {body} = await call(url, 'POST', '/api/bookings', {body: given.bookingRequest(scheduleId)});
    await database.query(`update bookings set hold_expires_at = now() - interval '1 minute'`);

    await whileLocked(scheduleId, async () => {
      await database.query(`select graphile_worker.add_job('release_expired_holds')`);
      await until(async () => (await waiting()).length === 1, 'the job waits for the schedule');
      run.terminate();
      await until(async () => !(await isOpen(Number(new URL(url).port))), 'the port is closed');
      assert.equal(isRunning(run.child.pid ?? 0), true);
    });

    const {code, stderr} = await run.finished;
    assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
    assert.deepEqual(await rows('select booking_reference, status, cancellation_reason from bookings'), [
      {booking_reference: body.bookingReference, status: 'cancelled', cancellation_reason: 'expired'},
    ]);
    assert.deepEqual(
      await rows(
        `select key from graphile_worker.jobs where task_identifier = 'release_expired_holds' and attempts > 0`,
      ),
      [],
      'the job is done, not to be done again',
    );
  });

  it('that takes longer than it may is cut short, says so, and ends with exit code 1', async () => {
    const scheduleId = await given.schedule();
    const run = start({SHUTDOWN_GRACE_S: '1'});
    const url = await run.listens();

    await whileLocked(scheduleId, async () => {
      const booking = call(url, 'POST', '/api/bookings', {body: given.bookingRequest(scheduleId)});
      await until(async () => (await waiting()).length === 1, 'the booking waits for the schedule');
      run.terminate();
      const [{code, stdout}] = await Promise.all([run.finished, assert.rejects(booking)]);
      assert.equal(code, 1);
      assert.match(stdout, /not stopped in time/);
      await until(async () => (await waiting()).length === 0, 'its statement has ended with it');
    });

    assert.deepEqual(await rows('select id from bookings'), []);
  });

  it('while it waits for somebody who never finishes to migrate ends in time, with the schema untouched', async () => {
    const empty = await createDatabase();
    try {
      await whileMigrating(empty, async () => {
        const run = start({DATABASE_URL: empty.url, MIGRATE_ON_START: 'apply', SHUTDOWN_GRACE_S: '1'});
        await run.says('waiting for another process');
        run.terminate();
        assert.equal((await run.finished).code, 1);
      });

      const tables = await empty.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      );
      assert.deepEqual(tables.rows, []);
    } finally {
      await empty.drop();
    }
  });

  it('asked for twice is done once', async () => {
    const run = start();
    await run.listens();

    run.terminate();
    run.child.kill('SIGINT');
    run.terminate();

    const {code, stdout} = await run.finished;
    assert.equal(code, 0);
    assert.deepEqual(stdout.match(/"msg":"stop\w+"/g), ['"msg":"stopping"', '"msg":"stopped"']);
  });

  it('leaves no connection behind', async () => {
    const run = start({JOBS_ON: 'true'});
    const url = await run.listens();
    await call(url, 'GET', '/api/schedules');

    run.terminate();
    await run.finished;

    const others = `select application_name from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()`;
    await until(async () => (await rows(others)).length === 0, 'all connections are closed');
  });
});
