import pino from 'pino';
import type {Config} from './config';

export type Logger = pino.Logger;

/** One structured line per event on standard output; values under these names never reach it. */
const SECRETS = [
  'password',
  'passwordHash',
  'newPassword',
  'accessToken',
  'refreshToken',
  'token',
  'authorization',
  'cookie',
];

/** Where PostgreSQL's errors quote the row that it refused: names, addresses, password hashes. */
const QUOTED_ROWS = ['err', 'err.aggregateErrors[*]'].flatMap(path => [`${path}.detail`, `${path}.where`]);

export function createLogger(log: Config['log']): Logger {
  const options: pino.LoggerOptions = {
    level: log.level,
    base: {pid: process.pid},
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [...SECRETS.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), ...QUOTED_ROWS],
      censor: '[secret]',
    },
  };
  if (log.format === 'text') return pino({...options, base: undefined}, textStream());
  // Written at once: a line still under way when the process ends would be lost, or told after the later ones.
  return pino(options, pino.destination({dest: process.stdout.fd, sync: true}));
}

const LEVELS: Record<number, string> = {10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR'};

/** Lines for a person at a terminal: time, level, message and the remaining fields. */
function textStream(): pino.DestinationStream {
  return {
    write(line: string) {
      const {level, time, msg, err, ...fields} = JSON.parse(line);
      const rest = Object.entries(fields).map(
        ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
      );
      const parts = [time.slice(11, 19), LEVELS[level] ?? String(level), msg, ...rest, err?.stack ?? ''];
      process.stdout.write(`${parts.filter(part => part !== '' && part !== undefined).join(' ')}\n`);
    },
  };
}
