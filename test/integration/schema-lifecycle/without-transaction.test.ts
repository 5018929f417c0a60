import {strict as assert} from 'node:assert';
import {repair} from '../../../src/schema-lifecycle/repair';
import {startCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';
import {until} from '../../helpers/wait';

const OUTSIDE = {transaction: false};

onEachServer('A migration outside a transaction', createDatabase => {
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

  const history = async () =>
    (
      await database.query<{state: string; last_statement: string}>(
        "select state, last_statement from schema_migration_history where name = '2_b' order by id",
      )
    ).rows;

  it('may create an index concurrently, and is recorded like any other', async () => {
    folder.add('1_a', 'create table a (id int)');
    folder.add('2_b', 'create index concurrently a_id on a (id)', 'drop index concurrently a_id', OUTSIDE);
    const runner = folder.runner(database);

    await runner.migrateToLatest();
    assert.deepEqual(await history(), [
      {state: 'succeeded', last_statement: 'create index concurrently a_id on a (id)'},
    ]);
    await runner.rollback();

    assert.deepEqual((await database.query('select from knex_migrations')).rowCount, 0);
    await runner.close();
  });

  it('is recorded as running while it runs, and the next run stops and names file and statement when it died', async () => {
    folder.add('1_a', 'create table a (id int)');
    folder.add('2_b', ['create table b (id int)', 'select pg_sleep(30)'], [], OUTSIDE);
    const args = ['migrate', `--directory=${folder.directory}`];
    const victim = startCommand(args, {DATABASE_URL: database.url});
    const reader = folder.runner(database);
    await until(
      async () => (await reader.status()).migrations.some(({state}) => state === 'running'),
      'it runs',
    );
    await until(async () => (await history())[0]?.last_statement === 'select pg_sleep(30)', 'it sleeps');

    victim.child.kill('SIGKILL');
    await victim.finished;
    await database.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'schema-lifecycle' and query like '%pg_sleep%'`,
    );
    const next = await startCommand(args, {DATABASE_URL: database.url}).finished;

    assert.equal(next.code, 4);
    assert.match(next.stderr, /2_b \(up, without a transaction\) did not finish.*select pg_sleep\(30\)/s);
    assert.match(next.stderr, /migrate:repair -- --directory=\S+ --mark-applied 2_b --yes\n/);
    assert.match(next.stderr, /migrate:repair -- --directory=\S+ --mark-rolled-back 2_b --yes\n/);
    assert.equal((await reader.status()).isWrong, true);
    await reader.close();
  });

  it('stops the next run after a failure too, until a person tells what is true', async () => {
    folder.add('1_a', 'create table a (id int)');
    folder.add('2_b', ['create table b (id int)', 'create table b (id int)'], [], OUTSIDE);
    const runner = folder.runner(database);
    await assert.rejects(runner.migrateToLatest(), {code: 'MIGRATION_FAILED'});
    assert.deepEqual(await history(), [{state: 'failed', last_statement: 'create table b (id int)'}]);
    await assert.rejects(runner.migrateToLatest(), {code: 'MIGRATION_UNFINISHED'});
    await assert.rejects(runner.rollback(), {code: 'MIGRATION_UNFINISHED'});

    await repair(runner, 'mark-applied', '2_b', null);

    assert.deepEqual((await runner.migrateToLatest()).executed, []);
    assert.deepEqual(
      (await runner.status()).migrations.map(({name, state}) => [name, state]),
      [
        ['1_a', 'applied'],
        ['2_b', 'applied'],
      ],
    );
    await runner.close();
  });

  it('can be marked as rolled back and runs again', async () => {
    folder.add('2_b', ['create table b (id int)', 'select nonsense'], [], OUTSIDE);
    const runner = folder.runner(database);
    await assert.rejects(runner.migrateToLatest());
    await database.query('drop table b');

    await repair(runner, 'mark-rolled-back', '2_b', null);
    folder.add('2_b', 'create table b (id int)', [], OUTSIDE);
    const again = folder.runner(database);
    const result = await again.migrateToLatest();

    assert.equal(result.executed.length, 1);
    await again.close();
    await runner.close();
  });

  it('notes its last statement although its own transaction is undone', async () => {
    folder.write(
      '2_b.js',
      `exports.config = {transaction: false};
       exports.up = async knex => {
         await knex.transaction(async trx => { await trx.raw('create table b (id int)'); await trx.raw('select 1/0'); });
       };`,
    );
    const runner = folder.runner(database);

    await assert.rejects(runner.migrateToLatest(), /division by zero/);

    assert.deepEqual(await history(), [{state: 'failed', last_statement: 'select 1/0'}]);
    await runner.close();
  });

  it('waits for locks with "concurrently" as long as it takes: a short timeout would leave an invalid index', async () => {
    folder.add('1_a', [
      'create table a (id int)',
      'insert into a values (1)',
      `create function told(int) returns int immutable language plpgsql as
       $$ begin raise exception 'lock_timeout was %', current_setting('lock_timeout'); end $$`,
    ]);
    folder.write(
      '2_b.js',
      `exports.config = {transaction: false};
       const told = async (knex, sql) => knex.raw(sql).then(() => '', error => /lock_timeout was \\w+/.exec(error.message)[0]);
       exports.up = async knex => {
         exports.seen = [
           await told(knex, 'create index concurrently a_1 on a (told(id))'),
           await told(knex, 'create index a_2 on a (told(id))'),
         ];
       };`,
    );
    const runner = folder.runner(database);

    await runner.migrateToLatest();

    const {seen} = require(folder.pathOf('2_b'));
    assert.deepEqual(seen, ['lock_timeout was 0', 'lock_timeout was 5s']);
    await runner.close();
  });
});
