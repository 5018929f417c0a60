import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {EMAIL_STATUSES} from '../domain/statuses';
import {activityList} from '../repositories/lists/activity.list';
import {emailList} from '../repositories/lists/email.list';
import {listController} from './list.controller';
import {daySchema, idSchema, oneOf, typedText} from './schemas/common.schemas';
import {activityPageSchema, emailPageSchema} from './schemas/staff.schemas';

const TAG = 'Staff: logs';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class ActivityLogController extends listController({
  path: '/api/admin/activity-logs',
  tag: TAG,
  summary: 'What staff changed, newest first',
  list: activityList,
  filters: {
    adminId: idSchema,
    action: {type: 'string', pattern: '^[a-z_]+\\.[a-z_]+$', maxLength: 100},
    entityType: {type: 'string', pattern: '^[a-z_]+$', maxLength: 50},
    entityId: idSchema,
    from: daySchema,
    to: daySchema,
  },
  page: activityPageSchema,
}) {}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class EmailLogController extends listController({
  path: '/api/admin/email-logs',
  tag: TAG,
  summary: 'Mails and what became of them, newest first',
  list: emailList,
  filters: {
    status: oneOf(EMAIL_STATUSES),
    emailType: {type: 'string', pattern: '^[a-z_]+$', maxLength: 50},
    recipient: typedText(255),
    bookingId: idSchema,
    from: daySchema,
    to: daySchema,
  },
  page: emailPageSchema,
}) {}
