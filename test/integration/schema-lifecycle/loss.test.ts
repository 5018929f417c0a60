import {strict as assert} from 'node:assert';
import {type ForeseenLoss, foreseeLosses} from '../../../src/schema-lifecycle/loss';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import {runCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('Undoing what holds data', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder()
      .add('1_a', 'create table a (id int, name text)', 'drop table a')
      .add(
        '2_b',
        'alter table a add column note text, add column word text',
        'alter table a drop column note, drop column word',
      )
      .add(
        '3_c',
        'alter table a rename to b; alter table b rename column name to title',
        'alter table b rename to a; alter table a rename column title to name',
      )
      .add('4_d', 'create table d (id int)', 'drop table d');
    const runner = folder.runner(database);
    await runner.migrateToLatest();
    await runner.close();
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  async function losses(...names: string[]): Promise<ForeseenLoss[]> {
    const runner = folder.runner(database);
    const source = new MigrationSource(folder.directory);
    try {
      return await runner.locked(session => foreseeLosses(session, source, names));
    } finally {
      await runner.close();
    }
  }

  it('is foreseen by table and column, also under a new name, and changes nothing', async () => {
    await database.query("insert into b (id, note) values (1, 'kept')");

    const found = await losses('4_d', '3_c', '2_b', '1_a');

    assert.deepEqual(found, [{migration: '1_a', what: 'table b, which holds rows'}]);
    assert.deepEqual(await losses('4_d', '3_c', '2_b'), [
      {migration: '2_b', what: 'column b.note, which holds values'},
    ]);
    assert.deepEqual((await database.query('select note from b')).rows, [{note: 'kept'}]);
  });

  it('is not foreseen where only what is empty goes', async () => {
    assert.deepEqual(await losses('4_d', '3_c', '2_b', '1_a'), []);
  });

  it('can not be told of a down that fails, or runs without a transaction', async () => {
    folder.add('4_d', '', 'drop table nowhere');
    assert.match((await losses('4_d'))[0]?.what ?? '', /can not be told: .*"nowhere" does not exist/);

    folder.add('4_d', '', 'drop table d', {transaction: false});
    assert.match((await losses('4_d'))[0]?.what ?? '', /without a transaction/);
  });

  it('needs --yes outside development and test, and is told in any case', async () => {
    await database.query('insert into d values (1)');
    const run = (env: string, ...args: string[]) =>
      runCommand([...args, `--directory=${folder.directory}`, `--env=${env}`], {
        DATABASE_URL: `${database.url}?sslmode=disable`,
      });

    const refused = await run('production', 'migrate:rollback');
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.match(refused.stderr, /4_d drops\n +table d, which holds rows\nNothing was done\. .*--yes/);
    assert.equal((await database.query('select id from d')).rowCount, 1);

    const confirmed = await run('staging', 'migrate:down', '--yes');
    assert.equal(confirmed.code, 0, confirmed.stderr);
    assert.match(confirmed.stderr, /table d, which holds rows/);

    const empty = await run('production', 'migrate:rollback');
    assert.deepEqual([empty.code, empty.stderr], [0, '']);
    assert.match(empty.stdout, /^rolled back 3_c/);
  });

  it('is told and done in development and test', async () => {
    await database.query('insert into d values (1)');

    const {code, stderr} = await runCommand(['migrate:down', `--directory=${folder.directory}`], {
      DATABASE_URL: database.url,
    });

    assert.equal(code, 0);
    assert.match(stderr, /4_d drops\n +table d, which holds rows/);
  });
});
