import {strict as assert} from 'node:assert';
import {findDrift} from '../../../src/schema-lifecycle/drift';
import {describeSchema, fingerprintSchema} from '../../../src/schema-lifecycle/fingerprint';
import type {Difference} from '../../../src/schema-lifecycle/schema-lines';
import {fingerprintOf, hasDrifted} from '../../../src/schema-lifecycle/stored-fingerprint';
import {runCommand} from '../../helpers/command';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('Drift', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder().add(
      '1_a',
      'create table a (id int primary key, name varchar(20) not null, note text); create index a_name on a (name)',
    );
    await migrate();
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  /** Returns what it warns of. */
  async function migrate(): Promise<string[]> {
    const warnings: string[] = [];
    const logger = {info() {}, error() {}, warn: (_: object, message: string) => warnings.push(message)};
    const runner = folder.runner(database, {logger});
    await runner.migrateToLatest();
    await runner.close();
    return warnings;
  }

  async function drift(options: {quick?: boolean} = {}, target = database.connection) {
    const runner = folder.runner({...database, connection: target});
    try {
      return await findDrift(runner, {target}, options);
    } finally {
      await runner.close();
    }
  }

  const words = ({change, object, expected, live}: Difference) => [change, object, expected, live];

  it('is none on a database that only migrations changed, and the target is not written to', async () => {
    const before = await database.query('select count(*)::int as n from schema_migration_history');

    const report = await drift();

    assert.deepEqual(
      [report.isDrifted, report.comparedBy, report.differences],
      [false, 'rebuilt schema', []],
    );
    assert.equal(report.fingerprint.live, report.fingerprint.stored);
    assert.deepEqual(
      (await database.query('select count(*)::int as n from schema_migration_history')).rows,
      before.rows,
    );
  });

  it('is what was added, removed and changed by hand, each with both definitions', async () => {
    await database.query(`
      alter table a add column extra int; alter table a drop column note;
      alter table a alter column name type varchar(30); drop index a_name;
      create table b (id int); create function f() returns int language sql as 'select 1'`);

    const report = await drift();

    assert.equal(report.isDrifted, true);
    assert.deepEqual(report.differences.map(words), [
      ['added', 'table public.b', null, 'r p rls=f,f  '],
      ['added', 'column public.a.extra', null, 'integer'],
      ['changed', 'column public.a.name', 'character varying(20) not null', 'character varying(30) not null'],
      ['removed', 'column public.a.note', 'text', null],
      ['added', 'column public.b.id', null, 'integer'],
      ['removed', 'index public.a_name', 'on public.a USING btree (name) valid=t', null],
      [
        'added',
        'function public.f()',
        null,
        'CREATE OR REPLACE FUNCTION public.f()\n RETURNS integer\n LANGUAGE sql\nAS $function$select 1$function$\n',
      ],
    ]);
  });

  it('is found also when a later migration was applied on top of it, which warned', async () => {
    await database.query('alter table a add column extra int');
    folder.add('2_b', 'create table b (id int)');
    assert.match(
      (await migrate()).join(),
      /^the schema was changed without a migration; .*npm run migrate:drift$/,
    );

    assert.equal((await drift({quick: true})).isDrifted, false);
    assert.deepEqual((await drift()).differences.map(words), [
      ['added', 'column public.a.extra', null, 'integer'],
    ]);
  });

  it('is found by the fingerprint alone where nothing can be rebuilt, which the report says', async () => {
    const role = `${database.name}_poor`;
    await database.query(
      `create role ${role} login password 'x'; grant select on all tables in schema public to ${role}`,
    );
    const poor = {...database.connection, user: role, password: 'x'};
    try {
      const before = await drift({}, poor);
      await database.query('alter table a add column extra int');
      const after = await drift({}, poor);

      assert.deepEqual([before.isDrifted, after.isDrifted], [false, true]);
      assert.equal(after.comparedBy, 'fingerprint');
      assert.match(after.reason ?? '', /SCRATCH_DATABASE_URL/);
    } finally {
      await database.query(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it('is not claimed after a run that left no fingerprint', async () => {
    await database.query(`insert into schema_migration_history (name, direction, state, transactional, started_at)
      values ('2_b', 'up', 'succeeded', true, now())`);
    await database.query('alter table a add column extra int');

    assert.equal(await hasDrifted(database), false);
  });

  it('has one fingerprint, read as lines or as a hash', async () => {
    assert.equal(fingerprintOf(await describeSchema(database)), await fingerprintSchema(database));
  });

  it('is told by the command in words, in 80 columns, with exit code 4', async () => {
    const run = (...args: string[]) =>
      runCommand(['migrate:drift', `--directory=${folder.directory}`, ...args], {
        DATABASE_URL: database.url,
        SCRATCH_DATABASE_URL: database.url,
      });
    const none = await run();
    assert.deepEqual(
      [none.code, none.stdout],
      [0, 'No drift: the schema is what the applied migrations give.\n'],
      none.stderr,
    );
    await database.query(
      `alter table a alter column name type varchar(30); create table b (id int generated always as identity primary key,
        word text check (word in ('a rather long value', 'another rather long value', 'a third rather long value')))`,
    );

    const {code, stdout} = await run();
    const json = JSON.parse((await run('--json')).stdout);

    assert.equal(code, 4);
    assert.match(
      stdout,
      /~ column name\n +migrations: character varying\(20\) not null\n +database: +character varying\(30\)/,
    );
    assert.match(stdout, /^table b\n {2}\+ the table itself\n/m);
    assert.doesNotMatch(stdout, /index b_pkey|sequence/);
    assert.equal(
      stdout.split('\n').every(line => line.length <= 80),
      true,
      stdout,
    );
    assert.equal(
      json.differences.some((one: Difference) => one.object === 'sequence public.b_id_seq'),
      true,
    );
  });
});
