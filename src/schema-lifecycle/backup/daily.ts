import {rmSync} from 'node:fs';
import path from 'node:path';
import {EXIT, SchemaError} from '../errors';
import type {Queryable} from '../history';
import type {SchemaLogger} from '../logger';
import type {ScratchSource} from '../scratch';
import {Session} from '../session';
import {type BackupOptions, backupName, makeBackup} from './make';
import {manifestOf} from './manifest';
import {verifyBackup} from './restore';

export interface DailyBackupOptions extends BackupOptions {
  folder: string;
  /** How many proven ones are kept. */
  keep: number;
  scratch: ScratchSource;
  logger: SchemaLogger;
}

/** A row of the log of daily backups. */
export interface LoggedBackup {
  id: number;
  file: string;
  /** `failed` was not made, or did not come back whole. */
  state: 'made' | 'proven' | 'failed' | 'removed';
  startedAt: Date;
  finishedAt: Date | null;
  bytes: number | null;
  error: string | null;
}

const TABLE = `
create table if not exists schema_backup_history (
  id bigint generated always as identity constraint schema_backup_history_pkey primary key,
  file text not null,
  state text not null
    constraint schema_backup_history_state_check check (state in ('made', 'proven', 'failed', 'removed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  bytes bigint,
  sha256 text,
  error text
)`;

const READ = `
select cast(id as integer) as id, file, state, started_at as "startedAt", finished_at as "finishedAt",
  cast(bytes as double precision) as bytes, error
from schema_backup_history order by schema_backup_history.id desc`;

/**
 * Makes a backup, restores it to a scratch database to prove it, logs both and removes the oldest ones. A failure is
 * logged and thrown; the backups of other days stay.
 * @throws SchemaError
 */
export async function makeDailyBackup(options: DailyBackupOptions): Promise<LoggedBackup> {
  const session = await Session.open(options.connection, 'schema-lifecycle daily backup');
  try {
    await session.query(TABLE);
    const file = path.join(options.folder, backupName(options.connection.database, new Date()));
    const {rows} = await session.query<{id: string}>(
      `insert into schema_backup_history (file, state, started_at) values ($1, 'failed', clock_timestamp()) returning id`,
      [file],
    );
    const id = rows[0]?.id ?? '';
    try {
      await makeAndProve(session, id, file, options);
    } catch (error) {
      await session.query(
        `update schema_backup_history set state = 'failed', finished_at = clock_timestamp(), error = $2 where id = $1`,
        [id, (error as Error).message],
      );
      throw error;
    }
    await removeOld(session, options);
    const [logged] = await readBackupLog(session, 1);
    if (logged === undefined) throw new Error('the log of the backup is gone');
    return logged;
  } finally {
    await session.close();
  }
}

/** Newest first; none where no daily backup was ever made. */
export async function readBackupLog(database: Queryable, limit: number): Promise<LoggedBackup[]> {
  const {rows} = await database.query<{there: boolean}>(
    `select to_regclass('schema_backup_history') is not null as there`,
  );
  if (rows[0]?.there !== true) return [];
  return (await database.query<LoggedBackup>(`${READ} limit ${Math.trunc(limit)}`)).rows;
}

async function makeAndProve(
  session: Session,
  id: string,
  file: string,
  options: DailyBackupOptions,
): Promise<void> {
  const {bytes, sha256} = await makeBackup(file, options);
  await session.query(
    `update schema_backup_history set state = 'made', bytes = $2, sha256 = $3 where id = $1`,
    [id, bytes, sha256],
  );
  const {differences} = await verifyBackup(file, options.scratch, options.search);
  if (differences.length > 0) {
    throw new SchemaError(
      'BACKUP_INVALID',
      `${file} does not come back whole: ${differences.join('; ')}`,
      EXIT.wrong,
    );
  }
  await session.query(
    `update schema_backup_history set state = 'proven', finished_at = clock_timestamp() where id = $1`,
    [id],
  );
  options.logger.info({file, bytes}, 'the daily backup is made and proven');
}

/** Only proven ones count as kept, so that the last one which is known to come back always stays. */
async function removeOld(session: Session, {keep, logger}: DailyBackupOptions): Promise<void> {
  const {rows} = await session.query<{id: string; file: string}>(
    `with kept as (
       select id from schema_backup_history where state = 'proven' order by id desc limit $1
     )
     select id, file from schema_backup_history
     where state in ('made', 'proven', 'failed') and file <> '' and id < (select min(id) from kept)
       and (select count(*) from kept) = $1`,
    [keep],
  );
  for (const {id, file} of rows) {
    for (const one of [file, manifestOf(file)]) rmSync(one, {force: true});
    await session.query(
      `update schema_backup_history set state = 'removed' where id = $1 and state <> 'failed'`,
      [id],
    );
    logger.info({file}, 'removed an old backup');
  }
}
