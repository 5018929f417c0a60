import path from 'node:path';
import type {SchemaLogger} from '../logger';
import {type BackupOptions, backupName, makeBackup} from './make';

/**
 * For a runner's `beforeApply`: makes a backup, proves that it can be listed, and says which one it is.
 * @throws SchemaError, and then nothing is applied
 */
export function backupBeforeMigrate(
  folder: string,
  options: BackupOptions,
  logger: SchemaLogger,
): (names: readonly string[]) => Promise<string> {
  return async names => {
    const file = path.join(folder, backupName(options.connection.database, new Date()));
    logger.info({file, pending: names.length}, 'making a backup before migrating');
    const {sha256, bytes} = await makeBackup(file, options);
    logger.info({file, bytes}, 'the backup is made and can be listed');
    return `${file} sha256:${sha256}`;
  };
}
