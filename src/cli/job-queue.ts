import type {OpenDatabase} from '../database/open-database';
import {isWorkerSchemaCurrent} from '../jobs/worker-schema-state';
import type {LockedWork} from '../schema-lifecycle/programmatic';

/** Brings the job queue's own tables up to date, within the migrations' lock. */
export function migrateJobQueue({migrationConnection}: OpenDatabase): LockedWork {
  return async session => {
    if (await isWorkerSchemaCurrent(session)) return;
    const {migrateWorkerSchema} = require('../jobs/worker-schema') as typeof import('../jobs/worker-schema');
    await migrateWorkerSchema(migrationConnection);
  };
}
