import {readFileSync, statSync} from 'node:fs';
import {EmbeddedServerError} from './errors';
import {run} from './processes';

/** Whom the server runs as when this process is root; undefined means: as this process. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The accounts that root may run the server as, best first: who owns the data, else `postgres`, else `nobody`.
 * @throws EmbeddedServerError NO_ACCOUNT
 */
export function accountsForRoot(folders: string[], passwd = readFileSync('/etc/passwd', 'utf8')): Account[] {
  const known = parsePasswd(passwd);
  const owners = folders.flatMap(folder => {
    const owner = statSync(folder, {throwIfNoEntry: false});
    return owner === undefined || owner.uid === 0 ? [] : [accountOf(owner, known)];
  });
  const others = ['postgres', 'nobody'].flatMap(name => known.filter(account => account.name === name));
  const accounts = [...owners, ...others].filter(account => account.uid !== 0);
  if (accounts.length === 0) {
    throw new EmbeddedServerError(
      'NO_ACCOUNT',
      'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody" to run it as: ' +
        'run as another user or set DATABASE_URL',
    );
  }
  return accounts;
}

/** Whether the account really gets into the folder; tried, since ACLs and mounts say more than mode bits. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const {code} = await run('/bin/sh', ['-c', 'cd "$0"', folder], {account});
  return code === 0;
}

function accountOf({uid, gid}: {uid: number; gid: number}, known: Account[]): Account {
  return {name: known.find(account => account.uid === uid)?.name ?? `user ${uid}`, uid, gid};
}

function parsePasswd(passwd: string): Account[] {
  return passwd.split('\n').flatMap(line => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{name, uid: Number(uid), gid: Number(gid)}] : [];
  });
}
