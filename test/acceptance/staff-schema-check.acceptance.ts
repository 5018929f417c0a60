import assert from 'node:assert/strict';
import {readdirSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {AppBindings} from '../../src/keys';
import {SchemaLifecycleBindings} from '../../src/schema-lifecycle/keys';
import {TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {MigrationFolder} from '../helpers/migrations';
import {migratedDatabase} from '../helpers/template';

const MIGRATIONS = path.join(__dirname, '../../src/database/migrations');
/** The advisory lock of whoever changes the schema. */
const LOCK = [0x7363686d, 0x6c6f636b];

describe('Staff compare the schema', () => {
  let app: TestApp;
  let token: string;

  beforeEach(async () => {
    const database = await migratedDatabase();
    app = await TestApp.start(database, {SCRATCH_DATABASE_URL: database.url});
    token = await app.givenAdminToken();
  });
  afterEach(() => app?.stop());

  const ok = async (method: 'GET' | 'POST', route: string) => {
    const {status, body} = await app.call(method, `/api/admin/schema${route}`, {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const check = () => ok('POST', '/check');
  const byHand = () => app.rows('alter table courses add column by_hand text');

  it('as it is in the database now: columns, keys, and what refers to what', async () => {
    await app.rows(`comment on table courses is 'what is taught'`);
    await byHand();

    const {tables} = await ok('GET', '/tables');

    const names: string[] = tables.map(({name}: {name: string}) => name);
    const [courses, schedules] = ['courses', 'course_schedules'].map(name => tables[names.indexOf(name)]);
    assert.deepEqual(courses.columns.at(-1), {
      name: 'by_hand',
      type: 'text',
      isNullable: true,
      default: null,
    });
    assert.deepEqual([courses.about, courses.primaryKey], ['what is taught', ['id']]);
    assert.ok(courses.bytes > 0);
    const key = schedules.foreignKeys.find(({target}: {target: string}) => target === 'courses');
    assert.deepEqual(
      [key.columns, key.targetColumns, key.onDelete],
      [['course_id'], ['id'], 'restrict'],
      JSON.stringify(key),
    );
    const others = names.filter(name => /^(knex_|schema_|graphile)/.test(name) && name !== 'schedule_series');
    assert.deepEqual(others, []);
  });

  it('at a glance with what the last migration left: a change by hand shows', async () => {
    const before = await ok('GET', '');
    await byHand();

    const after = await ok('GET', '');

    assert.deepEqual([before.isDrifted, after.isDrifted], [false, true]);
  });

  it('with one that its migrations build anew: what was changed by hand is told, piece by piece', async () => {
    const before = await check();
    await byHand();

    const {drift} = await check();

    assert.deepEqual(before.drift, {
      isDrifted: false,
      comparedBy: 'rebuilt schema',
      reason: null,
      differences: [],
    });
    assert.equal(drift.isDrifted, true);
    const [difference] = drift.differences;
    assert.deepEqual(
      [drift.differences.length, difference.change, difference.object, difference.expected],
      [1, 'added', 'column public.courses.by_hand', null],
    );
  });

  it('while one comparison runs, whoever asks too gets the same answer', async () => {
    const [one, other] = await Promise.all([check(), check()]);

    assert.equal(one.checkedAt, other.checkedAt);
    assert.equal(one.durationMs, other.durationMs);
  });

  it('not while it is being changed: that is said, and nothing waits for long', async () => {
    await app.database.transaction(async query => {
      await query('select pg_advisory_xact_lock($1, $2)', LOCK);

      assertRefused(
        await app.post('/api/admin/schema/check', undefined, {token}),
        409,
        'SCHEMA_CHECK_FAILED',
      );
    });
  });

  it('in production on no server of its own: only with what the last migration left', async () => {
    const config = await app.application.get(AppBindings.CONFIG);
    const database = {...config.database, scratchConnection: null};
    app.application.bind(AppBindings.CONFIG).to({...config, environment: 'production', database});
    await app.rows('delete from knex_migrations where id = (select max(id) from knex_migrations)');
    await byHand();

    const {drift, lint} = await check();

    assert.deepEqual([drift.isDrifted, drift.comparedBy, drift.differences], [true, 'fingerprint', []]);
    assert.match(drift.reason, /SCRATCH_DATABASE_URL/);
    assert.match(lint.skippedBecause, /SCRATCH_DATABASE_URL/);
    assert.deepEqual(lint.findings, []);
  });

  describe('and try out what is pending', () => {
    let folder: MigrationFolder;

    beforeEach(async () => {
      folder = new MigrationFolder();
      // Without the manifest, which lists what was built.
      for (const file of readdirSync(MIGRATIONS).filter(name => name.endsWith('.js')))
        symlinkSync(path.join(MIGRATIONS, file), folder.pathOf(file));
      const options = await app.application.get(SchemaLifecycleBindings.OPTIONS);
      app.application
        .bind(SchemaLifecycleBindings.OPTIONS)
        .to({...options, migrationsDirectory: folder.directory});
    });
    afterEach(() => folder?.delete());

    it('that an index would keep others from writing, and what to do instead', async () => {
      folder.add(
        '20990101000000_index_course_names',
        'create index courses_by_name on courses (name)',
        'drop index courses_by_name',
      );

      const {drift, lint} = await check();

      assert.equal(drift.isDrifted, false);
      assert.deepEqual([lint.migrations, lint.failure], [['20990101000000_index_course_names'], null]);
      const [finding] = lint.findings.filter(({severity}: {severity: string}) => severity !== 'hint');
      assert.match(finding.statement, /courses_by_name/);
      assert.match(finding.safer, /concurrently/i);
      assert.deepEqual(await app.rows(`select from pg_indexes where indexname = 'courses_by_name'`), []);
    });

    it('that one fails, before it does in earnest', async () => {
      folder.add('20990101000000_break', 'alter table no_such_table add column a text');

      const {lint} = await check();

      assert.equal(lint.failure.migration, '20990101000000_break');
      assert.match(lint.failure.error, /no_such_table/);
    });
  });
});
