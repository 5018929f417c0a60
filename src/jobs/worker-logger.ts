import {Logger} from 'graphile-worker';

type Write = (level: 'debug' | 'warn' | 'error', message: string, fields: object) => void;

/** The worker's lines as the application's; what it calls info is a debug line here, as it tells of every job. */
export function workerLogger(write: Write): Logger {
  return new Logger(scope => (level, message, meta) => {
    const own = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    write(own, message, {...scope, ...meta});
  });
}
