import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Knex} from 'knex';
import {SchemaError} from './errors';

export interface MigrationConfig {
  /** False for statements that can't run in a transaction; default true. */
  transaction?: boolean;
  /** How long a statement waits for a lock; default 5 s, and none without a transaction for `concurrently`. */
  lockTimeoutMs?: number;
  /** How long a statement may run; default 1 h. */
  statementTimeoutMs?: number;
  /** Rules of `migrate:lint` that this migration may break. */
  lint?: {allow?: string[]};
}

export interface MigrationModule {
  up(knex: Knex): Promise<unknown>;
  down?(knex: Knex): Promise<unknown>;
  config?: MigrationConfig;
}

export interface SourceFile {
  /** The file's name without extension: the identity, the same for TypeScript and JavaScript. */
  name: string;
  path: string;
  /** Of the TypeScript source; null where only compiled code without a manifest is at hand. */
  checksum: string | null;
}

/** Name of the list that the build writes beside the compiled files. */
export const MANIFEST = 'manifest.json';

interface Manifest {
  version: 1;
  entries: {name: string; file: string; checksum: string}[];
}

/** SHA-256 of a source, whatever its line endings. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n?/g, '\n')).digest('hex');
}

/** Order of names: a leading number by its value (timestamps and 1, 2, 10 alike), then the text after it. */
export function compareNames(a: string, b: string): number {
  const [numberA, numberB] = [leadingNumber(a), leadingNumber(b)];
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return compareTexts(a.replace(/^\d+/, ''), b.replace(/^\d+/, '')) || compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function leadingNumber(name: string): bigint {
  const digits = /^\d+/.exec(name);
  return digits === null ? 0n : BigInt(digits[0]);
}

/**
 * Files of a directory in order. With a manifest nothing else is read, so a stale file can't become a migration.
 * @throws SchemaError MIGRATION_DUPLICATE when two files have one name
 */
export function readSourceFiles(directory: string): SourceFile[] {
  const manifest = readManifest(directory);
  const files = manifest ?? listDirectory(directory);
  const byName = new Map<string, SourceFile>();
  for (const file of files) {
    const twin = byName.get(file.name);
    if (twin !== undefined) {
      throw new SchemaError(
        'MIGRATION_DUPLICATE',
        `two files are named ${file.name}: ${path.basename(twin.path)} and ${path.basename(file.path)} in ${directory}; remove one of them`,
      );
    }
    byName.set(file.name, file);
  }
  return [...byName.values()].sort((a, b) => compareNames(a.name, b.name));
}

function readManifest(directory: string): SourceFile[] | undefined {
  const file = path.join(directory, MANIFEST);
  if (!existsSync(file)) return undefined;
  const {entries} = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  return entries.map(entry => ({
    name: entry.name,
    path: path.join(directory, entry.file),
    checksum: entry.checksum,
  }));
}

function listDirectory(directory: string): SourceFile[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter(file => /\.(ts|js|cts|cjs)$/.test(file) && !/\.d\.c?ts$/.test(file))
    .map(file => {
      const absolute = path.join(directory, file);
      return {name: nameOf(file), path: absolute, checksum: fileChecksum(absolute)};
    });
}

/** Without any extension: `x.ts.ts` is no other migration than `x.ts` or `x`. */
export function nameOf(file: string): string {
  return path.basename(file).replace(/(\.(ts|js|cts|cjs))+$/, '');
}

/** Compiled code has no checksum: that of its source is in the manifest or not known. */
function fileChecksum(file: string): string | null {
  const text = readFileSync(file, 'utf8');
  return /\n\/\/# sourceMappingURL=\S+\s*$/.test(text) ? null : checksumOf(text);
}

/** The migrations of one directory. Reading is lazy and happens once. */
export class MigrationSource {
  private files: SourceFile[] | undefined;
  private byName = new Map<string, SourceFile>();

  constructor(readonly directory: string) {}

  list(): readonly SourceFile[] {
    if (this.files === undefined) {
      this.files = readSourceFiles(this.directory);
      this.byName = new Map(this.files.map(file => [file.name, file]));
    }
    return this.files;
  }

  find(name: string): SourceFile | undefined {
    this.list();
    return this.byName.get(name);
  }

  /** @throws SchemaError MIGRATION_INVALID when the file has no `up` or does not load */
  async load(name: string): Promise<MigrationModule> {
    const file = this.find(name);
    if (file === undefined) throw new SchemaError('MIGRATION_UNKNOWN', `there is no migration ${name}`);
    let loaded: Partial<MigrationModule>;
    try {
      loaded = require(file.path);
    } catch (error) {
      throw new SchemaError(
        'MIGRATION_INVALID',
        `${file.path} does not load: ${describe(error, file.path)}`,
        1,
        {
          cause: error,
        },
      );
    }
    if (typeof loaded.up !== 'function') {
      throw new SchemaError('MIGRATION_INVALID', `${file.path} exports no function "up"`);
    }
    return loaded as MigrationModule;
  }
}

/** The reason in one line, and for a file that does not compile where. */
function describe(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const [reason = ''] = error.message.split('\n');
  const [, line] = error.stack?.startsWith(`${file}:`) ? (/:(\d+)\n/.exec(error.stack) ?? []) : [];
  return line === undefined ? reason : `${reason} (line ${line})`;
}
