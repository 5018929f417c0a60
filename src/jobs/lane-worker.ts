import type {Application} from '@loopback/core';
import {parseCronItems, type Runner, run, type TaskList} from 'graphile-worker';
import type {Pool} from 'pg';
import type {Logger} from '../logger';
import type {Job} from './job';
import {workerLogger} from './worker-logger';

const RESTART_AFTER_MS = 5_000;

export interface LaneOptions {
  jobs: readonly Job[];
  /** How many of them at the same time. */
  concurrency: number;
  /** Running jobs are told to end when the lane has waited for them that long. */
  patienceMs: number;
}

/** Runs the jobs of one lane in this process. */
export class LaneWorker {
  private runner: Runner | undefined;
  private restart: NodeJS.Timeout | undefined;
  /** A relaunch that is under way. */
  private launching: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly application: Application,
    private readonly logger: Logger,
    private readonly options: LaneOptions,
    private readonly pool: () => Pool,
  ) {}

  async start(): Promise<void> {
    this.isStopping = false;
    await this.launch();
  }

  /** Lets running jobs finish; the queue gives back what was not begun. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.restart);
    await this.launching;
    await this.runner?.stop();
  }

  private async launch(): Promise<void> {
    const {concurrency, patienceMs} = this.options;
    const runner = await run({
      pgPool: this.pool(),
      concurrency,
      noHandleSignals: true,
      // Without a batch the worker does not wait, when it stops, until a job that is done is recorded as done.
      preset: {
        worker: {
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
          gracefulShutdownAbortTimeout: patienceMs,
        },
      },
      taskList: this.tasks(),
      parsedCronItems: this.timetable(),
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
    return Object.fromEntries(
      this.options.jobs.map(job => [
        job.name,
        (payload, {abortSignal}) => job.run(this.application, payload, abortSignal),
      ]),
    );
  }

  private timetable() {
    return parseCronItems(
      this.options.jobs.flatMap(({name, schedule, queue}) =>
        schedule === undefined
          ? []
          : [{task: name, match: schedule, options: {jobKey: name, backfillPeriod: 0, queueName: queue}}],
      ),
    );
  }
}
