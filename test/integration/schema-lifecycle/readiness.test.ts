import {strict as assert} from 'node:assert';
import {Application} from '@loopback/core';
import {SchemaLifecycleComponent} from '../../../src/schema-lifecycle/component';
import type {ModelContract} from '../../../src/schema-lifecycle/contract';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../../../src/schema-lifecycle/keys';
import {type DeepLook, SchemaStateReader} from '../../../src/schema-lifecycle/schema-state';
import {MigrationFolder} from '../../helpers/migrations';
import {createDatabase, type TestDatabase} from '../../helpers/server';

const MODEL: ModelContract = {
  model: 'A',
  table: 'a',
  properties: [{property: 'name', column: 'name', dataType: 'text', nullable: true, isKey: false}],
};

describe('A schema that is not what this build made', () => {
  let database: TestDatabase;
  let migrations: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    migrations = new MigrationFolder().add('1_a', 'create table a (name text)');
    await start({});
  });
  afterEach(async () => {
    migrations.delete();
    await database.drop();
  });

  /** Starts and stops a process, and tells what readiness says and what it warned of. */
  async function start(options: Partial<SchemaLifecycleOptions>) {
    const warnings: string[] = [];
    const application = new Application();
    application.bind(SchemaLifecycleBindings.OPTIONS).to({
      connection: database.connection,
      migrationsDirectory: migrations.directory,
      seedsDirectory: migrations.directory,
      migrateOnStart: 'apply',
      seedOnStart: false,
      waitMs: 0,
      outOfOrder: 'deny',
      environment: 'test',
      query: database.query,
      models: [MODEL],
      logger: {info() {}, error() {}, warn: (_, message) => warnings.push(message)},
      ...options,
    });
    application.component(SchemaLifecycleComponent);
    await application.start();
    const {state, canServe} = await (await application.get(SchemaLifecycleBindings.STATE)).read();
    await application.stop();
    return {state, canServe, warnings};
  }
  const check = () => start({migrateOnStart: 'check'});

  it('by hand keeps a process that checks from starting; one that runs goes on while its models fit', async () => {
    assert.deepEqual(await check(), {state: 'ready', canServe: true, warnings: []});
    await database.query('create index by_hand on a (name)');

    await assert.rejects(check(), {
      exitCode: 4,
      problems: ['the schema was changed without a migration; see how: npm run migrate:drift'],
    });
    assert.deepEqual(await start({}), {state: 'drifted', canServe: true, warnings: []});
    assert.equal((await start({migrateOnStart: 'off', query: undefined})).state, 'drifted');

    await database.query('alter table a rename column name to title');
    const {state, canServe} = await start({migrateOnStart: 'off'});
    assert.deepEqual([state, canServe], ['drifted', false]);
  });

  it('for other models keeps a process that checks from starting, and one that applies warns', async () => {
    const models = [{...MODEL, properties: MODEL.properties.map(one => ({...one, nullable: false}))}];
    const message = 'A.name (a.name): null is allowed in the database, forbidden in the model';

    await assert.rejects(start({migrateOnStart: 'check', models}), {exitCode: 4, problems: [message]});
    const {state, warnings} = await start({models});
    assert.deepEqual([state, warnings], ['ready', [`the model does not fit the database: ${message}`]]);
  });

  it('by a newer build is served by an older one as long as its models find what they need', async () => {
    migrations.add('2_b', 'alter table a add column note text');
    await start({});
    migrations.remove('2_b');
    assert.deepEqual(await check(), {state: 'ahead', canServe: true, warnings: []});

    migrations
      .add('2_b', 'alter table a add column note text')
      .add('3_c', 'alter table a rename column name to title');
    await start({});
    migrations.remove('2_b').remove('3_c');

    await assert.rejects(check(), {problems: ['A.name (a.name): there is no such column']});
    const {state, canServe} = await start({migrateOnStart: 'off'});
    assert.deepEqual([state, canServe], ['ahead', false]);
  });

  it('after bare Knex, which leaves no fingerprint, is not called drifted', async () => {
    await database.query(
      "create table b (id int); insert into knex_migrations (name, batch) values ('2_b.js', 2)",
    );
    migrations.add('2_b', 'create table b (id int)');

    assert.equal((await check()).state, 'ready');
  });

  it('is looked at closely once a minute at most, and after each migration', async () => {
    let version = '1_a';
    let looks = 0;
    const none = {
      pending: [],
      ahead: [],
      missing: [],
      changed: [],
      outOfOrder: [],
      unfinished: [],
      unrecorded: [],
    };
    const look = async (): Promise<DeepLook> => {
      looks += 1;
      return {hasDrifted: true, modelsFit: true};
    };
    const reader = new SchemaStateReader(async () => ({...none, version}), look);
    const later = (ms: number) => {
      const {now} = performance;
      performance.now = () => now.call(performance) + ms;
      return () => {
        performance.now = now;
      };
    };

    for (const ms of [0, 2_000, 50_000]) {
      const restore = later(ms);
      assert.equal((await reader.read()).state, 'drifted');
      restore();
    }
    assert.equal(looks, 1);
    for (const ms of [61_000, 62_500]) {
      const restore = later(ms);
      await reader.read();
      restore();
    }
    assert.equal(looks, 2);
    version = '2_b';
    const restore = later(64_000);
    await reader.read();
    restore();
    assert.equal(looks, 3);
  });
});
