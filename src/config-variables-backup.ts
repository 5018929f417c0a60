import {flag, integer, text} from './config-parsers';
import type {Variable} from './config-variables';

const BACKUP = 'Backups';

export const backupVariables = {
  BACKUP_DIR: {section: BACKUP, default: '.data/backups', about: 'folder of the backups', parse: text},
  BACKUP_BEFORE_MIGRATE: {
    section: BACKUP,
    default: 'false',
    about:
      'whether a backup is made and proven before anything pending is applied; recommended in production',
    parse: flag,
  },
  BACKUP_AT_HOUR: {
    section: BACKUP,
    about: 'hour of the day, in UTC, at which a backup is made and proven every day; unset: never',
    parse: integer(0, 23),
  },
  BACKUP_KEEP: {
    section: BACKUP,
    default: '7',
    about: 'how many daily backups are kept; the last proven one always is',
    parse: integer(1, 10_000),
  },
  PG_BIN_DIR: {
    section: BACKUP,
    about: "folder of pg_dump, pg_restore and psql; by default PATH and Debian's folders are searched",
    parse: text,
  },
} satisfies Record<string, Variable<unknown>>;
