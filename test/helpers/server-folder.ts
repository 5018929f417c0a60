import {chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {isAlive} from '../../src/database/embedded/processes';

const MEMORY = '/dev/shm';
/** The databases of a whole run at their most, several times over. */
const NEEDED_BYTES = 4 * 2 ** 30;
const NAME = /^test-server-(\d+)-/;

/**
 * A folder for a server whose data are thrown away: in memory where there is plenty, which makes a database ten times
 * faster to create (20 ms instead of 150 to 280 ms, measured), else on the disk. What a killed process left is removed.
 */
export function makeServerFolder(): string {
  const home = isRoomy(MEMORY) ? MEMORY : os.tmpdir();
  for (const name of readdirSync(home)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) removeServerFolder(path.join(home, name));
  }
  const folder = mkdtempSync(path.join(home, `test-server-${process.pid}-`));
  // Root runs the server as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  return folder;
}

export function removeServerFolder(folder: string): void {
  rmSync(folder, {recursive: true, force: true});
}

/** Containers often have a small one, where no program may be run from. */
function isRoomy(folder: string): boolean {
  if (!existsSync(folder) || !existsSync('/proc/mounts')) return false;
  const options = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' '))
    .find(([, mountPoint]) => mountPoint === folder)?.[3];
  if (options === undefined || options.split(',').includes('noexec')) return false;
  const {bavail, bsize} = statfsSync(folder);
  return bavail * bsize >= NEEDED_BYTES;
}
