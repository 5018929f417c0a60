import type {ConnectionSettings} from '../../config-connection';
import {dropAllSql} from '../drop-all';
import {EXIT, SchemaError} from '../errors';
import {type ScratchSource, withScratchDatabase} from '../scratch';
import {Session} from '../session';
import {findClientTools, type ToolSearch} from './client-tools';
import {compareContents, readContents} from './contents';
import {type BackupManifest, readBackup} from './manifest';
import {pipeTool, runTool} from './run-tool';

export interface RestoreReport {
  manifest: BackupManifest;
  /** Between the backup and what was restored; empty: none. */
  differences: string[];
}

/**
 * Restores a backup in one transaction, so that a failure leaves the database as it was.
 * @param replaces whether what is in the database is dropped first, in the same transaction
 * @throws SchemaError BACKUP_INVALID, BACKUP_TOOLS, BACKUP_FAILED, DATABASE_NOT_EMPTY
 */
export async function restoreBackup(
  file: string,
  connection: ConnectionSettings,
  search: ToolSearch,
  replaces = false,
): Promise<RestoreReport> {
  const manifest = await readBackup(file);
  const session = await Session.open(connection, 'schema-lifecycle restore');
  try {
    const drops = await dropAllSql(session);
    if (!replaces && drops.holdsSomething) {
      throw new SchemaError(
        'DATABASE_NOT_EMPTY',
        `${connection.database} is not empty: restore into a new database (npm run db:create), or add --replace`,
        EXIT.usage,
      );
    }
    const {rows} = await session.query<{major: number}>(
      `select current_setting('server_version_num')::int / 10000 as major`,
    );
    const needed = Math.max(rows[0]?.major ?? 0, Number.parseInt(manifest.toolVersion, 10));
    const tools = await findClientTools(needed, search);
    const args = ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '--no-password', '-o', '/dev/null', '-f', '-'];
    await runTool('psql', args, {tools, connection}, async stdin => {
      if (replaces) stdin.write(`${drops.sql};\n`);
      await pipeTool('pg_restore', ['--no-owner', '--no-acl', '--file=-', file], tools, stdin);
    });
    return {manifest, differences: compareContents(manifest, await readContents(session))};
  } finally {
    await session.close();
  }
}

/** Restores a backup into a scratch database and looks whether everything came back. */
export function verifyBackup(file: string, where: ScratchSource, search: ToolSearch): Promise<RestoreReport> {
  return readBackup(file).then(() =>
    withScratchDatabase(where, scratch => restoreBackup(file, scratch.connection, search)),
  );
}
