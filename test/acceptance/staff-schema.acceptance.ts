import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {givenApplication, type TestApp} from '../helpers/app';

const MIGRATIONS = path.join(__dirname, '../../src/database/migrations');
/** The advisory lock of whoever changes the schema. */
const LOCK = [0x7363686d, 0x6c6f636b];

interface Migration {
  name: string;
  state: string;
  batch: number | null;
  at: string | null;
  by: string | null;
}

describe('Staff read of the schema', () => {
  let app: TestApp;
  let token: string;

  // Its history can't be taken back, so each test has its own.
  beforeEach(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });
  afterEach(() => app?.stop());

  const read = async () => {
    const {status, body} = await app.get('/api/admin/schema', {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const record = (name: string, state: 'failed' | 'succeeded', checksum: string, error: string | null) =>
    app.rows(
      `insert into schema_migration_history
         (name, direction, state, transactional, started_at, finished_at, duration_ms, checksum, error)
       values ($1, 'up', $2, true, now(), now(), 12.5, $3, $4)`,
      [name, state, checksum, error],
    );

  it('that it is at the newest migration, with nothing pending and every one of them listed', async () => {
    const files = readdirSync(MIGRATIONS).filter(file => file.endsWith('.js'));
    const names = files.map(file => path.parse(file).name).sort();

    const {version, pending, isWrong, holder, migrations, runs} = await read();

    assert.deepEqual([version, pending, isWrong, holder], [names.at(-1), 0, false, null]);
    assert.deepEqual(
      migrations.map(({name}: Migration) => name),
      names,
    );
    assert.equal(runs.length, names.length);
    for (const {state, batch, at, by} of migrations as Migration[]) {
      assert.deepEqual([state, batch, typeof by], ['applied', 1, 'string']);
      assert.match(at ?? '', /^\d{4}-.*Z$/);
    }
  });

  it('how each run went, newest first; one that left nothing behind stands in nobody’s way', async () => {
    await record('20990101000000_later', 'failed', 'x', 'lock timeout');

    const {runs, isWrong} = await read();

    const {name, direction, state, durationMs, error, by} = runs[0];
    assert.deepEqual(
      [name, direction, state, durationMs, error, typeof by],
      ['20990101000000_later', 'up', 'failed', 12.5, 'lock timeout', 'string'],
    );
    const ids = runs.map(({id}: {id: number}) => id);
    assert.deepEqual(
      ids,
      ids.toSorted((a: number, b: number) => b - a),
    );
    assert.equal(isWrong, false);
  });

  it('which file is another one than was applied, and that this is wrong', async () => {
    const [{name} = {name: ''}] = await app.rows<{name: string}>(
      'select name from knex_migrations order by id limit 1',
    );
    await record(name, 'succeeded', 'of another file', null);

    const {isWrong, migrations} = await read();

    const odd = migrations.filter(({state}: Migration) => state !== 'applied');
    assert.deepEqual(
      [isWrong, odd.map((row: Migration) => [row.name, row.state])],
      [true, [[name, 'changed']]],
    );
  });

  it('what is pending, and who is changing it at the moment', async () => {
    const body = await app.database.transaction(async query => {
      await query('select pg_advisory_xact_lock($1, $2)', LOCK);
      await app.rows('delete from knex_migrations where id = (select max(id) from knex_migrations)');
      return read();
    });

    assert.equal(body.pending, 1);
    assert.equal(body.migrations.at(-1).state, 'pending');
    assert.ok(body.holder?.pid > 0 && body.holder.since, JSON.stringify(body.holder));
    assert.equal((await read()).holder, null);
  });
});
