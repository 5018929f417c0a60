import assert from 'node:assert/strict';
import {Blocker} from '../../../helpers/blocker';
import {startCommand} from '../../../helpers/command';
import {startDebianServer} from '../../../helpers/debian-server';
import {MigrationFolder} from '../../../helpers/migrations';
import {OwnServer} from '../../../helpers/own-server';
import {printedCommands, typeCommand} from '../../../helpers/printed-command';
import {createDatabase, type TestDatabase} from '../../../helpers/server';
import {rounds} from '../../../helpers/soak';

const NAMES = ['1_a', '2_b', '3_c', '4_d', '5_e'];
const WAIT = 'select pg_advisory_lock(1)';

describe('A server that crashes and starts again in the middle of a migration', function () {
  this.timeout(60_000);

  let server: OwnServer;
  let database: TestDatabase;
  let folder: MigrationFolder;
  before(async () => {
    // What a commit promises is part of this.
    const settings = {synchronous_commit: 'on'};
    server = (await startDebianServer(settings)) ?? (await OwnServer.start(undefined, settings));
  });
  after(() => server.stop());
  beforeEach(async () => {
    database = await createDatabase({server});
    folder = new MigrationFolder();
    for (const name of NAMES) folder.add(name, `create table t${name} (id int)`);
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const migrate = () =>
    startCommand(['migrate', `--directory=${folder.directory}`], {DATABASE_URL: database.url});
  const column = async (sql: string) =>
    (await database.query<{name: string}>(`${sql} order by 1`)).rows.map(({name}) => name);

  /** Returns what the process said that was at work. */
  async function crash(): Promise<string> {
    const blocker = await Blocker.open(database, WAIT);
    const running = migrate();
    await blocker.untilWaitedFor();
    await server.crash();
    const {code, stderr} = await running.finished;
    await blocker.close();
    await server.startAgain();
    assert.equal(code, 1, stderr);
    return stderr;
  }

  rounds('keeps each migration with its record or without both, and the next run goes on', async () => {
    folder.add('6_f', ['create table t6_f (id int)', WAIT]);

    const said = await crash();

    assert.match(said, /^6_f \(up\) failed: .*\n {2}in: select pg_advisory_lock\(1\)\n/);
    assert.match(
      said,
      /the connection to the database was lost.*\n.*all of it was kept or nothing; .*run the same command again/,
    );
    const tables = await column(`select substr(relname, 2) as name from pg_class where relname ~ '^t\\d_'`);
    assert.deepEqual(tables, await column('select name from knex_migrations'));
    assert.deepEqual(tables, NAMES.slice(0, tables.length));
    const next = await migrate().finished;
    assert.equal(next.code, 0, next.stderr);
    assert.deepEqual(await column('select name from knex_migrations'), [...NAMES, '6_f']);
    assert.deepEqual(
      await column(`select name from schema_migration_history where state <> 'succeeded'`),
      [],
    );
  });

  rounds('outside a transaction is named by the next run, with what mends it', async () => {
    folder.add('6_f', ['create table t6_f (id int)', WAIT, 'create table t6_g (id int)'], [], {
      transaction: false,
    });

    const said = await crash();
    const next = await migrate().finished;

    assert.match(said, /^6_f \(up\) failed/);
    assert.deepEqual(printedCommands(said), printedCommands(next.stderr));
    assert.equal(next.code, 4);
    assert.match(
      next.stderr,
      /^6_f \(up, without a transaction\) did not finish; it stopped at: select pg_advisory_lock/,
    );
    await database.query('drop table t6_f');
    const [, whenGone = ''] = printedCommands(next.stderr);
    assert.equal((await typeCommand(whenGone, {DATABASE_URL: database.url})).code, 0);
    const again = await migrate().finished;
    assert.match(again.stdout, /^applied 6_f .*\nbatch 2: 1 applied$/m, again.stderr);
  });
});
