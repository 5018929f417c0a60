import {findLockHolder} from './advisory-lock';
import {compare} from './checks';
import type {LockHolder} from './errors';
import {type Queryable, readHistory} from './history';
import type {MigrationSource} from './migration-source';

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
}

export interface MigrationStatus {
  version: string | null;
  pending: number;
  /** Whether an error would stop `migrate`. */
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
where to_regclass('schema_migration_history') is not null
order by name, id desc`;

/** Everything about every migration that has a file or a record. */
export async function readStatus(database: Queryable, source: MigrationSource): Promise<MigrationStatus> {
  const history = await readHistory(database);
  const files = source.list();
  const comparison = compare(files, history);
  const holder = await findLockHolder(database);
  const runs = new Map((await readLastRuns(database)).map(run => [run.name, run]));
  const batches = new Map(history.applied.map(({name, batch}) => [name, batch]));
  const stateOf = (name: string): MigrationState => {
    if (comparison.unfinished.some(run => run.name === name))
      return holder === null ? 'unfinished' : 'running';
    if (comparison.pending.includes(name)) {
      const run = runs.get(name);
      return run?.state === 'failed' && run.direction === 'up' ? 'failed' : 'pending';
    }
    for (const state of ['changed', 'missing', 'ahead'] as const) {
      if (comparison[state].includes(name)) return state;
    }
    return 'applied';
  };
  const pending = new Set(comparison.pending);
  const names = [...history.applied.map(({name}) => nameWithoutExtension(name)), ...comparison.pending];
  const migrations = [...new Set([...names, ...comparison.unfinished.map(({name}) => name)])].map(name => {
    const run = runs.get(name);
    const state = stateOf(name);
    const isShown = run !== undefined && (!pending.has(name) || state !== 'pending');
    return {
      name,
      state,
      batch: batches.get(name) ?? null,
      at: isShown ? run.at : null,
      durationMs: isShown && run.duration_ms !== null ? Number(run.duration_ms) : null,
      by: isShown ? run.run_by : null,
      error: isShown ? run.error : null,
    };
  });
  const isWrong = migrations.some(({state}) =>
    ['changed', 'missing', 'unfinished', 'failed'].includes(state),
  );
  return {version: comparison.version, pending: comparison.pending.length, isWrong, holder, migrations};
}

async function readLastRuns(database: Queryable): Promise<LastRun[]> {
  try {
    return (await database.query<LastRun>(LAST_RUNS)).rows;
  } catch (error) {
    if ((error as {code?: string}).code === '42P01') return [];
    throw error;
  }
}

function nameWithoutExtension(name: string): string {
  return name.replace(/\.(ts|js|cts|cjs)$/, '');
}
