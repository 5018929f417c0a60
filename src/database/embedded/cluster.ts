import {randomBytes} from 'node:crypto';
import {chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Account} from './account';
import {programIn} from './binaries';
import {EmbeddedServerError, tailOf} from './errors';
import type {Location} from './location';
import {run} from './processes';

export const SUPERUSER = 'training_admin';

export interface ClusterOptions {
  /** Folder with the programs. */
  binaries: string;
  /** Of the programs, such as `18`. */
  major: string;
  account?: Account;
  /** Whether new data must survive a power cut. */
  durable: boolean;
}

/**
 * Data directory and password of the location, made when missing.
 * @throws EmbeddedServerError OTHER_MAJOR_VERSION, FOLDER_UNUSABLE, INIT_FAILED
 */
export async function ensureCluster(location: Location, options: ClusterOptions): Promise<void> {
  location.removeDrafts();
  if (!existsSync(location.data)) {
    await initialise(location, options);
    return;
  }
  const found = location.read(path.join(location.data, 'PG_VERSION'))?.trim();
  if (found === undefined) {
    throw new EmbeddedServerError(
      'FOLDER_UNUSABLE',
      `${location.data} holds no PostgreSQL data: remove that folder to start with an empty database`,
    );
  }
  if (found !== options.major) {
    throw new EmbeddedServerError(
      'OTHER_MAJOR_VERSION',
      `the data in ${location.root} were made by PostgreSQL ${found}, and this is PostgreSQL ${options.major}. To keep them, dump them with the version that made them and restore the dump; to start with an empty database, remove that folder`,
    );
  }
  if (location.read(location.password) === undefined) await resetPassword(location, options);
}

/** In a draft that is renamed when it is whole: a killed initdb leaves nothing that looks like data. */
async function initialise(location: Location, options: ClusterOptions): Promise<void> {
  const {binaries, major, account, durable} = options;
  const [draft, passwordFile] = [location.draft(), location.draft()];
  const password = newPassword();
  mkdirSync(draft, {mode: 0o700});
  writeFileSync(passwordFile, `${password}\n`, {mode: 0o600});
  if (account !== undefined) {
    for (const file of [draft, passwordFile]) chownSync(file, account.uid, account.gid);
  }
  const locale = Number(major) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const {code, output} = await run(
    programIn(binaries, 'initdb'),
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      ...locale,
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    {account},
  );
  rmSync(passwordFile, {force: true});
  if (code !== 0) {
    rmSync(draft, {recursive: true, force: true});
    throw new EmbeddedServerError('INIT_FAILED', `initdb failed in ${location.root}`, tailOf(output));
  }
  location.writePrivate(location.password, password);
  renameSync(draft, location.data);
}

/** The password file is gone but the data are not; PostgreSQL's single-user mode asks for no password. */
async function resetPassword(location: Location, {binaries, account}: ClusterOptions): Promise<void> {
  const password = newPassword();
  const {code, output} = await run(
    programIn(binaries, 'postgres'),
    ['--single', '-D', location.data, 'postgres'],
    {account, input: `alter role ${SUPERUSER} password '${password}'\n`},
  );
  if (code !== 0) {
    throw new EmbeddedServerError(
      'INIT_FAILED',
      `a new password could not be set in ${location.root}`,
      tailOf(output),
    );
  }
  location.writePrivate(location.password, password);
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}
