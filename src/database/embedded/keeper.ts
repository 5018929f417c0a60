/**
 * The process that owns the embedded server: it runs as long as someone holds a lease, an open connection to its
 * endpoint. A connection ends with its process, so a killed holder leaves nothing behind.
 */
import {rmSync} from 'node:fs';
import type {Server, Socket} from 'node:net';
import {findBinaries, usableBinaries} from './binaries';
import {ensureCluster} from './cluster';
import {
  type HolderMessage,
  type KeeperMessage,
  type KeeperOrder,
  listenAsKeeper,
  onMessage,
  proofOf,
  send,
} from './endpoint';
import {EmbeddedServerError} from './errors';
import {chooseLocation, existingLocation, type Location, makeFolder} from './location';
import {type Postmaster, startPostmaster} from './postmaster';
import {delay} from './processes';

/** How long a keeper waits for the one who spawned it. */
const FIRST_HOLDER_LIMIT_MS = 10_000;
/** A server that ends by itself is started again, but not when it keeps ending. */
const RESTARTS = {count: 3, withinMs: 60_000};

interface Running {
  postmaster: Postmaster;
  location: Location;
  version: string;
}

type End = 'unused' | 'ended' | 'signalled';

class Keeper {
  readonly #holders = new Map<Socket, {nonce?: string; port?: number}>();
  /** Holders that released and wait to hear that the server has stopped. */
  readonly #leaving = new Set<Socket>();
  #running: Running | undefined;
  #failure: KeeperMessage | undefined;
  #hadHolder = false;
  #end: (end: End) => void = () => {};
  #restarts: number[] = [];

  constructor(private readonly order: KeeperOrder) {}

  async run(): Promise<void> {
    const server = await listenAsKeeper(this.order.dataDir, socket => this.#welcome(socket));
    if (server === undefined) return;
    try {
      await this.#keep();
    } catch (error) {
      console.error(error);
      this.#failure = failureOf(error);
      await this.#refuse();
      process.exitCode = 1;
    }
    await this.#close(server);
  }

  async #keep(): Promise<void> {
    for (;;) {
      const running = await start(this.order);
      const ended = this.#untilEnd(running.postmaster);
      this.#announce(running);
      const end = await ended;
      this.#running = undefined;
      if (end === 'ended') {
        this.#checkRestarts();
        continue;
      }
      await running.postmaster.stop();
      if (this.order.ephemeral) remove(running.location, this.order.dataDir);
      if (end === 'signalled') this.#tellLost('the keeper of the embedded PostgreSQL was told to stop');
      for (const socket of this.#leaving) socket.end();
      this.#leaving.clear();
      if (this.#holders.size === 0 || end === 'signalled') return;
    }
  }

  #welcome(socket: Socket): void {
    this.#hadHolder = true;
    this.#holders.set(socket, {});
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#drop(socket));
    onMessage<HolderMessage>(socket, message => {
      if ('release' in message) {
        this.#leaving.add(socket);
        this.#drop(socket);
        if (this.#running !== undefined) this.#dismiss(socket);
        return;
      }
      this.#holders.set(socket, {nonce: message.nonce});
      this.#tell(socket);
    });
  }

  #dismiss(socket: Socket): void {
    this.#leaving.delete(socket);
    socket.end();
  }

  #drop(socket: Socket): void {
    this.#holders.delete(socket);
    if (this.#holders.size === 0) this.#end('unused');
  }

  /** Who comes from the moment the last holder left waits for the next start. */
  #untilEnd({ended}: Postmaster): Promise<End> {
    return new Promise(resolve => {
      const finish = (end: End) => {
        if (this.#end !== finish) return;
        this.#running = undefined;
        resolve(end);
      };
      this.#end = finish;
      ended.then(() => finish('ended'));
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
        process.removeAllListeners(signal);
        process.on(signal, () => finish('signalled'));
      }
    });
  }

  #announce(running: Running): void {
    this.#running = running;
    for (const [socket, {port}] of this.#holders) {
      if (port !== undefined && port !== running.postmaster.port) {
        send(socket, {type: 'lost', message: 'the embedded PostgreSQL had to start again on another port'});
        socket.end();
      } else {
        this.#tell(socket);
      }
    }
    if (this.#holders.size > 0) {
      for (const socket of this.#leaving) this.#dismiss(socket);
      return;
    }
    if (this.#hadHolder) this.#end('unused');
    else setTimeout(() => this.#holders.size === 0 && this.#end('unused'), FIRST_HOLDER_LIMIT_MS).unref();
  }

  #tell(socket: Socket): void {
    const holder = this.#holders.get(socket);
    if (holder?.nonce === undefined) return;
    if (this.#failure !== undefined) {
      send(socket, this.#failure);
      socket.end();
      return;
    }
    if (this.#running === undefined || holder.port !== undefined) return;
    const {postmaster, location, version} = this.#running;
    holder.port = postmaster.port;
    send(socket, {
      type: 'ready',
      port: postmaster.port,
      keeperPid: process.pid,
      serverPid: postmaster.pid,
      version,
      proof: proofOf(location.read(location.password) ?? '', holder.nonce, postmaster.port),
    });
  }

  #tellLost(message: string): void {
    for (const socket of this.#holders.keys()) {
      send(socket, {type: 'lost', message});
      socket.end();
    }
  }

  /** @throws EmbeddedServerError SERVER_LOST */
  #checkRestarts(): void {
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter(time => now - time < RESTARTS.withinMs), now];
    console.error('the server ended by itself');
    if (this.#restarts.length > RESTARTS.count) {
      throw new EmbeddedServerError('SERVER_LOST', 'the embedded PostgreSQL keeps ending by itself');
    }
  }

  /** Whoever spawned this process may not have connected yet, and is owed the reason. */
  async #refuse(): Promise<void> {
    for (const socket of this.#holders.keys()) this.#tell(socket);
    for (let waitedMs = 0; waitedMs < FIRST_HOLDER_LIMIT_MS; waitedMs += 10) {
      if (this.#hadHolder && this.#holders.size === 0) return;
      await delay(10);
    }
  }

  async #close(server: Server): Promise<void> {
    const flushed = [...this.#holders.keys(), ...this.#leaving].map(
      socket => new Promise<void>(resolve => socket.end(() => resolve())),
    );
    await Promise.race([Promise.all(flushed), delay(1000)]);
    server.close();
    process.exit();
  }
}

/** @throws EmbeddedServerError */
async function start(order: KeeperOrder): Promise<Running> {
  const binaries = findBinaries();
  const [major = '', minor = ''] = binaries.packageVersion.split('.');
  discardEphemeral(order);
  const dataDir = makeFolder(order.dataDir);
  const {location, account} = await chooseLocation(dataDir);
  const folder = await usableBinaries(binaries, account, location.root);
  if (order.ephemeral) location.writePrivate(location.ephemeralMark, '');
  const durable = !order.ephemeral && order.settings.fsync !== 'off';
  await ensureCluster(location, {binaries: folder, major, account, durable});
  const postmaster = await startPostmaster({
    location,
    binaries: folder,
    account,
    ephemeral: order.ephemeral,
    settings: order.settings,
  });
  return {postmaster, location, version: `${major}.${minor}`};
}

/** Lasting data are never treated as ephemeral; ephemeral data that a killed keeper left are never kept. */
function discardEphemeral(order: KeeperOrder): void {
  const location = existingLocation(order.dataDir);
  if (location === undefined) return;
  const isEphemeral = location.read(location.ephemeralMark) !== undefined;
  if (order.ephemeral && !isEphemeral) {
    throw new EmbeddedServerError(
      'FOLDER_UNUSABLE',
      `${location.root} holds lasting data: it can't be used for data that are removed afterwards`,
    );
  }
  if (!order.ephemeral && isEphemeral) remove(location, order.dataDir);
}

function remove(location: Location, dataDir: string): void {
  for (const folder of [location.root, dataDir])
    rmSync(folder, {recursive: true, force: true, maxRetries: 3});
}

function failureOf(error: unknown): KeeperMessage {
  if (error instanceof EmbeddedServerError) {
    const message = error.logTail === '' ? error.message : error.message.replace(`\n${error.logTail}`, '');
    return {type: 'error', code: error.code, message, logTail: error.logTail};
  }
  return {type: 'error', code: 'KEEPER_FAILED', message: (error as Error).message, logTail: ''};
}

new Keeper(JSON.parse(process.argv[2] ?? '') as KeeperOrder).run();
