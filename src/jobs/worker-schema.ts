import {runMigrations} from 'graphile-worker';
import {Pool} from 'pg';
import type {ConnectionSettings} from '../config';
import {workerLogger} from './worker-logger';

/** Creates or upgrades the job queue's own tables; part of the schema phase, with the migrating role. */
export async function migrateWorkerSchema(connection: ConnectionSettings): Promise<void> {
  const pgPool = new Pool({...connection, max: 2});
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost = error;
  };
  pgPool.on('error', onError).on('connect', client => client.on('error', onError));
  try {
    await runMigrations({pgPool, logger: workerLogger(() => undefined)});
  } finally {
    await pgPool.end();
  }
  if (lost !== undefined) throw lost;
}
