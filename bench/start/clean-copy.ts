import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {sharedLocation} from '../../src/database/embedded/location';

/** The project as a fresh clone has it after `npm ci`, in a folder of its own. */
export class CleanCopy {
  /** Folder of the embedded server that the copy starts when nothing is configured. */
  readonly dataDir: string;

  private constructor(readonly folder: string) {
    this.dataDir = path.join(folder, '.data', 'postgres');
  }

  /**
   * Copies every file that git does not ignore, with what is not committed yet, and links `node_modules`.
   * Others may enter the folder: as root, the embedded server runs as another user.
   */
  static make(): CleanCopy {
    const copy = new CleanCopy(mkdtempSync(path.join(os.tmpdir(), 'training-admin-')));
    chmodSync(copy.folder, 0o755);
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    for (const file of listed.split('\0').filter(isFile)) {
      const target = path.join(copy.folder, file);
      mkdirSync(path.dirname(target), {recursive: true});
      copyFileSync(path.join(PROJECT_ROOT, file), target);
    }
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(copy.folder, 'node_modules'));
    return copy;
  }

  removeBuild(): void {
    rmSync(path.join(this.folder, 'dist'), {recursive: true, force: true});
  }

  /** Also where root keeps the data of a folder that the server's user can't enter. */
  removeData(): void {
    for (const folder of [sharedLocation(this.dataDir).root, path.join(this.folder, '.data')]) {
      rmSync(folder, {recursive: true, force: true});
    }
  }

  remove(): void {
    this.removeData();
    rmSync(this.folder, {recursive: true, force: true});
  }
}

/** Listed files may have been removed, and a linked `node_modules` is listed too. */
function isFile(name: string): boolean {
  return name !== '' && lstatSync(path.join(PROJECT_ROOT, name), {throwIfNoEntry: false})?.isFile() === true;
}
