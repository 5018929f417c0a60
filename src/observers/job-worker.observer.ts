import {
  type Application,
  CoreBindings,
  inject,
  type LifeCycleObserver,
  lifeCycleObserver,
} from '@loopback/core';
import {Pool} from 'pg';
import type {Config, ConnectionSettings} from '../config';
import type {PostgresDataSource} from '../datasources/postgres.datasource';
import {JOBS} from '../jobs';
import {JOB_LANES, type JobLane} from '../jobs/job';
import {LaneWorker} from '../jobs/lane-worker';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import type {MailTransport} from '../services/mail/transport';

const CONCURRENT_JOBS = 2;
const PATIENCE_MS = 5_000;

/** Runs the background jobs of this process, after the schema is there and before requests come in. */
@lifeCycleObserver('jobs')
export class JobWorkerObserver implements LifeCycleObserver {
  private readonly workers: LaneWorker[];
  private ownPool: Pool | undefined;

  constructor(
    @inject(CoreBindings.APPLICATION_INSTANCE) application: Application,
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CONNECTION) private readonly connection: ConnectionSettings,
    @inject(AppBindings.DIRECT_CONNECTION) private readonly directConnection: ConnectionSettings,
    @inject('datasources.postgres') private readonly dataSource: PostgresDataSource,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject(AppBindings.MAIL_TRANSPORT) transport: MailTransport | null,
  ) {
    // Who can't send mail leaves it in the queue, for a process that can.
    const lanes = JOB_LANES.filter(lane => lane !== 'mail' || transport !== null);
    this.workers = lanes.map(lane => {
      const options = {
        jobs: JOBS.filter(job => (job.lane ?? 'main') === lane),
        concurrency: this.concurrency(lane),
        patienceMs: Math.min(PATIENCE_MS, config.http.shutdownGraceMs / 2),
      };
      return new LaneWorker(application, logger, options, () => this.pool());
    });
  }

  async start(): Promise<void> {
    if (this.config.jobsOn) await Promise.all(this.workers.map(worker => worker.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.stop()));
    await this.ownPool?.end();
    this.ownPool = undefined;
  }

  private concurrency(lane: JobLane): number {
    return lane === 'mail' ? this.config.mail.parallel : CONCURRENT_JOBS;
  }

  /** LISTEN needs a direct connection: a pool of its own when the application's goes through a pooler. */
  private pool(): Pool {
    if (this.directConnection === this.connection) return this.dataSource.pool;
    if (this.ownPool === undefined) {
      const onError = (error: Error) => this.logger.warn({err: error}, 'database connection lost');
      const listening = JOB_LANES.length;
      this.ownPool = new Pool({
        ...this.directConnection,
        max: CONCURRENT_JOBS + this.config.mail.parallel + listening,
      });
      this.ownPool.on('error', onError).on('connect', client => client.on('error', onError));
    }
    return this.ownPool;
  }
}
