import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {ApplicationRun, freePort, isOpen, LIMIT_MS} from '../helpers/application-run';
import {migrationRunner} from '../helpers/schema';
import {createDatabase, type TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';
import {until} from '../helpers/wait';

/** What a production needs beside a database. */
const PRODUCTION = {
  NODE_ENV: 'production',
  BCRYPT_COST: '10',
  RATE_LIMIT_DISABLED: 'false',
  JWT_SECRET: 'x'.repeat(32),
  DATABASE_SSL: 'off',
};

describe('A process that can not start', function () {
  this.timeout(2 * LIMIT_MS);

  const databases: TestDatabase[] = [];
  const given = async (making: Promise<TestDatabase>): Promise<TestDatabase> => {
    const database = await making;
    databases.push(database);
    return database;
  };
  afterEach(() => Promise.all(databases.splice(0).map(database => database.drop())));

  /** Runs to the end; the port that it would have had is never open. */
  const fail = async (settings: Record<string, string>) => {
    const port = await freePort();
    const run = new ApplicationRun({PORT: String(port), ...settings});
    let hasEnded = false;
    const ended = run.finished.finally(() => {
      hasEnded = true;
    });
    try {
      await until(
        async () => {
          assert.equal(await isOpen(port), false, 'the port opened');
          return hasEnded;
        },
        'it ends',
        LIMIT_MS,
      );
      const {code, stdout, stderr} = await ended;
      assert.doesNotMatch(stdout + stderr, /ready on http/);
      return {code, said: stdout, complained: stderr};
    } finally {
      await run.discard();
    }
  };

  it('because a migration fails names it and the reason', async () => {
    const database = await given(createDatabase());
    await database.query('create table users (id integer)');

    const {code, said} = await fail({DATABASE_URL: database.url, MIGRATE_ON_START: 'apply'});

    assert.equal(code, 1);
    assert.match(said, /20250101090000_create_users_table/);
    assert.match(said, /relation \\"users\\" already exists/);
  });

  it('because a migration is pending that it may only check names it and the command', async () => {
    const database = await given(migratedDatabase());
    const runner = migrationRunner(database);
    const [last] = (await runner.down()).executed;
    await runner.close();

    const {code, said} = await fail({
      DATABASE_URL: database.url,
      MIGRATE_ON_START: 'check',
      MIGRATION_WAIT_S: '0',
    });

    assert.equal(code, 1);
    assert.match(said, new RegExp(`${last?.name} is pending: npm run migrate`));
    const {rows} = await database.query('select 1 from knex_migrations where name = $1', [last?.name]);
    assert.deepEqual(rows, [], 'it only looked');
  });

  it('because the database does not answer says where it looked, without the password', async () => {
    const port = await freePort();

    const {code, said, complained} = await fail({
      DATABASE_URL: `postgres://clerk:s3cret@127.0.0.1:${port}/training`,
    });

    assert.equal(code, 1);
    assert.match(said, new RegExp(`ECONNREFUSED 127\\.0\\.0\\.1:${port}`));
    assert.doesNotMatch(said + complained, /s3cret/);
  });

  it('because production has no database says so, and starts no server of its own', async () => {
    const folder = path.join(os.tmpdir(), `no-embedded-server-${process.pid}`);
    let hasServer = false;

    const {code, complained} = await fail({...PRODUCTION, EMBEDDED_POSTGRES_DIR: folder}).finally(() => {
      hasServer = existsSync(folder);
      rmSync(folder, {recursive: true, force: true});
    });

    assert.equal(code, 1);
    assert.match(
      complained,
      /no database is configured: set DATABASE_URL .* production never uses the embedded server/,
    );
    assert.equal(hasServer, false);
  });

  it('because of its configuration names every variable that is wrong, at once', async () => {
    const {code, said, complained} = await fail({
      ...PRODUCTION,
      JWT_SECRET: 'short',
      RATE_LIMIT_DISABLED: 'true',
      SEED_ON_START: 'true',
      BCRYPT_COST: '4',
      LOG_LEVEL: 'loud',
      CORS_ORIGINS: 'www.example.com',
      DB_HOST: 'localhost',
    });

    assert.equal(code, 1);
    assert.equal(said, '');
    for (const name of [
      'JWT_SECRET',
      'RATE_LIMIT_DISABLED',
      'SEED_ON_START',
      'BCRYPT_COST',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'DB_NAME, DB_USER',
    ]) {
      assert.match(complained, new RegExp(`^  - .*${name}`, 'm'));
    }
    assert.doesNotMatch(complained, /at .*\.js:\d+/, 'no stack for what a person has to mend');
  });

  it('because its port is taken says which and what to do, and leaves whoever has it alone', async () => {
    const database = await given(migratedDatabase());
    const server = createServer(socket => socket.end('still here')).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const {port} = server.address() as {port: number};
    try {
      const {code, stdout} = await new ApplicationRun({DATABASE_URL: database.url, PORT: String(port)})
        .finished;

      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`port ${port} is taken: stop what listens there or set PORT`));
      assert.equal(server.listening, true);
    } finally {
      server.close();
    }
  });

  it('because a certificate file can not be read names the variable and the file', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
    const file = path.join(folder, 'ca.pem');
    writeFileSync(`${file}.old`, '');

    const {code, complained} = await fail({
      ...PRODUCTION,
      DATABASE_URL: 'postgres://a@127.0.0.1/b',
      DATABASE_SSL: 'verify',
      DATABASE_SSL_CA: file,
    });

    rmSync(folder, {recursive: true});
    assert.equal(code, 1);
    assert.match(complained, new RegExp(`DATABASE_SSL_CA: ${file} can't be read`));
  });
});
