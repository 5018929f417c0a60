import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import {type Comparison, findProblems} from './checks';
import {type ContractDifference, checkModels} from './contract';
import {EXIT, SchemaNotReadyError} from './errors';
import {SCHEMA_GROUP, SchemaLifecycleBindings, type SchemaLifecycleOptions} from './keys';
import {silentLogger} from './logger';
import type {MigrationRunner} from './runner';
import {SeedRunner} from './seeds';
import {DRIFTED, hasDrifted} from './stored-fingerprint';

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
    for (const {message, ...difference} of await this.compareModels()) {
      logger.warn(difference, `the model does not fit the database: ${message}`);
    }
  }

  private async check(): Promise<void> {
    const comparison = await this.runner.waitUntilCurrent(this.options.waitMs);
    const pending = comparison.pending.map(name => `${name} is pending: npm run migrate`);
    const problems = findProblems(comparison).map(problem => problem.message);
    if (problems.length + pending.length === 0) problems.push(...(await this.findUnfit(comparison)));
    if (problems.length + pending.length > 0) {
      throw new SchemaNotReadyError(
        [...problems, ...pending],
        problems.length > 0 ? EXIT.wrong : EXIT.pending,
      );
    }
    this.options.logger?.info({version: comparison.version}, 'the schema is up to date');
  }

  /** Drift, and models that do not fit; of a newer build's schema only what this build would fail on. */
  private async findUnfit({ahead, unrecorded}: Comparison): Promise<string[]> {
    const isDrifted = unrecorded.length === 0 && (await this.runner.reading(hasDrifted));
    const differences = await this.compareModels();
    return [
      ...(isDrifted ? [DRIFTED] : []),
      ...differences.filter(({isBreaking}) => isBreaking || ahead.length === 0).map(({message}) => message),
    ];
  }

  private async compareModels(): Promise<ContractDifference[]> {
    const {models = []} = this.options;
    return models.length === 0 ? [] : this.runner.reading(session => checkModels(session, models));
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
