import type {Socket} from 'node:net';
import path from 'node:path';
import {SUPERUSER} from './cluster';
import {type HolderMessage, type KeeperMessage, type KeeperOrder, onMessage, send} from './endpoint';
import {EmbeddedServerError} from './errors';
import {type Joined, join} from './join';
import {existingLocation, makeFolder} from './location';
import {HOST} from './postmaster';

const RELEASE_LIMIT_MS = 30_000;

export interface EmbeddedServerOptions {
  /** Folder of the server's files; made when missing. */
  dataDir: string;
  /** Whether the data are removed when the server stops, and need not survive a power cut. */
  ephemeral?: boolean;
  /** PostgreSQL settings beside ours; they count for whoever starts the server. */
  settings?: Record<string, string>;
}

export interface EmbeddedServerLease {
  host: string;
  port: number;
  user: string;
  password: string;
  /** PostgreSQL's data directory. */
  dataDir: string;
  /** Such as `18.4`. */
  version: string;
  keeperPid: number;
  serverPid: number;
  /** Whether this call started the server; false: joined one that ran. */
  started: boolean;
  /** Calls back when the server is gone for good; a killed keeper is replaced silently. */
  onLost(listener: (error: EmbeddedServerError) => void): void;
  /**
   * Gives the lease back. Resolves when the server has stopped, if this was the last one.
   * @throws EmbeddedServerError STOP_FAILED when that takes longer than 30 seconds
   */
  release(): Promise<void>;
}

/**
 * Starts the embedded server of a folder, or joins the one that runs. It runs until the last lease is released or
 * its holder is gone. The lease by itself does not keep the process alive.
 * @throws EmbeddedServerError
 */
export async function acquireEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServerLease> {
  const order: KeeperOrder = {
    dataDir: makeFolder(path.resolve(options.dataDir)),
    ephemeral: options.ephemeral ?? false,
    settings: options.settings ?? {},
  };
  return new Lease(order, await join(order));
}

class Lease implements EmbeddedServerLease {
  readonly host = HOST;
  readonly user = SUPERUSER;
  readonly port: number;
  readonly password: string;
  readonly dataDir: string;
  readonly version: string;
  readonly started: boolean;
  #joined: Joined;
  #rejoining: Promise<void> | undefined;
  #released: Promise<void> | undefined;
  #lost: EmbeddedServerError | undefined;
  readonly #listeners: ((error: EmbeddedServerError) => void)[] = [];

  constructor(
    private readonly order: KeeperOrder,
    joined: Joined,
  ) {
    this.#joined = joined;
    this.port = joined.ready.port;
    this.password = joined.password;
    this.dataDir = existingLocation(order.dataDir)?.data ?? order.dataDir;
    this.version = joined.ready.version;
    this.started = joined.started;
    this.#watch(joined.socket);
  }

  get keeperPid(): number {
    return this.#joined.ready.keeperPid;
  }

  get serverPid(): number {
    return this.#joined.ready.serverPid;
  }

  onLost(listener: (error: EmbeddedServerError) => void): void {
    this.#listeners.push(listener);
    if (this.#lost !== undefined) listener(this.#lost);
  }

  release(): Promise<void> {
    this.#released ??= this.#letGo();
    return this.#released;
  }

  #watch(socket: Socket): void {
    socket.unref();
    onMessage<KeeperMessage>(socket, message => {
      if (message.type !== 'ready') this.#lose(new EmbeddedServerError('SERVER_LOST', message.message));
    });
    const onClose = () => {
      if (this.#released === undefined && this.#lost === undefined) this.#rejoining = this.#rejoin();
    };
    if (socket.destroyed) onClose();
    else socket.once('close', onClose);
  }

  /** The keeper was killed: start another one; the port stays the same, so that pools just reconnect. */
  async #rejoin(): Promise<void> {
    try {
      const joined = await join(this.order);
      this.#joined = joined;
      if (joined.ready.port === this.port && joined.password === this.password) {
        this.#watch(joined.socket);
        return;
      }
      joined.socket.destroy();
      throw new EmbeddedServerError(
        'SERVER_LOST',
        'the embedded PostgreSQL had to start again on another port',
      );
    } catch (error) {
      this.#lose(
        error instanceof EmbeddedServerError
          ? error
          : new EmbeddedServerError('SERVER_LOST', (error as Error).message, '', {cause: error}),
      );
    } finally {
      this.#rejoining = undefined;
    }
  }

  #lose(error: EmbeddedServerError): void {
    if (this.#lost !== undefined || this.#released !== undefined) return;
    this.#lost = error;
    for (const listener of this.#listeners) listener(error);
  }

  async #letGo(): Promise<void> {
    await this.#rejoining;
    const {socket} = this.#joined;
    if (socket.destroyed) return;
    socket.ref();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new EmbeddedServerError('STOP_FAILED', `the server in ${this.order.dataDir} does not stop`));
      }, RELEASE_LIMIT_MS);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      send(socket, {release: true} satisfies HolderMessage);
    });
  }
}
