import type {QueryResult} from 'pg';
import {StatementRefusedError} from '../errors';
import type {Queryable} from '../history';
import type {SqlStatement} from '../split-statements';
import {findRefusal} from '../statements';
import {
  type HeldLock,
  type RelationMap,
  readLocks,
  readRelations,
  readSettledCounts,
  readTransactionCounts,
  subtractCounts,
  type TableCounts,
} from './catalog';

/** What one statement did, in the catalog's own terms. */
export interface Measurement {
  statement: SqlStatement;
  durationMs: number;
  before: RelationMap;
  after: RelationMap;
  locks: HeldLock[];
  counts: TableCounts[];
  /** Ran outside a transaction, so its locks were looked for from another connection. */
  isOutside: boolean;
}

export interface MeterOptions {
  migration: string;
  transactional: boolean;
  /** The connection that the statements run on. */
  connection: Queryable;
  /** Another one to the same database. */
  observer: Queryable;
  /** Before a statement is measured, on its connection. */
  prepare(statement: SqlStatement, relations: RelationMap, isInTransaction: boolean): Promise<void>;
}

type Send = (text?: string) => Promise<QueryResult>;

/** What only makes sense together with the statements around it: from here on one transaction serves the migration. */
const JOINS =
  /^(savepoint|release|rollback\s+(work\s+|transaction\s+)?to|set\s+constraints|set\s+transaction|lock\b|declare\b|create\s+temp)|\bset_config\s*\(/i;
const BEGINS = /^(begin|start\s+transaction)\b/i;
const ENDS = /^(commit|end|abort|rollback)\b/i;
const SETTING = /^(set|reset)\b/i;

/** Measures the statements of one migration, each in a transaction of its own where that is possible. */
export class StatementMeter {
  readonly measurements: Measurement[] = [];
  /** The statement that failed, if one did. */
  failed: {statement: SqlStatement; error: Error; message: string} | undefined;
  isJoined = false;

  constructor(private readonly options: MeterOptions) {}

  async run(statement: SqlStatement, send: Send, isAlone: boolean): Promise<QueryResult> {
    if (this.failed !== undefined && this.options.transactional && !this.isJoined) {
      throw new Error('current transaction is aborted, commands ignored until end of transaction block');
    }
    try {
      return await this.dispatch(statement, send, isAlone);
    } catch (error) {
      // Knex will put the whole text before the message.
      this.failed = {statement, error: error as Error, message: (error as Error).message};
      throw error;
    }
  }

  /** After the last statement. */
  async finish(isFailed: boolean): Promise<void> {
    const {connection} = this.options;
    if (this.isJoined) await connection.query(isFailed ? 'rollback' : 'commit');
    this.isJoined = false;
    await connection.query('reset all; reset role');
  }

  private async dispatch(statement: SqlStatement, send: Send, isAlone: boolean): Promise<QueryResult> {
    const {transactional, migration} = this.options;
    const refusal = findRefusal(statement.text);
    if (transactional && refusal !== undefined) {
      throw new StatementRefusedError(refusal.reason, migration, refusal.statement);
    }
    if (!transactional && (BEGINS.test(statement.bare) || (ENDS.test(statement.bare) && this.isJoined))) {
      this.isJoined = BEGINS.test(statement.bare) || /^rollback\s.*\bto\b/i.test(statement.bare);
      return send();
    }
    if (JOINS.test(statement.bare)) {
      await this.join();
      return /^lock\b/i.test(statement.bare) ? this.measure(statement, send) : send();
    }
    if (SETTING.test(statement.bare)) return this.set(statement, send);
    if (this.isJoined) return this.measure(statement, send);
    const isOutside = refusal?.reason === 'STATEMENT_NEEDS_NO_TRANSACTION' && isAlone;
    return isOutside ? this.measureOutside(statement, send) : this.measureAlone(statement, send);
  }

  private async join(): Promise<void> {
    if (this.isJoined || !this.options.transactional) return;
    await this.options.connection.query('begin');
    this.isJoined = true;
  }

  /** A local setting must outlive the transaction of one statement: it is undone after the migration. */
  private set(statement: SqlStatement, send: Send): Promise<QueryResult> {
    const isLocal = !this.isJoined && this.options.transactional;
    return isLocal ? send(statement.text.replace(/^set\s+local\b/i, 'set')) : send();
  }

  private async measureAlone(statement: SqlStatement, send: Send): Promise<QueryResult> {
    const {connection} = this.options;
    const before = await readRelations(connection);
    await this.options.prepare(statement, before, false);
    await connection.query('begin');
    try {
      const result = await this.measureHere(statement, send, before);
      const started = performance.now();
      await connection.query('commit');
      const measured = this.measurements.at(-1);
      if (measured !== undefined) measured.durationMs += performance.now() - started;
      return result;
    } catch (error) {
      await connection.query('rollback');
      throw error;
    }
  }

  private async measure(statement: SqlStatement, send: Send): Promise<QueryResult> {
    const {connection} = this.options;
    const before = await readRelations(connection);
    await this.options.prepare(statement, before, true);
    return this.measureHere(statement, send, before);
  }

  private async measureHere(statement: SqlStatement, send: Send, before: RelationMap): Promise<QueryResult> {
    const {connection} = this.options;
    const countsBefore = await readTransactionCounts(connection);
    const held = new Set((await readLocks(connection)).map(keyOf));
    const {result, durationMs} = await timed(send);
    const locks = (await readLocks(connection)).filter(lock => !held.has(keyOf(lock)));
    const counts = subtractCounts(await readTransactionCounts(connection), countsBefore);
    const after = await readRelations(connection);
    this.measurements.push({statement, durationMs, before, after, locks, counts, isOutside: false});
    return result;
  }

  private async measureOutside(statement: SqlStatement, send: Send): Promise<QueryResult> {
    const {connection, observer, prepare} = this.options;
    const before = await readRelations(connection);
    await prepare(statement, before, false);
    const countsBefore = await readSettledCounts(connection);
    const {rows} = await connection.query<{pid: number}>('select pg_backend_pid() as pid');
    const sampler = new LockSampler(observer, rows[0]?.pid ?? 0);
    const sampling = sampler.run();
    try {
      const {result, durationMs} = await timed(send);
      sampler.stop();
      const locks = await sampling;
      const counts = subtractCounts(await readSettledCounts(connection), countsBefore);
      const after = await readRelations(connection);
      this.measurements.push({statement, durationMs, before, after, locks, counts, isOutside: true});
      return result;
    } finally {
      sampler.stop();
      await sampling;
    }
  }
}

/** Looks at the locks of another session as often as it can. */
class LockSampler {
  private isStopped = false;
  private readonly seen = new Map<string, HeldLock>();

  constructor(
    private readonly observer: Queryable,
    private readonly pid: number,
  ) {}

  async run(): Promise<HeldLock[]> {
    while (!this.isStopped) {
      for (const lock of await readLocks(this.observer, this.pid)) this.seen.set(keyOf(lock), lock);
    }
    return [...this.seen.values()];
  }

  stop(): void {
    this.isStopped = true;
  }
}

const keyOf = ({oid, mode}: HeldLock): string => `${oid} ${mode}`;

async function timed(send: Send): Promise<{result: QueryResult; durationMs: number}> {
  const started = performance.now();
  const result = await send();
  return {result, durationMs: performance.now() - started};
}
