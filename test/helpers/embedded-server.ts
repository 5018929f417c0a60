import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import type {ListenOptions, Server, Socket} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {Client} from 'pg';
import type {EmbeddedServerOptions} from '../../src/database/embedded/lease';
import {waitUntil} from '../../src/database/embedded/processes';

export interface Told {
  host: string;
  port: number;
  user: string;
  password: string;
  dataDir: string;
  version: string;
  started: boolean;
  keeperPid: number;
  serverPid: number;
}

type Reachable = Pick<Told, 'host' | 'port' | 'user' | 'password'>;

const HOLDER = path.join(__dirname, 'embedded-holder');

/** Holders and folders of one test; `clean` ends and removes what the test left. */
export class Playground {
  readonly #folders: string[] = [];
  readonly #holders: Holder[] = [];
  readonly #bystanders: ChildProcess[] = [];

  readonly #servers: Server[] = [];
  readonly #sockets: Socket[] = [];

  /** Temporary folder, which the account that root runs the server as can enter unless told otherwise. */
  folder(mode = 0o755): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'embedded-'));
    chmodSync(folder, mode);
    this.#folders.push(folder);
    return folder;
  }

  /**
   * Lasting data are not synchronised to the disk here: these tests kill processes, not machines.
   * @param source arguments of Node before the script, which is then the TypeScript source
   */
  holder(options: EmbeddedServerOptions, source?: {loader: string[]; script: string}): Holder {
    const holder = new Holder([
      ...(source?.loader ?? []),
      source?.script ?? HOLDER,
      JSON.stringify({settings: {fsync: 'off'}, ...options}),
    ]);
    this.#holders.push(holder);
    return holder;
  }

  /** A program that has nothing to do with PostgreSQL. */
  bystander(uid: number): ChildProcess {
    const child = spawn('/bin/sleep', ['60'], {stdio: 'ignore', ...(process.getuid?.() === 0 ? {uid} : {})});
    this.#bystanders.push(child);
    return child;
  }

  /** Listens until the test is over. */
  listen(server: Server, options: ListenOptions): void {
    server.on('connection', socket => this.#sockets.push(socket));
    this.#servers.push(server.listen(options));
  }

  alsoRemove(folder: string): void {
    this.#folders.push(folder);
  }

  async clean(): Promise<void> {
    for (const child of [...this.#holders, ...this.#bystanders]) child.kill();
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
    for (const holder of this.#holders) await holder.untilServerGone();
    for (const folder of this.#folders) rmSync(folder, {recursive: true, force: true});
  }
}

/** A child process that holds a lease. */
export class Holder {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #pids: number[] = [];

  constructor(args: string[]) {
    this.#child = spawn(process.execPath, args, {cwd: '/', stdio: ['pipe', 'pipe', 'inherit']});
    if (this.#child.stdout === null) throw new Error('a holder has a standard output');
    this.#lines = createInterface({input: this.#child.stdout})[Symbol.asyncIterator]();
  }

  /** What the holder says next; undefined when it has ended. */
  async next<T = Told>(): Promise<T> {
    const {value} = await this.#lines.next();
    const said = JSON.parse(value ?? 'null');
    if (said?.serverPid) this.#pids.push(said.serverPid, said.keeperPid);
    return said;
  }

  async ask<T>(question: string): Promise<T> {
    this.#child.stdin?.write(`${question}\n`);
    return this.next<T>();
  }

  async release(): Promise<void> {
    await this.ask('release');
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Every keeper and server that this holder knew of has ended. */
  async untilServerGone(): Promise<void> {
    for (const pid of this.#pids) await untilGone(pid);
  }
}

/** A killed process that its parent has not collected yet (a zombie) does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  if (!existsSync('/proc/self/stat')) return true;
  try {
    return !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}

export async function untilGone(pid: number): Promise<void> {
  if (!(await waitUntil(() => !isRunning(pid), 10_000))) throw new Error(`process ${pid} still runs`);
}

/** Rows of a statement, over a connection of its own. */
export async function query<T>(server: Reachable, sql: string): Promise<T[]> {
  const {host, port, user, password} = server;
  const client = new Client({
    host,
    port,
    user,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** The answer as soon as the server gives one. */
export async function queryEventually<T>(server: Reachable, sql: string): Promise<T[]> {
  let rows: T[] = [];
  let reason: unknown;
  const isAnswered = await waitUntil(async () => {
    try {
      rows = await query<T>(server, sql);
      return true;
    } catch (error) {
      reason = error;
      return false;
    }
  }, 10_000);
  if (!isAnswered) throw new Error('the server does not answer', {cause: reason});
  return rows;
}
