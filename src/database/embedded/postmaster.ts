import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, fstatSync, readFileSync, renameSync, statSync} from 'node:fs';
import {createServer} from 'node:net';
import type {Account} from './account';
import {programIn} from './binaries';
import {EmbeddedServerError, tailOf} from './errors';
import type {Location} from './location';
import {readLockFile, STOP_STEPS, signalServer, stopStray} from './lock-file';
import {delay, spawnOptions, waitUntil} from './processes';

export const HOST = '127.0.0.1';

const START_LIMIT_MS = 60_000;
const RETRY_LIMIT_MS = 10_000;
const LOG_LIMIT_BYTES = 5_000_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

/** Data that are thrown away need not survive a power cut. */
const EPHEMERAL_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

export interface StartOptions {
  location: Location;
  /** Folder with the programs. */
  binaries: string;
  account?: Account;
  ephemeral: boolean;
  settings: Readonly<Record<string, string>>;
}

/** A running PostgreSQL server, child of this process. */
export interface Postmaster {
  port: number;
  pid: number;
  /** Resolves when it has ended, whatever the reason. */
  ended: Promise<void>;
  /** @throws EmbeddedServerError STOP_FAILED */
  stop(): Promise<void>;
}

/**
 * Starts the server on the port it had last time, or on a free one, and waits until it takes connections.
 * @throws EmbeddedServerError START_FAILED, STOP_FAILED when a stray server of this data does not stop
 */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  await stopStray(options.location.data);
  const deadline = performance.now() + RETRY_LIMIT_MS;
  for (;;) {
    const port = await freePort(Number(options.location.read(options.location.port) ?? 0));
    const attempt = await tryStart(options, port);
    if ('stop' in attempt) {
      options.location.writePrivate(options.location.port, String(port));
      return attempt;
    }
    if (!isPassing(attempt.log) || performance.now() > deadline) {
      throw new EmbeddedServerError(
        'START_FAILED',
        `the embedded PostgreSQL in ${options.location.root} did not start`,
        tailOf(attempt.log),
      );
    }
    await delay(100);
  }
}

async function tryStart(options: StartOptions, port: number): Promise<Postmaster | {log: string}> {
  const {location, account} = options;
  const log = openLog(location);
  const logStart = fstatSync(log).size;
  const program = programIn(options.binaries, 'postgres');
  const child = spawn(program, ['-D', location.data, ...parameters(options, port)], {
    ...spawnOptions(account),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const guard = guardOf(child);
  let isOver = false;
  const ended = new Promise<void>(resolve => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    isOver = true;
    guard?.kill('SIGKILL');
  });
  const pid = child.pid ?? 0;
  const isReady = () => {
    const lines = readLockFile(location.data);
    return lines?.[0]?.trim() === String(pid) && lines[7]?.trim() === 'ready';
  };
  await waitUntil(() => isOver || isReady(), START_LIMIT_MS);
  const postmaster = {port, pid, ended, stop: () => stopServer(pid, () => isOver, options)};
  if (!isOver && isReady()) return postmaster;
  if (!isOver) await postmaster.stop();
  return {log: readFileSync(location.log).subarray(logStart).toString()};
}

function parameters(options: StartOptions, port: number): string[] {
  const settings = {
    ...SETTINGS,
    ...(options.ephemeral ? EPHEMERAL_SETTINGS : {}),
    ...options.settings,
    port: String(port),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Reasons that go away: someone took the port, or the backends of a killed server are still leaving. */
function isPassing(log: string): boolean {
  return /Address already in use|could not create any TCP|shared memory block|lock file .* already exists/.test(
    log,
  );
}

/**
 * Stops the server when this process is killed outright: the guard then reads the end of its pipe.
 * Windows needs none: it ends the children of a killed Node process itself.
 */
function guardOf(child: ChildProcess): ChildProcess | undefined {
  if (process.platform === 'win32' || child.pid === undefined) return undefined;
  const script = `read -r _
kill -INT "$0" || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$0" || exit 0; done
kill -QUIT "$0"`;
  const guard = spawn('/bin/sh', ['-c', script, String(child.pid)], {
    ...spawnOptions(undefined),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', error => console.error('no guard for the server:', error.message));
  return guard;
}

async function stopServer(pid: number, isOver: () => boolean, options: StartOptions): Promise<void> {
  for (const {signal, limitMs} of STOP_STEPS) {
    if (!isOver()) await signalServer(pid, signal, options.binaries);
    if (await waitUntil(isOver, limitMs)) return;
  }
  throw new EmbeddedServerError('STOP_FAILED', `the server in ${options.location.root} does not stop`);
}

/** The wanted port when nobody listens on it, else one that the system picks. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', error => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    server.listen({port: wanted, host: HOST, exclusive: true}, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function openLog(location: Location): number {
  const size = statSync(location.log, {throwIfNoEntry: false})?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(location.log, `${location.log}.1`);
  return location.openLog(location.log);
}
