import {strict as assert} from 'node:assert';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('Before anything is applied', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder();
    folder.add('1_a', 'create table a (id int)').add('3_c', 'create table c (id int)');
    await migrate();
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  async function migrate(options = {}) {
    const runner = folder.runner(database, options);
    try {
      return await runner.migrateToLatest();
    } finally {
      await runner.close();
    }
  }

  it('an edited file stops the run, whether or not something is pending', async () => {
    folder.add('1_a', 'create table a (id bigint)');
    await assert.rejects(migrate(), {code: 'MIGRATION_CHANGED', migration: '1_a'});

    folder.add('4_d', 'create table d (id int)');
    await assert.rejects(migrate(), {code: 'MIGRATION_CHANGED', migration: '1_a'});
  });

  it('a file with other line endings is the same file', async () => {
    const {readFileSync} = await import('node:fs');
    folder.write('1_a.js', readFileSync(folder.pathOf('1_a'), 'utf8').replaceAll('\n', '\r\n'));

    assert.deepEqual((await migrate()).executed, []);
  });

  it('a missing file stops the run', async () => {
    folder.remove('1_a');

    await assert.rejects(migrate(), {code: 'MIGRATION_MISSING', migration: '1_a'});
  });

  it('a pending file older than the newest applied one stops the run, or is applied with a warning', async () => {
    folder.add('2_b', 'create table b (id int)');
    const warnings: string[] = [];

    await assert.rejects(migrate(), {code: 'MIGRATION_OUT_OF_ORDER', migration: '2_b'});
    const logger = {info() {}, error() {}, warn: (_: object, message: string) => warnings.push(message)};
    const {executed} = await migrate({outOfOrder: 'warn', logger});

    assert.equal(executed.length, 1);
    assert.match(warnings[0] ?? '', /2_b is pending, but older than 3_c/);
  });

  it('an older build does not migrate a database that a newer one has migrated, but may start on it', async () => {
    folder.remove('3_c');
    assert.deepEqual((await migrate()).executed, []);

    folder.add('2_b', 'create table b (id int)');

    await assert.rejects(migrate({outOfOrder: 'warn'}), {code: 'SCHEMA_AHEAD', migration: '3_c'});
  });

  it('nothing runs when a later file does not load', async () => {
    folder.add('4_d', 'create table d (id int)').write('5_e.js', 'not javascript');

    await assert.rejects(migrate(), {code: 'MIGRATION_INVALID'});

    assert.equal((await database.query("select to_regclass('d') as d")).rows[0]?.d, null);
  });
});
