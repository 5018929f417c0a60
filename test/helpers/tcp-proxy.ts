import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import type {TestDatabase} from './server';

/** A wire between the application and its database, which a test can cut and mend. */
export class TcpProxy {
  /** How many connections there have been. */
  connections = 0;
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly database: TestDatabase) {}

  static async open(database: TestDatabase): Promise<TcpProxy> {
    const proxy = new TcpProxy(database);
    await proxy.mend();
    return proxy;
  }

  /** For DATABASE_URL. */
  get url(): string {
    const url = new URL(this.database.url);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Ends all connections and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.dropConnections();
    if (server !== undefined) await new Promise(resolve => server.close(resolve));
  }

  /** Ends all connections; new ones are let through. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets connections through again, at the same port as before. */
  async mend(): Promise<void> {
    if (this.#server !== undefined) return;
    const {host, port} = this.database.connection;
    const server = createServer(near => {
      this.connections += 1;
      const far = connect(port, host);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket
          .on('error', () => {})
          .on('close', () => {
            this.#sockets.delete(socket);
            other.destroy();
          });
      }
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }
}
