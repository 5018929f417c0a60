import {inspect} from 'node:util';

/** Exit codes of the commands; `--help` prints them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  pending: 3,
  wrong: 4,
} as const;

export type SchemaErrorCode =
  | 'MIGRATION_DUPLICATE'
  | 'MIGRATION_INVALID'
  | 'MIGRATION_UNKNOWN'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_MISSING'
  | 'MIGRATION_OUT_OF_ORDER'
  | 'MIGRATION_UNFINISHED'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_NOT_APPLIED'
  | 'MIGRATION_ALREADY_APPLIED'
  | 'MIGRATION_IRREVERSIBLE'
  | 'STATEMENT_NEEDS_NO_TRANSACTION'
  | 'STATEMENT_ENDS_TRANSACTION'
  | 'SCHEMA_AHEAD'
  | 'SCHEMA_NOT_READY'
  | 'SCHEMA_LOCKED'
  | 'SCHEMA_CONNECTION_LOST'
  | 'BACKUP_FAILED'
  | 'BACKUP_INVALID'
  | 'BACKUP_TOOLS'
  | 'BASELINE_REFUSED'
  | 'DATABASE_NOT_EMPTY'
  | 'POOLER_REFUSED'
  | 'PLAN_DIFFERS'
  | 'PLAN_INVALID'
  | 'SCRATCH_UNAVAILABLE'
  | 'LOSS_NOT_CONFIRMED'
  | 'DUMP_INCOMPLETE'
  | 'SEED_FAILED'
  | 'SEED_UNKNOWN'
  | 'SEED_REFUSED';

/** Base of every error that the schema lifecycle throws on purpose. */
export class SchemaError extends Error {
  constructor(
    readonly code: SchemaErrorCode,
    message: string,
    /** What the command line exits with. */
    readonly exitCode: number = EXIT.wrong,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The files and the record of what was applied contradict each other; `migration` is the file to look at. */
export class MigrationCheckError extends SchemaError {
  constructor(
    code: SchemaErrorCode,
    readonly migration: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** A migration ran and failed; `cause` is the error of the database or of the migration's own code. */
export class MigrationFailedError extends SchemaError {
  constructor(
    readonly migration: string,
    readonly direction: 'up' | 'down',
    readonly lastStatement: string | null,
    override readonly cause: unknown,
    remedy = '',
  ) {
    const reason = cause instanceof Error ? cause.message : inspect(cause);
    const statement = lastStatement === null ? '' : `\n  in: ${abbreviate(lastStatement)}`;
    const message = `${migration} (${direction}) failed: ${reason}${statement}${remedy}`;
    super('MIGRATION_FAILED', message, EXIT.failed, {cause});
  }

  /** @param remedy further lines of the message */
  withRemedy(remedy: string): MigrationFailedError {
    return new MigrationFailedError(this.migration, this.direction, this.lastStatement, this.cause, remedy);
  }
}

/** A statement that the database can't run, or must not run, in the transaction of its migration. */
export class StatementRefusedError extends SchemaError {
  constructor(
    code: 'STATEMENT_NEEDS_NO_TRANSACTION' | 'STATEMENT_ENDS_TRANSACTION',
    readonly migration: string,
    readonly statement: string,
  ) {
    super(
      code,
      code === 'STATEMENT_NEEDS_NO_TRANSACTION'
        ? `${migration}: this statement can't run in a transaction: ${abbreviate(statement)}\n` +
            '  put it into a migration of its own with: export const config = {transaction: false};'
        : `${migration}: this statement would end the migration's transaction: ${abbreviate(statement)}\n` +
            '  leave it out: every migration runs in a transaction of its own and is recorded in it',
      EXIT.failed,
    );
  }
}

export interface LockHolder {
  pid: number;
  applicationName: string;
  /** `local` for a connection over a socket. */
  clientAddress: string;
  /** When its session began. */
  since: Date;
}

/** Somebody else kept migrating for longer than the wait limit. */
export class SchemaLockedError extends SchemaError {
  constructor(
    readonly holder: LockHolder | null,
    readonly waitedMs: number,
  ) {
    const who =
      holder === null
        ? 'somebody who has just left'
        : `process ${holder.pid} of the database server (${holder.applicationName || 'unnamed'} ` +
          `from ${holder.clientAddress}, connected since ${holder.since.toISOString()})`;
    super(
      'SCHEMA_LOCKED',
      `the schema is being changed by ${who}; gave up after ${(waitedMs / 1000).toFixed(1)} s. ` +
        'Try again when it is done, or wait longer: MIGRATION_WAIT_S',
    );
  }
}

/** The application must not serve: each problem names its file. */
export class SchemaNotReadyError extends SchemaError {
  constructor(
    readonly problems: readonly string[],
    exitCode: number,
  ) {
    super(
      'SCHEMA_NOT_READY',
      `the schema is not ready:\n${problems.map(line => `  - ${line}`).join('\n')}`,
      exitCode,
    );
  }
}

/** One line of at most 200 characters. */
export function abbreviate(statement: string): string {
  const line = statement.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
