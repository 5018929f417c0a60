import {strict as assert} from 'node:assert';
import {Application} from '@loopback/core';
import {SchemaLifecycleComponent} from '../../../src/schema-lifecycle/component';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../../../src/schema-lifecycle/keys';
import {startNode} from '../../helpers/command';
import {MigrationFolder} from '../../helpers/migrations';
import {createDatabase, type TestDatabase} from '../../helpers/server';

describe('An application with the schema lifecycle', () => {
  let database: TestDatabase;
  let migrations: MigrationFolder;
  let seeds: MigrationFolder;
  const applications: Application[] = [];
  beforeEach(async () => {
    database = await createDatabase();
    migrations = new MigrationFolder().add('1_a', 'create table a (id int)');
    seeds = new MigrationFolder().write(
      '1_s.js',
      "exports.seed = async knex => { await knex.raw('insert into a values (1)'); };",
    );
  });
  afterEach(async () => {
    for (const application of applications.splice(0)) {
      if (application.state === 'started') await application.stop();
    }
    migrations.delete();
    seeds.delete();
    await database.drop();
  });

  function givenApplication(options: Partial<SchemaLifecycleOptions>): Application {
    const application = new Application();
    application.bind(SchemaLifecycleBindings.OPTIONS).to({
      connection: async () => database.connection,
      migrationsDirectory: migrations.directory,
      seedsDirectory: seeds.directory,
      migrateOnStart: 'apply',
      seedOnStart: false,
      waitMs: 5_000,
      outOfOrder: 'deny',
      environment: 'test',
      query: database.query,
      ...options,
    });
    application.component(SchemaLifecycleComponent);
    applications.push(application);
    return application;
  }

  const state = async (application: Application) =>
    (await application.get(SchemaLifecycleBindings.STATE)).read();

  it('applies and seeds before it has started, and is ready', async () => {
    const seen: string[] = [];
    const application = givenApplication({
      seedOnStart: true,
      afterMigrate: async ({database: name}) => {
        seen.push(name);
      },
    });

    await application.start();

    assert.deepEqual((await database.query('select id from a')).rows, [{id: 1}]);
    assert.deepEqual(seen, [database.name]);
    assert.deepEqual(await state(application), {
      state: 'ready',
      version: '1_a',
      pending: 0,
      canServe: true,
    });
  });

  it('does not start when a migration fails', async () => {
    migrations.add('2_b', 'nonsense');

    await assert.rejects(givenApplication({}).start(), {code: 'MIGRATION_FAILED'});
  });

  it('does not start when it only checks and something is pending; each is named', async () => {
    await assert.rejects(givenApplication({migrateOnStart: 'check', waitMs: 0}).start(), {
      code: 'SCHEMA_NOT_READY',
      exitCode: 3,
      problems: ['1_a is pending: npm run migrate'],
    });
    assert.equal((await database.query("select to_regclass('a') as a")).rows[0]?.a, null);
  });

  it('waits, when it only checks, for somebody else to migrate', async () => {
    const checking = givenApplication({migrateOnStart: 'check'}).start();

    const runner = migrations.runner(database);
    await runner.migrateToLatest();
    await runner.close();

    await checking;
  });

  it('starts on a schema that a newer build has migrated, and says so', async () => {
    migrations.add('2_b', 'create table b (id int)');
    await givenApplication({}).start();
    migrations.remove('2_b');

    for (const migrateOnStart of ['apply', 'check'] as const) {
      const application = givenApplication({migrateOnStart});
      await application.start();
      assert.deepEqual(await state(application), {
        state: 'ahead',
        version: '2_b',
        pending: 0,
        canServe: true,
      });
    }
  });

  it('does not start on an edited migration', async () => {
    await givenApplication({}).start();
    migrations.add('1_a', 'create table a (id bigint)');

    for (const migrateOnStart of ['apply', 'check'] as const) {
      await assert.rejects(givenApplication({migrateOnStart}).start(), /1_a was edited after it was applied/);
    }
  });

  it('touches nothing when it is told to leave the schema alone, and reports what is pending', async () => {
    const application = givenApplication({migrateOnStart: 'off', query: undefined});

    await application.start();

    assert.deepEqual(await state(application), {
      state: 'pending',
      version: null,
      pending: 1,
      canServe: false,
    });
    assert.equal((await database.query("select to_regclass('knex_migrations') as t")).rows[0]?.t, null);
  });

  it('is not needed by the command line, which loads neither LoopBack nor Knex to show the status', async () => {
    const script = `
      const {MigrationRunner, MigrationSource} = require(${JSON.stringify(require.resolve('../../../src/schema-lifecycle/programmatic'))});
      const runner = new MigrationRunner(JSON.parse(process.env.OPTIONS, (key, value) => key === 'source' ? new MigrationSource(value) : value));
      runner.status().then(() => runner.close()).then(() => {
        console.log(Object.keys(require.cache).filter(file => /node_modules.(@loopback|knex)/.test(file)).length);
      });`;
    const options = {
      connection: database.connection,
      source: migrations.directory,
      lockWaitMs: 0,
      outOfOrder: 'warn',
    };

    const {stdout, stderr} = await startNode(['-e', script], {OPTIONS: JSON.stringify(options)}).finished;

    assert.equal(stdout.trim(), '0', stderr);
  });
});
