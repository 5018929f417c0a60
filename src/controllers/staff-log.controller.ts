import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param} from '@loopback/rest';
import {allow} from '../access';
import type {EmailStatus} from '../domain/statuses';
import type {ActivityRow} from '../repositories/admin-activity-log.repository';
import type {EmailLogRow} from '../repositories/email-log.repository';
import type {Page, StaffListsService} from '../services/staff-lists.service';
import {afterParameter, json, limitParameter} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {
  activityPageSchema,
  activityParameters,
  emailPageSchema,
  emailParameters,
} from './schemas/staff.schemas';

const TAGS = ['Staff: logs'];

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffLogController {
  constructor(@inject('services.StaffListsService') private readonly lists: StaffListsService) {}

  @get('/api/admin/activity-logs', {
    tags: TAGS,
    summary: 'What staff changed, newest first',
    responses: {
      200: json('A page of the activity log', activityPageSchema),
      ...errorReplies('INVALID_CURSOR'),
    },
  })
  activity(
    @param(activityParameters.adminId) adminId?: number,
    @param(activityParameters.action) action?: string,
    @param(activityParameters.entityType) entityType?: string,
    @param(activityParameters.entityId) entityId?: number,
    @param(limitParameter) limit = limitParameter.schema.default as number,
    @param(afterParameter) after?: string,
  ): Promise<Page<ActivityRow>> {
    return this.lists.activity({adminId, action, entityType, entityId, limit, after});
  }

  @get('/api/admin/email-logs', {
    tags: TAGS,
    summary: 'Mails and what became of them, newest first',
    responses: {200: json('A page of the email log', emailPageSchema), ...errorReplies('INVALID_CURSOR')},
  })
  emails(
    @param(emailParameters.status) status?: EmailStatus,
    @param(emailParameters.emailType) emailType?: string,
    @param(emailParameters.recipient) recipient?: string,
    @param(limitParameter) limit = limitParameter.schema.default as number,
    @param(afterParameter) after?: string,
  ): Promise<Page<EmailLogRow>> {
    return this.lists.emails({status, emailType, recipient, limit, after});
  }
}
