import {strict as assert} from 'node:assert';
import {SchemaLockedError} from '../../../src/schema-lifecycle/programmatic';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

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
});
