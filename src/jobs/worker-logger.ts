import {Logger} from 'graphile-worker';

type Write = (level: 'debug' | 'warn' | 'error', message: string, fields: object) => void;

/**
 * The worker's lines as the application's; what it calls info is a debug line here, as it tells of every job. An error goes
 * where the log knows it as one: with all that it gathers, and without the rows that it quotes.
 */
export function workerLogger(write: Write): Logger {
  return new Logger(scope => (level, message, meta) => {
    const own = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    const {error, ...fields} = {...scope, ...meta} as {error?: unknown};
    write(own, message, error === undefined ? fields : {...fields, err: error});
  });
}
