/**
 * Every environment variable the application knows: its default, how it is read and what it is for.
 * `.env.example` is written from this table (`npm run generate`), and a test fails when it is stale.
 */

import {flag, integer, oneOf, origins, type Parse, text, trustProxy} from './config-parsers';
import {backupVariables} from './config-variables-backup';
import {paymentVariables} from './config-variables-payments';

export interface Variable<T> {
  /** Section of `.env.example` the variable is listed under. */
  section: string;
  /** The default as it would be written in `.env`; absent: unset. */
  default?: string;
  about: string;
  parse: Parse<T>;
}

const SERVER = 'Server';
const DATABASE = 'Database (with none of these: an embedded PostgreSQL in development and test)';
const LIFECYCLE = 'Schema lifecycle';
const SIGN_IN = 'Sign-in';
const BOOKING = 'Booking';
const MAIL = 'Mail';

const port = integer(0, 65_535);
const dbPort = integer(1, 65_535);

export const variables = {
  NODE_ENV: {
    section: SERVER,
    default: 'development',
    about: 'development, test, staging or production',
    parse: oneOf('development', 'test', 'staging', 'production'),
  },
  HOST: {
    section: SERVER,
    about: 'address to listen on; default 127.0.0.1 in development and test, 0.0.0.0 elsewhere',
    parse: text,
  },
  PORT: {
    section: SERVER,
    default: '3000',
    about: 'port to listen on; when unset in development and 3000 is taken, the next free one is used',
    parse: port,
  },
  LOG_LEVEL: {
    section: SERVER,
    default: 'info',
    about: 'trace, debug, info, warn, error or silent',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
  },
  LOG_FORMAT: {
    section: SERVER,
    about: 'json or text; default text on a terminal in development, json elsewhere',
    parse: oneOf('json', 'text'),
  },
  CORS_ORIGINS: {
    section: SERVER,
    about: 'comma-separated origins of the booking front-end; none by default',
    parse: origins,
  },
  TRUST_PROXY: {
    section: SERVER,
    about: "whose X-Forwarded-For counts: a number of hops or comma-separated addresses; nobody's by default",
    parse: trustProxy,
  },
  RATE_LIMIT_DISABLED: {
    section: SERVER,
    default: 'false',
    about: 'lifts the limits on login and public writes for tests and benchmarks; refused in production',
    parse: flag,
  },
  SHUTDOWN_GRACE_S: {
    section: SERVER,
    default: '20',
    about: 'how long running requests and jobs may take after SIGTERM, in seconds',
    parse: integer(1, 600),
  },
  JOBS_ON: {
    section: SERVER,
    default: 'true',
    about: 'whether this process also runs background jobs',
    parse: flag,
  },

  DATABASE_URL: {section: DATABASE, about: 'postgres://user:password@host:port/name', parse: text},
  DB_HOST: {section: DATABASE, about: 'the second family of variables', parse: text},
  DB_PORT: {section: DATABASE, about: 'default 5432', parse: dbPort},
  DB_NAME: {section: DATABASE, about: '', parse: text},
  DB_USER: {section: DATABASE, about: '', parse: text},
  DB_PASSWORD: {section: DATABASE, about: '', parse: text},
  DATABASE_HOST: {section: DATABASE, about: 'the third family of variables', parse: text},
  DATABASE_PORT: {section: DATABASE, about: 'default 5432', parse: dbPort},
  DATABASE_NAME: {section: DATABASE, about: '', parse: text},
  DATABASE_USER: {section: DATABASE, about: '', parse: text},
  DATABASE_PASSWORD: {section: DATABASE, about: '', parse: text},
  SUPABASE_DB_HOST: {section: DATABASE, about: 'the fourth family of variables', parse: text},
  SUPABASE_DB_PORT: {section: DATABASE, about: 'default 5432', parse: dbPort},
  SUPABASE_DB_NAME: {section: DATABASE, about: '', parse: text},
  SUPABASE_DB_USER: {section: DATABASE, about: '', parse: text},
  SUPABASE_DB_PASSWORD: {section: DATABASE, about: '', parse: text},
  DATABASE_SSL: {
    section: DATABASE,
    about:
      'verify (or true), require (encrypted, certificate not checked) or off (or false); default verify in staging and production, off elsewhere',
    parse: oneOf('verify', 'require', 'off', 'true', 'false'),
  },
  DATABASE_SSL_CA: {
    section: DATABASE,
    about: "file with the certificate authority's certificate (PEM)",
    parse: text,
  },
  DB_MAX_CONNECTIONS: {
    section: DATABASE,
    about:
      'size of the pool, of which background jobs take two to listen; default 10 in development and test, 20 in staging, 30 in production',
    parse: integer(4, 1000),
  },
  EMBEDDED_POSTGRES_DIR: {
    section: DATABASE,
    default: '.data/postgres',
    about: 'folder of the embedded server',
    parse: text,
  },

  MIGRATION_DATABASE_URL: {
    section: LIFECYCLE,
    about: 'direct connection for migrations and jobs when the application goes through a transaction pooler',
    parse: text,
  },
  SCRATCH_DATABASE_URL: {
    section: LIFECYCLE,
    about: 'server on which scratch databases may be made',
    parse: text,
  },
  MIGRATE_ON_START: {
    section: LIFECYCLE,
    about: 'apply, check or off; default apply in development and test, check in staging and production',
    parse: oneOf('apply', 'check', 'off'),
  },
  SEED_ON_START: {
    section: LIFECYCLE,
    about: 'whether seeds run at start; default true in development, false elsewhere; never in production',
    parse: flag,
  },
  MIGRATION_WAIT_S: {
    section: LIFECYCLE,
    default: '60',
    about: 'how long to wait for another process that migrates, in seconds',
    parse: integer(0, 86_400),
  },
  MIGRATION_OUT_OF_ORDER: {
    section: LIFECYCLE,
    about:
      'deny or warn, for a pending migration older than the last applied one; default deny in production, warn elsewhere',
    parse: oneOf('deny', 'warn'),
  },
  ...backupVariables,

  JWT_SECRET: {
    section: SIGN_IN,
    about:
      'at least 32 characters, the same for all processes; required in staging and production, made once under .data/ elsewhere',
    parse: text,
  },
  ACCESS_TOKEN_MINUTES: {
    section: SIGN_IN,
    default: '15',
    about: 'life of an access token',
    parse: integer(1, 1440),
  },
  REFRESH_TOKEN_DAYS: {
    section: SIGN_IN,
    default: '30',
    about: 'life of a sign-in that is not used',
    parse: integer(1, 365),
  },
  BCRYPT_COST: {
    section: SIGN_IN,
    default: '11',
    about: 'work factor of password hashes; at least 10 in staging and production',
    parse: integer(4, 15),
  },
  LOGIN_LIMIT: {
    section: SIGN_IN,
    default: '5',
    about: 'failed sign-ins in 15 minutes, per address and per account',
    parse: integer(1, 100_000),
  },
  REGISTER_LIMIT: {
    section: SIGN_IN,
    default: '5',
    about: 'registrations and password resets an hour, per address',
    parse: integer(1, 100_000),
  },
  BOOKING_LIMIT: {
    section: BOOKING,
    default: '20',
    about: 'bookings and waiting-list entries an hour, per address',
    parse: integer(1, 100_000),
  },
  PAYMENT_LIMIT: {
    section: BOOKING,
    default: '60',
    about: 'card payments begun or gone on with an hour, per address',
    parse: integer(1, 100_000),
  },
  CARD_HOLD_MINUTES: {
    section: BOOKING,
    default: '15',
    about: 'how long a booking by card holds its seats',
    parse: integer(1, 1440),
  },
  INVOICE_HOLD_DAYS: {
    section: BOOKING,
    default: '7',
    about: 'how long a booking on invoice holds its seats, never past the start of the course',
    parse: integer(1, 365),
  },
  WAITING_LIST_OFFER_HOURS: {
    section: BOOKING,
    default: '24',
    about: 'how long seats are kept for whom the waiting list offers them; shorter when the course is near',
    parse: integer(1, 720),
  },

  SMTP_URL: {
    section: MAIL,
    about:
      'smtp://user:password@host:587 or smtps://…; without it mails are files in development and test, and stay queued elsewhere',
    parse: text,
  },
  MAIL_OUTBOX_DIR: {
    section: MAIL,
    default: '.data/outbox',
    about: 'folder of those files',
    parse: text,
  },
  MAIL_FROM: {
    section: MAIL,
    about:
      'whom mails come from, such as React Fast Training <bookings@example.com>; required with SMTP_URL in staging and production',
    parse: text,
  },
  MAIL_REPLY_TO: {
    section: MAIL,
    about: "where answers go; by default to the company's address in the settings",
    parse: text,
  },
  PUBLIC_BASE_URL: {
    section: MAIL,
    about:
      "address of the booking front-end, for the links in mails; required with SMTP_URL in staging and production, this application's own elsewhere",
    parse: text,
  },
  MAIL_MAX_ATTEMPTS: {
    section: MAIL,
    default: '10',
    about: 'how often a mail is tried that the server refuses for the moment; 10 take about a day',
    parse: integer(1, 100),
  },
  MAIL_PARALLEL: {
    section: MAIL,
    default: '5',
    about: 'how many mails a process sends at the same time, each on a connection of its own',
    parse: integer(1, 50),
  },
  MAIL_TIMEOUT_S: {
    section: MAIL,
    default: '20',
    about: 'how long the mail server may be silent, in seconds; a mail may take three times as long in all',
    parse: integer(1, 300),
  },

  ...paymentVariables,
} satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;
export type Values = {
  [N in VariableName]: ReturnType<(typeof variables)[N]['parse']> | undefined;
};

/** Text of `.env.example`: every variable with its default, grouped by section. */
export function renderEnvExample(): string {
  const lines = [
    '# Copy to .env and change what you need. Everything is optional in development.',
    '# Written by `npm run generate` from src/config-variables.ts: edit there.',
  ];
  let section = '';
  for (const [name, variable] of Object.entries(variables) as [string, Variable<unknown>][]) {
    if (variable.section !== section) {
      section = variable.section;
      lines.push('', `## ${section}`);
    }
    if (variable.about !== '') lines.push(`# ${variable.about}`);
    lines.push(`# ${name}=${variable.default ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}
