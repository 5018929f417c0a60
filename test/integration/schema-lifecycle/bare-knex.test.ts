import {strict as assert} from 'node:assert';
import path from 'node:path';
import {PROJECT_ROOT} from '../../../src/config';
import {runCommand, startNode} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import {createDatabase, type TestDatabase} from '../../helpers/server';

const KNEX = path.join(PROJECT_ROOT, 'node_modules/knex/bin/cli.js');

onEachServer('A database that the bare Knex command has migrated', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder();
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  for (const extension of ['ts', 'js']) {
    it(`is adopted when it recorded the names with .${extension}, and the history notes it`, async () => {
      folder.add('1_a', 'create table a (id int)', 'drop table a').add('2_b', 'create table b (id int)');
      await database.query(`
        create table knex_migrations (id serial primary key, name varchar(255), batch int, migration_time timestamptz);
        insert into knex_migrations (name, batch, migration_time) values ('1_a.${extension}', 3, now());
        create table a (id int)`);
      const runner = folder.runner(database);
      assert.deepEqual(await runner.getPendingMigrations(), ['2_b']);

      await runner.migrateToLatest();

      const {rows} = await database.query('select name, batch from knex_migrations order by id');
      assert.deepEqual(rows, [
        {name: '1_a', batch: 3},
        {name: '2_b', batch: 4},
      ]);
      const history = await database.query(
        'select name, note, checksum is not null as has_checksum from schema_migration_history order by id limit 1',
      );
      assert.deepEqual(history.rows, [
        {name: '1_a', note: `adopted: applied by bare Knex as 1_a.${extension}`, has_checksum: true},
      ]);
      await runner.rollback(3);
      await runner.close();
    });
  }
});

describe('The bare Knex command', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(() => database.drop());

  it('shares its history with ours: what one applied the other sees, undoes and records', async () => {
    const env = {DATABASE_URL: database.url};
    const knex = (...args: string[]) => startNode([KNEX, ...args], env).finished;

    const latest = await knex('migrate:latest');
    assert.equal(latest.code, 0, latest.stderr);
    const status = await runCommand(['migrate:status', '--json', '--check'], env);
    assert.equal(status.code, 0, status.stdout);
    const {migrations, version} = JSON.parse(status.stdout);
    assert.equal(
      migrations.every(({state, by}: {state: string; by: string}) => state === 'applied' && by !== null),
      true,
    );

    const rollback = await runCommand(['migrate:down', '--json'], env);
    assert.equal(JSON.parse(rollback.stdout).executed[0].name, version);
    const listed = await knex('migrate:list');
    assert.match(
      listed.stdout,
      new RegExp(`Found 1 Pending Migration file/files.\\s+${version}`),
      listed.stdout,
    );

    assert.equal((await knex('migrate:up')).code, 0);
    assert.equal((await knex('migrate:down')).code, 0);
    assert.equal((await runCommand(['migrate', '--json'], env)).code, 0);
    const {rows} = await database.query<{name: string}>(
      "select name from knex_migrations where name ~ '\\.(ts|js)$'",
    );
    assert.deepEqual(rows, []);
    const runs = await database.query<{direction: string; by_knex: boolean}>(
      `select direction, note is not null as by_knex from schema_migration_history
       where name = $1 and state = 'succeeded' order by id`,
      [version],
    );
    assert.deepEqual(
      runs.rows.map(({direction, by_knex}) => `${direction} ${by_knex ? 'Knex' : 'ours'}`),
      ['up Knex', 'down ours', 'up Knex', 'down Knex', 'up ours'],
    );
  });

  it('adopts the names with extensions that an older one wrote', async () => {
    const env = {DATABASE_URL: database.url};
    await runCommand(['migrate'], env);
    await database.query("update knex_migrations set name = name || '.js'");

    const list = await startNode([KNEX, 'migrate:list'], env).finished;

    assert.equal(list.code, 0, list.stdout + list.stderr);
    assert.match(list.stdout, /No Pending Migration/);
  });

  it('names the known environments when it is asked for an unknown one', async () => {
    const {code, stderr} = await startNode([KNEX, '--env', 'live', 'migrate:list'], {}).finished;

    assert.equal(code, 1);
    assert.match(stderr, /development, test, staging, production/);
  });
});
