import assert from 'node:assert/strict';
import type {Pool, PoolClient} from 'pg';
import type {Database} from '../../src/database/database';
import type {PostgresDataSource} from '../../src/datasources/postgres.datasource';
import type {VenueRepository} from '../../src/repositories/venue.repository';
import {givenApplication, type TestApp} from '../helpers/app';
import {atOnce} from '../helpers/race';
import {until} from '../helpers/wait';

const POOL_SIZE = 4;
const hall = (name: string) => ({
  name,
  addressLine1: '1',
  city: 'York',
  postcode: 'YO1 1AA',
  capacity: 5,
  facilities: [],
});

describe('A transaction', () => {
  let app: TestApp;
  let database: Database;
  let venues: VenueRepository;
  let pool: Pool;

  before(async () => {
    app = await givenApplication({DB_MAX_CONNECTIONS: String(POOL_SIZE)});
    database = await app.application.get<Database>('app.database');
    venues = await app.application.get<VenueRepository>('repositories.VenueRepository');
    pool = (await app.application.get<PostgresDataSource>('datasources.postgres')).pool;
  });
  after(() => app?.stop());
  /** Whatever a test did, nothing is checked out, and every connection of the pool works and is in no transaction. */
  afterEach(async () => {
    assert.deepEqual([pool.totalCount - pool.idleCount, pool.waitingCount], [0, 0]);
    const clients = await atOnce(POOL_SIZE, () => pool.connect());
    const states = await Promise.all(
      clients.map(client => client.query('select now() = statement_timestamp() as fresh')),
    );
    for (const client of clients) client.release();
    for (const {rows} of states) assert.deepEqual(rows, [{fresh: true}]);
  });

  const named = (name: string) => app.rows('select id from venues where name = $1', [name]);

  it('is one for Knex, plain SQL and LoopBack: each sees what the others wrote', async () => {
    await database.inTransaction(async tx => {
      await venues.create(hall('One'), tx.options);
      await tx.table('venues').insert({...sqlHall('Two')});
      await tx.rows(`update venues set city = 'Hull' where name in (:one, :two)`, {one: 'One', two: 'Two'});

      const seen = await venues.find({where: {city: 'Hull'}, order: ['name']}, tx.options);
      assert.deepEqual(
        seen.map(({name}) => name),
        ['One', 'Two'],
      );
      assert.equal((await tx.table('venues').where({city: 'Hull'})).length, 2);
      assert.deepEqual(await named('One'), [], 'nobody else sees it yet');
    });

    assert.equal((await named('One')).length + (await named('Two')).length, 2);
  });

  it('that fails takes back what Knex, plain SQL and LoopBack wrote, and says why', async () => {
    const reason = new Error('the reason');

    const failing = database.inTransaction(async tx => {
      await venues.create(hall('Gone'), tx.options);
      await tx.table('venues').insert({...sqlHall('Gone')});
      await tx.rows(
        `insert into venues (name, address_line1, city, postcode, capacity) values ('Gone', '', '', '', 1)`,
      );
      throw reason;
    });

    await assert.rejects(failing, reason);
    assert.deepEqual(await named('Gone'), []);
  });

  it('that is refused when it commits fails as a whole, and its connection goes on', async () => {
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];

    const failing = database.inTransaction(tx =>
      tx.rows(
        `insert into course_schedules (course_id, venue_id, start_datetime, end_datetime, capacity)
         values (:courseId, :venueId, now(), now() + interval '1 hour', 5)`,
        {courseId, venueId},
      ),
    );

    await assert.rejects(failing, {constraint: 'course_schedules_sessions_check'});
    assert.deepEqual(await app.rows('select id from course_schedules where venue_id = $1', [venueId]), []);
  });

  it('in which a statement failed can not pass for done, even if somebody swallowed the error', async () => {
    const careless = database.inTransaction(async tx => {
      await venues.create(hall('Careless'), tx.options);
      await tx.rows('select 1 / 0').catch(() => {});
    });

    await assert.rejects(careless, /rolled back/);
    assert.deepEqual(await named('Careless'), []);
  });

  const total = () => new Set((pool as unknown as {_clients: PoolClient[]})._clients);

  it('whose connection is killed fails, and the connection does not go back to the pool', async () => {
    let used: PoolClient | undefined;
    pool.once('acquire', client => {
      used = client;
    });

    const killed = database.inTransaction(async tx => {
      await venues.create(hall('Killed'), tx.options);
      await tx.rows('select pg_terminate_backend(pg_backend_pid())');
    });

    await assert.rejects(killed, {code: '57P01'});
    assert.equal(used && total().has(used), false);
    assert.deepEqual(await named('Killed'), []);
  });

  it('that can not be rolled back costs its connection, which may still be in it', async () => {
    let used: PoolClient | undefined;
    pool.once('acquire', client => {
      used = client;
      const query = client.query.bind(client);
      client.query = ((text: never, ...rest: never[]) =>
        text === 'rollback' ? Promise.reject(new Error('no answer')) : query(text, ...rest)) as never;
    });
    const reason = new Error('the reason');

    const failing = database.inTransaction(async () => {
      throw reason;
    });

    await assert.rejects(failing, reason);
    assert.equal(used && total().has(used), false);
  });

  it('that can not begin fails, and its connection does not go back to the pool', async () => {
    let used: PoolClient | undefined;
    pool.once('acquire', client => {
      used = client;
      (client as unknown as {connection: {stream: {destroy(): void}}}).connection.stream.destroy();
    });
    let isBegun = false;

    const failing = database.inTransaction(async () => {
      isBegun = true;
    });

    await assert.rejects(failing, /Connection terminated|not queryable/);
    assert.equal(isBegun, false);
    assert.equal(used && total().has(used), false);
  });

  it('leaves nothing behind in a hundred failures at once', async () => {
    const failures = await atOnce(100, index =>
      database
        .inTransaction(async tx => {
          await venues.create(hall('Crowd'), tx.options);
          if (index % 10 === 0) await tx.rows('select pg_terminate_backend(pg_backend_pid())');
          await tx.rows('select 1 / 0');
        })
        .then(
          () => 'done',
          () => 'failed',
        ),
    );

    assert.deepEqual(new Set(failures), new Set(['failed']));
    assert.ok(pool.totalCount <= POOL_SIZE);
    assert.deepEqual(await named('Crowd'), []);
  });

  it('that holds a connection is the only one that does: the pool is the one of LoopBack and Knex', async () => {
    let inUse = 0;
    await database.inTransaction(async tx => {
      const backends = [
        (await tx.rows<{pid: number}>('select pg_backend_pid() as pid'))[0]?.pid,
        ((await venues.execute('select pg_backend_pid() as pid', [], tx.options)) as {pid: number}[])[0]?.pid,
      ];
      assert.equal(new Set(backends).size, 1);
      inUse = pool.totalCount - pool.idleCount;
    });
    assert.equal(inUse, 1);
  });

  it('is not needed for a statement that is refused: its connection goes back to the pool, too', async () => {
    const {rows} = await pool.query('select pg_backend_pid() as pid');

    for (let n = 0; n < 3; n += 1) await assert.rejects(database.rows('select 1 / 0'), /division by zero/);

    assert.deepEqual((await pool.query('select pg_backend_pid() as pid')).rows, rows);
  });

  it('has no connection left to run on once the application has stopped', async () => {
    const other = await givenApplication();
    const {pool: its} = await other.application.get<PostgresDataSource>('datasources.postgres');
    await other.get('/api/courses');

    await other.application.stop();

    assert.deepEqual([its.ended, its.totalCount], [true, 0]);
    await until(async () => {
      const query = 'select pid from pg_stat_activity where datname = $1';
      return (await app.rows(query, [other.database.name])).length === 0;
    }, 'the server has seen them go');
    await other.database.drop();
  });
});

function sqlHall(name: string): object {
  return {name, address_line1: '1', city: 'York', postcode: 'YO1 1AA', capacity: 5};
}
