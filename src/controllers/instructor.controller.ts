import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, put, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type UserPrincipal} from '../access';
import type {ScheduleStatus} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {InstructorScheduleRow} from '../repositories/lists/instructor-schedule.list';
import type {Page} from '../services/list.service';
import type {RegisterService} from '../services/register.service';
import type {Register} from '../services/register-view';
import {actor} from './actor';
import {afterParameter, json, limitParameter, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {
  type AssessmentRequestBody,
  type AttendanceRequestBody,
  assessmentRequestSchema,
  attendanceRequestSchema,
  instructorSchedulePageSchema,
  instructorScheduleParameters,
  registerSchema,
  sessionIdParameter,
} from './schemas/register.schemas';
import {body} from './schemas/request-body';

const TAGS = ['Instructors'];
const {from, to, status} = instructorScheduleParameters;

@allow('instructor', 'admin')
@injectable({scope: BindingScope.SINGLETON})
export class InstructorController {
  constructor(@inject('services.RegisterService') private readonly registers: RegisterService) {}

  @get('/api/instructor/schedules', {
    tags: TAGS,
    summary: "An instructor's own schedules, by start; for an admin, everybody's",
    responses: {
      200: json('A page of schedules', instructorSchedulePageSchema),
      ...errorReplies('INVALID_CURSOR', 'VALIDATION_FAILED'),
    },
  })
  schedules(
    @inject(SecurityBindings.USER) user: UserPrincipal,
    @param(from) fromDay?: string,
    @param(to) toDay?: string,
    @param(status) scheduleStatus?: ScheduleStatus,
    @param(limitParameter) limit = limitParameter.schema.default as number,
    @param(afterParameter) after?: string,
  ): Promise<Page<InstructorScheduleRow>> {
    const filter = {from: fromDay, to: toDay, status: scheduleStatus};
    return this.registers.schedules({filter, limit, after}, user);
  }

  @get('/api/instructor/schedules/{id}', {
    tags: TAGS,
    summary: 'A schedule with its sessions and its register',
    responses: {200: json('The register', registerSchema), ...errorReplies('SCHEDULE_NOT_FOUND')},
  })
  register(@param(pathId) id: number, @inject(SecurityBindings.USER) user: UserPrincipal): Promise<Register> {
    return this.registers.read(id, user);
  }

  @put('/api/instructor/schedules/{id}/sessions/{sessionId}/attendance', {
    tags: TAGS,
    summary: 'Mark who was at a session, from its day on; all of the marks or none',
    responses: {
      200: json('The register as it is now', registerSchema),
      ...errorReplies(
        'SCHEDULE_NOT_FOUND',
        'SESSION_NOT_FOUND',
        'ATTENDEE_NOT_FOUND',
        'REGISTER_CLOSED',
        'SESSION_NOT_BEGUN',
        'ATTENDANCE_REQUIRED',
      ),
    },
  })
  mark(
    @param(pathId) scheduleId: number,
    @param(sessionIdParameter) sessionId: number,
    @requestBody(body(attendanceRequestSchema)) request: AttendanceRequestBody,
    @inject(SecurityBindings.USER) {id, role}: UserPrincipal,
    @actor() by: Actor,
  ): Promise<Register> {
    return this.registers.mark({scheduleId, sessionId}, request.marks, {id, role, actor: by});
  }

  @put('/api/instructor/schedules/{id}/assessments', {
    tags: TAGS,
    summary: 'Say who passed and who failed; all of the assessments or none',
    responses: {
      200: json('The register as it is now', registerSchema),
      ...errorReplies(
        'SCHEDULE_NOT_FOUND',
        'ATTENDEE_NOT_FOUND',
        'REGISTER_CLOSED',
        'SESSION_NOT_BEGUN',
        'ATTENDANCE_REQUIRED',
      ),
    },
  })
  assess(
    @param(pathId) scheduleId: number,
    @requestBody(body(assessmentRequestSchema)) request: AssessmentRequestBody,
    @inject(SecurityBindings.USER) {id, role}: UserPrincipal,
    @actor() by: Actor,
  ): Promise<Register> {
    return this.registers.assess(scheduleId, request.assessments, {id, role, actor: by});
  }
}
