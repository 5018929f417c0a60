import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {DomainError} from '../domain/errors';
import {AppBindings} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {EmailLogRepository} from '../repositories/email-log.repository';
import type {JobRepository, QueuedJob, QueueLength, RecurringJob} from '../repositories/job.repository';
import {type EmailRow, emailList} from '../repositories/lists/email.list';
import type {ResourceRepository} from '../repositories/resource.repository';

const FAILURES = 100;

export interface JobsOverview {
  queue: QueueLength;
  failures: QueuedJob[];
  recurring: RecurringJob[];
}

/** What staff do when something in the background went wrong. */
@injectable({scope: BindingScope.SINGLETON})
export class OperationsService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.JobRepository') private readonly jobs: JobRepository,
    @inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository,
    @inject('repositories.ResourceRepository') private readonly rows: ResourceRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
  ) {}

  async readJobs(): Promise<JobsOverview> {
    const [queue, failures, recurring] = await Promise.all([
      this.jobs.length(),
      this.jobs.failures(FAILURES),
      this.jobs.recurring(),
    ]);
    return {queue, failures, recurring};
  }

  /** Runs a failed job again, as soon as a worker is free. @throws DomainError JOB_NOT_FOUND */
  async retryJob(id: number, actor: Actor): Promise<void> {
    await this.database.inTransaction(async tx => {
      if (!(await this.jobs.retry(tx, id))) {
        throw new DomainError('JOB_NOT_FOUND', 'There is no such job, or it is running at the moment');
      }
      const entry = {
        action: 'job.retried',
        entityType: 'job',
        entityId: id,
        oldValues: null,
        newValues: null,
      };
      await this.activity.append(tx, actor, entry);
    });
  }

  /** @throws DomainError EMAIL_NOT_FOUND */
  async readEmail(id: number): Promise<EmailRow> {
    const row = await this.rows.find(
      {list: emailList, table: 'email_logs', writable: {}, dependents: []},
      id,
    );
    if (row === undefined) throw new DomainError('EMAIL_NOT_FOUND', 'There is no such mail');
    return row;
  }

  /** Queues a mail once more, as a row of its own. @throws DomainError EMAIL_NOT_FOUND */
  async resendEmail(id: number, actor: Actor): Promise<{id: number}> {
    return this.database.inTransaction(async tx => {
      const copy = await this.emails.queueAgain(tx, id);
      if (copy === undefined) throw new DomainError('EMAIL_NOT_FOUND', 'There is no such mail');
      await this.activity.append(tx, actor, {
        action: 'email.resent',
        entityType: 'email_log',
        entityId: id,
        oldValues: null,
        newValues: {queuedAs: copy},
      });
      return {id: copy};
    });
  }
}
