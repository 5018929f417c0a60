import {setTimeout as sleep} from 'node:timers/promises';
import type {ConnectionSettings} from '../config-connection';
import {MigrationFailedError, SchemaError, StatementRefusedError} from './errors';
import {fingerprintSchema} from './fingerprint';
import type {HistoryWriter, RunRecord} from './history-writer';
import type {SchemaLogger} from './logger';
import type {MigrationConfig, MigrationModule} from './migration-source';
import {Session, type StatementWatch} from './session';
import {changesSession, findRefusal, isConcurrent} from './statements';

export const DEFAULT_LOCK_TIMEOUT_MS = 5_000;
export const DEFAULT_STATEMENT_TIMEOUT_MS = 3_600_000;
const LOCK_TIMEOUT_ATTEMPTS = 5;

export interface Step {
  name: string;
  direction: 'up' | 'down';
  batch: number | null;
  checksum: string | null;
  /** Whether the fingerprint is taken after it. */
  takesFingerprint: boolean;
  isLast: boolean;
}

export interface ApplyContext {
  session: Session;
  connection: ConnectionSettings;
  writer: HistoryWriter;
  logger: SchemaLogger;
  /** Pause before the second attempt after a lock timeout; it doubles. */
  retryDelayMs: number;
}

/** The session as every migration finds it; asynchronous commits, see `runStep`. */
export const SESSION_SETTINGS = `
set lock_timeout = ${DEFAULT_LOCK_TIMEOUT_MS};
set statement_timeout = ${DEFAULT_STATEMENT_TIMEOUT_MS};
set idle_in_transaction_session_timeout = 0`;

/**
 * Runs one migration and records it. Returns how long it took, in milliseconds.
 *
 * Commits of all but the last step are asynchronous: a crash of the database server may lose the newest of them, each
 * together with its record, so that the next run does them again. The last commit makes all of them durable.
 * @throws MigrationFailedError, StatementRefusedError
 */
export async function runStep(
  context: ApplyContext,
  step: Step,
  migration: MigrationModule,
): Promise<number> {
  const config = migration.config ?? {};
  if (config.transaction === false) return runWithoutTransaction(context, step, migration, config);
  const started = performance.now();
  await setDurability(context.session, step);
  for (let attempt = 1; ; attempt += 1) {
    const watch = new TransactionWatch(step.name);
    try {
      await runInTransaction(context, step, migration, config, watch, started);
      if (watch.isSessionChanged) await restoreSession(context.session);
      return performance.now() - started;
    } catch (error) {
      if (isLockTimeout(error) && attempt < LOCK_TIMEOUT_ATTEMPTS) {
        const pauseMs = context.retryDelayMs * 2 ** (attempt - 1);
        context.logger.warn(
          {migration: step.name, attempt, pauseMs, statement: watch.lastStatement},
          `${step.name} waited too long for a lock; trying again`,
        );
        await sleep(pauseMs);
        continue;
      }
      const failure = describeFailure(step, error, watch.lastStatement);
      await recordFailure(context, step, failure, performance.now() - started);
      throw failure;
    }
  }
}

/** Said when it changes only: at the first step and at the last one. */
async function setDurability(session: Session, {isFirst, isLast}: Step): Promise<void> {
  if (isLast) await session.query('set synchronous_commit = on');
  else if (isFirst) await session.query('set synchronous_commit = off');
}

async function runInTransaction(
  {session, writer}: ApplyContext,
  step: Step,
  migration: MigrationModule,
  config: MigrationConfig,
  watch: TransactionWatch,
  started: number,
): Promise<void> {
  const knex = await session.knex();
  await knex.transaction(async trx => {
    const timeouts = timeoutSettings(config, 'set local');
    if (timeouts !== '') await session.query(timeouts);
    await session.watching(watch, async () => migration[step.direction]?.(trx));
    if (trx.isCompleted()) throw new Error('the migration ended its own transaction');
    if (watch.isSessionChanged) {
      session.forgetPrepared();
      await session.query('reset role');
    }
    const fingerprint = step.takesFingerprint ? await fingerprintSchema(session) : null;
    await writer.succeeded(recordOf(step, true, performance.now() - started, {fingerprint}));
  });
}

async function runWithoutTransaction(
  context: ApplyContext,
  step: Step,
  migration: MigrationModule,
  config: MigrationConfig,
): Promise<number> {
  const {session, writer} = context;
  const started = performance.now();
  await session.query('set synchronous_commit = on');
  const timeouts = timeoutSettings(config, 'set');
  if (timeouts !== '') await session.query(timeouts);
  const id = await writer.begin(recordOf(step, false, 0, {}));
  const notes = await Session.open(context.connection, 'schema-lifecycle notes');
  const note = (statement: string) => notes.query(writer.noteStatementSql, [id, statement]);
  const watch = new RunningWatch(session, note, config.lockTimeoutMs === undefined);
  try {
    const knex = await session.knex();
    await session.watching(watch, async () => migration[step.direction]?.(knex));
    await restoreSession(session);
    const fingerprint = step.takesFingerprint ? await fingerprintSchema(session) : null;
    await writer.finish(id, recordOf(step, false, performance.now() - started, {fingerprint}));
    return performance.now() - started;
  } catch (error) {
    const failure = describeFailure(step, error, watch.lastStatement);
    const run = recordOf(step, false, performance.now() - started, {
      error: failure.message,
      lastStatement: watch.lastStatement,
    });
    await unlessBroken(context, async () => {
      await session.query('rollback');
      await restoreSession(session);
      await writer.finishFailed(id, run);
    });
    throw failure;
  } finally {
    await notes.close();
  }
}

/** Refuses what would break the transaction, before it is sent. */
class TransactionWatch implements StatementWatch {
  lastStatement: string | null = null;
  isSessionChanged = false;

  constructor(private readonly migration: string) {}

  before(text: string): undefined {
    if (SAVEPOINT.test(text)) return;
    this.lastStatement = text;
    this.isSessionChanged ||= changesSession(text);
    const refusal = findRefusal(text);
    if (refusal !== undefined) {
      throw new StatementRefusedError(refusal.reason, this.migration, refusal.statement);
    }
  }
}

/**
 * Writes each statement down before it runs, on a connection that no transaction of the migration can undo. A short
 * lock_timeout would abort `create index concurrently` midway and leave an invalid index: that one waits.
 */
class RunningWatch implements StatementWatch {
  lastStatement: string | null = null;

  constructor(
    private readonly session: Session,
    private readonly note: (statement: string) => Promise<unknown>,
    private readonly sparesConcurrent: boolean,
  ) {}

  before(text: string): undefined | Promise<void> {
    if (SAVEPOINT.test(text) || TRANSACTION_CONTROL.test(text)) return undefined;
    this.lastStatement = text;
    return this.prepare(text);
  }

  async after(text: string): Promise<void> {
    if (this.spares(text)) await this.session.query(`set lock_timeout = ${DEFAULT_LOCK_TIMEOUT_MS}`);
  }

  private async prepare(text: string): Promise<void> {
    await this.note(text);
    if (this.spares(text)) await this.session.query('set lock_timeout = 0');
  }

  private spares(text: string): boolean {
    return this.sparesConcurrent && isConcurrent(text);
  }
}

/** Knex's savepoints, for a transaction inside the migration's own. */
const SAVEPOINT = /^(savepoint|release( savepoint)?|rollback to( savepoint)?) trx\d+;?$/i;

const TRANSACTION_CONTROL = /^(begin|commit|rollback)\b/i;

function timeoutSettings(config: MigrationConfig, verb: 'set' | 'set local'): string {
  const settings: string[] = [];
  for (const [name, value] of [
    ['lock_timeout', config.lockTimeoutMs],
    ['statement_timeout', config.statementTimeoutMs],
  ] as const) {
    if (value !== undefined) settings.push(`${verb} ${name} = ${Math.round(Number(value))}`);
  }
  return settings.join('; ');
}

async function restoreSession(session: Session): Promise<void> {
  await session.query(`reset all; reset role; ${SESSION_SETTINGS}`);
}

function recordOf(
  step: Step,
  transactional: boolean,
  durationMs: number,
  rest: Partial<RunRecord>,
): RunRecord {
  const {name, direction, batch, checksum} = step;
  return {name, direction, batch, checksum, transactional, durationMs, ...rest};
}

async function recordFailure(context: ApplyContext, step: Step, failure: SchemaError, durationMs: number) {
  const lastStatement = failure instanceof MigrationFailedError ? failure.lastStatement : null;
  await unlessBroken(context, async () => {
    await restoreSession(context.session);
    const fingerprint = await fingerprintSchema(context.session);
    const rest = {error: failure.message, lastStatement, fingerprint};
    await context.writer.failed(recordOf(step, true, durationMs, rest));
  });
}

/** With the connection gone there is nowhere to write; the error of the migration must not be hidden by that. */
async function unlessBroken(context: ApplyContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.logger.error({err: error}, 'the failure could not be recorded in schema_migration_history');
  }
}

/** Knex puts the statement before every message; here it comes after. */
function describeFailure(step: Step, error: unknown, lastStatement: string | null): SchemaError {
  if (error instanceof Error && lastStatement !== null) {
    const prefix = `${lastStatement} - `;
    if (error.message.startsWith(prefix)) error.message = error.message.slice(prefix.length);
  }
  if (error instanceof SchemaError) return error;
  return new MigrationFailedError(step.name, step.direction, lastStatement, error);
}

function isLockTimeout(error: unknown): boolean {
  return (error as {code?: unknown} | null)?.code === '55P03';
}
