import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {AppBindings} from '../keys';

/** How the queue stands, by what its jobs wait for. */
export interface QueueLength {
  ready: number;
  scheduled: number;
  running: number;
  /** Gave up after all attempts. */
  failed: number;
  oldestReadyAt: Date | null;
}

export interface QueuedJob {
  id: number;
  task: string;
  attempts: number;
  maxAttempts: number;
  lastError: string | null;
  runAt: Date;
  createdAt: Date;
}

export interface RecurringJob {
  task: string;
  lastRunAt: Date | null;
}

/** The job queue's own tables, read through the view and functions that it offers for that. */
@injectable({scope: BindingScope.SINGLETON})
export class JobRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  async length(): Promise<QueueLength> {
    const [row] = await this.db.rows<QueueLength>(
      `select
         (count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()))::integer as ready,
         (count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now()))::integer as scheduled,
         (count(*) filter (where locked_at is not null))::integer as running,
         (count(*) filter (where locked_at is null and attempts >= max_attempts))::integer as failed,
         min(run_at) filter (where locked_at is null and attempts < max_attempts and run_at <= now()) as "oldestReadyAt"
       from graphile_worker.jobs`,
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  /** Jobs that failed at least once and are not done, newest failure first. */
  failures(limit: number): Promise<QueuedJob[]> {
    return this.db.rows<QueuedJob>(
      `select id, task_identifier as task, attempts, max_attempts as "maxAttempts", last_error as "lastError",
         run_at as "runAt", created_at as "createdAt"
       from graphile_worker.jobs where last_error is not null
       order by updated_at desc, id desc limit :limit`,
      {limit},
    );
  }

  recurring(): Promise<RecurringJob[]> {
    return this.db.rows<RecurringJob>(
      `select identifier as task, last_execution as "lastRunAt"
       from graphile_worker._private_known_crontabs order by identifier`,
    );
  }

  /** @returns whether there is such a job that is not running at the moment */
  async retry(tx: Transaction, id: number): Promise<boolean> {
    const retried = await tx.rows(
      'select id from graphile_worker.reschedule_jobs(array[cast(:id as bigint)], run_at := now(), attempts := 0)',
      {id},
    );
    return retried.length === 1;
  }
}
