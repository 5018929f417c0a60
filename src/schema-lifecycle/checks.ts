import {abbreviate, MigrationCheckError} from './errors';
import type {AppliedMigration, HistoryReading, UnfinishedRun} from './history';
import {compareNames, nameOf, type SourceFile} from './migration-source';
import {tellWhatIsTrue} from './remedy';

/** The files of this build beside the record of what is applied. */
export interface Comparison {
  /** Newest applied migration, or null. */
  version: string | null;
  pending: string[];
  /** Applied (or begun) and newer than every file of this build: an older process, or an older checkout. */
  ahead: string[];
  /** Applied, and older than the newest file, but without a file. */
  missing: string[];
  /** Applied, and edited since. */
  changed: string[];
  /** Pending, and older than one that is applied. */
  outOfOrder: string[];
  unfinished: UnfinishedRun[];
  /** Applied by bare Knex, not yet in our history. */
  unrecorded: AppliedMigration[];
}

export type OutOfOrderPolicy = 'deny' | 'warn';

export function compare(files: readonly SourceFile[], history: HistoryReading): Comparison {
  const applied = history.applied.map(migration => ({
    ...migration,
    name: nameOf(migration.name),
  }));
  const byName = new Map(applied.map(migration => [migration.name, migration]));
  const known = new Set(files.map(file => file.name));
  const newestFile = files.at(-1)?.name;
  const unknown = applied.filter(({name}) => !known.has(name)).map(({name}) => name);
  const isAhead = (name: string) => newestFile === undefined || compareNames(name, newestFile) > 0;
  const version = applied.reduce<string | null>(
    (newest, {name}) => (newest === null || compareNames(name, newest) > 0 ? name : newest),
    null,
  );
  const isOurs = ({name}: UnfinishedRun) => known.has(name) || !isAhead(name);
  const pending = files.filter(({name}) => !byName.has(name)).map(({name}) => name);
  return {
    version,
    pending,
    ahead: [
      ...unknown.filter(isAhead),
      ...history.unfinished.filter(run => !isOurs(run) && !byName.has(run.name)).map(({name}) => name),
    ],
    missing: unknown.filter(name => !isAhead(name)),
    changed: files
      .filter(({name, checksum}) => {
        const before = byName.get(name)?.checksum ?? null;
        return before !== null && checksum !== null && before !== checksum;
      })
      .map(({name}) => name),
    outOfOrder: pending.filter(name => version !== null && compareNames(name, version) < 0),
    unfinished: history.unfinished.filter(isOurs),
    unrecorded: history.applied.filter(migration => !migration.isRecorded),
  };
}

/** What is wrong whoever asks, the state `ahead` apart. Each error names the file and what mends it. */
export function findProblems(comparison: Comparison): MigrationCheckError[] {
  return [
    ...comparison.unfinished.map(unfinishedError),
    ...comparison.changed.map(
      name =>
        new MigrationCheckError(
          'MIGRATION_CHANGED',
          name,
          `${name} was edited after it was applied: restore the file and put the change into a new migration, or ` +
            `accept the edit:\n    npm run migrate:repair -- --accept-checksum ${name} --yes`,
        ),
    ),
    ...comparison.missing.map(
      name =>
        new MigrationCheckError(
          'MIGRATION_MISSING',
          name,
          `${name} is applied, but its file is gone: restore the file, or drop the record:\n` +
            `    npm run migrate:repair -- --forget ${name} --yes`,
        ),
    ),
  ];
}

/** What forbids to apply `names`: the problems above, newer migrations, and the order where it is enforced. */
export function findObstacles(
  comparison: Comparison,
  names: readonly string[],
  outOfOrder: OutOfOrderPolicy,
): MigrationCheckError[] {
  const late = comparison.outOfOrder.filter(name => names.includes(name));
  return [
    ...findProblems(comparison),
    ...(names.length > 0 ? comparison.ahead.slice(0, 1).map(aheadError) : []),
    ...(outOfOrder === 'deny' ? late.map(name => lateError(name, comparison.version)) : []),
  ];
}

export function lateError(name: string, version: string | null): MigrationCheckError {
  return new MigrationCheckError(
    'MIGRATION_OUT_OF_ORDER',
    name,
    `${name} is pending, but older than ${version}, which is applied: give it a newer timestamp ` +
      '(rename the file), or allow it:\n    MIGRATION_OUT_OF_ORDER=warn npm run migrate',
  );
}

export function aheadError(name: string): MigrationCheckError {
  return new MigrationCheckError(
    'SCHEMA_AHEAD',
    name,
    `${name} is applied, but newer than every migration of this build: migrate with the newer build`,
  );
}

function unfinishedError({name, direction, lastStatement}: UnfinishedRun): MigrationCheckError {
  const statement =
    lastStatement === null ? 'before its first statement' : `at: ${abbreviate(lastStatement)}`;
  return new MigrationCheckError(
    'MIGRATION_UNFINISHED',
    name,
    `${name} (${direction}, without a transaction) did not finish; it stopped ${statement}${tellWhatIsTrue(name, lastStatement)}`,
  );
}
