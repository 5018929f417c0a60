import assert from 'node:assert/strict';
import {startCommand} from '../../../helpers/command';
import {onUsualServer} from '../../../helpers/each-server';
import {MigrationFolder} from '../../../helpers/migrations';
import {printedCommands, typeCommand} from '../../../helpers/printed-command';
import type {TestDatabase} from '../../../helpers/server';
import {NO_SMALL_DISK, SmallDisk} from '../../../helpers/small-disk';

const FILL = "insert into filled select repeat('x', 2000) from generate_series(1, 20000)";

onUsualServer('A migration that fills the disk of the server', createDatabase => {
  let database: TestDatabase;
  let disk: SmallDisk;
  let folder: MigrationFolder;
  beforeEach(async function () {
    database = await createDatabase();
    const found = await SmallDisk.holding(database, 24);
    if (found === undefined) {
      await database.drop();
      this.skip();
    }
    disk = found;
    folder = new MigrationFolder().add('1_a', 'create table a (id int)');
  });
  afterEach(async () => {
    if (disk === undefined) return;
    folder.delete();
    await disk.remove();
  });

  after(() => {
    if (disk === undefined) console.error(NO_SMALL_DISK);
  });

  const migrate = () =>
    startCommand(['migrate', `--directory=${folder.directory}`], {DATABASE_URL: database.url}).finished;

  it('is named with what to do, leaves nothing, and is applied when there is room', async () => {
    folder.add('2_b', ['create table filled (word text)', FILL]);

    const full = await migrate();

    assert.equal(full.code, 1);
    assert.match(full.stderr, /^2_b \(up\) failed: could not extend file .*: No space left on device\n/);
    assert.match(
      full.stderr,
      /\n {2}in: insert into filled .*\n.*disk of the database server is full: make room/,
    );
    assert.match(full.stderr, /nothing of it was kept; .* run the same command again\n$/);
    assert.equal((await database.query("select to_regclass('filled') as filled")).rows[0]?.filled, null);
    disk.makeRoom(200);
    const next = await migrate();
    assert.match(next.stdout, /^applied 2_b/, next.stderr);
  });

  it('is named until a person has told what is true, when it has no transaction', async () => {
    folder.add('2_b', ['create table filled (word text)', FILL], [], {transaction: false});

    const full = await migrate();
    const next = await migrate();

    assert.match(full.stderr, /No space left on device\n {2}in: insert into filled .*\n.*make room there\n/);
    assert.deepEqual(printedCommands(full.stderr), printedCommands(next.stderr));
    assert.deepEqual([full.code, next.code], [1, 4]);
    disk.makeRoom(200);
    await database.query(FILL);
    const [whenThere = ''] = printedCommands(next.stderr);
    assert.equal((await typeCommand(whenThere, {DATABASE_URL: database.url})).code, 0);
    const again = await migrate();
    assert.deepEqual([again.code, again.stdout], [0, 'nothing is pending\n'], again.stderr);
  });
});
