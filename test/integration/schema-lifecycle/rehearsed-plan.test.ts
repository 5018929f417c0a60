import {strict as assert} from 'node:assert';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import {
  makePlan,
  PlanDiffersError,
  type RehearsedPlan,
  readPlan,
  requirePlan,
  writePlan,
} from '../../../src/schema-lifecycle/rehearsal/plan-file';
import {type RehearsalOptions, rehearse} from '../../../src/schema-lifecycle/rehearsal/rehearse';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import {readFingerprint} from '../../helpers/schema';
import type {TestDatabase} from '../../helpers/server';

onEachServer('A rehearsal of what is pending on a target', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder();
    folder.add('1_a', 'create table people (id int generated always as identity primary key, name text)');
    await migrate();
    await database.query(
      `insert into people (name) select 'p' || g from generate_series(1, 20000) g; analyze people`,
    );
    folder.add('2_b', 'create index people_name on people (name)');
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const migrate = async (plan?: RehearsedPlan) => {
    const runner = folder.runner(database);
    try {
      return await runner.migrateToLatest(undefined, plan);
    } finally {
      await runner.close();
    }
  };
  const rehearseTarget = (options: Partial<RehearsalOptions> = {}) =>
    rehearse({
      target: database.connection,
      source: new MigrationSource(folder.directory),
      scratch: {target: database.connection, server: database.connection},
      outOfOrder: 'deny',
      ...options,
    });
  const look = async () => ({
    fingerprint: await readFingerprint(database),
    people: (await database.query('select count(*) as n, sum(id) as ids from people')).rows,
    history: (await database.query('select name, state, note from schema_migration_history')).rows,
    applied: (await database.query('select name from knex_migrations order by id')).rows,
    others: (await database.query("select datname from pg_database where datname like 'scratch%'")).rowCount,
  });

  it('leaves the target as it was, rows, schema and history alike, and no database behind', async () => {
    const before = await look();

    const report = await rehearseTarget();

    assert.deepEqual(await look(), {...before, others: 0});
    assert.deepEqual(
      report.migrations.map(({name}) => name),
      ['2_b'],
    );
    assert.deepEqual(report.notes, []);
    assert.equal(report.target.fingerprint, before.fingerprint);
  });

  it('knows how large the target is, and fills the copy in proportion', async () => {
    const {migrations, findings} = await rehearseTarget();

    const [index] = migrations[0]?.statements ?? [];
    assert.deepEqual([index?.onTarget?.rows, index?.rowsRead], [20_000, 10_000]);
    assert.match(
      findings[0]?.why ?? '',
      /^builds an index over people \(about 20 thousand rows on the target\) under SHARE/,
    );
  });

  it('judges as if the target had as many rows as one says', async () => {
    const {migrations} = await rehearseTarget({assumeRows: 1_000_000, rowsPerTable: 100});

    assert.deepEqual(migrations[0]?.statements[0]?.onTarget?.rows, 1_000_000);
    assert.equal(migrations[0]?.statements[0]?.rowsRead, 100);
  });

  it('says when the target is not what its migrations make of it', async () => {
    await database.query('alter table people add column stray int');

    assert.match((await rehearseTarget()).notes[0] ?? '', /migrate:drift/);
  });

  it('stops before anything where migrate would stop', async () => {
    folder.add('1_a', 'create table people (id int)');

    await assert.rejects(rehearseTarget(), {code: 'MIGRATION_CHANGED'});
  });

  it('has nothing to do when nothing is pending', async () => {
    await migrate();

    assert.deepEqual((await rehearseTarget()).migrations, []);
  });

  describe('kept as a plan', () => {
    const refused = async (plan: RehearsedPlan, ...differences: RegExp[]) => {
      const before = await look();
      await assert.rejects(migrate(plan), (error: PlanDiffersError) => {
        assert.equal(error.code, 'PLAN_DIFFERS');
        assert.equal(error.exitCode, 4);
        assert.equal(error.differences.length, differences.length, error.message);
        for (const [index, difference] of differences.entries())
          assert.match(error.differences[index] ?? '', difference);
        return true;
      });
      assert.deepEqual((await look()).applied, before.applied);
    };

    it('is applied as long as nothing has changed, and the history says so', async () => {
      folder.add('3_c', 'create index concurrently i on people (id)', [], {transaction: false});
      const plan = makePlan(await rehearseTarget());

      const result = await migrate(plan);

      assert.deepEqual(
        result.executed.map(({name}) => name),
        ['2_b', '3_c'],
      );
      const note = `from the plan ${plan.id}, rehearsed at ${plan.rehearsedAt}`;
      const {rows} = await database.query(
        'select name, note from schema_migration_history where batch = 2 order by id',
      );
      assert.deepEqual(rows, [
        {name: '2_b', note},
        {name: '3_c', note},
      ]);
      assert.deepEqual((await migrate(plan)).executed, [], 'a second time there is nothing to do');
    });

    it('is refused when a file was edited, added or removed', async () => {
      folder.add('3_c', 'select 1');
      const plan = makePlan(await rehearseTarget());
      folder.add('2_b', 'create index people_name on people (name, id)').add('4_d', 'select 1').remove('3_c');

      await refused(
        plan,
        /^2_b was edited/,
        /^4_d is pending and was not rehearsed/,
        /^3_c was rehearsed and is not/,
      );
    });

    it('is refused when the schema is another one', async () => {
      const plan = makePlan(await rehearseTarget());
      await database.query('alter table people add column stray int');

      await refused(plan, /^the schema has changed since: its fingerprint is [0-9a-f]{12}, not [0-9a-f]{12}/);
    });

    it('is refused on another major of PostgreSQL', async () => {
      const report = await rehearseTarget();
      const other = {...report.target, major: 14};
      const plan = makePlan({...report, target: other, scratch: {serverVersion: '14.1', major: 14}});

      await refused(plan, /^the server is PostgreSQL \d+, rehearsed on 14/);
      assert.throws(() => makePlan({...report, target: other}), {code: 'PLAN_INVALID'});
    });

    it('names every difference at once', () => {
      const plan = {
        id: 'x',
        fingerprint: 'a',
        major: 18,
        migrations: [{name: '1', checksum: 'c'}],
      } as RehearsedPlan;

      requirePlan(plan, {fingerprint: 'a', major: 18, pending: [{name: '1', checksum: 'c'}]});
      assert.throws(
        () =>
          requirePlan(plan, {
            fingerprint: 'b',
            major: 17,
            pending: [
              {name: '1', checksum: 'd'},
              {name: '2', checksum: null},
            ],
          }),
        (error: PlanDiffersError) => error.differences.length === 4,
      );
    });

    it('is no plan when the file is missing, something else, or was edited', async () => {
      const home = mkdtempSync(path.join(os.tmpdir(), 'plan-'));
      const file = path.join(home, 'plan.json');
      try {
        assert.throws(() => readPlan(file), {code: 'PLAN_INVALID', exitCode: 2});
        for (const text of ['nonsense', '{}', 'null']) {
          writeFileSync(file, text);
          assert.throws(() => readPlan(file), {code: 'PLAN_INVALID'});
        }
        const plan = makePlan(await rehearseTarget());
        writePlan(file, plan);
        assert.deepEqual(readPlan(file).id, plan.id);
        writeFileSync(
          file,
          readFileSync(file, 'utf8').replace(plan.fingerprint, plan.fingerprint.replace(/^./, 'x')),
        );
        assert.throws(() => readPlan(file), /was edited after the rehearsal/);
      } finally {
        rmSync(home, {recursive: true});
      }
    });
  });
});
