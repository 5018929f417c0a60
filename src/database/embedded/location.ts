import {createHash, randomBytes} from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {type Account, accountsForRoot, canEnter, isRoot} from './account';
import {EmbeddedServerError} from './errors';

/** Where root keeps what the server's account could not reach in the project's folder. */
export const SHARED_HOME = '/var/lib/training-admin';

/** The files of one embedded server. */
export class Location {
  /** PostgreSQL's own data directory; exists only when whole. */
  readonly data: string;
  readonly password: string;
  readonly port: string;
  /** What PostgreSQL writes. */
  readonly log: string;
  readonly keeperLog: string;
  /** Present when the data may be removed as soon as the server stops. */
  readonly ephemeralMark: string;

  constructor(readonly root: string) {
    this.data = path.join(root, 'data');
    this.password = path.join(root, 'password');
    this.port = path.join(root, 'port');
    this.log = path.join(root, 'server.log');
    this.keeperLog = path.join(root, 'keeper.log');
    this.ephemeralMark = path.join(root, 'ephemeral');
  }

  read(file: string): string | undefined {
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  /** Opens a log to append to. */
  openLog(file: string): number {
    if (!existsSync(file)) this.writePrivate(file, '');
    return openSync(file, 'a');
  }

  /** Writes a file that only the owner of the location reads, also when root writes for someone else. */
  writePrivate(file: string, content: string): void {
    writeFileSync(file, content, {mode: 0o600});
    chmodSync(file, 0o600);
    const owner = statSync(this.root);
    if (isRoot() && owner.uid !== 0) chownSync(file, owner.uid, owner.gid);
  }

  /** Removes what a killed start left: half-made data and the password file that initdb reads. */
  removeDrafts(): void {
    for (const name of readdirSync(this.root)) {
      if (name.startsWith('draft-')) rmSync(path.join(this.root, name), {recursive: true, force: true});
    }
  }

  draft(): string {
    return path.join(this.root, `draft-${randomBytes(6).toString('hex')}`);
  }
}

/**
 * Makes the folder if need be.
 * @returns its real path: the same for everyone who means the same folder
 * @throws EmbeddedServerError FOLDER_UNUSABLE
 */
export function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, {recursive: true});
    accessSync(folder, constants.W_OK | constants.X_OK);
    return realpathSync(folder);
  } catch (error) {
    throw new EmbeddedServerError(
      'FOLDER_UNUSABLE',
      `the embedded server's folder ${folder} can't be made or written: ${(error as Error).message}. Make it writable by you, set EMBEDDED_POSTGRES_DIR to another folder, or set DATABASE_URL`,
      '',
      {cause: error},
    );
  }
}

/** Where root puts the server of a folder that the server's account can't enter. */
export function sharedLocation(dataDir: string): Location {
  return new Location(
    path.join(SHARED_HOME, createHash('sha256').update(dataDir).digest('hex').slice(0, 12)),
  );
}

/** The location that already holds data, if any. */
export function existingLocation(dataDir: string): Location | undefined {
  const places = isRoot() ? [new Location(dataDir), sharedLocation(dataDir)] : [new Location(dataDir)];
  return places.find(place => existsSync(place.data));
}

/**
 * Where the server of `dataDir` keeps its files, and the account it runs as.
 * Data that exist stay where they are; an account that can't reach them is an error, never a fresh start elsewhere.
 * @throws EmbeddedServerError FOLDER_UNUSABLE, NO_ACCOUNT
 */
export async function chooseLocation(dataDir: string): Promise<{location: Location; account?: Account}> {
  const existing = existingLocation(dataDir);
  if (!isRoot()) {
    if (existing !== undefined) checkOwner(existing);
    return {location: existing ?? new Location(dataDir)};
  }
  if (existing !== undefined) return {location: existing, account: await accountFor(existing)};

  for (const account of accountsForRoot([dataDir])) {
    if (await canWorkIn(dataDir, account)) return {location: new Location(dataDir), account};
  }
  const location = sharedLocation(dataDir);
  mkdirSync(location.root, {recursive: true});
  for (const folder of [SHARED_HOME, location.root]) chmodSync(folder, 0o755);
  for (const account of accountsForRoot([])) {
    if (await canWorkIn(location.root, account)) return {location, account};
  }
  throw new EmbeddedServerError(
    'FOLDER_UNUSABLE',
    `PostgreSQL refuses to run as root, and no other account can work in ${dataDir} or ${location.root}: set EMBEDDED_POSTGRES_DIR to a folder that others can enter, or DATABASE_URL`,
  );
}

function checkOwner({root, data}: Location): void {
  const {uid} = statSync(data);
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new EmbeddedServerError(
      'FOLDER_UNUSABLE',
      `the data in ${root} belong to user id ${uid}, not to you: run as that user or as root, or remove the folder to start with an empty database`,
    );
  }
}

async function accountFor({root, data}: Location): Promise<Account> {
  const [account] = accountsForRoot([data]);
  if (account !== undefined && (await canEnter(account, root))) {
    if (statSync(data).uid === 0) giveAll(data, account);
    return account;
  }
  throw new EmbeddedServerError(
    'FOLDER_UNUSABLE',
    `the data in ${root} are there, but ${account?.name} can't enter that folder: give others the right to enter it and those above it (chmod o+x)`,
  );
}

/** Tries what the server will need: a folder of the account's own that it can enter. */
async function canWorkIn(folder: string, account: Account): Promise<boolean> {
  const trial = new Location(folder).draft();
  try {
    mkdirSync(trial, {mode: 0o700});
    chownSync(trial, account.uid, account.gid);
    return await canEnter(account, trial);
  } catch {
    return false;
  } finally {
    rmSync(trial, {recursive: true, force: true});
  }
}

/** Data that root copied here keep their owner root, whom PostgreSQL refuses. */
function giveAll(folder: string, account: Account): void {
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) giveAll(file, account);
    else if (entry.isFile()) chownSync(file, account.uid, account.gid);
  }
}
