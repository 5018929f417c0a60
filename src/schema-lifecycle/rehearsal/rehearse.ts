import type {ConnectionSettings} from '../../config-connection';
import type {ToolSearch} from '../backup/client-tools';
import {compare, findObstacles, type OutOfOrderPolicy} from '../checks';
import {SchemaError} from '../errors';
import {fingerprintSchema} from '../fingerprint';
import {type Queryable, readHistory} from '../history';
import {type MigrationSource, nameOf} from '../migration-source';
import {buildScratch, type ScratchDatabase, type ScratchSource, withScratchDatabase} from '../scratch';
import {Session} from '../session';
import {rehearseOn} from './rehearse-on';
import {majorOf, type RehearsalReport, type ServerFacts} from './report';
import {readTableSizes, type TableSize} from './target-size';

export interface RehearsalOptions {
  target: ConnectionSettings;
  source: MigrationSource;
  scratch: ScratchSource;
  outOfOrder: OutOfOrderPolicy;
  /** Rows that are generated for each table; default as many as the target has, between 1,000 and 10,000. */
  rowsPerTable?: number;
  /** Judge every table as if the target had this many rows in it, for a target that is no copy of production. */
  assumeRows?: number;
  /** A backup of the target, whose data are measured with instead of generated rows. */
  backup?: {file: string; search: ToolSearch};
  /** Seen before each migration, for progress on a terminal. */
  onStep?: (name: string, index: number, count: number) => void;
}

/** What is known of the target; it is only read. */
export interface Target extends ServerFacts {
  database: string;
  fingerprint: string;
  applied: string[];
  pending: string[];
  sizes: Map<string, TableSize>;
}

const MIN_ROWS = 1_000;
const MAX_ROWS = 10_000;

/**
 * Runs what is pending on a scratch copy of the target's schema and measures every statement.
 * @throws MigrationCheckError for what would stop `migrate` too; SchemaError SCRATCH_UNAVAILABLE
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const target = await readTarget(options);
  const {database, fingerprint, serverVersion, major} = target;
  const facts = {database, fingerprint, serverVersion, major};
  if (target.pending.length === 0) {
    const scratch = {serverVersion, major};
    return {target: facts, scratch, migrations: [], findings: [], silenced: [], notes: []};
  }
  /** Tables whose generated rows a pending migration can't live with, and why: the run is repeated without them. */
  const unfilled = new Map<string, string>();
  for (;;) {
    const result = await withScratchDatabase(options.scratch, async scratch => {
      const note = await copyTarget(options, target, scratch);
      return rehearseOnce(options, target, scratch, {unfilled, note});
    });
    if ('report' in result) return {target: facts, ...result.report};
    for (const table of result.misfit.tables) unfilled.set(table, result.misfit.reason);
  }
}

/**
 * Gives the scratch database the target's schema: from its history, or with its data from a backup.
 * @returns what the report should say about it
 * @throws SchemaError BACKUP_INVALID when the backup is of another state than the target's
 */
async function copyTarget(
  {backup, source}: RehearsalOptions,
  {applied}: Target,
  scratch: ScratchDatabase,
): Promise<string | null> {
  if (backup === undefined) {
    await buildScratch(scratch, {source, names: applied});
    return null;
  }
  const {restoreBackup} = require('../backup/restore') as typeof import('../backup/restore');
  const {manifest} = await restoreBackup(backup.file, scratch.connection, backup.search);
  await scratch.session.query('analyze');
  const restored = (await readHistory(scratch.session)).applied.map(({name}) => nameOf(name));
  if (restored.join() !== applied.join()) {
    throw new SchemaError(
      'BACKUP_INVALID',
      `${backup.file} is of another state: its newest migration is ${restored.at(-1) ?? 'none'}, the target's is ` +
        `${applied.at(-1) ?? 'none'}; make a new one: npm run db:backup`,
    );
  }
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  return `rehearsed on the ${rows} rows of ${backup.file}, made at ${manifest.madeAt}`;
}

async function rehearseOnce(
  options: RehearsalOptions,
  target: Target,
  scratch: ScratchDatabase,
  {unfilled, note}: {unfilled: Map<string, string>; note: string | null},
) {
  const serverVersion = await readVersion(scratch.session);
  const result = await rehearseOn({
    connection: scratch.connection,
    observer: scratch.session,
    source: options.source,
    pending: target.pending,
    sizeOf: name => {
      const size = target.sizes.get(name) ?? {rows: 0, bytes: 0};
      return options.assumeRows === undefined ? size : {...size, rows: options.assumeRows};
    },
    rowsFor: rows =>
      options.backup === undefined
        ? (options.rowsPerTable ?? Math.min(MAX_ROWS, Math.max(MIN_ROWS, rows)))
        : 0,
    unfilled,
    onStep: options.onStep,
  });
  if ('misfit' in result) return result;
  const major = majorOf(serverVersion);
  const {startFingerprint, ...rest} = result;
  const notes = [
    ...(note === null ? [] : [note]),
    ...compareServers(target, major, startFingerprint),
    ...rest.notes,
  ];
  return {report: {...rest, notes, scratch: {serverVersion, major}}};
}

/** Why the real run may go otherwise. */
function compareServers(target: Target, major: number, startFingerprint: string): string[] {
  if (major !== target.major) {
    return [
      `rehearsed on PostgreSQL ${major}, the target is ${target.major}: locks and rewrites may differ; ` +
        'SCRATCH_DATABASE_URL names a server of the same major',
    ];
  }
  return startFingerprint === target.fingerprint
    ? []
    : [
        'the target is not what its migrations make of it (npm run migrate:drift): this run may differ from the real one',
      ];
}

/** In a session that can't write. */
async function readTarget({target, source, outOfOrder}: RehearsalOptions): Promise<Target> {
  const session = await Session.open(target, 'schema-lifecycle rehearsal');
  try {
    await session.query('set default_transaction_read_only = on');
    const history = await readHistory(session);
    const comparison = compare(source.list(), history);
    const [obstacle] = findObstacles(comparison, comparison.pending, outOfOrder);
    if (obstacle !== undefined) throw obstacle;
    const serverVersion = await readVersion(session);
    return {
      database: target.database,
      serverVersion,
      major: majorOf(serverVersion),
      fingerprint: await fingerprintSchema(session),
      applied: history.applied.map(({name}) => nameOf(name)),
      pending: comparison.pending,
      sizes: await readTableSizes(session),
    };
  } finally {
    await session.close();
  }
}

async function readVersion(database: Queryable): Promise<string> {
  const {rows} = await database.query<{version: string}>(
    `select split_part(current_setting('server_version'), ' ', 1) as version`,
  );
  return rows[0]?.version ?? '';
}
