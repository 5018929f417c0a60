import {strict as assert} from 'node:assert';
import {type MigrationRunner, SeedRunner} from '../../../src/schema-lifecycle/programmatic';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('Running seeds', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  let migrations: MigrationFolder;
  let runner: MigrationRunner;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder();
    migrations = new MigrationFolder();
    migrations.add('1_a', 'create table people (name text)', 'drop table people');
    runner = migrations.runner(database);
    await runner.migrateToLatest();
  });
  afterEach(async () => {
    await runner.close();
    folder.delete();
    migrations.delete();
    await database.drop();
  });

  const addSeed = (name: string, sql: string) =>
    folder.write(name, `exports.seed = async knex => { await knex.raw(${JSON.stringify(sql)}); };`);
  const seeds = (environment = 'development') =>
    new SeedRunner({runner, directory: folder.directory, environment});
  const people = async () =>
    (await database.query<{name: string}>('select name from people order by name')).rows.map(row => row.name);

  it('happens in the order of their names, once per database', async () => {
    addSeed('02_b', "insert into people select name || '!' from people");
    addSeed('01_a', "insert into people values ('Ann')");

    const first = await seeds().run();
    const second = await seeds().run();

    assert.deepEqual(
      first.executed.map(({name}) => name),
      ['01_a', '02_b'],
    );
    assert.deepEqual(second, {executed: [], skipped: ['01_a', '02_b']});
    assert.deepEqual(await people(), ['Ann', 'Ann!']);
  });

  it('happens once when two processes do it at the same time', async () => {
    addSeed('01_a', "insert into people values ('Ann')");
    const other = migrations.runner(database);

    await Promise.all([
      seeds().run(),
      new SeedRunner({runner: other, directory: folder.directory, environment: 'development'}).run(),
    ]);
    await other.close();

    assert.deepEqual(await people(), ['Ann']);
  });

  it('leaves nothing of a seed that fails', async () => {
    addSeed('01_a', "insert into people values ('Ann'); select 1/0");

    await assert.rejects(seeds().run(), {code: 'SEED_FAILED', exitCode: 1});

    assert.deepEqual(await people(), []);
    addSeed('01_a', "insert into people values ('Ann')");
    assert.equal((await seeds().run()).executed.length, 1);
  });

  it('can be limited to one of them, named with or without extension', async () => {
    addSeed('01_a', "insert into people values ('Ann')");
    addSeed('02_b', "insert into people values ('Bob')");

    await seeds().run({specific: '02_b.ts'});

    assert.deepEqual(await people(), ['Bob']);
    await assert.rejects(seeds().run({specific: '03_c'}), /there is no seed 03_c; there are: 01_a, 02_b/);
  });

  it('is refused in production unless it is meant', async () => {
    addSeed('01_a', "insert into people values ('Ann')");

    await assert.rejects(seeds('production').run(), {code: 'SEED_REFUSED', exitCode: 2});
    assert.deepEqual(await people(), []);

    await seeds('production').run({allowProduction: true});
    assert.deepEqual(await people(), ['Ann']);
  });

  it('happens again after every migration was undone', async () => {
    addSeed('01_a', "insert into people values ('Ann')");
    await seeds().run();

    await runner.rollbackAll();
    await runner.migrateToLatest();
    await seeds().run();

    assert.deepEqual(await people(), ['Ann']);
  });
});
