import {compare} from './checks';
import {EXIT, SchemaError} from './errors';
import {describeSchema, fingerprintSchema} from './fingerprint';
import {ensureHistoryTables, readHistory} from './history';
import {HistoryWriter} from './history-writer';
import {compareNames} from './migration-source';
import type {MigrationRunner} from './runner';
import {compareSchemas, type Difference} from './schema-lines';
import {buildScratch, type ScratchSource, withScratchDatabase} from './scratch';
import type {Session} from './session';

export interface BaselinePlan {
  /** What would be recorded as applied, in order. */
  names: string[];
  /** Between the live schema and what the migrations up to the name give. */
  differences: Difference[];
  /** Majors of PostgreSQL: of the server it was rebuilt on, and of the target. */
  scratchVersion: number;
  targetVersion: number;
}

/**
 * What adopting a database that has its schema up to `name` would record, and whether its schema is that. Nothing is
 * written.
 * @throws SchemaError MIGRATION_UNKNOWN, BASELINE_REFUSED, SCRATCH_UNAVAILABLE
 */
export async function planBaseline(
  runner: MigrationRunner,
  where: ScratchSource,
  name: string,
): Promise<BaselinePlan> {
  const {names, live} = await runner.locked(async session => {
    const live = await describeSchema(session);
    if (live.length === 0) {
      throw refused('the database is empty, there is nothing to adopt: npm run migrate');
    }
    return {names: await namesToRecord(session, runner, name), live};
  });
  return withScratchDatabase(where, async scratch => {
    await buildScratch(scratch, {source: runner.source, upTo: name});
    const differences = compareSchemas(await describeSchema(scratch.session), live);
    const {serverVersion: scratchVersion, targetVersion} = scratch;
    return {names, differences, scratchVersion, targetVersion};
  });
}

/**
 * Records every migration up to `name` as applied, in one batch and one transaction, without running any.
 * @throws SchemaError MIGRATION_UNKNOWN, BASELINE_REFUSED
 */
export async function baseline(
  runner: MigrationRunner,
  name: string,
  applicationVersion: string | null,
): Promise<{batch: number; names: string[]}> {
  return runner.locked(async session => {
    await ensureHistoryTables(sql => session.query(sql));
    const writer = await HistoryWriter.open(session, applicationVersion);
    const checksumOf = (known: string) => runner.source.find(known)?.checksum ?? null;
    await session.query('begin');
    try {
      const names = await namesToRecord(session, runner, name);
      const {applied} = await readHistory(session);
      await writer.adopt(applied, checksumOf);
      const batch = Math.max(0, ...applied.map(migration => migration.batch)) + 1;
      const fingerprint = await fingerprintSchema(session);
      for (const recorded of names) {
        await writer.succeeded({
          name: recorded,
          direction: 'up',
          batch,
          checksum: checksumOf(recorded),
          transactional: true,
          durationMs: 0,
          fingerprint: recorded === names.at(-1) ? fingerprint : null,
          note: 'baseline: was there before',
        });
      }
      await session.query('commit');
      return {batch, names};
    } catch (error) {
      await session.query('rollback');
      throw error;
    }
  });
}

async function namesToRecord(session: Session, {source}: MigrationRunner, name: string): Promise<string[]> {
  const files = source.list();
  if (source.find(name) === undefined) {
    const near = files
      .filter(file => file.name.includes(name.replace(/^\d+_?/, '')) && name !== '')
      .slice(0, 3);
    const newest = files.at(-1)?.name ?? 'none';
    const hint = near.length > 0 ? near.map(file => file.name).join(', ') : `${newest}, the newest`;
    throw new SchemaError(
      'MIGRATION_UNKNOWN',
      `this build has no file for the migration ${name}; did you mean ${hint}?`,
      EXIT.usage,
    );
  }
  const history = await readHistory(session);
  const comparison = compare(files, history);
  const {version, unfinished} = comparison;
  const [run] = unfinished;
  if (run !== undefined)
    throw refused(`${run.name} is unfinished: mend it first, see npm run migrate:status`);
  if (version !== null && compareNames(version, name) > 0) {
    throw refused(`${version} is applied already, and newer: a baseline is for what nothing was recorded of`);
  }
  const names = files
    .filter(file => compareNames(file.name, name) <= 0 && comparison.pending.includes(file.name))
    .map(file => file.name);
  if (names.length === 0) throw refused(`everything up to ${name} is recorded as applied already`);
  return names;
}

function refused(reason: string): SchemaError {
  return new SchemaError('BASELINE_REFUSED', reason, EXIT.usage);
}
