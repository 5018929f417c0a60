import {strict as assert} from 'node:assert';
import {MigrationFailedError} from '../../../src/schema-lifecycle/programmatic';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('Applying and undoing migrations', createDatabase => {
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

  const applied = async () =>
    (
      await database.query<{name: string; batch: number}>(
        'select name, batch from knex_migrations order by id',
      )
    ).rows;
  const history = async () =>
    (
      await database.query<Record<string, unknown>>(
        'select name, direction, state, batch, checksum, error, last_statement, fingerprint, run_by, duration_ms from schema_migration_history order by id',
      )
    ).rows;
  const run = async <T>(
    work: (runner: ReturnType<MigrationFolder['runner']>) => Promise<T>,
    options = {},
  ) => {
    const runner = folder.runner(database, options);
    try {
      return await work(runner);
    } finally {
      await runner.close();
    }
  };

  it('applies what is pending in order, in one batch, and records each with checksum, duration and fingerprint', async () => {
    folder.add('2_b', 'create table b (id int)').add('1_a', 'create table a (id int)');

    const result = await run(runner => runner.migrateToLatest());

    assert.deepEqual(
      result.executed.map(({name}) => name),
      ['1_a', '2_b'],
    );
    assert.deepEqual(await applied(), [
      {name: '1_a', batch: 1},
      {name: '2_b', batch: 1},
    ]);
    for (const row of await history()) {
      assert.equal(row.state, 'succeeded');
      assert.match(String(row.checksum), /^[0-9a-f]{64}$/);
      assert.match(String(row.fingerprint), /^[0-9a-f]{64}$/);
      assert.equal(Number(row.duration_ms) > 0, true);
      assert.equal(row.run_by, database.connection.user);
    }
  });

  it('does nothing the second time, and makes a new batch for what came later', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());

    assert.deepEqual(await run(runner => runner.migrateToLatest()), {batch: null, executed: []});

    folder.add('2_b', 'create table b (id int)');
    assert.equal((await run(runner => runner.migrateToLatest())).batch, 2);
    assert.equal(await run(runner => runner.getCurrentVersion()), '2_b');
  });

  it('undoes the last batch newest first, a chosen batch, down to a version, or everything', async () => {
    for (const name of ['1_a', '2_b', '3_c', '4_d']) {
      folder.add(name, `create table t${name} (id int)`, `drop table t${name}`);
      if (name !== '2_b') await run(runner => runner.migrateToLatest());
    }
    const undone = async (work: Parameters<typeof run>[0]) =>
      ((await run(work)) as {executed: {name: string}[]}).executed.map(({name}) => name);

    assert.deepEqual(await undone(runner => runner.rollback(2)), ['3_c', '2_b']);
    assert.deepEqual(await undone(runner => runner.rollback()), ['4_d']);
    await run(runner => runner.migrateToLatest());
    assert.deepEqual(await undone(runner => runner.rollbackToVersion('3_c')), ['4_d']);
    assert.deepEqual(await undone(runner => runner.rollbackAll()), ['3_c', '2_b', '1_a']);
    assert.deepEqual(await applied(), []);
    assert.equal((await history()).filter(row => row.direction === 'down').length, 7);
  });

  it('applies the next one or a named one, and undoes the last one or a named one', async () => {
    for (const name of ['1_a', '2_b', '3_c'])
      folder.add(name, `create table t${name} (id int)`, `drop table t${name}`);

    await run(runner => runner.up());
    await run(runner => runner.up('3_c'));
    await run(runner => runner.down('1_a'));
    await run(runner => runner.down());

    assert.deepEqual(await applied(), []);
    await assert.rejects(
      run(runner => runner.up('9_z')),
      {code: 'MIGRATION_UNKNOWN'},
    );
    await assert.rejects(
      run(runner => runner.down('1_a')),
      {code: 'MIGRATION_NOT_APPLIED'},
    );
    await assert.rejects(
      run(runner => runner.rollback(7)),
      {code: 'MIGRATION_NOT_APPLIED'},
    );
  });

  it('leaves nothing of a migration that fails, and keeps what came before it', async () => {
    folder.add('1_a', 'create table a (id int)');
    folder.add('2_b', ['create table b (id int)', 'create table b (id int)']);

    await assert.rejects(
      run(runner => runner.migrateToLatest()),
      (error: unknown) => {
        assert.ok(error instanceof MigrationFailedError);
        assert.equal(error.migration, '2_b');
        assert.equal(error.exitCode, 1);
        assert.equal(
          error.message,
          '2_b (up) failed: relation "b" already exists\n  in: create table b (id int)\n' +
            '  nothing of it was kept; when the cause is mended, run the same command again',
        );
        return true;
      },
    );

    assert.deepEqual(
      (await applied()).map(({name}) => name),
      ['1_a'],
    );
    const [, failed] = await history();
    assert.equal(failed?.state, 'failed');
    assert.equal(failed?.last_statement, 'create table b (id int)');
    const {rows} = await database.query("select to_regclass('b') as b, to_regclass('a')::text as a");
    assert.deepEqual(rows, [{b: null, a: 'a'}]);
  });

  it('tries a failed migration again once it is mended', async () => {
    folder.add('1_a', 'create table a (id nonsense)');
    await assert.rejects(run(runner => runner.migrateToLatest()));
    assert.equal((await run(runner => runner.status())).migrations[0]?.state, 'failed');

    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());

    assert.equal((await run(runner => runner.status())).migrations[0]?.state, 'applied');
  });

  it('fails a migration that breaks a deferred constraint at its commit', async () => {
    folder.add('1_a', [
      'create table a (id int primary key, b int references a deferrable initially deferred)',
      'insert into a values (1, 2)',
    ]);

    await assert.rejects(
      run(runner => runner.migrateToLatest()),
      {code: 'MIGRATION_FAILED'},
    );

    assert.deepEqual(await applied(), []);
  });

  it('keeps a nested transaction of a migration inside its own', async () => {
    folder.write(
      '1_a.js',
      `exports.up = async knex => {
        await knex.transaction(async inner => { await inner.raw('create table a (id int)'); });
        throw new Error('too late');
      };`,
    );

    await assert.rejects(
      run(runner => runner.migrateToLatest()),
      /too late/,
    );

    assert.equal((await database.query("select to_regclass('a') as a")).rows[0]?.a, null);
  });

  it('refuses a statement that can not run in a transaction before it is sent, naming file and statement', async () => {
    folder.add('1_a', ['create table a (id int)', 'create index concurrently a_id on a (id)']);

    await assert.rejects(
      run(runner => runner.migrateToLatest()),
      (error: Error & {code?: string}) => {
        assert.equal(error.code, 'STATEMENT_NEEDS_NO_TRANSACTION');
        assert.match(
          error.message,
          /^1_a: .*create index concurrently a_id on a \(id\)\n.*transaction: false/s,
        );
        return true;
      },
    );
    assert.equal((await database.query("select to_regclass('a') as a")).rows[0]?.a, null);
  });

  it('refuses a migration that commits by itself', async () => {
    folder.add('1_a', ['create table a (id int)', 'COMMIT;']);

    await assert.rejects(
      run(runner => runner.migrateToLatest()),
      {code: 'STATEMENT_ENDS_TRANSACTION'},
    );
    assert.equal((await database.query("select to_regclass('a') as a")).rows[0]?.a, null);
  });

  it('keeps the record although a migration empties search_path, as dumps do, and the next one has it again', async () => {
    folder.add('1_a', [
      "select pg_catalog.set_config('search_path', '', false)",
      'create table public.a (id int)',
    ]);
    folder.add('2_b', 'create table b (id int)');

    await run(runner => runner.migrateToLatest());

    assert.equal((await applied()).length, 2);
    assert.equal((await database.query("select to_regclass('public.b')::text as b")).rows[0]?.b, 'b');
  });

  it('never changes a row of the history after its run has ended', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());

    await assert.rejects(database.query("update schema_migration_history set error = 'x'"), {code: '55000'});
    await assert.rejects(database.query('delete from schema_migration_history'), {code: '55000'});
  });

  it('says that a migration without "down" can not be undone, before it undoes anything', async () => {
    folder.write('1_a.js', 'exports.up = async knex => { await knex.raw("create table a (id int)"); };');
    folder.add('2_b', 'create table b (id int)', 'drop table b');
    await run(runner => runner.migrateToLatest());

    await assert.rejects(
      run(runner => runner.rollback()),
      {code: 'MIGRATION_IRREVERSIBLE'},
    );

    assert.equal((await applied()).length, 2);
  });

  it('fails when its connection is cut, without a crash or a hang, and works again on a new one', async () => {
    folder.add('1_a', ['create table a (id int)', 'select pg_terminate_backend(pg_backend_pid())']);
    const runner = folder.runner(database);

    await assert.rejects(runner.migrateToLatest(), {code: 'MIGRATION_FAILED'});

    assert.deepEqual(await runner.getPendingMigrations(), ['1_a']);
    await runner.close();
  });

  it('may be applied by a role that does not own the history', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());
    folder.add('2_b', 'create table b (id int)');
    const role = `${database.name}_role`;
    await database.query(`create role ${role} login password 'x'; grant create on schema public to ${role};
      grant all on all tables in schema public to ${role}; grant all on all sequences in schema public to ${role}`);
    const runner = folder.runner(database, {
      connection: {...database.connection, user: role, password: 'x'},
    });

    const {executed} = await runner.migrateToLatest();

    await runner.close();
    await database.query(`drop owned by ${role}; drop role ${role}`);
    assert.equal(executed.length, 1);
  });

  it('tries again when a lock is not free in time, and says so', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());
    folder.add('2_b', 'alter table a add column b int', [], {lockTimeoutMs: 50});
    const {Client} = await import('pg');
    const blocker = new Client(database.connection);
    await blocker.connect();
    await blocker.query('begin; lock table a in access share mode');
    const warnings: string[] = [];
    const warn = (_: object, message: string) => {
      warnings.push(message);
      if (warnings.length === 2) void blocker.query('commit');
    };

    await run(runner => runner.migrateToLatest(), {logger: {info() {}, error() {}, warn}, retryDelayMs: 100});
    await blocker.end();

    assert.equal(warnings.length >= 2, true);
    assert.match(warnings[0] ?? '', /^2_b waited too long for a lock/);
    assert.equal((await applied()).length, 2);
  });

  it('gives up after five attempts for a lock', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run(runner => runner.migrateToLatest());
    folder.add('2_b', 'alter table a add column b int', [], {lockTimeoutMs: 20});
    const {Client} = await import('pg');
    const blocker = new Client(database.connection);
    await blocker.connect();
    await blocker.query('begin; lock table a in access share mode');
    let warnings = 0;

    await assert.rejects(
      run(runner => runner.migrateToLatest(), {
        logger: {
          info() {},
          error() {},
          warn() {
            warnings += 1;
          },
        },
      }),
      /^\w+: 2_b \(up\) failed: canceling statement due to lock timeout\n.*\n.*another connection kept a lock.*lockTimeoutMs/,
    );
    await blocker.end();

    assert.equal(warnings, 4);
  });
});
