import {strict as assert} from 'node:assert';
import {SchemaLockedError} from '../../../src/schema-lifecycle/programmatic';
import {startCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';
import {until} from '../../helpers/wait';

onEachServer('Several processes that migrate one database', createDatabase => {
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

  const migrate = () =>
    startCommand(['migrate', '--json', `--directory=${folder.directory}`], {DATABASE_URL: database.url});

  it('all succeed on an empty database when eight start at once, and each migration runs once, in one batch', async () => {
    for (const name of ['1_a', '2_b', '3_c', '4_d']) folder.add(name, `create table t${name} (id int)`);

    const finished = await Promise.all(Array.from({length: 8}, () => migrate().finished));

    assert.deepEqual(
      finished.map(({code, stderr}) => [code, stderr.replace(/^waiting.*\n/gm, '')]),
      Array.from({length: 8}, () => [0, '']),
    );
    const executed = finished.map(({stdout}) => JSON.parse(stdout).executed.length);
    assert.deepEqual(
      executed.sort((a, b) => b - a),
      [4, 0, 0, 0, 0, 0, 0, 0],
    );
    const {rows} = await database.query('select name, batch from knex_migrations order by id');
    assert.deepEqual(
      rows,
      ['1_a', '2_b', '3_c', '4_d'].map(name => ({name, batch: 1})),
    );
    const locks = await database.query('select is_locked from knex_migrations_lock');
    assert.deepEqual(locks.rows, [{is_locked: 0}]);
  });

  it('is told who holds the lock when it gives up waiting', async () => {
    folder.add('1_a', 'create table a (id int)');
    const holder = folder.runner(database);
    const waiter = folder.runner(database, {lockWaitMs: 150});

    await holder.locked(async session => {
      const {rows} = await session.query<{pid: number}>('select pg_backend_pid() as pid');
      await assert.rejects(waiter.migrateToLatest(), (error: unknown) => {
        assert.ok(error instanceof SchemaLockedError);
        assert.equal(error.exitCode, 4);
        assert.equal(error.holder?.pid, rows[0]?.pid);
        assert.equal(error.holder?.applicationName, 'schema-lifecycle');
        assert.match(error.message, new RegExp(`process ${rows[0]?.pid} .*schema-lifecycle from 127.0.0.1`));
        return true;
      });
    });

    assert.equal((await waiter.migrateToLatest()).executed.length, 1);
    await holder.close();
    await waiter.close();
  });

  it('reads the list of applied migrations again after it waited', async () => {
    folder.add('1_a', 'create table a (id int)');
    const [first, second] = [folder.runner(database), folder.runner(database)];

    const results = await Promise.all([first.migrateToLatest(), second.migrateToLatest()]);

    assert.deepEqual(results.map(({executed}) => executed.length).sort(), [0, 1]);
    await first.close();
    await second.close();
  });

  it('goes on where a process was killed in the middle of a migration', async () => {
    folder.add('1_a', 'create table a (id int)');
    folder.add('2_b', ['create table b (id int)', 'select pg_sleep(30)']);
    const victim = migrate();
    await until(async () => {
      const {rows} = await database.query<{busy: boolean}>(
        `select exists (select from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)%'
           and pid <> pg_backend_pid()) as busy`,
      );
      return rows[0]?.busy === true;
    }, 'the second migration sleeps');

    victim.child.kill('SIGKILL');
    await victim.finished;
    await database.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'schema-lifecycle'`,
    );
    folder.add('2_b', 'create table b (id int)');
    const again = await migrate().finished;

    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(
      JSON.parse(again.stdout).executed.map(({name}: {name: string}) => name),
      ['2_b'],
    );
  });

  it('need nobody to unlock anything when the holder of the lock is killed', async () => {
    folder.add('1_a', ['create table a (id int)', 'select pg_sleep(1)']);
    const victim = migrate();
    const holder = folder.runner(database);
    await until(async () => (await holder.status()).holder !== null, 'somebody holds the lock');
    victim.child.kill('SIGKILL');
    await victim.finished;

    folder.add('1_a', 'create table a (id int)');
    const result = await holder.migrateToLatest();

    assert.equal(result.executed.length, 1);
    await holder.close();
  });
});
