import assert from 'node:assert/strict';
import {MigrationFolder} from '../../helpers/migrations';
import {isPoolerInstalled, POOLER_MISSING, Pooler} from '../../helpers/pooler';
import {createDatabase, type TestDatabase} from '../../helpers/server';

describe('Migrating through PgBouncer', () => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  let pooler: Pooler | undefined;

  before(function () {
    if (isPoolerInstalled()) return;
    console.error(POOLER_MISSING);
    this.skip();
  });
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder().add('1_a', 'create table a (id int)', 'drop table a');
  });
  afterEach(async () => {
    await pooler?.stop();
    pooler = undefined;
    folder.delete();
    await database.drop();
  });

  const migrate = async () => {
    const runner = folder.runner(database, {connection: (pooler as Pooler).connection});
    try {
      return await runner.migrateToLatest();
    } finally {
      await runner.close();
    }
  };
  const tables = async () =>
    (await database.query(`select tablename from pg_tables where schemaname = 'public'`)).rows;

  for (const mode of ['transaction', 'statement'] as const) {
    it(`is refused before anything is made when it pools by the ${mode}, naming the setting that mends it`, async () => {
      pooler = await Pooler.start(database, mode);

      await assert.rejects(migrate(), {
        code: 'POOLER_REFUSED',
        exitCode: 2,
        message: new RegExp(`by the ${mode}: .* MIGRATION_DATABASE_URL`),
      });

      assert.deepEqual(await tables(), []);
    });
  }

  for (const size of [5, 1]) {
    it(`works when it pools by the session, with ${size} connections`, async () => {
      pooler = await Pooler.start(database, 'session', size);

      const {executed} = await migrate();

      assert.deepEqual(
        executed.map(({name}) => name),
        ['1_a'],
      );
    });
  }

  it('would let two processes migrate at once behind a pooler of transactions, were it not refused', async () => {
    pooler = await Pooler.start(database, 'transaction');
    const {connection} = pooler;
    const {Client} = await import('pg');
    const [one, other] = [new Client(connection), new Client(connection)];
    await Promise.all([one.connect(), other.connect()]);

    const lock = 'select pg_try_advisory_lock(1, 2) as locked';
    const answers = [(await one.query(lock)).rows[0].locked, (await other.query(lock)).rows[0].locked];

    await Promise.all([one.end(), other.end()]);
    assert.deepEqual(answers, [true, true]);
  });
});
