import {strict as assert} from 'node:assert';
import path from 'node:path';
import {withSchemaLock} from '../../src/schema-lifecycle/advisory-lock';
import {MigrationSource} from '../../src/schema-lifecycle/programmatic';
import {Session} from '../../src/schema-lifecycle/session';
import {TEST_SETTINGS} from '../helpers/app';
import {startNode} from '../helpers/command';
import {createDatabase, type TestDatabase} from '../helpers/server';
import {until} from '../helpers/wait';

const ENTRY = path.join(__dirname, '../../src/index.js');
const MIGRATIONS = path.join(__dirname, '../../src/database/migrations');

describe('A process that is told to stop while it starts', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(() => database.drop());

  it('applies the migrations that it has begun with to the end, and then stops with exit code 0', async () => {
    const other = await Session.open(database.connection, 'another migrator');
    let log = '';
    const {child, finished} = startNode([ENTRY], {
      ...TEST_SETTINGS,
      DATABASE_URL: database.url,
      MIGRATE_ON_START: 'apply',
      LOG_LEVEL: 'info',
    });
    child.stdout?.on('data', chunk => {
      log += chunk;
    });

    await withSchemaLock(
      other,
      5_000,
      () => {},
      async () => {
        await until(() => log.includes('waiting for another process'), 'the process waits for the lock');
        child.kill('SIGTERM');
        await until(() => log.includes('stopping'), 'the process has seen the signal');
      },
    );
    await other.close();
    const {code, signal, stderr} = await finished;

    assert.deepEqual({code, signal, stderr}, {code: 0, signal: null, stderr: ''});
    const {rows} = await database.query<{name: string}>('select name from knex_migrations order by id');
    const known = new MigrationSource(MIGRATIONS).list().map(({name}) => name);
    assert.deepEqual(
      rows.map(({name}) => name),
      known,
    );
  });
});
