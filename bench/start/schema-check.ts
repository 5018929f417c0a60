import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {knex} from 'knex';
import type {ConnectionSettings} from '../../src/config';
import {migrateWorkerSchema} from '../../src/jobs/worker-schema';
import {
  MigrationRunner,
  MigrationSource,
  SchemaLifecycleObserver,
  type SchemaLifecycleOptions,
} from '../../src/schema-lifecycle';
import {findProblems} from '../../src/schema-lifecycle/checks';
import {MANIFEST} from '../../src/schema-lifecycle/migration-source';
import type {Figure} from '../figures';

const MIGRATIONS = 1000;
const ROUNDS = 30;
/** Before the measured rounds, for the compiler and the caches of both. */
const WARM_UP_ROUNDS = 5;
const KNEX_TABLE = 'bare_knex_migrations';

/** Our check at start beside bare Knex's, in turns, on one database with the same applied migrations. */
export async function measureSchemaCheck(connection: ConnectionSettings): Promise<Figure[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'thousand-migrations-'));
  try {
    writeMigrations(directory);
    await applyAll(connection, directory);
    const ways: [what: string, barMs: number | undefined, work: () => Promise<void>][] = [
      [
        'schema check at start, 1,000 applied, none pending',
        15,
        () => startObserver(connection, directory, 'check'),
      ],
      [
        'bare Knex on the same database, `migrate.list()`',
        undefined,
        () => askKnex(connection, directory, 'list'),
      ],
      [
        'bare Knex on the same database, `migrate.latest()`',
        undefined,
        () => askKnex(connection, directory, 'latest'),
      ],
      [
        'schema phase of the mode `apply`: lock, check, tables of the job queue',
        undefined,
        () => startObserver(connection, directory, 'apply'),
      ],
    ];
    const samples: number[][] = ways.map(() => []);
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      for (const [index, [, , work]] of ways.entries()) {
        const started = performance.now();
        await work();
        if (round >= 0) samples[index]?.push(performance.now() - started);
      }
    }
    return ways.map(([what, barMs], index) => ({what, barMs, samplesMs: samples[index] ?? []}));
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

/** As the build leaves them: compiled files, and a manifest with the checksums of their sources. */
function writeMigrations(directory: string): void {
  const text = "exports.up = knex => knex.raw('select 1');\nexports.down = knex => knex.raw('select 1');\n";
  const checksum = createHash('sha256').update(text).digest('hex');
  const entries = Array.from({length: MIGRATIONS}, (_, index) => {
    const name = `${20_200_101_000_000 + index}_change_number_${index + 1}`;
    return {name, file: `${name}.js`, checksum};
  });
  for (const {file} of entries) writeFileSync(path.join(directory, file), text);
  writeFileSync(path.join(directory, MANIFEST), JSON.stringify({version: 1, entries}));
}

/** Ours are applied by our runner; Knex's own table, whose names have an extension, is given the same rows. */
async function applyAll(connection: ConnectionSettings, directory: string): Promise<void> {
  const runner = new MigrationRunner({
    connection,
    source: new MigrationSource(directory),
    lockWaitMs: 10_000,
    outOfOrder: 'deny',
  });
  try {
    await runner.migrateToLatest();
  } finally {
    await runner.close();
  }
  const database = knex({client: 'pg', connection});
  try {
    await database.migrate.list({directory, tableName: KNEX_TABLE});
    await database.raw(
      `insert into ${KNEX_TABLE} (name, batch, migration_time)
       select name || '.js', batch, migration_time from knex_migrations order by id`,
    );
    await database.raw('analyze');
  } finally {
    await database.destroy();
  }
}

/**
 * What the application does before its port opens: a connection of its own, the manifest, the history, the comparison.
 * The check is measured without drift and contract, as its bar says.
 */
async function startObserver(
  connection: ConnectionSettings,
  directory: string,
  migrateOnStart: 'apply' | 'check',
): Promise<void> {
  const options: SchemaLifecycleOptions = {
    connection,
    migrationsDirectory: directory,
    seedsDirectory: directory,
    migrateOnStart,
    seedOnStart: false,
    waitMs: 0,
    outOfOrder: 'deny',
    environment: 'production',
    afterMigrate: migrateWorkerSchema,
  };
  const runner = new MigrationRunner({
    connection,
    source: new MigrationSource(directory),
    lockWaitMs: 0,
    outOfOrder: 'deny',
  });
  if (migrateOnStart === 'apply') return new SchemaLifecycleObserver(options, runner).start();
  try {
    const comparison = await runner.waitUntilCurrent(0);
    if (findProblems(comparison).length + comparison.pending.length > 0)
      throw new Error('the check found something');
  } finally {
    await runner.close();
  }
}

async function askKnex(
  connection: ConnectionSettings,
  directory: string,
  question: 'latest' | 'list',
): Promise<void> {
  const database = knex({client: 'pg', connection, pool: {min: 0, max: 1}});
  try {
    // What `latest` has applied, or what `list` finds pending.
    const [, names] = await database.migrate[question]({directory, tableName: KNEX_TABLE});
    if (names.length > 0) throw new Error(`Knex finds something pending: ${names[0]}`);
  } finally {
    await database.destroy();
  }
}
