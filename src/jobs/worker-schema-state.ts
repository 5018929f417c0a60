import {readdirSync} from 'node:fs';
import path from 'node:path';
import type {QueryResult} from 'pg';

interface Asked {
  query(text: string): Promise<QueryResult<{current: number | null}>>;
}

/** Whether the job queue's tables are as the installed worker wants them; asked without loading the worker (45 ms). */
export async function isWorkerSchemaCurrent(database: Asked): Promise<boolean> {
  const folder = path.join(path.dirname(require.resolve('graphile-worker/package.json')), 'sql');
  const newest = Math.max(...readdirSync(folder).map(file => Number.parseInt(file, 10) || 0));
  const {rows: exists} = await database.query(
    `select case when to_regclass('graphile_worker.migrations') is null then null else 1 end as current`,
  );
  if (exists[0]?.current === null) return false;
  const {rows} = await database.query('select max(id)::integer as current from graphile_worker.migrations');
  return (rows[0]?.current ?? 0) >= newest;
}
