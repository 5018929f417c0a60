import assert from 'node:assert/strict';
import {Blocker} from '../../../helpers/blocker';
import {startCommand} from '../../../helpers/command';
import {onEachServer} from '../../../helpers/each-server';
import {MigrationFolder} from '../../../helpers/migrations';
import {printedCommands, typeCommand} from '../../../helpers/printed-command';
import type {TestDatabase} from '../../../helpers/server';

onEachServer('A process that is killed in the middle of a statement', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  let blocker: Blocker;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder().add('1_a', 'create table a (id int); insert into a values (1)');
    await migrate().finished;
    blocker = await Blocker.open(database, 'update a set id = 2');
  });
  afterEach(async () => {
    await blocker.close();
    folder.delete();
    await database.drop();
  });

  const migrate = () =>
    startCommand(['migrate', `--directory=${folder.directory}`], {DATABASE_URL: database.url});

  async function killWhileItWaits(): Promise<void> {
    const victim = migrate();
    await blocker.untilWaitedFor();
    victim.child.kill('SIGKILL');
    await victim.finished;
  }

  it('leaves no lock behind, although the statement still waited for another connection', async () => {
    folder.add('2_b', ['create table b (id int)', 'lock table a'], [], {lockTimeoutMs: 600_000});
    await killWhileItWaits();

    folder.add('2_b', 'create table b (id int)');
    const {code, stdout, stderr} = await migrate().finished;

    assert.equal(code, 0, stderr);
    assert.match(stdout, /^applied 2_b/);
    assert.equal(await blocker.waiting(), 0);
  });

  it('leaves an index that is not finished, which the next one says, with what mends it', async () => {
    folder.add('2_b', 'create index concurrently a_id on a (id)', [], {transaction: false});
    await killWhileItWaits();

    const next = await migrate().finished;
    assert.equal(next.code, 4, next.stdout);
    assert.match(
      next.stderr,
      /^2_b \(up, without a transaction\) .* at: create index concurrently a_id on a \(id\)$/m,
    );
    const {rows} = await database.query(
      `select indisvalid from pg_index where indexrelid = 'a_id'::regclass`,
    );
    assert.deepEqual(rows, [{indisvalid: false}]);
    await blocker.close();

    const [, undo = ''] = /invalid: (drop index .*;)$/m.exec(next.stderr) ?? [];
    await database.query(undo);
    const [, whenGone = ''] = printedCommands(next.stderr);
    await typeCommand(whenGone, {DATABASE_URL: database.url});
    const again = await migrate().finished;

    assert.match(again.stdout, /^applied 2_b/, again.stderr);
  });
});
