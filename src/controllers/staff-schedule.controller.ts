import {BindingScope, inject, injectable} from '@loopback/core';
import {del, get, param, patch, post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {SCHEDULE_STATUSES} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import {scheduleList} from '../repositories/lists/schedule.list';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {ScheduleAdminService} from '../services/schedule-admin.service';
import type {ScheduleEditService} from '../services/schedule-edit.service';
import type {CancellationImpact, ScheduleImpactService} from '../services/schedule-impact.service';
import type {StaffSchedule} from '../services/schedule-view';
import {actor} from './actor';
import {listController} from './list.controller';
import {tagged} from './resource.controller';
import {cancellationImpactSchema} from './schemas/booking-change.schemas';
import {daySchema, idSchema, json, oneOf, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {type CancelScheduleBody, cancelScheduleSchema} from './schemas/staff.schemas';
import {
  type ScheduleEditBody,
  type ScheduleRequestBody,
  scheduleEditSchema,
  scheduleRequestSchema,
  staffSchedulePageSchema,
  staffScheduleSchema,
} from './schemas/staff-schedule.schemas';
import {ifMatchParameter, versionOf} from './version';

const TAGS = ['Staff: schedules'];
const path = '/api/admin/schedules';
const reply = json('The schedule; its version is the ETag', staffScheduleSchema);
const statusReplies = {200: reply, ...errorReplies('SCHEDULE_NOT_FOUND', 'INVALID_STATUS_CHANGE')};

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffScheduleController extends listController({
  path,
  tag: 'Staff: schedules',
  summary: 'Schedules, by start',
  list: scheduleList,
  filters: {
    status: oneOf(SCHEDULE_STATUSES),
    courseId: idSchema,
    venueId: idSchema,
    instructorId: idSchema,
    seriesId: idSchema,
    unassigned: {type: 'boolean', description: 'Without an instructor'},
    belowMinimum: {type: 'boolean', description: 'Fewer seats taken than it needs'},
    from: daySchema,
    to: daySchema,
  },
  page: staffSchedulePageSchema,
}) {
  constructor(
    @inject('services.ListService') lists: ListService,
    @inject('services.CsvService') csv: CsvService,
    @inject('services.ScheduleAdminService') private readonly schedules: ScheduleAdminService,
    @inject('services.ScheduleEditService') private readonly edits: ScheduleEditService,
    @inject('services.ScheduleImpactService') private readonly impacts: ScheduleImpactService,
  ) {
    super(lists, csv);
  }

  @post(path, {
    tags: TAGS,
    summary: 'Create a draft',
    responses: {
      201: reply,
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
    response.status(201).location(`${path}/${created.id}`);
    return tagged(response, created);
  }

  @get(`${path}/{id}`, {
    tags: TAGS,
    summary: 'One schedule',
    responses: {200: reply, ...errorReplies('SCHEDULE_NOT_FOUND')},
  })
  async read(
    @param(pathId) id: number,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    return tagged(response, await this.schedules.read(id));
  }

  @patch(`${path}/{id}`, {
    tags: TAGS,
    summary: 'Change time, place, instructor, capacity or notes; who booked is told of another time or place',
    responses: {
      200: reply,
      ...errorReplies(
        'SCHEDULE_NOT_FOUND',
        'VENUE_NOT_FOUND',
        'INSTRUCTOR_NOT_FOUND',
        'VENUE_CONFLICT',
        'INSTRUCTOR_CONFLICT',
        'VENUE_TOO_SMALL',
        'CAPACITY_BELOW_SOLD',
        'IN_USE',
        'INVALID_STATUS_CHANGE',
        'VERSION_CONFLICT',
        'VERSION_REQUIRED',
      ),
    },
  })
  async edit(
    @param(pathId) id: number,
    @requestBody(body(scheduleEditSchema)) change: ScheduleEditBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(ifMatchParameter) ifMatch?: string,
  ): Promise<StaffSchedule> {
    await this.edits.edit(id, versionOf(ifMatch), change, by);
    return this.read(id, response);
  }

  @del(`${path}/{id}`, {
    tags: TAGS,
    summary: 'Delete a schedule that nobody ever booked',
    responses: {
      204: {description: 'Deleted'},
      ...errorReplies('SCHEDULE_NOT_FOUND', 'IN_USE', 'VERSION_CONFLICT', 'VERSION_REQUIRED'),
    },
  })
  async remove(
    @param(pathId) id: number,
    @actor() by: Actor,
    @param(ifMatchParameter) ifMatch?: string,
  ): Promise<void> {
    await this.edits.remove(id, versionOf(ifMatch), by);
  }

  @get(`${path}/{id}/cancellation-preview`, {
    tags: TAGS,
    summary: 'Whom a cancellation concerns, what they paid, and which other dates have seats for them',
    responses: {
      200: json('Whom it concerns', cancellationImpactSchema),
      ...errorReplies('SCHEDULE_NOT_FOUND'),
    },
  })
  previewCancellation(@param(pathId) id: number): Promise<CancellationImpact> {
    return this.impacts.ofCancelling(id);
  }

  @post(`${path}/{id}/publish`, {tags: TAGS, summary: 'Open a draft for booking', responses: statusReplies})
  async publish(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    return tagged(response, await this.schedules.publish(id, by));
  }

  @post(`${path}/{id}/unpublish`, {
    tags: TAGS,
    summary: 'Back to a draft, while nobody has booked',
    responses: statusReplies,
  })
  async unpublish(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    return tagged(response, await this.schedules.unpublish(id, by));
  }

  @post(`${path}/{id}/complete`, {tags: TAGS, summary: 'The course is over', responses: statusReplies})
  async complete(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    return tagged(response, await this.schedules.complete(id, by));
  }

  @post(`${path}/{id}/cancel`, {
    tags: TAGS,
    summary: 'Cancel a schedule and tell everyone who booked it',
    responses: statusReplies,
  })
  async cancel(
    @param(pathId) id: number,
    @requestBody(body(cancelScheduleSchema)) request: CancelScheduleBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffSchedule> {
    return tagged(response, await this.schedules.cancel(id, request.reason, by));
  }
}
