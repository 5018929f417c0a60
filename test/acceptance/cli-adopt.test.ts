import {strict as assert} from 'node:assert';
import {randomBytes} from 'node:crypto';
import {Client} from 'pg';
import {runCommand} from '../helpers/command';
import {MigrationFolder} from '../helpers/migrations';
import {createDatabase, formatServerUrl, type TestDatabase, testServer} from '../helpers/server';

describe('Adopting, unlocking, creating and resetting a database', () => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder()
      .add('1_a', 'create table a (id int)', 'drop table a')
      .add('2_b', 'create table b (id int)', 'drop table b')
      .add('3_c', 'create table c (id int)', 'drop table c');
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const run = (name: string, ...args: string[]) =>
    runCommand([name, `--directory=${folder.directory}`, ...args], {
      DATABASE_URL: database.url,
      SCRATCH_DATABASE_URL: database.url,
    });
  const applied = async () =>
    (await database.query<{name: string}>('select name from knex_migrations order by id')).rows.map(
      ({name}) => name,
    );

  describe('migrate:baseline', () => {
    it('records what is there without running it, in one batch, and goes on with what is pending', async () => {
      await database.query('create table a (id int); create table b (id int)');

      const baseline = await run('migrate:baseline', '2_b', '--yes');
      const migrate = await run('migrate');

      assert.equal(baseline.stdout, 'batch 1: 2 recorded as applied, up to 2_b\n', baseline.stderr);
      assert.match(migrate.stdout, /^applied 3_c .*\nbatch 2: 1 applied\n$/);
      assert.deepEqual(await applied(), ['1_a', '2_b', '3_c']);
      const {rows} = await database.query<{checksum: string; note: string}>(
        `select checksum, note from schema_migration_history where name = '1_a'`,
      );
      assert.deepEqual(
        [rows.length, rows[0]?.checksum?.length, rows[0]?.note],
        [1, 64, 'baseline: was there before'],
      );
      assert.equal((await run('migrate:drift')).code, 0);
    });

    it('shows what differs and records nothing, unless the differences are accepted', async () => {
      await database.query('create table a (id int, extra text); create table b (id int)');

      const refused = await run('migrate:baseline', '2_b', '--yes');
      assert.equal(refused.code, 4);
      assert.match(refused.stderr, /table a\n {2}\+ column extra\n[\s\S]*--accept-differences/);
      await assert.rejects(applied(), /does not exist/);

      assert.equal((await run('migrate:baseline', '2_b', '--yes', '--accept-differences')).code, 0);
      assert.deepEqual(await applied(), ['1_a', '2_b']);
    });

    it('says what it would do and does nothing without --yes', async () => {
      await database.query('create table a (id int); create table b (id int)');

      const asked = await run('migrate:baseline', '2_b');

      assert.equal(asked.code, 2);
      assert.match(asked.stderr, /would record 2 migrations as applied[\s\S]*Nothing was done\. Add --yes/);
      await assert.rejects(applied(), /does not exist/);
    });

    it('refuses an empty database, an unknown name, and what is recorded already', async () => {
      const empty = await run('migrate:baseline', '2_b', '--yes');
      const unknown = await run('migrate:baseline', '9_b', '--yes');
      await run('migrate');
      const done = await run('migrate:baseline', '2_b', '--yes');
      const none = await run('migrate:baseline');

      assert.deepEqual([empty.code, unknown.code, done.code, none.code], [2, 2, 2, 2]);
      assert.match(empty.stderr, /the database is empty.*npm run migrate/);
      assert.match(done.stderr, /3_c is applied already, and newer/);
      assert.match(none.stderr, /npm run migrate:baseline/);
    });
  });

  describe('migrate:unlock', () => {
    it('frees the row that a killed Knex left set, also when two starters made two rows', async () => {
      await run('migrate');
      await database.query('update knex_migrations_lock set is_locked = 1');
      const one = await run('migrate:unlock');
      await database.query('insert into knex_migrations_lock (is_locked) values (1)');
      const two = await run('migrate:unlock');
      const none = await run('migrate:unlock');

      assert.match(one.stdout, /was set and is free now/);
      assert.match(two.stdout, /was set and is free now/);
      assert.match(none.stdout, /Nobody holds the lock/);
      const {rows} = await database.query('select is_locked from knex_migrations_lock');
      assert.deepEqual(rows, [{is_locked: 0}]);
    });

    it('frees nothing while a bare Knex command is at work, and names its connection', async () => {
      await run('migrate');
      await database.query('update knex_migrations_lock set is_locked = 1');
      const knex = new Client({...database.connection, application_name: 'bare-knex'});
      await knex.connect();
      try {
        await knex.query(`begin; insert into knex_migrations (name, batch) values ('9_z', 9)`);

        const {code, stdout} = await run('migrate:unlock');

        assert.equal(code, 4);
        assert.match(stdout, /in use by\n {2}process \d+ \(bare-knex from /);
        const {rows} = await database.query('select is_locked from knex_migrations_lock');
        assert.deepEqual(rows, [{is_locked: 1}]);
      } finally {
        await knex.end();
      }
    });

    it('names who holds the lock of our own commands', async () => {
      const runner = folder.runner(database);
      try {
        await runner.locked(async () => {
          const {code, stdout} = await run('migrate:unlock', '--json');

          assert.equal(code, 4);
          assert.equal(JSON.parse(stdout).holder.applicationName, 'schema-lifecycle');
        });
      } finally {
        await runner.close();
      }
    });
  });

  describe('migrate:repair', () => {
    it('keeps the fingerprint of the schema that a person vouches for, so that no drift is seen later', async () => {
      await run('migrate:up', '1_a');
      await database.query('create table b (id int)');

      assert.equal((await run('migrate:repair', '--mark-applied', '2_b', '--yes')).code, 0);

      const drift = await run('migrate:drift', '--quick');
      assert.equal(drift.code, 0, drift.stdout);
    });
  });

  describe('migrate:status', () => {
    it('says that a pending file is older than an applied one, and the command that mends it', async () => {
      folder.remove('2_b');
      await run('migrate');
      folder.add('2_b', 'create table b (id int)', 'drop table b');

      const {stdout} = await run('migrate:status');

      assert.match(stdout, /^2_b +pending\n {4}2_b is pending, but older than 3_c/m);
      assert.match(stdout, /^2 applied, 1 pending$/m);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    });

    it('shows when bare Knex applied what it applied, however long ago', async () => {
      await run('migrate:up', '1_a');
      await database.query(
        `drop table schema_migration_history; update knex_migrations set migration_time = '2019-05-06 10:00Z', name = '1_a.js'`,
      );

      assert.match((await run('migrate:status')).stdout, /^1_a +applied +1 +2019-05-06 10:00/m);
      await run('migrate');
      assert.match((await run('migrate:status')).stdout, /^1_a +applied +1 +2019-05-06 10:00 +Knex/m);
    });
  });

  describe('db:create', () => {
    it('makes the database that is configured, once', async () => {
      const name = `created_${randomBytes(5).toString('hex')}`;
      const url = formatServerUrl(testServer(), name);
      try {
        const first = await runCommand(['db:create'], {DATABASE_URL: url});
        const second = await runCommand(['db:create', '--json'], {DATABASE_URL: url});

        assert.match(first.stdout, new RegExp(`^created ${name} on .*npm run migrate\\n$`), first.stderr);
        assert.deepEqual([second.code, JSON.parse(second.stdout)], [0, {database: name, created: false}]);
      } finally {
        await database.query(`drop database if exists ${name}`);
      }
    });
  });

  describe('db:reset', () => {
    const reset = (environment: string, ...args: string[]) =>
      runCommand(['db:reset', '--env', environment, ...args], {
        DATABASE_URL: database.url,
        DATABASE_SSL: 'false',
        JWT_SECRET: 'x'.repeat(40),
      });

    it('drops everything, also what no migration made, and builds it anew with its seeds', async () => {
      await database.query(
        'create schema extra; create table extra.stray (id int); create table stray (id int)',
      );

      const {code, stdout, stderr} = await reset('test', '--yes');

      assert.equal(code, 0, stderr);
      assert.match(stdout, /is new: \d+ migrations, \d+ seeds/);
      const {rows} = await database.query<{stray: string | null; users: number}>(
        `select to_regclass('extra.stray') as stray, (select count(*)::int from users) as users`,
      );
      assert.equal(rows[0]?.stray, null);
      assert.ok((rows[0]?.users ?? 0) > 0);
    });

    it('never runs in production, and in staging only for the database that is named', async () => {
      await database.query('create table kept (id int)');

      const production = await reset('production', '--yes', `--database=${database.name}`);
      const staging = await reset('staging', '--yes');
      const wrong = await reset('staging', '--yes', '--database=other');
      const asked = await reset('test');

      assert.deepEqual([production.code, staging.code, wrong.code, asked.code], [2, 2, 2, 2]);
      assert.match(production.stderr, /never runs in production/);
      assert.match(staging.stderr, new RegExp(`--database=${database.name}`));
      assert.equal((await database.query(`select to_regclass('kept') as kept`)).rows[0]?.kept, 'kept');
    });
  });
});
