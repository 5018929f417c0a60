import {randomUUID} from 'node:crypto';
import {Knex, knex} from 'knex';
import type {DatabaseError, Pool, PoolClient} from 'pg';
import Cursor from 'pg-cursor';
import type {PostgresDataSource} from '../datasources/postgres.datasource';
import {type Bindings, type BoundStatement, bind, nameOf} from './statement';

const STREAM_ROWS = 500;

/** Runs SQL, on the pool or in a transaction; repository methods take one of these. */
export interface Queryable {
  /** Runs SQL with bound values (`?` or `:name`) and returns its rows. */
  rows<Row>(sql: string, bindings?: Bindings): Promise<Row[]>;
  /**
   * The same, planned once per connection: for what runs again and again, and whose plan does not depend on the values.
   */
  prepared<Row>(sql: string, bindings: Bindings): Promise<Row[]>;
  /** A Knex query on a table, bound to this connection. */
  table<Row extends object = Record<string, unknown>>(name: string): Knex.QueryBuilder<Row, Row[]>;
}

/** The handle of a running transaction. A method that must run in one takes it as a required argument. */
export interface Transaction extends Queryable {
  /** For LoopBack repositories: `repository.create(data, tx.options)`. */
  readonly options: {transaction: object};
}

/** The one way to the database beside LoopBack's repositories, on the same pool. */
export class Database implements Queryable {
  readonly knex: Knex;
  private readonly pool: Pool;

  /** @param canPrepare whether a connection stays the same from one statement to the next: not so behind some poolers */
  constructor(
    private readonly dataSource: PostgresDataSource,
    private readonly canPrepare = true,
  ) {
    this.pool = dataSource.pool;
    // What fails is thrown and logged by whoever asked; Knex would write it to the console as well.
    this.knex = knex({client: 'pg', connectionPool: this.pool, log: {warn: () => {}}});
  }

  rows<Row>(sql: string, bindings: Bindings = []): Promise<Row[]> {
    return runOnAny(this.pool, bind(sql, bindings));
  }

  async prepared<Row>(sql: string, bindings: Bindings): Promise<Row[]> {
    return againWhenStale(() => runOnAny(this.pool, this.prepare(sql, bindings)));
  }

  table<Row extends object>(name: string): Knex.QueryBuilder<Row, Row[]> {
    return this.knex(name) as unknown as Knex.QueryBuilder<Row, Row[]>;
  }

  /** For what speaks `pg` itself, such as the schema lifecycle. */
  get native(): Pick<Pool, 'query'> {
    return this.pool;
  }

  /** Reads the rows of a query bit by bit, in constant memory, on a connection of its own. */
  async *stream<Row extends object>(sql: string, bindings: Bindings): AsyncGenerator<Row> {
    const {text, values} = bind(sql, bindings);
    const client = await this.pool.connect();
    let broken: Error | undefined;
    let onLost: (error: Error) => void = () => {};
    const lost = new Promise<void>(resolve => {
      onLost = error => {
        broken = error;
        resolve();
      };
    });
    client.once('error', onLost);
    const cursor = client.query(new Cursor<Row>(text, values));
    try {
      for (
        let rows = await cursor.read(STREAM_ROWS);
        rows.length > 0;
        rows = await cursor.read(STREAM_ROWS)
      ) {
        yield* rows;
      }
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      // A cursor whose connection is gone would wait for ever for an answer to its goodbye.
      if (broken === undefined) await Promise.race([cursor.close().catch(onLost), lost]);
      client.off('error', onLost);
      client.release(broken);
    }
  }

  /**
   * Runs the work in one READ COMMITTED transaction: committed when it resolves, rolled back when it throws.
   * A connection that fails while it begins, commits or rolls back is closed instead of going back to the pool.
   * Work that meets a prepared statement of before a migration is done again, from its beginning.
   */
  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return againWhenStale(() => this.tryInTransaction(work));
  }

  private async tryInTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(this.handle(client));
      const {command} = await client.query('commit');
      // PostgreSQL answers so, and not with an error, when a statement failed and somebody swallowed its error.
      if (command === 'ROLLBACK')
        throw new Error('the transaction was rolled back, as a statement in it failed');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      (client as TransactionClient).txId = null;
      client.release(broken);
    }
  }

  private prepare(sql: string, bindings: Bindings): BoundStatement & {name?: string} {
    const statement = bind(sql, bindings);
    if (!this.canPrepare) return statement;
    return {...statement, name: nameOf(`${statement.text}${preparedGeneration}`)};
  }

  private handle(client: PoolClient): Transaction {
    const {knex: builder, dataSource} = this;
    // What the connector asks of a transaction: the same connector, and an id that its connection carries too.
    const transaction = {connector: dataSource.connector, connection: client, txId: randomUUID()};
    (client as TransactionClient).txId = transaction.txId;
    return {
      options: {transaction},
      rows: <Row>(sql: string, bindings: Bindings = []) => run<Row>(client, bind(sql, bindings)),
      prepared: <Row>(sql: string, bindings: Bindings) => run<Row>(client, this.prepare(sql, bindings)),
      table<Row extends object>(name: string) {
        return builder(name).connection(client) as unknown as Knex.QueryBuilder<Row, Row[]>;
      },
    };
  }
}

type TransactionClient = PoolClient & {txId: string | null};

/** Raised when a migration has changed what a prepared statement returns: from then on it is prepared anew. */
let preparedGeneration = 0;

async function run<Row>(on: PoolClient, statement: BoundStatement & {name?: string}): Promise<Row[]> {
  const {rows} = await on.query(statement);
  return rows as Row[];
}

/** Unlike `pool.query`, keeps the connection when only the statement failed: many are refused by rules. */
async function runOnAny<Row>(pool: Pool, statement: BoundStatement & {name?: string}): Promise<Row[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await run(client, statement);
  } catch (error) {
    if ((error as Partial<DatabaseError>).severity !== 'ERROR') broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function againWhenStale<T>(work: () => Promise<T>): Promise<T> {
  const generation = preparedGeneration;
  try {
    return await work();
  } catch (error) {
    const {code, message} = error as {code?: string; message?: string};
    if (code !== '0A000' || !message?.startsWith('cached plan')) throw error;
    if (preparedGeneration === generation) preparedGeneration += 1;
    return work();
  }
}
