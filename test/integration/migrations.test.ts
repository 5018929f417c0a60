import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import type {MigrationRunner} from '../../src/schema-lifecycle/programmatic';
import {onDebianServer} from '../helpers/each-server';
import {migrationRunner, readFingerprint, readSchema} from '../helpers/schema';
import {createDatabase, type TestDatabase} from '../helpers/server';

const SOURCES = path.join(PROJECT_ROOT, 'src/database/migrations');
const NAMES = readdirSync(SOURCES)
  .sort()
  .map(file => path.basename(file, '.ts'));

/** The company's migration strategy names ten, after the table that an older system had. */
const FIRST_ELEVEN = [
  '20250101090000_create_users_table',
  '20250127120000_extend_users_table',
  '20250127121000_create_courses_table',
  '20250127122000_create_venues_table',
  '20250127123000_create_course_schedules_table',
  '20250127124000_create_discount_codes_table',
  '20250127125000_create_bookings_table',
  '20250127126000_create_payment_transactions_table',
  '20250127127000_create_analytics_events_table',
  '20250127128000_create_admin_activity_logs_table',
  '20250127129000_create_email_logs_table',
];

describe('The migrations', function () {
  this.timeout(60_000);

  let database: TestDatabase;
  let runner: MigrationRunner;

  before(async () => {
    database = await createDatabase();
    runner = migrationRunner(database);
  });
  after(async () => {
    await runner?.close();
    await database?.drop();
  });

  it('begin with the eleven of the strategy, in its order', () => {
    assert.deepEqual(NAMES.slice(0, 11), FIRST_ELEVEN);
    assert.deepEqual(
      runner.source.list().map(({name}) => name),
      NAMES,
    );
  });

  it('go up one at a time, each goes down to what was there before, and up again to the same', async () => {
    const empty = await readSchema(database);
    const levels = [await readFingerprint(database)];
    for (const name of NAMES) {
      await runner.up();
      const reached = await readFingerprint(database);
      await runner.down();
      assert.equal(await readFingerprint(database), levels.at(-1), `${name} goes down completely`);
      await runner.up();
      assert.equal(await readFingerprint(database), reached, `${name} comes up again the same`);
      levels.push(reached);
    }
    const complete = await readSchema(database);

    await runner.rollbackAll();
    assert.deepEqual(await readSchema(database), empty);
    await runner.migrateToLatest();
    assert.deepEqual(await readSchema(database), complete);
  });

  it('import nothing but types, so that no later change of the application changes what they did', () => {
    for (const name of NAMES) {
      const text = readFileSync(path.join(SOURCES, `${name}.ts`), 'utf8');
      for (const line of text.match(/^.*\b(import|require)\b.*$/gm) ?? []) {
        assert.match(line, /^import type \{Knex\} from 'knex';$/, name);
      }
      assert.match(text, /^export async function up\(/m, name);
      assert.match(text, /^export async function down\(/m, name);
    }
  });

  describe('leave a schema in which', () => {
    before(() => runner.migrateToLatest());

    /** Constraints and tables of ours; what PostgreSQL 18 makes for `not null` has no say of its own. */
    const select = async (sql: string) =>
      (
        await database.query(`
          with ours as (
            select oid, relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
              and relname not in ('knex_migrations', 'knex_migrations_lock')
              and relname not like 'schema\\_%\\_history'
          ), constraints as (
            select c.*, o.relname from pg_constraint c join ours o on o.oid = c.conrelid where c.contype <> 'n'
          ) ${sql}`)
      ).rows;

    it('every foreign key says what a deletion does', async () => {
      assert.deepEqual(
        await select(`select conname from constraints where contype = 'f' and confdeltype = 'a'`),
        [],
      );
      assert.ok((await select(`select conname from constraints where contype = 'f'`)).length > 20);
    });

    it('every constraint has the name that a migration gave it', async () => {
      const text = NAMES.map(name => readFileSync(path.join(SOURCES, `${name}.ts`), 'utf8')).join('\n');
      const named = new Set([...text.matchAll(/\bconstraint (\w+)/g)].map(([, name]) => name));
      const names = (await select(`select conname from constraints where contype <> 't'`)) as {
        conname: string;
      }[];

      assert.deepEqual(
        names.filter(({conname}) => !named.has(conname)),
        [],
      );
    });

    it('every foreign key column is the first of an index, so that deleting and joining need no scan', async () => {
      const missing = await select(`
        select conname from constraints c where contype = 'f' and not exists (
          select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
          where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indisvalid
            and (i.indpred is null
              or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))`);
      assert.deepEqual(missing, []);
    });

    it('every table has a primary key', async () => {
      const missing = await select(`
        select relname from ours where not exists (
          select from constraints c where c.conrelid = ours.oid and c.contype = 'p')`);
      assert.deepEqual(missing, []);
    });

    it('every moment has a time zone and no amount is a float', async () => {
      const wrong = await select(`
        select relname, attname, format_type(atttypid, atttypmod) from ours
        join pg_attribute on attrelid = ours.oid and attnum > 0 and not attisdropped
        where atttypid in ('timestamp'::regtype, 'time'::regtype, 'real'::regtype, 'float8'::regtype, 'money'::regtype)`);
      assert.deepEqual(wrong, []);
    });
  });
});

onDebianServer('The migrations', createDatabase => {
  it('go up, down and up again to the same', async () => {
    const database = await createDatabase();
    const runner = migrationRunner(database);
    try {
      const empty = await readSchema(database);
      await runner.migrateToLatest();
      const whole = await readFingerprint(database);
      await runner.rollbackAll();
      assert.deepEqual(await readSchema(database), empty);
      await runner.migrateToLatest();

      assert.equal(await readFingerprint(database), whole);
    } finally {
      await runner.close();
      await database.drop();
    }
  });
});
