import {setTimeout as sleep} from 'node:timers/promises';
import {MigrationFailedError, type SchemaError} from './errors';
import {fingerprintSchema} from './fingerprint';
import type {MigrationModule} from './migration-source';
import {
  type ApplyContext,
  describeFailure,
  recordOf,
  restoreSession,
  type Step,
  timeoutSettings,
  unlessBroken,
} from './step';
import {TransactionWatch} from './watches';

const LOCK_TIMEOUT_ATTEMPTS = 5;

/**
 * Runs a migration and its record in one transaction; tries again when a lock was not free in time. Returns how long it
 * took, in milliseconds.
 *
 * Commits of all but the last step are asynchronous: a crash of the database server may lose the newest of them, each
 * together with its record, so that the next run does them again. The last commit makes all of them durable.
 * @throws MigrationFailedError, StatementRefusedError
 */
export async function runInTransaction(
  context: ApplyContext,
  step: Step,
  migration: MigrationModule,
): Promise<number> {
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    const watch = new TransactionWatch(step.name);
    try {
      await attemptInTransaction(context, step, migration, watch, started);
      return performance.now() - started;
    } catch (error) {
      await unlessBroken(context, async () => {
        await context.transactions.rollback();
        await restoreSession(context.session);
      });
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

async function attemptInTransaction(
  {session, writer, transactions}: ApplyContext,
  step: Step,
  migration: MigrationModule,
  watch: TransactionWatch,
  started: number,
): Promise<void> {
  const trx = await transactions.begin();
  const settings = timeoutSettings(migration.config ?? {}, 'set local');
  if (settings !== '') await session.query(settings);
  await session.watching(watch, async () => migration[step.direction]?.(trx));
  if (trx.isCompleted()) throw new Error('the migration ended its own transaction');
  if (watch.isSessionChanged) {
    session.forgetPrepared();
    await session.query('reset role');
  }
  const fingerprint = step.takesFingerprint ? await fingerprintSchema(session) : null;
  const record = await writer.successSql(recordOf(step, true, performance.now() - started, {fingerprint}));
  const durable = step.isLast ? '; set local synchronous_commit = on' : '';
  await transactions.commit(`${record}${durable}`, step.isChained && !watch.isSessionChanged);
  if (watch.isSessionChanged) await restoreSession(session);
}

async function recordFailure(
  context: ApplyContext,
  step: Step,
  failure: SchemaError,
  durationMs: number,
): Promise<void> {
  const lastStatement = failure instanceof MigrationFailedError ? failure.lastStatement : null;
  await unlessBroken(context, async () => {
    const fingerprint = await fingerprintSchema(context.session);
    const rest = {error: failure.message, lastStatement, fingerprint};
    await context.writer.failed(recordOf(step, true, durationMs, rest));
  });
}

function isLockTimeout(error: unknown): boolean {
  return (error as {code?: unknown} | null)?.code === '55P03';
}
