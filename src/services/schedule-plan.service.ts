import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {DomainError, validationFailed} from '../domain/errors';
import type {CourseRepository} from '../repositories/course.repository';
import type {CourseScheduleRepository, NewSchedule} from '../repositories/course-schedule.repository';
import type {ScheduleConflictRepository} from '../repositories/schedule-conflict.repository';

/** What a new schedule is about, its days aside. */
export interface PlanRequest {
  courseId: number;
  venueId: number;
  instructorId?: number;
  /** Default: the course's. */
  capacity?: number;
  minSeats?: number;
  notes?: string;
}

export interface Plan extends Omit<NewSchedule, 'sessions'> {
  venueCapacity: number;
}

/** Whether there is what a new schedule needs: one or a series of them. */
@injectable({scope: BindingScope.SINGLETON})
export class SchedulePlanService {
  constructor(
    @inject('repositories.CourseRepository') private readonly courses: CourseRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.ScheduleConflictRepository') private readonly conflicts: ScheduleConflictRepository,
  ) {}

  /** @throws DomainError VALIDATION_FAILED, COURSE_NOT_FOUND, VENUE_NOT_FOUND, INSTRUCTOR_NOT_FOUND */
  async prepare(on: Queryable, request: PlanRequest): Promise<Plan> {
    const {courseId, venueId, instructorId = null, notes = null, minSeats = 1} = request;
    const maxCapacity = await this.courses.findMaxCapacity(on, courseId);
    if (maxCapacity === undefined) throw new DomainError('COURSE_NOT_FOUND', 'There is no such course');
    const capacity = request.capacity ?? maxCapacity;
    if (minSeats > capacity) {
      throw validationFailed([
        {path: '/minSeats', message: `must not be more than the capacity (${capacity})`},
      ]);
    }
    const venueCapacity = await this.conflicts.venueCapacity(on, venueId);
    if (venueCapacity === undefined) throw new DomainError('VENUE_NOT_FOUND', 'There is no such venue');
    if (instructorId !== null && !(await this.schedules.isInstructor(on, instructorId))) {
      throw new DomainError('INSTRUCTOR_NOT_FOUND', 'There is no such instructor');
    }
    return {courseId, venueId, instructorId, capacity, minSeats, notes, venueCapacity};
  }
}
