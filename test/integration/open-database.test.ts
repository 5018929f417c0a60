import {strict as assert} from 'node:assert';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {Client} from 'pg';
import {loadLifecycleConfig} from '../../src/config';
import {openDatabase} from '../../src/database/open-database';
import {isRunning, Playground} from '../helpers/embedded-server';

describe('Opening the database', () => {
  const playground = new Playground();
  after(() => playground.clean());

  it('starts the embedded server once and makes its database once for three that open it at once', async () => {
    const dataDir = playground.folder();
    const config = loadLifecycleConfig({env: {NODE_ENV: 'test', EMBEDDED_POSTGRES_DIR: dataDir}});

    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(config)));

    const names = await Promise.all(opened.map(({connection}) => currentDatabase(connection)));
    assert.deepEqual(names, Array(3).fill('training_admin_test'));
    assert.equal(new Set(opened.map(({connection}) => connection.port)).size, 1);
    for (const {embedded, source, connection, migrationConnection} of opened) {
      assert.deepEqual([embedded, source, connection.ssl], [true, 'embedded', false]);
      assert.deepEqual(migrationConnection, connection);
    }
    await Promise.all(opened.map(database => database.release()));
    assert.equal(existsSync(path.join(dataDir, 'data', 'postmaster.pid')), false);
  });

  it('names the place of the database without its password', async () => {
    const config = loadLifecycleConfig({
      env: {
        NODE_ENV: 'test',
        DATABASE_URL: 'postgres://clerk:s3cret@db.example.com:5433/training',
        MIGRATION_DATABASE_URL: 'postgres://owner:s3cret@db.example.com:5432/training',
      },
    });

    const opened = await openDatabase(config);

    assert.equal(opened.description, 'clerk@db.example.com:5433/training (DATABASE_URL)');
    assert.deepEqual([opened.embedded, opened.migrationConnection.user], [false, 'owner']);
    await opened.release();
  });

  it('leaves no server running when the database can not be made', async () => {
    const dataDir = playground.folder();
    const holder = playground.holder({dataDir});
    const {serverPid} = await holder.next();
    const config = loadLifecycleConfig({env: {NODE_ENV: 'test', EMBEDDED_POSTGRES_DIR: dataDir}});
    const tooLong = 'x'.repeat(70);

    const opening = openDatabase({
      ...config,
      database: {...config.database, embedded: {dataDir, database: `${tooLong}\0`}},
    });

    await assert.rejects(opening);
    await holder.release();
    assert.equal(isRunning(serverPid), false);
  });
});

async function currentDatabase(connection: object): Promise<string> {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query('select current_database() as name')).rows[0].name;
  } finally {
    await client.end();
  }
}
