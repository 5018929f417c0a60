import {strict as assert} from 'node:assert';
import {runCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('A dry run', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder().add('1_a', 'create table a (id int)', 'drop table a');
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const run = (...args: string[]) =>
    runCommand(['migrate:latest', `--directory=${folder.directory}`, ...args], {
      DATABASE_URL: database.url,
      SCRATCH_DATABASE_URL: database.url,
    });
  const relations = async () =>
    (
      await database.query(
        "select relname from pg_class where relnamespace = 'public'::regnamespace order by 1",
      )
    ).rows;

  it('prints the SQL of what is pending with its values, and leaves the target as it was', async () => {
    await run();
    folder
      .write(
        '2_b.js',
        `exports.up = async knex => {
           await knex.schema.createTable('b', table => { table.increments('id'); table.string('name', 20); });
           await knex('b').insert({name: "it's"});
           await knex.raw(\`
             update b
               set name = ?\`, ['x']);
         };`,
      )
      .add('3_c', 'create index concurrently b_name on b (name)', [], {transaction: false});
    const before = await relations();

    const {code, stdout, stderr} = await run('--dry-run');

    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      [
        '-- 2_b',
        'begin;',
        'create table "b" ("id" serial primary key, "name" varchar(20));',
        `insert into "b" ("name") values ('it''s');`,
        'update b',
        `  set name = 'x';`,
        'commit;',
        '',
        '-- 3_c (without a transaction)',
        'create index concurrently b_name on b (name);',
        '',
      ].join('\n'),
    );
    assert.match(stderr, /nothing was applied: 2 ran/);
    assert.deepEqual(await relations(), before);
  });

  it('prints a script that does the same as the migration', async () => {
    await run();
    folder.add(
      '2_b',
      "alter table a add column name text default 'a;b'; create table b (id int); create index b_id on b (id)",
    );
    const {stdout} = await run('--dry-run');

    await database.query(stdout);

    assert.equal((await database.query("select to_regclass('b_id') as i")).rows[0]?.i, 'b_id');
  });

  it('does not write to a database that nothing ever migrated', async () => {
    const {code, stdout} = await run('--dry-run', '--json');

    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).migrations, [
      {name: '1_a', transactional: true, statements: ['create table a (id int)']},
    ]);
    assert.deepEqual(await relations(), []);
  });

  it('fails as the real run would', async () => {
    folder.add('2_b', 'create table a (id int)');
    const failing = await run('--dry-run');
    assert.equal(failing.code, 1);
    assert.match(failing.stderr, /2_b \(up\) failed: relation "a" already exists/);

    folder.add('2_b', 'vacuum');
    assert.match((await run('--dry-run')).stderr, /this statement can't run in a transaction: vacuum/);

    folder.add('2_b', 'select 1');
    await run();
    folder.add('1_a', 'create table a (id bigint)').add('3_c', 'select 1');
    const changed = await run('--dry-run');
    assert.deepEqual([changed.code, changed.stdout], [4, '']);
    assert.match(changed.stderr, /1_a was edited/);
  });

  it('has nothing to print when nothing is pending', async () => {
    await run();
    assert.equal((await run('--dry-run')).stdout, 'nothing is pending\n');
    assert.equal((await run('--dry-run', '--plan=x')).code, 2);
  });
});
