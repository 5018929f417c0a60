import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import type {TestDatabase} from './server';

/** A wire to the database that can stop before a chosen statement, whoever sends it and on whichever connection. */
export class StatementProxy {
  /** What passed, in order. */
  readonly statements: string[] = [];
  #holdAt: number | undefined;
  #isHeld = false;
  #onHeld: (statement: string) => void = () => {};
  readonly #server = createServer(near => this.#connect(near));

  private constructor(private readonly database: TestDatabase) {}

  static async open(database: TestDatabase): Promise<StatementProxy> {
    const proxy = new StatementProxy(database);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** For DATABASE_URL. */
  get url(): string {
    const url = new URL(this.database.url);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Lets so many statements pass and nothing after them. Resolves with the text of the one that it holds back. */
  holdAfter(count: number): Promise<string> {
    this.#holdAt = count;
    return new Promise(resolve => {
      this.#onHeld = resolve;
    });
  }

  /** Waits until every connection is gone. */
  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }

  #connect(near: Socket): void {
    const {host, port} = this.database.server;
    const far = connect(port, host);
    for (const socket of [near, far]) socket.setNoDelay();
    const reader = new ClientMessages();
    near.on('data', chunk => {
      for (const message of reader.read(chunk)) {
        if (message.begins !== undefined) this.#begin(message.begins);
        if (!this.#isHeld) far.write(message.bytes);
      }
    });
    far.on('data', chunk => near.write(chunk));
    near.on('error', () => {}).on('close', () => far.destroy());
    far.on('error', () => {}).on('close', () => near.destroy());
  }

  #begin(statement: string): void {
    if (this.statements.length === this.#holdAt && !this.#isHeld) {
      this.#isHeld = true;
      this.#onHeld(statement);
    }
    if (!this.#isHeld) this.statements.push(statement);
  }
}

interface ClientMessage {
  bytes: Buffer;
  /** The statement that begins with it. */
  begins?: string;
}

/** Cuts what a client sends into the messages of the protocol. */
class ClientMessages {
  #rest = Buffer.alloc(0);
  #isStarted = false;
  /** Between the first message of an extended query and its Sync. */
  #isExtended = false;

  read(chunk: Buffer): ClientMessage[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: ClientMessage[] = [];
    for (;;) {
      // The very first message has no type.
      const typeLength = this.#isStarted ? 1 : 0;
      if (this.#rest.length < typeLength + 4) return messages;
      const length = typeLength + this.#rest.readInt32BE(typeLength);
      if (this.#rest.length < length) return messages;
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      messages.push({bytes, begins: this.#isStarted ? this.#statementOf(bytes) : undefined});
      this.#isStarted = true;
    }
  }

  #statementOf(bytes: Buffer): string | undefined {
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (type === 'Q') return bytes.toString('utf8', 5, bytes.length - 1);
    if (type === 'S') this.#isExtended = false;
    if (this.#isExtended || !'PBE'.includes(type)) return undefined;
    this.#isExtended = true;
    const [, text = ''] = bytes.toString('utf8', 5).split('\0');
    return text;
  }
}
