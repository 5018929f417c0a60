import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {OpenDatabase} from '../database/open-database';
import {scratchSourceOf} from '../database/scratch-source';
import {DomainError} from '../domain/errors';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import {type DriftReport, findDrift} from '../schema-lifecycle/drift';
import {SchemaError} from '../schema-lifecycle/errors';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from '../schema-lifecycle/keys';
import {MigrationSource} from '../schema-lifecycle/migration-source';
import {rehearse} from '../schema-lifecycle/rehearsal/rehearse';
import type {Finding, RehearsalReport, SilencedFinding} from '../schema-lifecycle/rehearsal/report';
import {MigrationRunner} from '../schema-lifecycle/runner';
import type {ScratchSource} from '../schema-lifecycle/scratch';

export interface SchemaLint {
  /** Pending migrations that were tried out. */
  migrations: string[];
  findings: Finding[];
  silenced: SilencedFinding[];
  notes: string[];
  /** The one that failed, and why; null: none. */
  failure: {migration: string; error: string} | null;
  /** Why they were not tried out; null: they were. */
  skippedBecause: string | null;
}

export interface SchemaCheck {
  checkedAt: string;
  durationMs: number;
  drift: Pick<DriftReport, 'isDrifted' | 'comparedBy' | 'reason' | 'differences'>;
  lint: SchemaLint;
}

/** An answer is given by then; what runs goes on, cleans up after itself and is joined by who asks next. */
const MOST_MS = 60_000;
/** For a migration that runs at this moment. */
const LOCK_WAIT_MS = 2_000;
const NO_SERVER = 'SCRATCH_DATABASE_URL names no server to try it on';

/**
 * Compares the live schema with its migrations, and tries out what is pending, on a scratch database. The live one is
 * only read. Deployed, it must be on a server of its own: SCRATCH_DATABASE_URL.
 */
@injectable({scope: BindingScope.SINGLETON})
export class SchemaCheckService {
  private running: Promise<SchemaCheck> | undefined;

  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.OPEN_DATABASE) private readonly database: OpenDatabase,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject(SchemaLifecycleBindings.OPTIONS) private readonly options: SchemaLifecycleOptions,
  ) {}

  /** One at a time: who asks meanwhile gets the same answer. @throws DomainError SCHEMA_CHECK_FAILED */
  async check(): Promise<SchemaCheck> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(failed('It takes longer than a minute: try again shortly')), MOST_MS);
    });
    try {
      return await Promise.race([this.running, late]);
    } catch (error) {
      throw this.translated(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async run(): Promise<SchemaCheck> {
    const startedAt = performance.now();
    const source = new MigrationSource(this.options.migrationsDirectory);
    const runner = new MigrationRunner({
      connection: this.database.migrationConnection,
      source,
      lockWaitMs: LOCK_WAIT_MS,
      outOfOrder: this.options.outOfOrder,
    });
    try {
      const scratch = this.scratch();
      // Without a server of its own only fingerprints are compared.
      const where = scratch ?? {target: this.database.migrationConnection};
      const {isDrifted, comparedBy, reason, differences} = await findDrift(runner, where, {
        quick: scratch === undefined,
      });
      const {pending} = await runner.compare();
      const lint = await this.lint(source, pending, scratch);
      return {
        checkedAt: new Date().toISOString(),
        durationMs: Math.round(performance.now() - startedAt),
        drift: {isDrifted, comparedBy, reason: scratch === undefined ? NO_SERVER : reason, differences},
        lint,
      };
    } finally {
      await runner.close();
    }
  }

  private async lint(
    source: MigrationSource,
    pending: string[],
    scratch: ScratchSource | undefined,
  ): Promise<SchemaLint> {
    const nothing: SchemaLint = {
      migrations: [],
      findings: [],
      silenced: [],
      notes: [],
      failure: null,
      skippedBecause: null,
    };
    if (pending.length === 0) return nothing;
    if (scratch === undefined) return {...nothing, skippedBecause: NO_SERVER};
    try {
      const target = this.database.migrationConnection;
      return lintOf(await rehearse({target, source, scratch, outOfOrder: this.options.outOfOrder}));
    } catch (error) {
      // What stops the rehearsal would stop the migration too: that is what is asked.
      if (error instanceof SchemaError) return {...nothing, skippedBecause: error.message};
      throw error;
    }
  }

  /** A production server is no place for a scratch database that a request makes. */
  private scratch(): ScratchSource | undefined {
    const isDeployed = ['staging', 'production'].includes(this.config.environment);
    if (isDeployed && this.config.database.scratchConnection === null) return undefined;
    return scratchSourceOf(this.config, this.database);
  }

  private translated(error: unknown): unknown {
    if (!(error instanceof SchemaError)) return error;
    this.logger.warn({err: error}, 'the schema could not be checked');
    return failed(error.message, error);
  }
}

function failed(message: string, cause?: unknown): DomainError {
  return new DomainError('SCHEMA_CHECK_FAILED', message, undefined, {cause});
}

function lintOf({migrations, findings, silenced, notes}: RehearsalReport): SchemaLint {
  const stopped = migrations.find(({failure}) => failure !== null);
  return {
    migrations: migrations.map(({name}) => name),
    findings,
    silenced,
    notes,
    failure: stopped?.failure ? {migration: stopped.name, error: stopped.failure.error} : null,
    skippedBecause: null,
  };
}
