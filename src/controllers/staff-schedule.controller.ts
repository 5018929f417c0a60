import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {ScheduleAdminService, StaffSchedule} from '../services/schedule-admin.service';
import {actor} from './actor';
import {json, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {
  type CancelScheduleBody,
  cancelScheduleSchema,
  type ScheduleRequestBody,
  scheduleRequestSchema,
  staffScheduleSchema,
} from './schemas/staff.schemas';

const TAGS = ['Staff: schedules'];

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffScheduleController {
  constructor(@inject('services.ScheduleAdminService') private readonly schedules: ScheduleAdminService) {}

  @post('/api/admin/schedules', {
    tags: TAGS,
    summary: 'Create a draft',
    responses: {
      201: json('The draft', staffScheduleSchema),
      ...errorReplies(
        'COURSE_NOT_FOUND',
        'VENUE_NOT_FOUND',
        'INSTRUCTOR_NOT_FOUND',
        'VENUE_CONFLICT',
        'INSTRUCTOR_CONFLICT',
        'VENUE_TOO_SMALL',
      ),
    },
  })
  async create(
    @requestBody(body(scheduleRequestSchema)) request: ScheduleRequestBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    const created = await this.schedules.create(request, by);
    response.status(201);
    return created;
  }

  @get('/api/admin/schedules/{id}', {
    tags: TAGS,
    summary: 'One schedule',
    responses: {200: json('The schedule', staffScheduleSchema), ...errorReplies('SCHEDULE_NOT_FOUND')},
  })
  read(@param(pathId) id: number): Promise<StaffSchedule> {
    return this.schedules.read(id);
  }

  @post('/api/admin/schedules/{id}/publish', {
    tags: TAGS,
    summary: 'Open a draft for booking',
    responses: {
      200: json('The published schedule', staffScheduleSchema),
      ...errorReplies('SCHEDULE_NOT_FOUND', 'INVALID_STATUS_CHANGE'),
    },
  })
  publish(@param(pathId) id: number, @actor() by: Actor): Promise<StaffSchedule> {
    return this.schedules.publish(id, by);
  }

  @post('/api/admin/schedules/{id}/cancel', {
    tags: TAGS,
    summary: 'Cancel a schedule and tell everyone who booked it',
    responses: {
      200: json('The cancelled schedule', staffScheduleSchema),
      ...errorReplies('SCHEDULE_NOT_FOUND', 'INVALID_STATUS_CHANGE'),
    },
  })
  cancel(
    @param(pathId) id: number,
    @requestBody(body(cancelScheduleSchema)) request: CancelScheduleBody,
    @actor() by: Actor,
  ): Promise<StaffSchedule> {
    return this.schedules.cancel(id, request.reason, by);
  }
}
