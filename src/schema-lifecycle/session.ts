import type {Knex} from 'knex';
import {Client, escapeLiteral, type QueryResult, type QueryResultRow} from 'pg';
import type {ConnectionSettings} from '../config-connection';
import {SchemaError} from './errors';

/** Sees every statement on its way to the server, whoever sends it. */
export interface StatementWatch {
  /** Throws to keep the statement from being sent; a promise delays it. */
  before(text: string): undefined | Promise<void>;
  /** After a statement that was delayed, whatever became of it, and before its result is seen. */
  after?(text: string): Promise<void>;
}

type Callback = (error: Error | null, result?: QueryResult) => void;
type Send = (...args: unknown[]) => unknown;

/**
 * One connection of its own for everything that changes the schema: it holds the lock, and work on it can't be moved to
 * another connection when it breaks, so the lock never outlives the work nor the work the lock.
 */
export class Session {
  private knexInstance: Knex | undefined;
  private watch: StatementWatch | undefined;
  private brokenBy: Error | undefined;
  private readonly prepared = new Map<string, string>();
  private preparedGeneration = 0;
  private readonly send: Send;

  private constructor(private readonly client: Client) {
    this.send = client.query.bind(client) as Send;
    client.query = ((...args: unknown[]) => this.intercept(args)) as Client['query'];
    client.on('error', error => {
      this.brokenBy = error;
    });
  }

  /** @throws the error of `pg` when the server is away or refuses */
  static async open(connection: ConnectionSettings, applicationName: string): Promise<Session> {
    const client = new Client({
      ...connection,
      application_name: applicationName,
      connectionTimeoutMillis: 30_000,
      keepAlive: true,
    });
    await client.connect();
    return new Session(client);
  }

  get isBroken(): boolean {
    return this.brokenBy !== undefined;
  }

  /** Whether the process that answers is another than the one that greeted us. */
  async isPooled(): Promise<boolean> {
    const greeted = (this.client as unknown as {processID: number | null}).processID;
    return greeted !== (await this.backendPid());
  }

  async backendPid(): Promise<number> {
    const {rows} = await this.query<{pid: number}>('select pg_backend_pid() as pid');
    return rows[0]?.pid ?? 0;
  }

  async query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>> {
    this.requireConnection();
    return (await this.send(values === undefined ? text : {text, values})) as QueryResult<R>;
  }

  /**
   * An `execute` of `text`, which the server parses and plans once per session: for what is sent with every migration,
   * in one round trip with other statements.
   */
  async executeSql(text: string, values: readonly unknown[]): Promise<string> {
    const key = `${this.preparedGeneration}:${text}`;
    let name = this.prepared.get(key);
    if (name === undefined) {
      name = `schema_lifecycle_${this.prepared.size}`;
      await this.query(`prepare ${name} as ${text}`);
      this.prepared.set(key, name);
    }
    return `execute ${name} (${values.map(literal).join(', ')})`;
  }

  /** After a migration that may have dropped them. */
  forgetPrepared(): void {
    this.preparedGeneration += 1;
  }

  /** Knex on this very connection. */
  async knex(): Promise<Knex> {
    if (this.knexInstance === undefined) {
      const {rows} = await this.query<{version: string}>(
        `select current_setting('server_version') as version`,
      );
      const {knex} = require('knex') as typeof import('knex');
      this.knexInstance = knex({
        client: 'pg',
        version: rows[0]?.version,
        compileSqlOnError: false,
        connectionPool: {connect: async () => this.client},
      } as Knex.Config);
    }
    return this.knexInstance;
  }

  async watching<T>(watch: StatementWatch, work: () => Promise<T>): Promise<T> {
    this.watch = watch;
    try {
      return await work();
    } finally {
      this.watch = undefined;
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private requireConnection(): void {
    if (this.brokenBy === undefined) return;
    const message = `the connection was lost: ${this.brokenBy.message}`;
    throw new SchemaError('SCHEMA_CONNECTION_LOST', message, 1, {cause: this.brokenBy});
  }

  private intercept(args: unknown[]): unknown {
    const watch = this.watch;
    const text = textOf(args[0]);
    if (watch === undefined || text === undefined) return this.send(...args);
    const delay = watch.before(text);
    if (delay === undefined || isStream(args[0])) return this.send(...args);
    const callback = args.at(-1);
    if (typeof callback !== 'function') return this.sendDelayed(watch, text, delay, args);
    const done = callback as Callback;
    this.sendDelayed(watch, text, delay, args.slice(0, -1)).then(
      result => done(null, result),
      error => done(error),
    );
    return undefined;
  }

  private async sendDelayed(
    watch: StatementWatch,
    text: string,
    delay: Promise<void>,
    args: unknown[],
  ): Promise<QueryResult> {
    await delay;
    try {
      return (await this.send(...args)) as QueryResult;
    } finally {
      await watch.after?.(text);
    }
  }
}

function literal(value: unknown): string {
  return value === null || value === undefined ? 'null' : escapeLiteral(String(value));
}

/** Cursors and COPY streams are handed back at once. */
function isStream(query: unknown): boolean {
  return typeof (query as {submit?: unknown}).submit === 'function';
}

function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  const text = (query as {text?: unknown} | null)?.text;
  return typeof text === 'string' ? text : undefined;
}
