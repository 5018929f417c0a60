import {
  type Application,
  CoreBindings,
  inject,
  type LifeCycleObserver,
  lifeCycleObserver,
} from '@loopback/core';
import {parseCronItems, type Runner, run, type TaskList} from 'graphile-worker';
import {Pool} from 'pg';
import type {Config, ConnectionSettings} from '../config';
import type {PostgresDataSource} from '../datasources/postgres.datasource';
import {JOBS} from '../jobs';
import {workerLogger} from '../jobs/worker-logger';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';

const CONCURRENT_JOBS = 2;
const RESTART_AFTER_MS = 5_000;

/** Runs the background jobs of this process, after the schema is there and before requests come in. */
@lifeCycleObserver('jobs')
export class JobWorkerObserver implements LifeCycleObserver {
  private runner: Runner | undefined;
  private ownPool: Pool | undefined;
  private restart: NodeJS.Timeout | undefined;
  /** A relaunch that is under way. */
  private launching: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    @inject(CoreBindings.APPLICATION_INSTANCE) private readonly application: Application,
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CONNECTION) private readonly connection: ConnectionSettings,
    @inject(AppBindings.DIRECT_CONNECTION) private readonly directConnection: ConnectionSettings,
    @inject('datasources.postgres') private readonly dataSource: PostgresDataSource,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    this.isStopping = false;
    if (this.config.jobsOn) await this.launch();
  }

  /** Lets running jobs finish; the queue gives back what was not begun. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.restart);
    await this.launching;
    await this.runner?.stop();
    await this.ownPool?.end();
    this.ownPool = undefined;
  }

  private async launch(): Promise<void> {
    const runner = await run({
      pgPool: this.pool(),
      concurrency: CONCURRENT_JOBS,
      noHandleSignals: true,
      // Without a batch the worker does not wait, when it stops, until a job that is done is recorded as done.
      preset: {worker: {completeJobBatchDelay: 0, failJobBatchDelay: 0}},
      taskList: this.tasks(),
      parsedCronItems: parseCronItems(
        JOBS.map(job => ({
          task: job.name,
          match: job.schedule,
          options: {jobKey: job.name, backfillPeriod: 0},
        })),
      ),
      logger: workerLogger((level, message, fields) => this.logger[level](fields, message)),
    });
    this.runner = runner;
    runner.promise
      .catch((error: Error) => {
        this.logger.error({err: error}, 'the job worker stopped');
      })
      .finally(() => {
        // A worker that has ended by itself refuses to be stopped.
        if (this.runner === runner) this.runner = undefined;
        if (!this.isStopping) this.relaunchLater();
      });
  }

  /** The worker gives up when the database stays away; jobs must go on when it is back. */
  private relaunchLater(): void {
    this.restart = setTimeout(() => {
      this.launching = this.launch().catch((error: Error) => {
        this.logger.error({err: error}, 'the job worker could not start');
        if (!this.isStopping) this.relaunchLater();
      });
    }, RESTART_AFTER_MS);
    this.restart.unref();
  }

  private tasks(): TaskList {
    return Object.fromEntries(JOBS.map(job => [job.name, () => job.run(this.application)]));
  }

  /** LISTEN needs a direct connection: a pool of its own when the application's goes through a pooler. */
  private pool(): Pool {
    if (this.directConnection === this.connection) return this.dataSource.pool;
    if (this.ownPool === undefined) {
      const onError = (error: Error) => this.logger.warn({err: error}, 'database connection lost');
      this.ownPool = new Pool({...this.directConnection, max: CONCURRENT_JOBS + 1});
      this.ownPool.on('error', onError).on('connect', client => client.on('error', onError));
    }
    return this.ownPool;
  }
}
