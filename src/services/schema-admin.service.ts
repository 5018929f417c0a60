import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {type LoggedBackup, readBackupLog} from '../schema-lifecycle/backup/daily';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../schema-lifecycle/keys';
import {MigrationSource} from '../schema-lifecycle/migration-source';
import {type MigrationRun, readRuns} from '../schema-lifecycle/run-history';
import {type MigrationStatus, readStatus} from '../schema-lifecycle/status';

const RUNS = 200;
const BACKUPS = 30;

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

  async read(): Promise<MigrationStatus & {runs: MigrationRun[]; backups: LoggedBackup[]}> {
    const {native} = this.database;
    const status = await readStatus(native, this.source);
    return {...status, runs: await readRuns(native, RUNS), backups: await readBackupLog(native, BACKUPS)};
  }
}
