import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {closeSync, readFileSync} from 'node:fs';
import type {Socket} from 'node:net';
import path from 'node:path';
import {connectToKeeper, type KeeperMessage, type KeeperOrder, onMessage, proofOf, send} from './endpoint';
import {codeOf, EmbeddedServerError, tailOf} from './errors';
import {existingLocation, Location, makeFolder} from './location';
import {delay} from './processes';

const JOIN_LIMIT_MS = 120_000;
const POLL_MS = 10;

type Ready = Extract<KeeperMessage, {type: 'ready'}>;

/** A lease, as seen from its connection. */
export interface Joined {
  socket: Socket;
  ready: Ready;
  password: string;
  started: boolean;
}

/**
 * Connects to the folder's keeper, and spawns one as long as there is none.
 * @throws EmbeddedServerError
 */
export async function join(order: KeeperOrder): Promise<Joined> {
  const deadline = performance.now() + JOIN_LIMIT_MS;
  let spawned: ChildProcess | undefined;
  while (performance.now() < deadline) {
    const socket = await connectToKeeper(order.dataDir);
    const joined = socket && (await introduce(socket, order, deadline));
    if (joined !== undefined) return {...joined, started: joined.ready.keeperPid === spawned?.pid};
    if (socket === undefined && (spawned === undefined || hasEnded(spawned, order.dataDir)))
      spawned = spawnKeeper(order);
    await delay(POLL_MS);
  }
  throw new EmbeddedServerError('START_FAILED', `the server in ${order.dataDir} did not answer in time`);
}

/** @returns undefined when the keeper left before it answered */
function introduce(
  socket: Socket,
  order: KeeperOrder,
  deadline: number,
): Promise<Omit<Joined, 'started'> | undefined> {
  const nonce = randomBytes(16).toString('hex');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(), deadline - performance.now());
    const finish = (action: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners('data').removeAllListeners('close');
      action();
    };
    socket.once('close', () => finish(() => resolve(undefined)));
    onMessage<KeeperMessage>(socket, message =>
      finish(() => {
        if (message.type === 'ready') {
          const password = trustedPassword(order, message, nonce);
          if (password !== undefined) return resolve({socket, ready: message, password});
        }
        socket.destroy();
        reject(refusalOf(message, order));
      }),
    );
    send(socket, {nonce});
  });
}

/** @returns undefined when the other side does not know the password itself */
function trustedPassword(order: KeeperOrder, ready: Ready, nonce: string): string | undefined {
  const location = existingLocation(order.dataDir);
  const password = location && readPassword(location.password);
  if (password === undefined) return undefined;
  return ready.proof === proofOf(password, nonce, ready.port) ? password : undefined;
}

function readPassword(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function refusalOf(message: KeeperMessage, order: KeeperOrder): EmbeddedServerError {
  if (message.type === 'error')
    return new EmbeddedServerError(message.code, message.message, message.logTail);
  return new EmbeddedServerError(
    'FOLDER_UNUSABLE',
    `a server runs for ${order.dataDir}, but this user can't read its password file: it was started by another user`,
  );
}

/** @throws EmbeddedServerError KEEPER_FAILED when it ended without having been able to say why */
function hasEnded(child: ChildProcess, dataDir: string): boolean {
  const location = new Location(dataDir);
  if (child.pid === undefined || (child.exitCode ?? 0) > 0) {
    throw new EmbeddedServerError(
      'KEEPER_FAILED',
      'the process that keeps the embedded PostgreSQL could not run',
      tailOf(location.read(location.keeperLog) ?? ''),
    );
  }
  return child.exitCode !== null || child.signalCode !== null;
}

/** Its own session and no pipe to us: it outlives this process, and no terminal signal reaches it. */
function spawnKeeper(order: KeeperOrder): ChildProcess {
  const isSource = __filename.endsWith('.ts');
  const loader = isSource ? ['-r', require.resolve('sucrase/register/ts')] : [];
  const script = path.join(__dirname, isSource ? 'keeper.ts' : 'keeper.js');
  const location = new Location(makeFolder(order.dataDir));
  const log = location.openLog(location.keeperLog);
  const child = spawn(process.execPath, [...loader, script, JSON.stringify(order)], {
    cwd: path.parse(process.execPath).root,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', error => console.error(`${process.execPath} could not be started: ${error.message}`));
  child.unref();
  return child;
}
