import {strict as assert} from 'node:assert';
import {readdirSync, readFileSync} from 'node:fs';
import {runCommand} from '../helpers/command';
import {MigrationFolder} from '../helpers/migrations';
import {createDatabase, type TestDatabase} from '../helpers/server';

describe('The command line', () => {
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

  const run = (name: string, ...args: string[]) =>
    runCommand([name, `--directory=${folder.directory}`, ...args], {DATABASE_URL: database.url});

  it('applies, shows, lists and undoes migrations', async () => {
    folder.add('1_a', 'create table a (id int)', 'drop table a');
    folder.add('2_b', 'create table b (id int)', 'drop table b');

    const migrate = await run('migrate');
    assert.equal(migrate.code, 0, migrate.stderr);
    assert.match(migrate.stdout, /^applied 1_a \(\d+ ms\)\napplied 2_b \(\d+ ms\)\nbatch 1: 2 applied\n$/);
    assert.equal((await run('migrate:latest')).stdout, 'nothing is pending\n');

    const down = await run('migrate:down');
    assert.match(down.stdout, /^rolled back 2_b/);
    assert.equal((await run('migrate:list')).stdout, 'applied  1_a\npending  2_b\n');
    assert.match((await run('migrate:up', '2_b.ts')).stdout, /^applied 2_b/);
    assert.match((await run('migrate:rollback', '--to', '1_a')).stdout, /^rolled back 2_b/);
    assert.match((await run('migrate:up', '--all')).stdout, /^applied 2_b/);
    assert.match((await run('migrate:rollback', '--batch=1')).stdout, /^rolled back 1_a/);
    assert.match((await run('migrate:rollback', '--all')).stdout, /^rolled back 2_b/);
    assert.equal((await run('migrate:rollback')).stdout, 'nothing to undo\n');
  });

  it('prints the status in 80 columns, and tells with --check what is pending (3) or wrong (4)', async () => {
    folder.add('20250127123000_create_a_table_with_a_rather_long_name', 'create table a (id int)');
    assert.equal((await run('migrate:status')).code, 0);
    assert.equal((await run('migrate:status', '--check')).code, 3);

    await run('migrate');
    const status = await run('migrate:status', '--check');
    assert.equal(status.code, 0);
    assert.equal(
      status.stdout.split('\n').every(line => line.length <= 80),
      true,
      status.stdout,
    );
    assert.match(status.stdout, /^20250127123000_create_a_table_with_a_rather_long_name\n\s+applied +1 /m);

    folder.add('20250127123000_create_a_table_with_a_rather_long_name', 'create table a (id bigint)');
    const wrong = await run('migrate:status', '--check');
    assert.equal(wrong.code, 4);
    assert.match(wrong.stdout, /changed/);
  });

  it('speaks JSON on standard output', async () => {
    folder.add('1_a', 'create table a (id int)');

    const migrate = JSON.parse((await run('migrate', '--json')).stdout);
    const status = JSON.parse((await run('migrate:status', '--json')).stdout);
    const list = JSON.parse((await run('migrate:list', '--json')).stdout);

    assert.equal(migrate.executed[0].name, '1_a');
    assert.deepEqual([status.version, status.pending, status.isWrong], ['1_a', 0, false]);
    assert.equal(status.migrations[0].by, database.connection.user);
    assert.deepEqual(list, {applied: ['1_a'], pending: []});
  });

  it('exits with 1 when a migration fails, names file and reason on standard error, and shows no stack', async () => {
    folder.add('1_a', 'create table a (id nonsense)');

    const {code, stdout, stderr} = await run('migrate');

    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      '1_a (up) failed: type "nonsense" does not exist\n  in: create table a (id nonsense)\n' +
        '  nothing of it was kept; when the cause is mended, run the same command again\n',
    );
    const status = await run('migrate:status', '--check');
    assert.equal(status.code, 4);
    assert.match(status.stdout, /1_a +failed/);
    assert.deepEqual((await database.query('select from knex_migrations')).rowCount, 0);
  });

  it('shows the stack when DEBUG is set', async () => {
    folder.add('1_a', 'create table a (id nonsense)');

    const {stderr} = await runCommand(['migrate', `--directory=${folder.directory}`], {
      DATABASE_URL: database.url,
      DEBUG: '1',
    });

    assert.match(stderr, /\n {4}at /);
  });

  for (const [args, message] of [
    [['migrat'], /unknown command migrat; known are: migrate, migrate:latest/],
    [
      ['migrate', '--force'],
      /'--force'; migrate takes --dry-run, --plan, --directory, --env, --json, --help/,
    ],
    [['migrate', 'now'], /migrate takes no arguments/],
    [['migrate', '--env', 'live'], /live is unknown: it is one of development, test, staging, production/],
    [['migrate', '--env', 'production'], /no database is configured/],
    [['migrate:rollback', '--batch', '-1'], /--batch/],
    [['migrate:rollback', '--batch', 'x'], /--batch must be a whole number from 1, not x/],
    [['migrate:rollback', '--all', '--to', '1_a'], /use one of --to, --all, not both/],
    [['migrate:up', '1_a', '--all'], /use a NAME or --all/],
    [['migrate:make'], /migrate:make needs a NAME/],
    [['migrate:make', '../x'], /no usable name/],
    [['migrate:repair'], /exactly one of --accept-checksum/],
    [[], /usage: npm run COMMAND/],
  ] as const) {
    it(`exits with 2 and says what is allowed: ${args.join(' ') || '(nothing)'}`, async () => {
      const {code, stdout, stderr} = await runCommand([...args]);

      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    });
  }

  it('refuses seeds in production before it connects', async () => {
    const {code, stderr} = await runCommand(['seed:run', '--env', 'production'], {
      DATABASE_URL: database.url,
    });

    assert.equal(code, 2);
    assert.match(stderr, /refused in production.*--allow-production/);
  });

  it('lets --env win over NODE_ENV', async () => {
    const {stdout, code} = await runCommand(['db:check', '--json', '--env', 'staging'], {
      DATABASE_URL: `${database.url}?sslmode=disable`,
      NODE_ENV: 'development',
    });

    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).environment, 'staging');
    assert.match(JSON.parse(stdout).serverVersion, /^\d+/);
  });

  it('explains every command with --help, exit codes included', async () => {
    const overview = await runCommand(['--help']);
    assert.equal(overview.code, 0);
    for (const name of ['migrate:status', 'migrate:rollback', 'seed:run']) {
      assert.match(overview.stdout, new RegExp(`^ {2}${name} `, 'm'));
      const {code, stdout} = await runCommand([name, '--help']);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /usage: npm run .*Options:.*--env=NAME.*Exit codes:.*3 {2}migrations are pending/s,
      );
    }
  });

  it('makes migrations with a UTC timestamp, and never two of one name', async () => {
    const before = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const made = await run('migrate:make', 'Add parking to-venues');
    const after = new Date().toISOString().replace(/\D/g, '').slice(0, 14);

    assert.equal(made.code, 0, made.stderr);
    const [file = ''] = readdirSync(folder.directory);
    const [, timestamp = '', name] = /^(\d{14})_(.*)$/.exec(file) ?? [];
    assert.equal(name, 'add_parking_to_venues.ts');
    assert.equal(before <= timestamp && timestamp <= after, true);
    const text = readFileSync(folder.pathOf(file), 'utf8');
    assert.match(text, /export async function up\(knex: Knex\).*export async function down\(knex: Knex\)/s);
    assert.equal((await run('migrate:create', 'add_parking_to_venues')).code, 2);
  });

  it('numbers the seeds it makes', async () => {
    await run('seed:make', 'users');
    await run('seed:make', 'venues');

    assert.deepEqual(readdirSync(folder.directory), ['01_users.ts', '02_venues.ts']);
  });

  it('mends the record only when told to, and writes down that it did', async () => {
    folder.add('1_a', 'create table a (id int)');
    await run('migrate');
    folder.add('1_a', 'create table a (id  int)');
    assert.equal((await run('migrate')).code, 4);

    const asked = await run('migrate:repair', '--accept-checksum=1_a');
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /this would accept the edited file of 1_a\nNothing was done\. Add --yes/);
    assert.equal((await run('migrate:repair', '--accept-checksum=1_a', '--yes')).code, 0);

    assert.equal((await run('migrate')).code, 0);
    const {rows} = await database.query('select note from schema_migration_history order by id desc limit 1');
    assert.deepEqual(rows, [{note: 'repaired: accept-checksum'}]);
  });

  it('exits with 1 and one line when the database is away', async () => {
    const {code, stderr} = await runCommand(['migrate:status'], {
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
    });

    assert.equal(code, 1);
    assert.match(stderr, /^connect ECONNREFUSED 127.0.0.1:1\n$/);
  });
});
