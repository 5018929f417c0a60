import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Response, RestBindings} from '@loopback/rest';
import {allow} from '../access';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {MailPreview, MailPreviewService} from '../services/mail/mail-preview.service';
import type {JobsOverview, OperationsService} from '../services/operations.service';
import {actor} from './actor';
import {json, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {jobsSchema, mailPreviewSchema, resentSchema} from './schemas/operations.schemas';
import {emailSchema} from './schemas/staff.schemas';

const TAGS = ['Staff: operations'];

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffOperationsController {
  constructor(
    @inject('services.OperationsService') private readonly operations: OperationsService,
    @inject('services.MailPreviewService') private readonly mails: MailPreviewService,
  ) {}

  @get('/api/admin/jobs', {
    operationId: 'readJobs',
    tags: TAGS,
    summary: 'The job queue: its length and what failed',
    responses: {200: json('Its state', jobsSchema)},
  })
  readJobs(): Promise<JobsOverview> {
    return this.operations.readJobs();
  }

  @post('/api/admin/jobs/{id}/retry', {
    operationId: 'retryJob',
    tags: TAGS,
    summary: 'Run a failed job again',
    responses: {204: {description: 'Queued'}, ...errorReplies('JOB_NOT_FOUND')},
  })
  async retryJob(@param(pathId) id: number, @actor() by: Actor): Promise<void> {
    await this.operations.retryJob(id, by);
  }

  @get('/api/admin/email-logs/{id}', {
    operationId: 'readEmail',
    tags: ['Staff: logs'],
    summary: 'One mail, and what became of it',
    responses: {200: json('The mail', emailSchema), ...errorReplies('EMAIL_NOT_FOUND')},
  })
  readEmail(@param(pathId) id: number): Promise<object> {
    return this.operations.readEmail(id);
  }

  @get('/api/admin/email-logs/{id}/preview', {
    operationId: 'previewEmail',
    tags: ['Staff: logs'],
    summary: 'A mail as it would be sent now, without the tokens of its links',
    responses: {200: json('Its words', mailPreviewSchema), ...errorReplies('EMAIL_NOT_FOUND')},
  })
  previewEmail(@param(pathId) id: number): Promise<MailPreview> {
    return this.mails.preview(id);
  }

  @post('/api/admin/email-logs/{id}/resend', {
    operationId: 'resendEmail',
    tags: ['Staff: logs'],
    summary: 'Queue a mail once more',
    responses: {
      201: json('The new entry of the email log', resentSchema),
      ...errorReplies('EMAIL_NOT_FOUND'),
    },
  })
  async resendEmail(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<{id: number}> {
    const copy = await this.operations.resendEmail(id, by);
    response.status(201);
    return copy;
  }
}
