import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parse as parseDotenv} from 'dotenv';
import {readBackupConfig} from './config-backup';
import {type ConnectionSource, chooseConnection, connectionFromUrl} from './config-connection';
import {readMail} from './config-mail';
import {required} from './config-parsers';
import {readPayments} from './config-payments';
import {readJwtSecret} from './config-secret';
import {
  type AuthConfig,
  type Config,
  type DatabaseConfig,
  ENVIRONMENTS,
  type EnvironmentName,
  type PoolSettings,
  type SchemaConfig,
} from './config-types';
import {type Values, type Variable, variables} from './config-variables';

export type {BackupConfig} from './config-backup';
export type {ConnectionSettings, ConnectionSource, SslSettings} from './config-connection';
export type {MailAddress, MailConfig} from './config-mail';
export type {
  AuthConfig,
  BookingConfig,
  Config,
  DatabaseConfig,
  EnvironmentName,
  HttpConfig,
  LimitsConfig,
  PoolSettings,
  SchemaConfig,
} from './config-types';
export {ENVIRONMENTS} from './config-types';

/** Folder that holds package.json, whether this runs from `dist/` or from the sources. */
export const PROJECT_ROOT = findProjectRoot(__dirname);

/** Thrown with every problem of the configuration at once, each naming its variable. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not usable:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Settings of the connection pool per environment; DB_MAX_CONNECTIONS overrides `max`. */
export const POOLS: Readonly<Record<EnvironmentName, PoolSettings>> = {
  development: pool(10),
  test: pool(10),
  staging: pool(20),
  production: pool(30),
};

/** What the commands of the schema lifecycle need: a release phase has no sign-in secrets. */
export type LifecycleConfig = Pick<Config, 'environment' | 'database' | 'schema' | 'backup' | 'log'> & {
  auth: Pick<AuthConfig, 'bcryptCost'>;
};

export interface LoadOptions {
  /** Wins over NODE_ENV. */
  environment?: string;
  /** Instead of `process.env` and `.env`. */
  env?: Record<string, string | undefined>;
}

/**
 * Reads, checks and freezes the configuration. This is the only reader of `process.env`.
 * `.env` is read too (not in test, so that no test ever meets a development database); the environment wins.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function loadConfig(options: LoadOptions = {}): Readonly<Config> {
  return load(options, 'application');
}

/**
 * The part of the configuration that the commands of the schema lifecycle need.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function loadLifecycleConfig(options: LoadOptions = {}): Readonly<LifecycleConfig> {
  return load(options, 'lifecycle');
}

/** Whether unexpected errors are shown with their stack. */
export function isDebugging(): boolean {
  return Boolean(process.env.DEBUG);
}

/** Whether whoever reads the output asked for lines that fit. */
export function hasColumns(): boolean {
  return Boolean(process.env.COLUMNS);
}

function load(options: LoadOptions, purpose: 'application' | 'lifecycle'): Readonly<Config> {
  const given = options.env ?? process.env;
  const name = options.environment ?? given.NODE_ENV ?? 'development';
  const environment = ENVIRONMENTS.find(known => known === name);
  if (environment === undefined) {
    throw new ConfigError([`environment ${name} is unknown: it is one of ${ENVIRONMENTS.join(', ')}`]);
  }
  const env = environment === 'test' || options.env ? given : {...readDotenv(), ...given};
  const problems: string[] = [];
  const values = readValues({...env, NODE_ENV: environment}, problems);
  const isDeployed = environment === 'staging' || environment === 'production';
  const secretsFolder = isDeployed ? null : path.join(PROJECT_ROOT, '.data');

  const database = readDatabase(values, environment, isDeployed, problems);
  const schema: SchemaConfig = {
    migrateOnStart: values.MIGRATE_ON_START ?? (isDeployed ? 'check' : 'apply'),
    seedOnStart: values.SEED_ON_START ?? environment === 'development',
    waitMs: required(values.MIGRATION_WAIT_S) * 1000,
    outOfOrder: values.MIGRATION_OUT_OF_ORDER ?? (environment === 'production' ? 'deny' : 'warn'),
  };
  if (isDeployed && schema.seedOnStart) {
    problems.push(`SEED_ON_START=true is refused in ${environment}: seeds are development data`);
  }
  if (environment === 'production' && values.RATE_LIMIT_DISABLED) {
    problems.push('RATE_LIMIT_DISABLED=true is refused in production');
  }
  if (isDeployed && required(values.BCRYPT_COST) < 10) {
    problems.push(`BCRYPT_COST must be at least 10 in ${environment}`);
  }
  const outbox = path.resolve(PROJECT_ROOT, required(values.MAIL_OUTBOX_DIR));
  const mail = readMail(values, outbox, isDeployed, purpose === 'lifecycle' ? [] : problems);
  const payments = readPayments(values, environment, purpose === 'lifecycle' ? [] : problems);
  const jwtSecret = purpose === 'lifecycle' ? '' : readJwtSecret(values.JWT_SECRET, secretsFolder, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  return deepFreeze({
    environment,
    database,
    schema,
    backup: readBackupConfig(values, PROJECT_ROOT, given.PATH),
    http: {
      host: values.HOST ?? (isDeployed ? '0.0.0.0' : '127.0.0.1'),
      port: required(values.PORT),
      portIsFixed: environment !== 'development' || (env.PORT ?? '') !== '',
      corsOrigins: values.CORS_ORIGINS ?? [],
      trustProxy: values.TRUST_PROXY ?? 0,
      shutdownGraceMs: required(values.SHUTDOWN_GRACE_S) * 1000,
    },
    auth: {
      jwtSecret,
      accessTokenMinutes: required(values.ACCESS_TOKEN_MINUTES),
      refreshTokenDays: required(values.REFRESH_TOKEN_DAYS),
      bcryptCost: required(values.BCRYPT_COST),
    },
    limits: {
      disabled: required(values.RATE_LIMIT_DISABLED),
      login: required(values.LOGIN_LIMIT),
      register: required(values.REGISTER_LIMIT),
      booking: required(values.BOOKING_LIMIT),
      payment: required(values.PAYMENT_LIMIT),
    },
    booking: {
      cardHoldMinutes: required(values.CARD_HOLD_MINUTES),
      invoiceHoldDays: required(values.INVOICE_HOLD_DAYS),
      waitingListOfferHours: required(values.WAITING_LIST_OFFER_HOURS),
    },
    mail,
    payments,
    log: {
      level: required(values.LOG_LEVEL),
      format: values.LOG_FORMAT ?? (environment === 'development' && process.stdout.isTTY ? 'text' : 'json'),
    },
    jobsOn: required(values.JOBS_ON),
  });
}

function pool(max: number): PoolSettings {
  return {min: 2, max, acquireTimeoutMs: 60_000, createTimeoutMs: 30_000, idleTimeoutMs: 30_000};
}

/** An empty variable counts as unset, as in `.env.example`. */
function readValues(env: Record<string, string | undefined>, problems: string[]): Values {
  const entries = Object.entries(variables).map(([name, variable]: [string, Variable<unknown>]) => {
    const raw = env[name]?.trim() || variable.default;
    if (raw === undefined) return [name, undefined];
    try {
      return [name, variable.parse(raw)];
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}`);
      return [name, variable.default === undefined ? undefined : variable.parse(variable.default)];
    }
  });
  return Object.fromEntries(entries) as Values;
}

function readDatabase(
  values: Values,
  environment: EnvironmentName,
  isDeployed: boolean,
  problems: string[],
): DatabaseConfig {
  const guard = <T>(read: () => T, fallback: T): T => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return fallback;
    }
  };
  const before = problems.length;
  const {source, connection} = guard(() => chooseConnection(values, isDeployed), {
    source: 'embedded' as ConnectionSource,
    connection: null,
  });
  if (connection === null && isDeployed && problems.length === before) {
    problems.push(
      `no database is configured: set DATABASE_URL (or DB_HOST, DB_NAME, DB_USER, DB_PASSWORD); ${environment} never uses the embedded server`,
    );
  }
  return {
    source,
    connection,
    migrationConnection: guard(() => connectionFromUrl('MIGRATION_DATABASE_URL', values, isDeployed), null),
    scratchConnection: guard(() => connectionFromUrl('SCRATCH_DATABASE_URL', values, isDeployed), null),
    embedded: {
      dataDir: path.resolve(PROJECT_ROOT, required(values.EMBEDDED_POSTGRES_DIR)),
      database: `training_admin_${environment}`,
    },
    pool: {...POOLS[environment], max: values.DB_MAX_CONNECTIONS ?? POOLS[environment].max},
  };
}

function readDotenv(): Record<string, string> {
  const file = path.join(PROJECT_ROOT, '.env');
  return existsSync(file) ? parseDotenv(readFileSync(file)) : {};
}

function findProjectRoot(from: string): string {
  let folder = from;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return folder;
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
