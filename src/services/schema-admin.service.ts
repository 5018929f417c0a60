import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {type LoggedBackup, readBackupLog} from '../schema-lifecycle/backup/daily';
import {fingerprintSchema} from '../schema-lifecycle/fingerprint';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../schema-lifecycle/keys';
import {type LiveTable, readLiveTables} from '../schema-lifecycle/live-tables';
import {MigrationSource} from '../schema-lifecycle/migration-source';
import {type MigrationRun, readRuns} from '../schema-lifecycle/run-history';
import {type MigrationStatus, readStatus} from '../schema-lifecycle/status';
import {readStoredFingerprint} from '../schema-lifecycle/stored-fingerprint';

const RUNS = 200;
const BACKUPS = 30;

export interface SchemaOverview extends MigrationStatus {
  /** Whether it is another one than the last migration left; null: no migration has told. */
  isDrifted: boolean | null;
  runs: MigrationRun[];
  backups: LoggedBackup[];
}

export interface LiveSchema {
  tables: LiveTable[];
}

/** The schema as admins see it: what is applied, what is pending, and how each run went. */
@injectable({scope: BindingScope.SINGLETON})
export class SchemaAdminService {
  private readonly source: MigrationSource;

  constructor(
    @inject(SchemaLifecycleBindings.OPTIONS) options: SchemaLifecycleOptions,
    @inject(AppBindings.DATABASE) private readonly database: Database,
  ) {
    this.source = new MigrationSource(options.migrationsDirectory);
  }

  async read(): Promise<SchemaOverview> {
    const {native} = this.database;
    const status = await readStatus(native, this.source);
    const stored = await readStoredFingerprint(native);
    return {
      ...status,
      isDrifted: stored === null ? null : stored !== (await fingerprintSchema(native)),
      runs: await readRuns(native, RUNS),
      backups: await readBackupLog(native, BACKUPS),
    };
  }

  async readTables(): Promise<LiveSchema> {
    return {tables: await readLiveTables(this.database.native)};
  }
}
