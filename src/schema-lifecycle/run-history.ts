import type {Queryable} from './history';

/** One run of a migration, as `schema_migration_history` keeps it. */
export interface MigrationRun {
  id: number;
  name: string;
  direction: 'up' | 'down';
  state: 'running' | 'succeeded' | 'failed';
  batch: number | null;
  startedAt: Date;
  finishedAt: Date | null;
  durationMs: number | null;
  by: string;
  host: string | null;
  applicationVersion: string | null;
  error: string | null;
}

/** The newest runs first. */
export async function readRuns(database: Queryable, limit: number): Promise<MigrationRun[]> {
  const {rows} = await database.query<MigrationRun & Record<string, unknown>>(
    `select id::integer, name, direction, state, batch, started_at as "startedAt", finished_at as "finishedAt",
       duration_ms::double precision as "durationMs", run_by as by, host,
       application_version as "applicationVersion", error
     from schema_migration_history order by id desc limit $1`,
    [limit],
  );
  return rows;
}
