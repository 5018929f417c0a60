import {MigrationFailedError} from './errors';

/** What to do about a migration outside a transaction that stopped midway; only a person can tell what it left. */
export function tellWhatIsTrue(name: string): string {
  return (
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
  const next = isTransactional
    ? '\n  nothing of it was kept; when it is mended, run the same command again'
    : tellWhatIsTrue(error.migration);
  return error.withRemedy(`${hint === undefined ? '' : `\n  ${hint}`}${next}`);
}

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
    return 'the connection to the database was lost: see whether the server runs';
  }
  return undefined;
}
