import {fingerprintSchema} from './fingerprint';
import type {MigrationModule} from './migration-source';
import {Session} from './session';
import {
  type ApplyContext,
  describeFailure,
  recordOf,
  restoreSession,
  type Step,
  timeoutSettings,
  unlessBroken,
} from './step';
import {RunningWatch} from './watches';

/**
 * Runs a migration without a transaction: recorded as running before its first statement, so that the next run knows
 * when it died. Returns how long it took, in milliseconds.
 * @throws MigrationFailedError
 */
export async function runWithoutTransaction(
  context: ApplyContext,
  step: Step,
  migration: MigrationModule,
): Promise<number> {
  const {session, writer} = context;
  const config = migration.config ?? {};
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
