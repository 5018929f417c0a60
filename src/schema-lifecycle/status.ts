import {findLockHolder} from './advisory-lock';
import {type Comparison, compare, findProblems, lateError} from './checks';
import type {LockHolder} from './errors';
import {type Queryable, readHistory} from './history';
import {type MigrationSource, nameOf} from './migration-source';

export type MigrationState =
  | 'applied'
  | 'pending'
  /** Applied, and the file was edited since. */
  | 'changed'
  /** Applied, without a file, older than this build's newest. */
  | 'missing'
  /** Applied, and newer than this build. */
  | 'ahead'
  /** Outside a transaction, at this moment. */
  | 'running'
  /** Outside a transaction, died or failed midway. */
  | 'unfinished'
  /** Pending; its last run failed and left nothing behind. */
  | 'failed';

export interface StatusRow {
  name: string;
  state: MigrationState;
  batch: number | null;
  at: Date | null;
  durationMs: number | null;
  by: string | null;
  error: string | null;
  /** What stands in the way of `migrate`, and the command that mends it. */
  problem: string | null;
}

export interface MigrationStatus {
  version: string | null;
  pending: number;
  /** Whether an error would stop `migrate` whatever the policy for older files is. */
  isWrong: boolean;
  /** Who is changing the schema right now. */
  holder: LockHolder | null;
  migrations: StatusRow[];
}

interface LastRun {
  name: string;
  state: 'running' | 'succeeded' | 'failed';
  direction: 'up' | 'down';
  at: Date;
  duration_ms: string | null;
  run_by: string;
  error: string | null;
}

const LAST_RUNS = `
select distinct on (name) name, state, direction, coalesce(finished_at, started_at) as at, duration_ms, run_by, error
from schema_migration_history
order by name, id desc`;

/** Everything about every migration that has a file or a record. */
export async function readStatus(database: Queryable, source: MigrationSource): Promise<MigrationStatus> {
  const history = await readHistory(database);
  const comparison = compare(source.list(), history);
  const holder = await findLockHolder(database);
  const runs = new Map((await readLastRuns(database)).map(run => [run.name, run]));
  const batches = new Map(history.applied.map(({name, batch}) => [nameOf(name), batch]));
  const names = new Set([
    ...batches.keys(),
    ...comparison.pending,
    ...comparison.unfinished.map(({name}) => name),
  ]);
  const problems = new Map(
    [
      ...findProblems(comparison),
      ...comparison.outOfOrder.map(name => lateError(name, comparison.version)),
    ].map(({migration, message}) => [migration, message]),
  );
  const knexTimes = new Map(history.applied.map(({name, appliedAt}) => [nameOf(name), appliedAt]));
  const migrations = [...names].map(name => {
    const run = runs.get(name);
    const state = stateOf(name, comparison, run, holder !== null);
    const row = rowOf(name, state, batches.get(name) ?? null, state === 'pending' ? undefined : run);
    return {...row, at: row.at ?? knexTimes.get(name) ?? null, problem: problems.get(name) ?? null};
  });
  const isWrong = migrations.some(({state}) =>
    ['changed', 'missing', 'unfinished', 'failed'].includes(state),
  );
  return {version: comparison.version, pending: comparison.pending.length, isWrong, holder, migrations};
}

function stateOf(
  name: string,
  comparison: Comparison,
  run: LastRun | undefined,
  isLocked: boolean,
): MigrationState {
  if (comparison.unfinished.some(unfinished => unfinished.name === name)) {
    return isLocked ? 'running' : 'unfinished';
  }
  if (comparison.pending.includes(name)) {
    return run?.state === 'failed' && run.direction === 'up' ? 'failed' : 'pending';
  }
  for (const state of ['changed', 'missing', 'ahead'] as const) {
    if (comparison[state].includes(name)) return state;
  }
  return 'applied';
}

function rowOf(
  name: string,
  state: MigrationState,
  batch: number | null,
  run: LastRun | undefined,
): Omit<StatusRow, 'problem'> {
  const durationMs = run === undefined || run.duration_ms === null ? null : Number(run.duration_ms);
  return {
    name,
    state,
    batch,
    at: run?.at ?? null,
    durationMs,
    by: run?.run_by ?? null,
    error: run?.error ?? null,
  };
}

async function readLastRuns(database: Queryable): Promise<LastRun[]> {
  try {
    return (await database.query<LastRun>(LAST_RUNS)).rows;
  } catch (error) {
    if ((error as {code?: string}).code === '42P01') return [];
    throw error;
  }
}
