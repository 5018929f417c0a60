import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import type {ConnectionSettings} from '../../src/config';
import {FieldReader, type Message, MessageReader} from './wire';

/** A statement as a client sent it, and what it was answered. */
export interface Recorded {
  text: string;
  /** Bound values as text. */
  values: (string | null)[];
  columns: string[];
  rows: (string | null)[][];
}

/** Where a statement ends: a Sync, which the server answers with ReadyForQuery. */
const SYNC = Symbol('sync');

/** A wire to the database that writes down every statement with its values and its answer, whoever sends it. */
export class Recorder {
  private recorded: Recorded[] = [];
  readonly #server = createServer(near => this.#connect(near));
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly database: ConnectionSettings) {}

  static async open(database: ConnectionSettings): Promise<Recorder> {
    const recorder = new Recorder(database);
    recorder.#server.listen(0, '127.0.0.1');
    await once(recorder.#server, 'listening');
    return recorder;
  }

  /** The same database by way of this wire. */
  through(url: string): string {
    const wired = new URL(url);
    wired.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return wired.href;
  }

  /** What passed since the last call, in order. */
  take(): Recorded[] {
    const {recorded} = this;
    this.recorded = [];
    return recorded;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #connect(near: Socket): void {
    const far = connect(this.database.port, this.database.host);
    const session = new Session(statement => this.recorded.push(statement));
    const sent = new MessageReader(false);
    const answered = new MessageReader(true);
    const pass = (to: Socket, read: (chunk: Buffer) => void) => (chunk: Buffer) => {
      read(chunk);
      to.write(chunk);
    };
    const ofClient = (chunk: Buffer) => {
      for (const message of sent.read(chunk)) session.sent(message);
    };
    const ofServer = (chunk: Buffer) => {
      for (const message of answered.read(chunk)) session.answered(message);
    };
    near.on('data', pass(far, ofClient));
    far.on('data', pass(near, ofServer));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one.setNoDelay());
      one.on('error', () => {}).on('close', () => other.destroy());
    }
  }
}

/** One connection: which answer belongs to which statement. */
class Session {
  readonly #prepared = new Map<string, string>();
  readonly #open: (Recorded | typeof SYNC)[] = [];

  constructor(private readonly record: (statement: Recorded) => void) {}

  sent({type, body}: Message): void {
    const fields = new FieldReader(body);
    if (type === 'Q') {
      this.#begin(fields.text(), []);
      this.#open.push(SYNC);
    } else if (type === 'P') {
      this.#prepared.set(fields.text(), fields.text());
    } else if (type === 'B') {
      this.#bind(fields);
    } else if (type === 'S') {
      this.#open.push(SYNC);
    }
  }

  answered({type, body}: Message): void {
    const fields = new FieldReader(body);
    const [current] = this.#open;
    if (type === 'Z' && current !== undefined) {
      this.#open.splice(0, this.#open.indexOf(SYNC) + 1);
    } else if (current === undefined || current === SYNC) {
      return;
    } else if (type === 'T') {
      current.columns = columnsOf(fields);
    } else if (type === 'D') {
      current.rows.push(Array.from({length: fields.int16()}, () => fields.value()?.toString('utf8') ?? null));
    } else if (type === 'C' || type === 'I' || type === 's') {
      this.#open.shift();
    }
  }

  #bind(fields: FieldReader): void {
    fields.text();
    const text = this.#prepared.get(fields.text()) ?? '';
    const formats = fields.int16s();
    const values = Array.from({length: fields.int16()}, (_, index) => {
      const value = fields.value();
      const isBinary = (formats.length === 1 ? formats[0] : formats[index]) === 1;
      return value && (isBinary ? `\\x${value.toString('hex')}` : value.toString('utf8'));
    });
    this.#begin(text, values);
  }

  #begin(text: string, values: (string | null)[]): void {
    const statement: Recorded = {text, values, columns: [], rows: []};
    this.#open.push(statement);
    this.record(statement);
  }
}

function columnsOf(fields: FieldReader): string[] {
  return Array.from({length: fields.int16()}, () => {
    const name = fields.text();
    // Table, column, type, length, modifier and format of it.
    fields.skip(18);
    return name;
  });
}
