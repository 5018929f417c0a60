import assert from 'node:assert/strict';
import {runCommand} from '../../../helpers/command';
import {onUsualServer} from '../../../helpers/each-server';
import {MigrationFolder} from '../../../helpers/migrations';
import {printedCommands, typeCommand} from '../../../helpers/printed-command';
import type {TestDatabase} from '../../../helpers/server';

onUsualServer('In production, when', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  let env: Record<string, string>;
  beforeEach(async () => {
    database = await createDatabase();
    // The commands have to name it themselves: nothing else says which environment is meant.
    env = {DATABASE_URL: `${database.url}?sslmode=disable`, NODE_ENV: ''};
    folder = new MigrationFolder()
      .add('1_a', 'create table a (id int)')
      .add('3_c', 'create table c (id int)', 'drop table c');
    assert.equal((await migrate()).code, 0);
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const migrate = () => runCommand(['migrate', '--env=production', `--directory=${folder.directory}`], env);

  /** Runs into the obstacle, types the one command that is told against it, and runs again. */
  async function mendAsTold(): Promise<{told: string; done: string}> {
    const {code, stderr} = await migrate();
    assert.equal(code, 4, stderr);
    const [command = '', ...others] = printedCommands(stderr);
    assert.deepEqual(others, [], stderr);
    assert.match(command, / -- --env=production --directory=/);
    const typed = await typeCommand(command, env);
    assert.equal(typed.code, 0, typed.stderr);
    const next = await migrate();
    assert.equal(next.code, 0, next.stderr);
    return {told: stderr, done: typed.stdout + next.stdout};
  }

  it('an applied file was edited, the edit is accepted by the command that is told', async () => {
    folder.add('1_a', 'create table a (id bigint)').add('4_d', 'create table d (id int)');

    const {told, done} = await mendAsTold();

    assert.match(
      told,
      /^1_a was edited after it was applied: restore the file and put the change into a new/,
    );
    assert.match(done, /applied 4_d/);
  });

  it('the file of an applied migration is gone, its record is dropped by the command that is told', async () => {
    folder.remove('1_a').add('4_d', 'create table d (id int)');

    const {told, done} = await mendAsTold();

    assert.match(told, /^1_a is applied, but its file is gone: restore the file, or drop the record:\n/);
    assert.match(done, /applied 4_d/);
  });

  it('an older file was added later, it is applied by the command that is told', async () => {
    folder.add('2_b', 'create table b (id int)').add('4_d', 'create table d (id int)');

    const {told, done} = await mendAsTold();

    assert.match(told, /^2_b is pending, but older than 3_c, which is applied: give it a newer timestamp/);
    assert.match(done, /applied 2_b.*applied 4_d.*nothing is pending/s);
  });

  it('a migration is named by the path of its file, it is found', async () => {
    const run = (...args: string[]) =>
      runCommand([...args, '--env=production', `--directory=${folder.directory}`], env);

    const down = await run('migrate:down', `${folder.directory}/3_c.js`);
    const up = await run('migrate:up', 'src/database/migrations/3_c.ts');

    assert.match(down.stdout, /^rolled back 3_c/, down.stderr);
    assert.match(up.stdout, /^applied 3_c/, up.stderr);
  });
});
