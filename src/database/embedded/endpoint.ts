import {createHash, createHmac} from 'node:crypto';
import {openSync, rmSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {codeOf, type EmbeddedServerProblem} from './errors';

/** What the keeper is told when it is spawned, as JSON on its command line. */
export interface KeeperOrder {
  dataDir: string;
  ephemeral: boolean;
  settings: Record<string, string>;
}

/** What a holder writes: first its nonce, later perhaps that it leaves. One JSON line each. */
export type HolderMessage = {nonce: string} | {release: true};

/** What the keeper writes, one JSON line each. */
export type KeeperMessage =
  | {
      type: 'ready';
      port: number;
      keeperPid: number;
      serverPid: number;
      version: string;
      proof: string;
    }
  | {type: 'error'; code: EmbeddedServerProblem; message: string; logTail: string}
  | {type: 'lost'; message: string};

/**
 * Shows that the keeper can read the password file: on a shared machine anyone may listen on the endpoint's name,
 * and must not be handed the password.
 */
export function proofOf(password: string, nonce: string, port: number): string {
  return createHmac('sha256', password).update(`${nonce}:${port}`).digest('hex');
}

/**
 * Name on which the keeper of a folder listens; whoever listens on it is the keeper.
 * @param dataDir real path of the folder
 */
export function endpointOf(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const name = `training-admin-${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`;
  if (platform === 'linux') return `\0${name}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return path.join(os.tmpdir(), `${name}.sock`);
}

/**
 * Becomes the keeper of the folder.
 * @returns undefined when someone else is
 */
export async function listenAsKeeper(
  dataDir: string,
  onHolder: (socket: Socket) => void,
): Promise<Server | undefined> {
  const endpoint = endpointOf(dataDir);
  if (!leavesWithProcess(endpoint) && !lockFile(`${endpoint}.lock`)) return undefined;
  const server = createServer(onHolder);
  return new Promise((resolve, reject) => {
    server.once('error', error => (codeOf(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    if (!leavesWithProcess(endpoint)) rmSync(endpoint, {force: true});
    server.listen(endpoint, () => resolve(server));
  });
}

/** @returns undefined when nobody listens */
export function connectToKeeper(dataDir: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(endpointOf(dataDir));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', error => {
      const isNobody = ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EAGAIN', 'EPIPE'].includes(
        codeOf(error) ?? '',
      );
      isNobody ? resolve(undefined) : reject(error);
    });
  });
}

export function send(socket: Socket, message: HolderMessage | KeeperMessage): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back with every JSON line; what is no JSON ends the connection. */
export function onMessage<T>(socket: Socket, listener: (message: T) => void): void {
  let buffer = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (socket.destroyed) return;
      const message = parse<T>(line);
      if (message === undefined) socket.destroy();
      else listener(message);
    }
  });
}

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

/** Abstract sockets and named pipes need no cleaning after a killed process. */
function leavesWithProcess(endpoint: string): boolean {
  return endpoint.startsWith('\0') || endpoint.startsWith('\\');
}

/** A socket file outlives its process; on the BSDs and macOS a lock taken while opening does not. */
function lockFile(file: string): boolean {
  const O_RDWR = 0x2;
  const O_NONBLOCK = 0x4;
  const O_EXLOCK = 0x20;
  const O_CREAT = 0x200;
  try {
    openSync(file, O_RDWR | O_NONBLOCK | O_EXLOCK | O_CREAT, 0o600);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return false;
    throw error;
  }
}
