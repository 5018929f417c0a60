import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, existsSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {Client} from 'pg';
import {accountsForRoot, isRoot} from '../../src/database/embedded/account';
import type {TestDatabase} from './server';
import {makeServerFolder, removeServerFolder} from './server-folder';
import {until} from './wait';

const PROGRAM = '/usr/sbin/pgbouncer';

/** For whoever reads why tests were skipped. */
export const POOLER_MISSING =
  "the tests behind a pooler are skipped: Debian's PgBouncer is not installed (apt-get install pgbouncer)";

export function isPoolerInstalled(): boolean {
  return existsSync(PROGRAM);
}

/** A PgBouncer in front of the server of a test's database. */
export class Pooler {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
    readonly connection: TestDatabase['connection'],
  ) {}

  static async start(
    {connection}: TestDatabase,
    mode: 'session' | 'transaction' | 'statement',
    poolSize = 5,
  ): Promise<Pooler> {
    const folder = makeServerFolder();
    const port = await freePort();
    const settings = path.join(folder, 'pgbouncer.ini');
    const users = path.join(folder, 'users.txt');
    writeFileSync(users, `"${connection.user}" "${connection.password}"\n`);
    writeFileSync(
      settings,
      `[databases]
* = host=${connection.host} port=${connection.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${poolSize}
`,
    );
    // PgBouncer refuses root as PostgreSQL does.
    const account = isRoot() ? accountsForRoot([])[0] : undefined;
    if (account !== undefined) {
      for (const file of [folder, settings, users]) chownSync(file, account.uid, account.gid);
    }
    const child = spawn(PROGRAM, [settings], {
      stdio: 'ignore',
      ...(account === undefined ? {} : {uid: account.uid, gid: account.gid}),
    });
    const pooler = new Pooler(folder, child, {...connection, port});
    await until(() => pooler.answers(), 'PgBouncer answers');
    return pooler;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGQUIT');
      await once(this.process, 'exit');
    }
    removeServerFolder(this.folder);
  }

  private async answers(): Promise<boolean> {
    const client = new Client(this.connection);
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  server.close();
  await once(server, 'close');
  return port;
}
