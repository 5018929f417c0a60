import type {BackupConfig} from './config-backup';
import type {ConnectionSettings, ConnectionSource} from './config-connection';
import type {MailConfig} from './config-mail';
import type {PaymentsConfig} from './config-payments';

export const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export interface PoolSettings {
  min: number;
  max: number;
  acquireTimeoutMs: number;
  createTimeoutMs: number;
  idleTimeoutMs: number;
}

export interface DatabaseConfig {
  source: ConnectionSource;
  /** Null: the embedded server. */
  connection: ConnectionSettings | null;
  /** Direct connection for migrations and jobs; null: the same as `connection`. */
  migrationConnection: ConnectionSettings | null;
  scratchConnection: ConnectionSettings | null;
  embedded: {dataDir: string; database: string};
  pool: PoolSettings;
}

export interface SchemaConfig {
  migrateOnStart: 'apply' | 'check' | 'off';
  seedOnStart: boolean;
  waitMs: number;
  outOfOrder: 'deny' | 'warn';
}

export interface HttpConfig {
  host: string;
  port: number;
  /** Whether the port was asked for; else the next free one may be taken in development. */
  portIsFixed: boolean;
  corsOrigins: string[];
  trustProxy: string[] | number;
  shutdownGraceMs: number;
}

export interface AuthConfig {
  jwtSecret: string;
  accessTokenMinutes: number;
  refreshTokenDays: number;
  bcryptCost: number;
}

export interface LimitsConfig {
  disabled: boolean;
  login: number;
  register: number;
  booking: number;
  payment: number;
}

export interface BookingConfig {
  cardHoldMinutes: number;
  invoiceHoldDays: number;
  waitingListOfferHours: number;
}

export interface Config {
  environment: EnvironmentName;
  database: DatabaseConfig;
  schema: SchemaConfig;
  backup: BackupConfig;
  http: HttpConfig;
  auth: AuthConfig;
  limits: LimitsConfig;
  booking: BookingConfig;
  mail: MailConfig;
  payments: PaymentsConfig;
  log: {level: string; format: 'json' | 'text'};
  jobsOn: boolean;
}
