import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, rmdirSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {isRoot} from '../../src/database/embedded/account';
import {onServer, type TestDatabase} from './server';

/** For whoever reads why tests were skipped. */
export const NO_SMALL_DISK =
  'the tests with a full disk are skipped: they mount a small one for a server of this machine, as root';

/** A tablespace of a few megabytes with the whole database in it. */
export class SmallDisk {
  private constructor(
    private readonly folder: string,
    private readonly database: TestDatabase,
  ) {}

  /** @returns undefined where this process may mount nothing, or the server runs elsewhere */
  static async holding(database: TestDatabase, megabytes: number): Promise<SmallDisk | undefined> {
    const {rows} = await database.query<{folder: string}>(
      `select current_setting('data_directory') as folder`,
    );
    const data = statSync(rows[0]?.folder ?? '', {throwIfNoEntry: false});
    if (!isRoot() || data === undefined) return undefined;
    const folder = mkdtempSync(path.join(os.tmpdir(), 'small-disk-'));
    if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder)) {
      rmdirSync(folder);
      return undefined;
    }
    chmodSync(folder, 0o700);
    chownSync(folder, data.uid, data.gid);
    const disk = new SmallDisk(folder, database);
    await disk.elsewhere(`create tablespace ${disk.name} location '${folder}'`);
    await disk.elsewhere(`alter database ${database.name} set tablespace ${disk.name}`);
    return disk;
  }

  makeRoom(megabytes: number): void {
    mount('-o', `remount,size=${megabytes}m`, this.folder);
  }

  /** With the database. */
  async remove(): Promise<void> {
    await this.database.drop();
    await this.elsewhere(`drop tablespace ${this.name}`);
    execFileSync('umount', [this.folder]);
    rmdirSync(this.folder);
  }

  private get name(): string {
    return `disk_of_${this.database.name}`;
  }

  private async elsewhere(sql: string): Promise<void> {
    await onServer(sql, this.database.server);
  }
}

function mount(...args: string[]): boolean {
  try {
    execFileSync('mount', args, {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
