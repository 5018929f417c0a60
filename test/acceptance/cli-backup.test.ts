import {strict as assert} from 'node:assert';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {runCommand} from '../helpers/command';
import {onDebianServer} from '../helpers/each-server';
import {MigrationFolder} from '../helpers/migrations';
import {createDatabase as createOnUsual, type TestDatabase} from '../helpers/server';

onDebianServer('Backups', createDatabase => {
  let database: TestDatabase;
  let migrations: MigrationFolder;
  let folder: string;
  beforeEach(async () => {
    database = await createDatabase();
    migrations = new MigrationFolder().add('1_people', 'create table people (id int primary key, name text)');
    folder = mkdtempSync(path.join(os.tmpdir(), 'backups-'));
  });
  afterEach(async () => {
    migrations.delete();
    rmSync(folder, {recursive: true, force: true});
    await database.drop();
  });

  const environment = () => ({
    DATABASE_URL: database.url,
    SCRATCH_DATABASE_URL: database.url,
    BACKUP_DIR: folder,
  });
  const run = (name: string, ...args: string[]) => runCommand([name, ...args], environment());
  const migrate = (extra: Record<string, string> = {}, ...args: string[]) =>
    runCommand(['migrate', `--directory=${migrations.directory}`, ...args], {...environment(), ...extra});
  const people = async (on = database) =>
    (await on.query<{name: string}>('select name from people order by id')).rows.map(({name}) => name);
  const givenBackup = async () => {
    await migrate();
    await database.query(`insert into people values (1, 'Ann'), (2, 'O''Brien <b>')`);
    const file = path.join(folder, 'one.dump');
    const made = await run('db:backup', file);
    assert.equal(made.code, 0, made.stderr);
    return file;
  };

  it('one that is made comes back whole, and only its owner may read it', async () => {
    const file = await givenBackup();

    const verified = await run('db:backup:verify', file);

    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /comes back whole[\s\S]*migration 1_people/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const manifest = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
    assert.deepEqual([manifest.rows['public.people'], manifest.bytes], [2, statSync(file).size]);
    assert.deepEqual(readdirSync(folder).sort(), ['one.dump', 'one.dump.json']);
  });

  it('without a name it goes to BACKUP_DIR, named after the database and the time', async () => {
    await migrate();

    const {code, stdout} = await run('db:backup', '--json');

    assert.equal(code, 0);
    assert.match(
      path.basename(JSON.parse(stdout).file),
      new RegExp(`^${database.name}_\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z\\.dump$`),
    );
  });

  it('is restored into a new database, and replaces another one only with consent', async () => {
    const file = await givenBackup();
    const other = await createDatabase();
    try {
      const restore = (...args: string[]) =>
        runCommand(['db:restore', file, ...args], {...environment(), DATABASE_URL: other.url});

      assert.equal((await restore()).code, 0);
      assert.deepEqual(await people(other), ['Ann', "O'Brien <b>"]);

      await other.query(`delete from people; create table later (id int)`);
      const full = await restore();
      assert.deepEqual([full.code, /is not empty.*--replace/.test(full.stderr)], [2, true]);
      const asked = await restore('--replace');
      assert.deepEqual([asked.code, /Add --yes/.test(asked.stderr)], [2, true]);
      assert.deepEqual(await people(other), []);

      assert.equal((await restore('--replace', '--yes')).code, 0);
      assert.deepEqual(await people(other), ['Ann', "O'Brien <b>"]);
      assert.equal((await other.query(`select to_regclass('later') as later`)).rows[0]?.later, null);
    } finally {
      await other.drop();
    }
  });

  it('a restore that fails leaves the database as it was', async () => {
    const file = await givenBackup();
    const damaged = path.join(folder, 'damaged.dump');
    // Whole by its own manifest, and yet nothing that pg_restore can read to its end.
    copyFileSync(file, damaged);
    truncateSync(damaged, statSync(file).size - 40);
    const {createHash} = await import('node:crypto');
    const manifest = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
    const bytes = readFileSync(damaged);
    writeFileSync(
      `${damaged}.json`,
      JSON.stringify({
        ...manifest,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }),
    );
    await database.query(`insert into people values (3, 'Late')`);

    const {code, stderr} = await run('db:restore', damaged, '--replace', '--yes');

    assert.notEqual(code, 0);
    assert.match(stderr, /pg_restore ended with|psql ended with/);
    assert.deepEqual(await people(), ['Ann', "O'Brien <b>", 'Late']);
  });

  const damages: [what: string, damage: (file: string) => void, says: RegExp][] = [
    ['is cut short', file => truncateSync(file, 100), /has 100 bytes instead of/],
    ['is empty', file => truncateSync(file, 0), /it is empty/],
    [
      'has one byte changed',
      file => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
      /its checksum is another/,
    ],
    ['is gone', file => rmSync(file), /there is no such file/],
    ['has lost its manifest', file => rmSync(`${file}.json`), /manifest .* is missing/],
  ];
  for (const [what, damage, says] of damages) {
    it(`a file that ${what} is told before anything is restored`, async () => {
      const file = await givenBackup();
      damage(file);

      for (const command of ['db:backup:verify', 'db:restore']) {
        const {code, stderr} = await run(command, file);
        assert.deepEqual([command, code], [command, 4], stderr);
        assert.match(stderr, says);
      }
      assert.deepEqual(await people(), ['Ann', "O'Brien <b>"]);
    });
  }

  it('one that can not be written leaves nothing behind', async () => {
    await migrate();
    writeFileSync(path.join(folder, 'file'), '');

    const {code, stderr} = await run('db:backup', path.join(folder, 'file', 'below.dump'));

    assert.notEqual(code, 0);
    assert.match(stderr, /EEXIST|ENOTDIR/);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('of the target, its data are what a rehearsal measures with, unless it is of another state', async () => {
    const file = await givenBackup();
    migrations.add('2_index', 'create index people_name on people (name)', 'drop index people_name');
    const rehearse = () =>
      run('migrate:rehearse', `--backup=${file}`, `--directory=${migrations.directory}`, '--json');

    const {code, stdout, stderr} = await rehearse();

    assert.equal(code, 4, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.migrations[0].statements[0].rowsRead, 2);
    assert.match(report.notes[0], /^rehearsed on the \d+ rows of .*one\.dump, made at /);
    await migrate();
    migrations.add('3_more', 'create index people_more on people (id, name)');
    const late = await rehearse();
    assert.equal(late.code, 4);
    assert.match(late.stderr, /is of another state.*npm run db:backup/);
  });

  describe('BACKUP_BEFORE_MIGRATE', () => {
    it('makes one before something pending is applied and names it in the history, and none otherwise', async () => {
      const first = await migrate({BACKUP_BEFORE_MIGRATE: 'true'});
      const second = await migrate({BACKUP_BEFORE_MIGRATE: 'true'});

      assert.deepEqual([first.code, second.code], [0, 0], first.stderr);
      const files = readdirSync(folder).filter(name => name.endsWith('.dump'));
      assert.equal(files.length, 1);
      const {rows} = await database.query<{backup: string}>('select backup from schema_migration_history');
      assert.match(rows[0]?.backup ?? '', new RegExp(`${files[0]} sha256:[0-9a-f]{64}$`));
    });

    it('applies nothing when the backup fails', async () => {
      const {code, stderr} = await migrate({BACKUP_BEFORE_MIGRATE: 'true', PG_BIN_DIR: '/nowhere'});

      assert.equal(code, 2);
      assert.match(stderr, /needs pg_dump, pg_restore and psql of version/);
      assert.equal((await database.query(`select to_regclass('people') as people`)).rows[0]?.people, null);
    });
  });

  describe('the daily one', () => {
    it('is made, proven and logged; the oldest go when more than BACKUP_KEEP are proven', async () => {
      await migrate();
      const once = () =>
        runCommand(['db:backup:schedule', '--now', '--json'], {...environment(), BACKUP_KEEP: '1'});

      assert.equal((await once()).code, 0);
      const {code, stdout, stderr} = await once();

      assert.equal(code, 0, stderr);
      assert.deepEqual(
        JSON.parse(stdout).log.map(({state}: {state: string}) => state),
        ['proven', 'removed'],
      );
      assert.equal(readdirSync(folder).filter(name => name.endsWith('.dump')).length, 1);
    });

    it('that fails is logged, exits with 4 later, and removes no other', async () => {
      await migrate();
      await run('db:backup:schedule', '--now');
      const failed = await runCommand(['db:backup:schedule', '--now'], {
        ...environment(),
        BACKUP_KEEP: '1',
        PG_BIN_DIR: '/nowhere',
      });

      assert.equal(failed.code, 2);
      const shown = await run('db:backup:schedule');
      assert.equal(shown.code, 4);
      assert.match(shown.stdout, /No daily backup is made: set BACKUP_AT_HOUR[\s\S]*failed/);
      assert.equal(readdirSync(folder).filter(name => name.endsWith('.dump')).length, 1);
    });
  });
});

describe('A backup with client programs that are older than the server', () => {
  it('is refused with the version that is needed and where was looked', async () => {
    const database = await createOnUsual();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'backups-'));
    try {
      const {code, stderr} = await runCommand(['db:backup', path.join(folder, 'x.dump')], {
        DATABASE_URL: database.url,
        PG_BIN_DIR: folder,
      });

      assert.equal(code, 2);
      assert.match(stderr, /a backup of PostgreSQL \d+ needs pg_dump.* of version \d+ or newer/);
      assert.ok(stderr.includes(folder));
      assert.equal(existsSync(path.join(folder, 'x.dump')), false);
    } finally {
      rmSync(folder, {recursive: true, force: true});
      await database.drop();
    }
  });
});
