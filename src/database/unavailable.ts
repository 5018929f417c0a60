const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
/** Classes 08 (connection) and 57P (shutdown, crash, starting up), and 53300 (too many connections). */
const SQL_STATES = /^(08...|57P0[1-5]|53300)$/;
/** With these PostgreSQL ends a connection or refuses a new one, whatever the reason. */
const SEVERITIES = new Set(['FATAL', 'PANIC']);
const MESSAGES =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/i;

/** Whether an error says that the database is away, so that the request may be tried again later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) return true;
  const {code, severity} = error as {code?: unknown; severity?: unknown};
  if (typeof severity === 'string' && SEVERITIES.has(severity)) return true;
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || SQL_STATES.test(code))) return true;
  return MESSAGES.test(error.message) || isDatabaseUnavailable(error.cause);
}
