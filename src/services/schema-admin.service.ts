import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../schema-lifecycle/keys';
import {MigrationSource} from '../schema-lifecycle/migration-source';
import {type MigrationRun, readRuns} from '../schema-lifecycle/run-history';
import {type MigrationStatus, readStatus} from '../schema-lifecycle/status';

const RUNS = 200;

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

  async read(): Promise<MigrationStatus & {runs: MigrationRun[]}> {
    const status = await readStatus(this.database.native, this.source);
    return {...status, runs: await readRuns(this.database.native, RUNS)};
  }
}
