import type {ConnectionSettings} from '../config-connection';
import {MigrationFailedError, SchemaError} from './errors';
import type {HistoryWriter, RunRecord} from './history-writer';
import type {SchemaLogger} from './logger';
import type {MigrationConfig} from './migration-source';
import type {Session} from './session';
import type {TransactionChain} from './transaction-chain';

export const DEFAULT_LOCK_TIMEOUT_MS = 5_000;
export const DEFAULT_STATEMENT_TIMEOUT_MS = 3_600_000;
export interface Step {
  name: string;
  direction: 'up' | 'down';
  batch: number | null;
  checksum: string | null;
  /** Whether the fingerprint is taken after it. */
  takesFingerprint: boolean;
  /** Whether another transactional step of the same run follows at once. */
  isChained: boolean;
  isLast: boolean;
  /** For the history. */
  note?: string;
}

export interface ApplyContext {
  session: Session;
  transactions: TransactionChain;
  connection: ConnectionSettings;
  writer: HistoryWriter;
  logger: SchemaLogger;
  /** Pause before the second attempt after a lock timeout; it doubles. */
  retryDelayMs: number;
  /** Whether nothing needs mending there. */
  isScratch: boolean;
}

/**
 * The statement of a process that is gone, and its locks, end within a second, where the server's platform can tell that
 * its client is gone.
 */
export const END_WITH_CLIENT =
  "select set_config('client_connection_check_interval', '1000', false) where version() ~* 'linux|darwin|apple|bsd'";

/** The session as every migration finds it. */
export const SESSION_SETTINGS = `
${END_WITH_CLIENT};
set lock_timeout = ${DEFAULT_LOCK_TIMEOUT_MS};
set statement_timeout = ${DEFAULT_STATEMENT_TIMEOUT_MS};
set idle_in_transaction_session_timeout = 0`;

export function timeoutSettings(config: MigrationConfig, verb: 'set' | 'set local'): string {
  const settings: string[] = [];
  for (const [name, value] of [
    ['lock_timeout', config.lockTimeoutMs],
    ['statement_timeout', config.statementTimeoutMs],
  ] as const) {
    if (value !== undefined) settings.push(`${verb} ${name} = ${Math.round(Number(value))}`);
  }
  return settings.join('; ');
}

export async function restoreSession(session: Session): Promise<void> {
  await session.query(`reset all; reset role; ${SESSION_SETTINGS}`);
}

export function recordOf(
  step: Step,
  transactional: boolean,
  durationMs: number,
  rest: Partial<RunRecord>,
): RunRecord {
  const {name, direction, batch, checksum, note} = step;
  return {name, direction, batch, checksum, note, transactional, durationMs, ...rest};
}

/** With the connection gone there is nowhere to write; the error of the migration must not be hidden by that. */
export async function unlessBroken(context: ApplyContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.logger.error({err: error}, 'the failure could not be recorded in schema_migration_history');
  }
}

/** Knex puts the statement before every message; here it comes after. */
export function describeFailure(step: Step, error: unknown, lastStatement: string | null): SchemaError {
  if (error instanceof Error && lastStatement !== null) {
    const prefix = `${lastStatement} - `;
    if (error.message.startsWith(prefix)) error.message = error.message.slice(prefix.length);
  }
  if (error instanceof SchemaError) return error;
  return new MigrationFailedError(step.name, step.direction, lastStatement, error);
}
