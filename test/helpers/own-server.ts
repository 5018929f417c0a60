import {type Account, accountsForRoot, isRoot} from '../../src/database/embedded/account';
import {findBinaries, usableBinaries} from '../../src/database/embedded/binaries';
import {ensureCluster, SUPERUSER} from '../../src/database/embedded/cluster';
import {Location} from '../../src/database/embedded/location';
import {HOST, type Postmaster, startPostmaster} from '../../src/database/embedded/postmaster';
import type {TestServer} from './server';
import {makeServerFolder, removeServerFolder} from './server-folder';

/** An installed PostgreSQL. */
export interface Programs {
  /** With `bin` in it. */
  folder: string;
  /** Such as `15`. */
  major: string;
}

/** A server in a temporary folder that only this process uses, so that it may crash. It does not survive its process. */
export class OwnServer implements TestServer {
  readonly host = HOST;
  readonly user = SUPERUSER;

  private constructor(
    readonly programs: Programs,
    private readonly location: Location,
    private readonly settings: Readonly<Record<string, string>>,
    private postmaster: Postmaster,
  ) {}

  /**
   * @param installed default the embedded one
   * @param settings of PostgreSQL, beside those of a server whose data are thrown away
   */
  static async start(
    installed?: Programs,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<OwnServer> {
    const location = new Location(makeServerFolder());
    const account = serverAccount();
    try {
      const programs = installed ?? (await embeddedPrograms(account, location.root));
      const options = {binaries: programs.folder, account};
      await ensureCluster(location, {...options, major: programs.major, durable: false});
      const postmaster = await startPostmaster({...options, location, ephemeral: true, settings});
      return new OwnServer(programs, location, settings, postmaster);
    } catch (error) {
      removeServerFolder(location.root);
      throw error;
    }
  }

  get port(): number {
    return this.postmaster.port;
  }

  get password(): string {
    return this.location.read(this.location.password) ?? '';
  }

  get dataDirectory(): string {
    return this.location.data;
  }

  /** As `pg_ctl stop -m immediate`: every connection is cut, nothing is written any more. */
  async crash(): Promise<void> {
    process.kill(this.postmaster.pid, 'SIGQUIT');
    await this.postmaster.ended;
  }

  /** After a crash: recovers, on the same port. */
  async startAgain(): Promise<void> {
    const {location, settings, programs} = this;
    this.postmaster = await startPostmaster({
      binaries: programs.folder,
      account: serverAccount(),
      location,
      ephemeral: true,
      settings,
    });
  }

  async stop(): Promise<void> {
    try {
      await this.postmaster.stop();
    } finally {
      removeServerFolder(this.location.root);
    }
  }
}

async function embeddedPrograms(account: Account | undefined, copyTo: string): Promise<Programs> {
  const binaries = findBinaries();
  const folder = await usableBinaries(binaries, account, copyTo);
  return {folder, major: String(Number.parseInt(binaries.packageVersion, 10))};
}

/** Whom a server of a test runs as; undefined: as this process. */
export function serverAccount(): Account | undefined {
  return isRoot() ? accountsForRoot([])[0] : undefined;
}
