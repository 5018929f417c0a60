import {execFile} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {EXIT, SchemaError} from '../errors';

/** PostgreSQL's client programs of one installation. */
export interface ClientTools {
  /** Folder of `pg_dump`, `pg_restore` and `psql`. */
  folder: string;
  /** Such as `15.18`. */
  version: string;
  major: number;
}

export interface ToolSearch {
  /** The folder that is configured; then no other is looked at. */
  folder?: string | null;
  /** Folders of PATH. */
  path: readonly string[];
}

const PROGRAMS = ['pg_dump', 'pg_restore', 'psql'];
/** Where Debian's packages put every major; PATH has only wrappers. */
const DEBIAN_HOME = '/usr/lib/postgresql';

/**
 * The newest client programs that are not older than the server: an older `pg_dump` refuses a newer server.
 * @throws SchemaError BACKUP_TOOLS naming the version that is needed, and what was found where
 */
export async function findClientTools(serverMajor: number, search: ToolSearch): Promise<ClientTools> {
  const folders = search.folder ? [search.folder] : [...search.path, ...debianFolders()];
  const found: ClientTools[] = [];
  for (const folder of new Set(folders)) {
    if (!PROGRAMS.every(program => existsSync(path.join(folder, program)))) continue;
    const version = await versionOf(path.join(folder, 'pg_dump'));
    if (version !== undefined) found.push({folder, version, major: Number.parseInt(version, 10)});
  }
  const [best] = found.filter(({major}) => major >= serverMajor).sort((a, b) => b.major - a.major);
  if (best !== undefined) return best;
  const seen = found.map(({folder, version}) => `  ${version} in ${folder}`);
  const looked = search.folder
    ? [`  nothing in ${search.folder} (PG_BIN_DIR)`]
    : [`  none in PATH or ${DEBIAN_HOME}`];
  throw new SchemaError(
    'BACKUP_TOOLS',
    `a backup of PostgreSQL ${serverMajor} needs pg_dump, pg_restore and psql of version ${serverMajor} or newer. Found:\n` +
      `${(seen.length > 0 ? seen : looked).join('\n')}\n` +
      `Install them (Debian: postgresql-client-${serverMajor}) or name their folder with PG_BIN_DIR`,
    EXIT.usage,
  );
}

function debianFolders(): string[] {
  if (!existsSync(DEBIAN_HOME)) return [];
  return readdirSync(DEBIAN_HOME).map(major => path.join(DEBIAN_HOME, major, 'bin'));
}

async function versionOf(program: string): Promise<string | undefined> {
  try {
    const {stdout} = await promisify(execFile)(program, ['--version']);
    return /\b(\d+(?:\.\d+)*)\b/.exec(stdout)?.[1];
  } catch {
    // A program that does not start is as good as none: the search goes on, and tells when it finds no other.
    return undefined;
  }
}
