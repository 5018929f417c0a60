import {strict as assert} from 'node:assert';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import type {ValidatedMigration} from '../../../src/schema-lifecycle/validation/report';
import {validateMigrations} from '../../../src/schema-lifecycle/validation/validate';
import {runCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import {MIGRATIONS_DIRECTORY} from '../../helpers/schema';
import {createDatabase, type TestDatabase} from '../../helpers/server';

onEachServer('Validating migrations', createDatabase => {
  let target: TestDatabase;
  let folder: MigrationFolder;
  before(async () => {
    target = await createDatabase();
  });
  beforeEach(() => {
    folder = new MigrationFolder();
  });
  afterEach(() => folder.delete());
  after(() => target.drop());

  const validate = () =>
    validateMigrations({target: target.connection}, new MigrationSource(folder.directory));
  const words = ({name, verdict, isBroken, details}: ValidatedMigration) => [
    name,
    verdict,
    isBroken,
    details,
  ];

  it('tells what keeps every row, what loses some, and from what there is no way back', async () => {
    folder
      .add('01_table', 'create table a (id int primary key, name text)', 'drop table a')
      .add('02_index', 'create index a_name on a (name)', 'drop index a_name')
      .add(
        '03_rename',
        'alter table a rename column name to title',
        'alter table a rename column title to name',
      )
      .add('04_column', 'alter table a add column seats int default 1', 'alter table a drop column seats')
      .add(
        '05_drop',
        'alter table a drop column title',
        'alter table a add column title text; create index a_name on a (title)',
      )
      .add(
        '06_words',
        "alter table a add column word text; update a set word = 'x'",
        'alter table a drop column word',
      )
      .add('07_upper', 'update a set seats = seats * 2', 'update a set seats = 0')
      .write('08_no_down.js', "exports.up = async knex => { await knex.raw('create table b (id int)'); };")
      .write(
        '09_refuses.js',
        `exports.up = async knex => { await knex.raw('create table c (id int)'); };
         exports.down = async () => { throw new Error('there is no way back from here'); };`,
      )
      .add('10_fails', 'create table d (id int)', 'drop table no_such_table')
      .add('11_differs', 'create table e (id int); create index e_id on e (id)', 'drop index e_id')
      .add(
        '12_twice',
        'create table f (id int); create table if not exists g (id int)',
        'drop table f; drop table g',
      )
      .add('13_last', 'create index f_id on f (id)', 'drop index f_id');

    const report = await validate();

    assert.deepEqual(report.migrations.map(words), [
      ['01_table', 'lossy', false, ['down drops table a']],
      ['02_index', 'proven', false, []],
      ['03_rename', 'proven', false, []],
      ['04_column', 'lossy', false, ['down drops column a.seats']],
      ['05_drop', 'lossy', false, ['up drops column a.title']],
      ['06_words', 'lossy', false, ['down drops column a.word']],
      [
        '07_upper',
        'lossy',
        false,
        ['up and down change values of a.seats', 'down and up again change values of a.seats'],
      ],
      ['08_no_down', 'irreversible', false, ['it has no down']],
      ['09_refuses', 'irreversible', false, ['down refuses: there is no way back from here']],
      ['10_fails', 'irreversible', true, ['down fails: table "no_such_table" does not exist']],
      [
        '11_differs',
        'irreversible',
        true,
        [
          'down does not restore the schema:',
          '  table public.e is too much',
          '  column public.e.id is too much',
        ],
      ],
      ['12_twice', 'lossy', false, ['down drops table f', 'down drops table g']],
      ['13_last', 'proven', false, []],
    ]);
    assert.equal(report.isBroken, true);
  });

  it('finds a down that fails only after those above it were undone', async () => {
    folder
      .add('1_a', 'create table a (id int)', 'drop table a')
      .add(
        '2_b',
        'create view v as select id from a',
        'create or replace view w as select 1 as one; drop view v',
      )
      .add('3_c', 'create or replace view w as select 1 as one', 'select 1');

    const report = await validate();

    assert.deepEqual(
      report.migrations.map(({isBroken}) => isBroken),
      [false, true, true],
    );
  });

  it('finds what a down leaves behind that only the way all down meets', async () => {
    const refuses = `do $$ begin
      if exists (select from pg_extension where extname = 'unaccent') then raise exception 'left behind'; end if;
    end $$`;
    folder
      .add('1_a', 'create table a (id int)', ['drop table a', refuses])
      .add('2_b', 'create extension if not exists unaccent', 'select 1');

    const [first, second] = (await validate()).migrations;

    assert.equal(second?.verdict, 'proven');
    assert.deepEqual(first?.details, ['on the way all down:', 'down fails: left behind']);
    assert.equal(first?.isBroken, true);
  });

  it('goes on without the rows that a newer rule does not take, and says so', async () => {
    folder
      .add('1_a', 'create table a (id int primary key, name text, note text)', 'drop table a')
      .add('2_b', "alter table a add check (name = 'x')", 'alter table a drop constraint a_name_check')
      .add(
        '3_c',
        'alter table a alter column note type int using note::int',
        'alter table a alter column note type text',
        {transaction: false},
      );

    const [, strict, cast] = (await validate()).migrations;

    assert.deepEqual(words(strict as ValidatedMigration), ['2_b', 'proven', false, []]);
    assert.match(strict?.unfilled[0]?.reason ?? '', /^up refuses its row: check constraint "a_name_check"/);
    assert.equal(strict?.unfilled[0]?.table, 'public.a');
    assert.deepEqual([cast?.verdict, cast?.unfilled[0]?.table], ['proven', 'all tables']);
  });

  it('stops where an up fails whatever is in the tables', async () => {
    folder.add('1_a', 'create table a (id int)', 'drop table a').add('2_b', 'create table a (id int)');

    await assert.rejects(validate(), {
      code: 'MIGRATION_FAILED',
      message: /2_b \(up\) failed: relation "a" already/,
    });
  });

  it('is a command that prints a table of 80 columns and exits with 4 when a down is wrong', async () => {
    const run = (...args: string[]) =>
      runCommand(['migrate:validate', `--directory=${folder.directory}`, ...args], {
        DATABASE_URL: target.url,
        SCRATCH_DATABASE_URL: target.url,
      });
    folder.add('1_a', 'create table a (id int)', 'drop table a');
    const fine = await run();
    assert.equal(fine.code, 0, fine.stderr);
    assert.match(
      fine.stdout,
      /^lossy {9}1_a\n +down drops table a\n\n1 migrations: 0 proven, 1 lossy, 0 irreversible\n/,
    );
    folder.add('2_b', 'create table b (id int)');

    const broken = await run('--json');

    assert.equal(broken.code, 4);
    assert.equal(JSON.parse(broken.stdout).migrations[1].verdict, 'irreversible');
  });
});

describe('Validating the migrations of this application', () => {
  it('finds a way back from every one', async function () {
    this.timeout(60_000);

    const target = await createDatabase();

    const source = new MigrationSource(MIGRATIONS_DIRECTORY);
    const report = await validateMigrations({target: target.connection}, source);
    await target.drop();

    assert.deepEqual(
      report.migrations.filter(({verdict}) => verdict === 'irreversible'),
      [],
    );
  });
});
