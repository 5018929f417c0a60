import {strict as assert} from 'node:assert';
import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {runCommand} from '../helpers/command';
import {MigrationFolder} from '../helpers/migrations';
import {createDatabase, type TestDatabase} from '../helpers/server';

const NOT_VALID = 'alter table people add constraint named check (name is not null) not valid';

describe('Rehearsal and lint on the command line', () => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder();
    folder.add('1_a', 'create table people (id bigint primary key, name text)');
    assert.equal((await run('migrate')).code, 0);
    await database.query("insert into people select g, 'p' from generate_series(1, 3000) g; analyze people");
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const run = (name: string, ...args: string[]) =>
    runCommand([name, `--directory=${folder.directory}`, ...args], {
      DATABASE_URL: database.url,
      SCRATCH_DATABASE_URL: database.url,
      FORCE_COLOR: '1',
    });

  it('shows statements, locks and findings in 80 plain columns, and exits with 4 when one is an error', async () => {
    folder.add('2_add_an_index_with_a_rather_long_name', [
      'create index people_by_their_name_and_their_number on people (name, id) where name is not null and id > 0',
      'alter table people drop column name',
    ]);

    const {code, stdout, stderr} = await run('migrate:rehearse');

    assert.equal(code, 4, stderr);
    assert.deepEqual(
      stdout.split('\n').filter(line => line.length > 80),
      [],
    );
    assert.equal(stdout.includes('\u001b'), false);
    assert.match(stdout, /^1 pending migration of test_\w+ \(PostgreSQL [\d.]+\), rehearsed$/m);
    assert.match(stdout, /^statement +time lock +on table +effect +rows +target$/m);
    assert.match(
      stdout,
      /^create index people_by_their_name_and_their_number .*…\n +[\d.]+ m?s share +people +index +3000 /m,
    );
    assert.match(stdout, /^error require-concurrent-index-creation\n {2}in 2_add/m);
    assert.match(stdout, /^ {6}create index concurrently if not exists\n {8}people_by_their_name/m);
    assert.match(stdout, /^error ban-drop-column in 2_add/m);
    assert.match(stdout, /\n2 errors, 0 warnings, 0 hints\n$/);

    const lint = await run('migrate:lint');
    assert.equal(lint.code, 4);
    const untimed = (text: string) => text.replaceAll(/\d+ ms/g, 'N ms').replaceAll(/\s+/g, ' ');
    assert.equal(untimed(stdout).endsWith(untimed(lint.stdout)), true, 'lint prints the same findings');
  });

  it('exits with 0 when there are warnings and hints only, and shows hints when asked', async () => {
    folder.add('2_b', 'alter table people alter column name drop not null, add column n int');

    const plain = await run('migrate:lint');
    const hints = await run('migrate:lint', '--hints');

    assert.equal(plain.code, 0, plain.stderr);
    assert.match(
      plain.stdout,
      /^warning ban-drop-not-null in 2_b\n.*\n0 errors, 1 warning, 1 hint \(--hints shows them\)\n$/s,
    );
    assert.match(hints.stdout, /^hint prefer-bigint in 2_b$/m);
  });

  it('prints one and the same report as JSON', async () => {
    folder.add('2_b', ['alter table people drop column name', NOT_VALID.replace('name is', 'id is')]);

    const [rehearsal, lint] = await Promise.all([
      run('migrate:rehearse', '--json'),
      run('migrate:lint', '--json'),
    ]);

    const [one, other] = [JSON.parse(rehearsal.stdout), JSON.parse(lint.stdout)];
    assert.deepEqual(Object.keys(one), Object.keys(other));
    assert.deepEqual(one.findings, other.findings);
    assert.deepEqual(one.migrations[0].statements[0].lock, {table: 'people', mode: 'ACCESS EXCLUSIVE'});
    assert.deepEqual([rehearsal.code, lint.code], [4, 4]);
  });

  it('exits with 1 when a migration fails, names statement and reason, and writes no plan', async () => {
    folder.add('2_b', 'alter table nobody add column x int');
    const plan = path.join(folder.directory, 'plan.json');

    const {code, stdout} = await run('migrate:rehearse', `--out=${plan}`);

    assert.equal(code, 1);
    assert.match(
      stdout,
      /^alter table nobody add column x int\n {2}FAILED: relation "nobody" does not exist$/m,
    );
    assert.equal(existsSync(plan), false);
    assert.equal((await run('migrate:lint')).code, 1);
  });

  it('applies what was rehearsed, and refuses anything else', async () => {
    folder.add('2_b', NOT_VALID);
    const plan = path.join(folder.directory, 'plan.json');
    const rehearsal = await run('migrate:rehearse', `--out=${plan}`);
    assert.equal(rehearsal.code, 0, rehearsal.stdout);
    assert.match(rehearsal.stderr, /npm run migrate:latest -- --directory=\S+ --plan=/);

    folder.add('3_c', 'select 1');
    const refused = await run('migrate:latest', `--plan=${plan}`);
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /nothing was applied:\n {2}- 3_c is pending and was not rehearsed\n/);

    folder.remove('3_c');
    const applied = await run('migrate:latest', `--plan=${plan}`);
    assert.equal(applied.code, 0, applied.stderr);
    const {rows} = await database.query<{note: string}>(
      "select note from schema_migration_history where name = '2_b'",
    );
    assert.match(rows[0]?.note ?? '', /^from the plan [0-9a-f]{12}, rehearsed at /);

    writeFileSync(plan, '{}');
    assert.equal((await run('migrate:latest', `--plan=${plan}`)).code, 2);
  });

  it('lists the rules, and says what is allowed', async () => {
    const rules = await run('migrate:lint', '--rules');

    assert.equal(rules.code, 0);
    assert.match(rules.stdout, /^error {4}require-concurrent-index-creation\n {9} +an index/m);
    assert.equal((await run('migrate:lint', '--rows=0')).code, 2);
    assert.match((await run('migrate:rehearse', '--help')).stdout, /--out=FILE .*--assume-rows=N /s);
  });

  it('says that nothing is pending', async () => {
    const {code, stdout} = await run('migrate:rehearse');

    assert.equal(code, 0);
    assert.match(stdout, /nothing is pending/);
  });
});
