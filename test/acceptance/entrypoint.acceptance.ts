import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {cleanEnvironment} from '../helpers/command';
import {MigrationFolder} from '../helpers/migrations';
import {createDatabase, formatServerUrl, type TestDatabase, testServer} from '../helpers/server';
import {until} from '../helpers/wait';

const BUILT = path.join(__dirname, '../../..', path.basename(path.resolve(__dirname, '../..')));

describe("The container's entry point", () => {
  let database: TestDatabase;
  let folder: string;
  const children: ChildProcess[] = [];

  /** As the image has it: the build, what it needs, and the script. */
  beforeEach(async () => {
    database = await createDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), 'image-'));
    mkdirSync(path.join(folder, 'scripts'));
    mkdirSync(path.join(folder, 'dist'));
    for (const file of ['package.json', 'openapi.json', 'public', 'scripts/entrypoint.sh']) {
      cpSync(path.join(PROJECT_ROOT, file), path.join(folder, file), {recursive: true});
    }
    cpSync(path.join(BUILT, 'src'), path.join(folder, 'dist/src'), {recursive: true});
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, {recursive: true, force: true});
    await database.drop();
  });

  function start(environment: Record<string, string>, ...args: string[]) {
    const child = spawn('sh', [path.join(folder, 'scripts/entrypoint.sh'), ...args], {
      cwd: folder,
      env: cleanEnvironment({DATABASE_URL: database.url, PORT: '0', ...environment}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const run = {child, said: '', ended: once(child, 'close').then(([code, signal]) => code ?? signal)};
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        run.said += text;
      });
    }
    return run;
  }

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address() as {port: number};
    server.close();
    await once(server, 'close');
    return port;
  }

  it('migrates, then becomes the server, which a signal stops in good order', async () => {
    const port = await freePort();
    const run = start({PORT: String(port)});
    const isUp = async () => {
      try {
        return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
      } catch {
        return false;
      }
    };
    await until(async () => run.child.exitCode !== null || (await isUp()), 'the server answers', 30_000);
    assert.equal(run.child.exitCode, null, run.said);
    assert.match(run.said, /applied \d+_create_users_table/);

    run.child.kill('SIGTERM');

    assert.equal(await run.ended, 0, run.said);
  });

  it('waits for a database that comes later', async () => {
    const {name} = database;
    const later = `${name}_later`;
    const run = start({DATABASE_URL: formatServerUrl(testServer(), later)}, 'migrate:list');
    await until(async () => {
      const {rows} = await database.query<{attempts: number}>(
        `select count(*)::int as attempts from pg_database where datname = '${later}'`,
      );
      return rows[0]?.attempts === 0;
    }, 'it has looked for the database');
    await database.query(`create database ${later}`);
    try {
      assert.equal(await run.ended, 0, run.said);
      assert.match(run.said, /pending {2}\d+_create_users_table/);
    } finally {
      await database.query(`drop database ${later} with (force)`);
    }
  });

  it('gives up in time, saying that the database did not answer, and nothing listens', async () => {
    const url = `postgres://nobody:nothing@127.0.0.1:${await freePort()}/none`;

    const run = start({DATABASE_URL: url, MIGRATION_WAIT_S: '1'});

    assert.equal(await run.ended, 1);
    assert.match(run.said, /the database did not answer within 1 s: connect ECONNREFUSED/);
  });

  it('ends at once when the configuration is wrong', async () => {
    const run = start({MIGRATION_WAIT_S: 'soon'});

    assert.equal(await run.ended, 2);
    assert.match(run.said, /MIGRATION_WAIT_S must be a whole number/);
  });

  it('ends with the code of a migration that fails, and no server starts', async () => {
    await database.query('create table courses (id int)');

    const run = start({});

    assert.equal(await run.ended, 1);
    assert.match(run.said, /create_courses_table.*failed: relation "courses" already exists/);
    assert.doesNotMatch(run.said, /listening/);
  });

  it('hands a signal that comes while it migrates on to the migration, and does not become the server', async () => {
    // Held by somebody else: the migration waits for it.
    const migrations = new MigrationFolder();
    const holder = migrations.runner(database);
    try {
      await holder.locked(async () => {
        const run = start({});
        await until(() => run.said.includes('waiting'), 'the migration waits');

        run.child.kill('SIGTERM');

        assert.notEqual(await run.ended, 0);
        assert.doesNotMatch(run.said, /listening/);
      });
    } finally {
      await holder.close();
      migrations.delete();
    }
  });
});
