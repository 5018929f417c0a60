import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import {findProblems} from './checks';
import {EXIT, SchemaNotReadyError} from './errors';
import {SCHEMA_GROUP, SchemaLifecycleBindings, type SchemaLifecycleOptions} from './keys';
import {silentLogger} from './logger';
import type {MigrationRunner} from './runner';
import {SeedRunner} from './seeds';

/** Brings the schema up to date, or makes sure that it is, before the server listens. */
@lifeCycleObserver(SCHEMA_GROUP)
export class SchemaLifecycleObserver implements LifeCycleObserver {
  constructor(
    @inject(SchemaLifecycleBindings.OPTIONS) private readonly options: SchemaLifecycleOptions,
    @inject(SchemaLifecycleBindings.RUNNER) private readonly runner: MigrationRunner,
  ) {}

  /** @throws SchemaError when the application must not serve */
  async start(): Promise<void> {
    try {
      if (this.options.migrateOnStart === 'apply') await this.apply();
      if (this.options.migrateOnStart === 'check') await this.check();
      if (this.options.seedOnStart) await this.seed();
    } finally {
      await this.runner.close();
    }
  }

  async stop(): Promise<void> {
    await this.runner.close();
  }

  private async apply(): Promise<void> {
    const {afterMigrate, logger = silentLogger} = this.options;
    const after =
      afterMigrate === undefined ? undefined : async () => afterMigrate(this.runner.connectionSettings);
    const {executed} = await this.runner.migrateToLatest(after);
    const version = await this.runner.getCurrentVersion();
    logger.info({applied: executed.length, version}, 'the schema is up to date');
  }

  private async check(): Promise<void> {
    const comparison = await this.runner.waitUntilCurrent(this.options.waitMs);
    const problems = findProblems(comparison).map(problem => problem.message);
    const pending = comparison.pending.map(name => `${name} is pending: npm run migrate`);
    if (problems.length + pending.length > 0) {
      throw new SchemaNotReadyError(
        [...problems, ...pending],
        problems.length > 0 ? EXIT.wrong : EXIT.pending,
      );
    }
    this.options.logger?.info({version: comparison.version}, 'the schema is up to date');
  }

  private async seed(): Promise<void> {
    const {seedsDirectory, environment, logger, applicationVersion} = this.options;
    const seeds = new SeedRunner({
      runner: this.runner,
      directory: seedsDirectory,
      environment,
      logger,
      applicationVersion,
    });
    await seeds.run();
  }
}
