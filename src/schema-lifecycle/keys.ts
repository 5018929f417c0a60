import {BindingKey} from '@loopback/core';
import type {QueryResult, QueryResultRow} from 'pg';
import type {ConnectionSettings} from '../config-connection';
import type {OutOfOrderPolicy} from './checks';
import type {ModelContract} from './contract';
import type {SchemaLogger} from './logger';
import type {MigrationRunner} from './runner';
import type {SchemaStateReader} from './schema-state';

export interface SchemaLifecycleOptions {
  /** The migrating role's direct connection; a function when it is known at start only. */
  connection: ConnectionSettings | (() => Promise<ConnectionSettings>);
  migrationsDirectory: string;
  seedsDirectory: string;
  /** `apply` what is pending, `check` that nothing is and do not start otherwise, or `off`. */
  migrateOnStart: 'apply' | 'check' | 'off';
  seedOnStart: boolean;
  /** How long to wait for another process that migrates. */
  waitMs: number;
  outOfOrder: OutOfOrderPolicy;
  environment: string;
  applicationVersion?: string | null;
  logger?: SchemaLogger;
  /** Makes a backup before anything pending is applied, and says which. */
  beforeApply?: (names: readonly string[]) => Promise<string>;
  /** Compared with the live columns at start, and by readiness when the schema is not what this build made. */
  models?: readonly ModelContract[];
  /** Runs inside the lock after the migrations, at every start that applies: for the tables of other libraries. */
  afterMigrate?: (connection: ConnectionSettings) => Promise<void>;
  /** How readiness asks for the schema's state; best the application's pool. Without it, a connection per question. */
  query?: <R extends QueryResultRow>(text: string, values?: unknown[]) => Promise<QueryResult<R>>;
}

/** Everything that the component binds, and the options it needs. */
export namespace SchemaLifecycleBindings {
  export const OPTIONS = BindingKey.create<SchemaLifecycleOptions>('schema-lifecycle.options');
  export const RUNNER = BindingKey.create<Promise<MigrationRunner>>('schema-lifecycle.runner');
  export const STATE = BindingKey.create<SchemaStateReader>('schema-lifecycle.state');
}

/** Group of the lifecycle observer; the application puts it before its server. */
export const SCHEMA_GROUP = 'schema';
