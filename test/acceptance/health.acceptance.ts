import assert from 'node:assert/strict';
import {givenApplication, TestApp} from '../helpers/app';
import {TcpProxy} from '../helpers/tcp-proxy';
import {migratedDatabase} from '../helpers/template';

describe('Health', () => {
  const apps: TestApp[] = [];
  const wires: TcpProxy[] = [];

  /** An application that serves whatever its schema is, with a database of its own. */
  const givenAnyApplication = async (): Promise<TestApp> => {
    const app = await givenApplication({MIGRATE_ON_START: 'off'});
    apps.push(app);
    return app;
  };
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.stop();
    for (const wire of wires.splice(0)) await wire.cut();
  });

  const newest = async (app: TestApp) => {
    const [row] = await app.rows<{name: string}>('select max(name) as name from knex_migrations');
    return row?.name;
  };

  it('is ready when the database answers and the schema fits', async () => {
    const app = await givenAnyApplication();

    const {status, body, headers} = await app.get('/health/ready');

    assert.equal(status, 200);
    assert.deepEqual(body, {
      status: 'ready',
      database: 'up',
      schema: {state: 'ready', version: await newest(app), pending: 0},
    });
    assert.equal(headers.get('content-type'), 'application/json');
  });

  it('is not ready while migrations are pending', async () => {
    const app = await givenAnyApplication();
    await app.rows('delete from knex_migrations where id > (select max(id) - 2 from knex_migrations)');

    const {status, body} = await app.get('/health/ready');

    assert.equal(status, 503);
    assert.deepEqual(body, {
      status: 'not_ready',
      database: 'up',
      schema: {state: 'pending', version: await newest(app), pending: 2},
    });
  });

  it('is ready when a newer build has migrated already, as in a rolling deployment', async () => {
    const app = await givenAnyApplication();
    await app.rows(
      `insert into knex_migrations (name, batch, migration_time) values ('29990101000000_from_the_future', 99, now())`,
    );

    const {status, body} = await app.get('/health/ready');

    assert.equal(status, 200);
    assert.deepEqual(body.schema, {state: 'ahead', version: '29990101000000_from_the_future', pending: 0});
  });

  it('is not ready when an applied migration has no file', async () => {
    const app = await givenAnyApplication();
    await app.rows(
      `insert into knex_migrations (name, batch, migration_time) values ('20250101000000_lost', 1, now())`,
    );

    const {status, body} = await app.get('/health/ready');

    assert.deepEqual([status, body.status, body.schema.state], [503, 'not_ready', 'wrong']);
  });

  it('is not ready when a migration was left unfinished', async () => {
    const app = await givenAnyApplication();
    await app.rows(
      `insert into schema_migration_history (name, direction, state, transactional, started_at)
       values ($1, 'down', 'running', false, now())`,
      [await newest(app)],
    );

    const {status, body} = await app.get('/health/ready');

    assert.deepEqual([status, body.status, body.schema.state], [503, 'not_ready', 'wrong']);
  });

  it('lives without its database, and says that it is not ready until it is back', async () => {
    const database = await migratedDatabase();
    const wire = await TcpProxy.open(database);
    wires.push(wire);
    const app = await TestApp.start(database, {DATABASE_URL: wire.url});
    apps.push(app);
    const before = wire.connections;
    await wire.cut();

    const live = await app.get('/health/live');
    const ready = await app.get('/health/ready');
    await wire.mend();

    assert.deepEqual([live.status, live.body], [200, {status: 'alive'}]);
    assert.equal(ready.status, 503);
    assert.deepEqual(ready.body, {
      status: 'not_ready',
      database: 'down',
      schema: {state: 'unknown', version: null, pending: null},
    });
    assert.equal(wire.connections, before);
    assert.equal((await app.get('/health/ready')).status, 200);
  });

  it('lives without asking the database anything', async () => {
    const app = await givenAnyApplication();
    const queries = async () => {
      const [row] = await app.rows<{calls: number}>(
        `select coalesce(max(query_start), 'epoch') as calls from pg_stat_activity
         where datname = current_database() and application_name = 'training-admin'`,
      );
      return row?.calls;
    };
    await app.get('/health/ready');
    const before = await queries();

    for (let i = 0; i < 5; i += 1) assert.equal((await app.get('/health/live')).status, 200);

    assert.deepEqual(await queries(), before);
    await app.get('/api/courses');
    assert.notDeepEqual(await queries(), before);
  });

  it('has figures for Prometheus, by route and never by whose booking it was', async () => {
    const app = await givenAnyApplication();
    const id = await app.given.schedule();
    await app.get(`/api/schedules/${id}`);
    await app.get('/api/courses?surprise=1');
    await app.get('/api/no/such/address');

    const {status, body, headers} = await app.get('/metrics');

    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/plain;.* version=0\.0\.4/);
    const count = (labels: string) =>
      new RegExp(`^http_request_duration_seconds_count\\{${labels}\\} (\\d+)$`, 'm').exec(body)?.[1];
    assert.equal(count('method="GET",route="/api/schedules/{id}",status="200"'), '1');
    assert.equal(count('method="GET",route="/api/courses",status="400"'), '1');
    assert.equal(count('method="GET",route="none",status="404"'), '1');
    assert.doesNotMatch(body, /no\/such|surprise|schedules\/\d/);
    assert.match(body, /^process_resident_memory_bytes \d+/m);
    assert.match(body, /^nodejs_eventloop_lag_seconds /m);
  });
});
