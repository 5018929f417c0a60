import {StatementRefusedError} from './errors';
import type {Session, StatementWatch} from './session';
import {changesSession, findRefusal, isConcurrent} from './statements';
import {DEFAULT_LOCK_TIMEOUT_MS} from './step';

/** Refuses what would break the transaction, before it is sent. */
export class TransactionWatch implements StatementWatch {
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
export class RunningWatch implements StatementWatch {
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
