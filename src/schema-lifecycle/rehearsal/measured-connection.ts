import type {Knex} from 'knex';
import {Client, type QueryResult, type QueryResultRow} from 'pg';
import type {ConnectionSettings} from '../../config-connection';
import {type SqlStatement, splitStatements} from '../split-statements';

/** Runs one statement; `send` hands it to the server. */
export type StatementRoute = (
  statement: SqlStatement,
  send: (text?: string) => Promise<QueryResult>,
  /** False for one of several that were sent as one text, which the server runs in one transaction. */
  isAlone: boolean,
) => Promise<QueryResult>;

type Callback = (error: Error | null, result?: QueryResult | QueryResult[]) => void;
type Send = (...args: unknown[]) => unknown;

/** A connection whose statements, whoever sends them, go one by one through a route. */
export class MeasuredConnection {
  private readonly send: Send;
  private route: StatementRoute | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private knexInstance: Knex | undefined;

  private constructor(private readonly client: Client) {
    this.send = client.query.bind(client) as Send;
    client.query = ((...args: unknown[]) => this.intercept(args)) as Client['query'];
    client.on('error', () => {});
  }

  /** @throws the error of `pg` when the server is away or refuses */
  static async open(connection: ConnectionSettings): Promise<MeasuredConnection> {
    const client = new Client({...connection, application_name: 'schema-lifecycle rehearsal'});
    await client.connect();
    return new MeasuredConnection(client);
  }

  /** Past the route. */
  async query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>> {
    return (await this.send(values === undefined ? text : {text, values})) as QueryResult<R>;
  }

  async through<T>(route: StatementRoute | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.route;
    this.route = route;
    try {
      return await work();
    } finally {
      this.route = before;
    }
  }

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

  async close(): Promise<void> {
    await this.client.end();
  }

  private intercept(args: unknown[]): unknown {
    const {route} = this;
    const query = args[0] as string | {text?: unknown; values?: unknown[]; submit?: unknown};
    const text = typeof query === 'string' ? query : query.text;
    const isStream = typeof query !== 'string' && typeof query.submit === 'function';
    if (route === undefined || typeof text !== 'string' || isStream) return this.send(...args);
    const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback) : undefined;
    const running = this.queue.then(() => this.sendParts(route, text, args));
    // The caller is told by `running`; the next statement goes on either way.
    this.queue = running.catch(() => {});
    if (callback === undefined) return running;
    running.then(
      result => callback(null, result),
      error => callback(error),
    );
    return undefined;
  }

  private async sendParts(route: StatementRoute, text: string, args: unknown[]) {
    const [first, ...others] = splitStatements(text);
    if (first === undefined) return (await this.send(...args)) as QueryResult;
    const sendAs = (whole: unknown[]) => async (instead?: string) =>
      (await (instead === undefined ? this.send(...whole) : this.send(instead))) as QueryResult;
    if (others.length === 0) return route(first, sendAs(args), true);
    const results: QueryResult[] = [];
    for (const part of [first, ...others]) results.push(await route(part, sendAs([part.text]), false));
    return results;
  }
}
