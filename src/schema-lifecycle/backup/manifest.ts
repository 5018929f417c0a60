import {createHash} from 'node:crypto';
import {createReadStream, existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {EXIT, SchemaError} from '../errors';

/** What is known of a backup; a file beside it, with `.json` after its name. */
export interface BackupManifest {
  version: 1;
  database: string;
  /** ISO 8601. */
  madeAt: string;
  host: string;
  applicationVersion: string | null;
  serverVersion: string;
  toolVersion: string;
  bytes: number;
  sha256: string;
  /** Of the schema, as drift sees it. */
  fingerprint: string;
  /** The newest applied migration; null: none. */
  migration: string | null;
  /** Of each table, `schema.table`, in the snapshot of the backup. */
  rows: Record<string, number>;
}

export function manifestOf(file: string): string {
  return `${file}.json`;
}

export function writeManifest(file: string, manifest: BackupManifest): void {
  writeFileSync(manifestOf(file), `${JSON.stringify(manifest, null, 2)}\n`, {mode: 0o600});
}

/**
 * The manifest of a backup whose file is what it was.
 * @throws SchemaError BACKUP_INVALID when either file is missing, empty or changed
 */
export async function readBackup(file: string): Promise<BackupManifest> {
  if (!existsSync(file)) throw invalid(file, 'there is no such file');
  const {size} = statSync(file);
  if (size === 0) throw invalid(file, 'it is empty');
  if (!existsSync(manifestOf(file))) {
    throw invalid(file, `its manifest ${manifestOf(file)} is missing: it can't be told whether it is whole`);
  }
  const manifest = parse(file);
  if (size !== manifest.bytes) throw invalid(file, `it has ${size} bytes instead of ${manifest.bytes}`);
  if ((await sha256Of(file)) !== manifest.sha256)
    throw invalid(file, 'its checksum is another: it was changed');
  return manifest;
}

function parse(file: string): BackupManifest {
  try {
    const manifest = JSON.parse(readFileSync(manifestOf(file), 'utf8')) as BackupManifest;
    if (manifest.version === 1 && typeof manifest.sha256 === 'string' && typeof manifest.rows === 'object') {
      return manifest;
    }
  } catch (error) {
    throw invalid(file, `its manifest does not read: ${(error as Error).message}`);
  }
  throw invalid(file, 'its manifest is not one of ours');
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function invalid(file: string, reason: string): SchemaError {
  return new SchemaError('BACKUP_INVALID', `${file} is no usable backup: ${reason}`, EXIT.wrong);
}
