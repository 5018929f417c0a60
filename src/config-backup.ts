import path from 'node:path';
import {required} from './config-parsers';
import type {Values} from './config-variables';

export interface BackupConfig {
  folder: string;
  beforeMigrate: boolean;
  /** Hour in UTC; null: no daily backup. */
  atHour: number | null;
  keep: number;
  /** Where PostgreSQL's client programs are looked for. */
  search: {folder: string | null; path: string[]};
}

/** @param searchPath PATH */
export function readBackupConfig(values: Values, root: string, searchPath = ''): BackupConfig {
  return {
    folder: path.resolve(root, required(values.BACKUP_DIR)),
    beforeMigrate: required(values.BACKUP_BEFORE_MIGRATE),
    atHour: values.BACKUP_AT_HOUR ?? null,
    keep: required(values.BACKUP_KEEP),
    search: {
      folder: values.PG_BIN_DIR ?? null,
      path: searchPath.split(path.delimiter).filter(folder => folder !== ''),
    },
  };
}
