import type {LifecycleConfig} from '../config';
import {type DailyBackupOptions, type LoggedBackup, makeDailyBackup} from '../schema-lifecycle/backup/daily';
import type {SchemaLogger} from '../schema-lifecycle/logger';
import type {OpenDatabase} from './open-database';
import {scratchSourceOf} from './scratch-source';

/**
 * The daily backup of the configured database.
 * @throws SchemaError BACKUP_TOOLS, BACKUP_FAILED, BACKUP_INVALID, SCRATCH_UNAVAILABLE
 */
export function backUpDaily(
  config: Pick<LifecycleConfig, 'database' | 'backup'>,
  database: OpenDatabase,
  applicationVersion: string | null,
  logger: SchemaLogger,
): Promise<LoggedBackup> {
  const {folder, keep, search} = config.backup;
  const options: DailyBackupOptions = {
    connection: database.migrationConnection,
    scratch: scratchSourceOf(config, database),
    folder,
    keep,
    search,
    applicationVersion,
    logger,
  };
  return makeDailyBackup(options);
}
