import {MigrationFailedError} from './errors';

/** What to do about a migration outside a transaction that stopped midway; only a person can tell what it left. */
export function tellWhatIsTrue(name: string, lastStatement: string | null): string {
  const index = INDEX.exec(lastStatement ?? '')?.[1];
  return (
    (index === undefined
      ? ''
      : `\n  if the index was not finished it is there, but invalid: drop index concurrently if exists ${index};`) +
    '\n  look at what it left, and undo or finish it by hand. When its work is there:' +
    `\n    npm run migrate:repair -- --mark-applied ${name} --yes` +
    '\n  and when it is gone, so that it will run again:' +
    `\n    npm run migrate:repair -- --mark-rolled-back ${name} --yes`
  );
}

/** The same error, which now also says what mends it. */
export function withRemedy(error: unknown, isTransactional: boolean): unknown {
  if (!(error instanceof MigrationFailedError)) return error;
  const hint = hintFor(error.cause);
  const kept = hint === LOST_HINT ? 'all of it was kept or nothing' : 'nothing of it was kept';
  const next = isTransactional
    ? `\n  ${kept}; when the cause is mended, run the same command again`
    : tellWhatIsTrue(error.migration, error.lastStatement);
  return error.withRemedy(`${hint === undefined ? '' : `\n  ${hint}`}${next}`);
}

const INDEX = /^\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?([\w."]+)\s+on\b/i;

const LOST_HINT = 'the connection to the database was lost: see whether the server runs';
const LOST = /^(57P0[123]|08...|ECONNRESET|EPIPE|SCHEMA_CONNECTION_LOST)$/;

function hintFor(cause: unknown): string | undefined {
  const {code = '', message = ''} = (cause ?? {}) as {code?: string; message?: string};
  if (code === '55P03') {
    return 'another connection kept a lock on what it changes; to wait longer: export const config = {lockTimeoutMs: …}';
  }
  if (code === '57014' && message.includes('statement timeout')) {
    return 'to let its statements run longer: export const config = {statementTimeoutMs: …}';
  }
  if (code === '53100') return 'the disk of the database server is full: make room there';
  if (LOST.test(code) || message.startsWith('Connection terminated')) {
    return LOST_HINT;
  }
  return undefined;
}
