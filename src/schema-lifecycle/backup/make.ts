import {closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {ConnectionSettings} from '../../config-connection';
import {EXIT, SchemaError} from '../errors';
import {Session} from '../session';
import {type ClientTools, findClientTools, type ToolSearch} from './client-tools';
import {readContents} from './contents';
import {type BackupManifest, manifestOf, readBackup, sha256Of, writeManifest} from './manifest';
import {runTool} from './run-tool';

export interface BackupOptions {
  connection: ConnectionSettings;
  search: ToolSearch;
  applicationVersion: string | null;
}

/** Such as `training_2026-11-21T02-30-00-123Z.dump`. */
export function backupName(database: string, now: Date): string {
  return `${database}_${now.toISOString().replaceAll(/[:.]/g, '-')}.dump`;
}

/**
 * Writes a backup in PostgreSQL's custom format and its manifest. The file appears under its name only when it is whole,
 * on the disk, and `pg_restore` can list it; what a failure left is removed.
 * @throws SchemaError BACKUP_TOOLS, BACKUP_FAILED
 */
export async function makeBackup(file: string, options: BackupOptions): Promise<BackupManifest> {
  const {connection, search, applicationVersion} = options;
  const partial = `${file}.partial`;
  const session = await Session.open(connection, 'schema-lifecycle backup');
  try {
    const serverVersion = await readVersion(session);
    const tools = await findClientTools(Number.parseInt(serverVersion, 10), search);
    mkdirSync(path.dirname(path.resolve(file)), {recursive: true});
    // Other users must not read it, not even while it grows.
    closeSync(openSync(partial, 'w', 0o600));
    const contents = await dumpSnapshot(session, partial, connection, tools);
    await prove(partial, tools);
    flush(partial);
    const manifest: BackupManifest = {
      version: 1,
      database: connection.database,
      madeAt: new Date().toISOString(),
      host: os.hostname(),
      applicationVersion,
      serverVersion,
      toolVersion: tools.version,
      bytes: statSync(partial).size,
      sha256: await sha256Of(partial),
      ...contents,
    };
    writeManifest(file, manifest);
    renameSync(partial, file);
    flush(path.dirname(path.resolve(file)));
    await readBackup(file);
    return manifest;
  } catch (error) {
    for (const left of [partial, ...(isWhole(file) ? [] : [manifestOf(file)])]) rmSync(left, {force: true});
    throw error;
  } finally {
    await session.close();
  }
}

/** Rows are counted in the snapshot that is dumped, while others go on writing. */
async function dumpSnapshot(
  session: Session,
  partial: string,
  connection: ConnectionSettings,
  tools: ClientTools,
) {
  await session.query('begin isolation level repeatable read read only');
  try {
    const {rows} = await session.query<{id: string}>('select pg_export_snapshot() as id');
    const args = ['--format=custom', `--snapshot=${rows[0]?.id}`, `--file=${partial}`, '--no-password'];
    const dumping = runTool('pg_dump', args, {tools, connection});
    // A dump that fails while rows are counted must not go unheard.
    dumping.catch(() => {});
    const contents = await readContents(session);
    await dumping;
    return contents;
  } finally {
    await session.query('rollback');
  }
}

/** A backup that can't be listed can't be restored. */
async function prove(file: string, tools: ClientTools): Promise<void> {
  if (statSync(file).size === 0) throw new SchemaError('BACKUP_FAILED', 'pg_dump wrote nothing', EXIT.failed);
  await runTool('pg_restore', ['--list', file], {tools, connection: null});
}

function flush(target: string): void {
  const descriptor = openSync(target, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isWhole(file: string): boolean {
  return statSync(file, {throwIfNoEntry: false}) !== undefined;
}

async function readVersion(session: Session): Promise<string> {
  const {rows} = await session.query<{version: string}>(
    `select split_part(current_setting('server_version'), ' ', 1) as version`,
  );
  return rows[0]?.version ?? '';
}
