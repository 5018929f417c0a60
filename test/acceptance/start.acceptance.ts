import assert from 'node:assert/strict';
import {createServer} from 'node:net';
import {CoreBindings, type LifeCycleObserver} from '@loopback/core';
import pino from 'pino';
import {TrainingAdminApplication} from '../../src/application';
import {loadConfig} from '../../src/config';
import {openDatabase} from '../../src/database/open-database';
import type {PostgresDataSource} from '../../src/datasources/postgres.datasource';
import {TEST_SETTINGS} from '../helpers/app';
import {ApplicationRun, freePort, isOpen, LIMIT_MS} from '../helpers/application-run';
import {migrationRunner, whileMigrating} from '../helpers/schema';
import {createDatabase, type TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const PARTS = ['database-server', 'datasource', 'schema', 'mail', 'jobs', 'port', 'server'];

describe('Starting', function () {
  this.timeout(2 * LIMIT_MS);

  const runs: ApplicationRun[] = [];
  const databases: TestDatabase[] = [];
  const given = async (making: Promise<TestDatabase>): Promise<TestDatabase> => {
    const database = await making;
    databases.push(database);
    return database;
  };
  const start = (database: TestDatabase, settings: Record<string, string> = {}): ApplicationRun => {
    const run = new ApplicationRun({DATABASE_URL: database.url, ...settings});
    runs.push(run);
    return run;
  };

  afterEach(async () => {
    await Promise.all(runs.splice(0).map(run => run.discard()));
    await Promise.all(databases.splice(0).map(database => database.drop()));
  });

  it('keeps the port closed while the schema is made ready', async () => {
    const database = await given(createDatabase());
    const port = await freePort();
    const run = await whileMigrating(database, async () => {
      const waiting = start(database, {MIGRATE_ON_START: 'apply', PORT: String(port)});
      await waiting.says('waiting for another process that changes the schema');
      assert.equal(await isOpen(port), false);
      return waiting;
    });

    assert.equal(await run.listens(), `http://127.0.0.1:${port}`);
    const ready = await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json();
    assert.equal((ready as {status: string}).status, 'ready');
  });

  it('of two processes at once on an empty database brings up both, migrated once', async () => {
    const database = await given(createDatabase());

    const pair = [1, 2].map(() => start(database, {MIGRATE_ON_START: 'apply'}));
    const urls = await Promise.all(pair.map(run => run.listens()));

    for (const url of urls) assert.equal((await fetch(`${url}/health/ready`)).status, 200);
    const {rows} = await database.query(
      'select name, count(*) from knex_migrations group by name having count(*) > 1',
    );
    assert.deepEqual(rows, []);
    const runner = migrationRunner(database);
    assert.deepEqual(await runner.getPendingMigrations(), []);
    await runner.close();
    for (const run of pair) {
      run.terminate();
      assert.equal((await run.finished).code, 0);
    }
  });

  it('in development passes over the usual port when somebody else has it, and says where it is', async () => {
    const usual = createServer().unref();
    // Taken by us or, when that is refused, by somebody else already.
    await new Promise(resolve =>
      usual.once('listening', resolve).once('error', resolve).listen(3000, '127.0.0.1'),
    );
    const database = await given(migratedDatabase());

    const run = start(database, {NODE_ENV: 'development', PORT: '', SEED_ON_START: 'false'});
    const url = await run.listens();
    usual.close();

    assert.match(url, /^http:\/\/127\.0\.0\.1:30[0-9]{2}$/);
    assert.notEqual(url, 'http://127.0.0.1:3000');
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
    await run.says('admin@reactfasttraining.co.uk / admin123');
  });

  it('begins each part before what needs it, and stopping ends them in the reverse order', async () => {
    const database = await given(migratedDatabase());
    const config = loadConfig({env: {...TEST_SETTINGS, DATABASE_URL: database.url}});
    const application = new TrainingAdminApplication({
      config,
      database: await openDatabase(config),
      logger: pino({level: 'silent'}),
    });
    await application.boot();
    const {pool} = await application.get<PostgresDataSource>('datasources.postgres');
    const registry = await application.get(CoreBindings.LIFE_CYCLE_OBSERVER_REGISTRY);
    const begun: string[] = [];
    const ended: string[] = [];
    for (const {group, bindings} of registry.getObserverGroupsByOrder()) {
      for (const {key} of bindings) {
        const observer = await application.get<LifeCycleObserver>(key);
        const {start: begin, stop: end} = observer;
        observer.start = async (...context) => {
          begun.push(`${group}, server ${application.restServer.listening ? 'open' : 'closed'}`);
          await begin?.apply(observer, context);
        };
        observer.stop = async (...context) => {
          ended.push(`${group}, pool ${pool.ended ? 'ended' : 'open'}`);
          await end?.apply(observer, context);
        };
      }
    }

    await application.start();
    assert.equal(application.restServer.listening, true);
    await application.stop();

    assert.deepEqual(
      [...new Set(begun)],
      PARTS.map(group => `${group}, server closed`),
    );
    assert.deepEqual(
      [...new Set(ended)],
      PARTS.toReversed().map(group => `${group}, pool ${group === 'database-server' ? 'ended' : 'open'}`),
    );
    assert.equal(application.restServer.listening, false);
  });
});
