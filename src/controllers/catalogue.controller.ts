import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param} from '@loopback/rest';
import {publicRoute} from '../access';
import type {VenueRow} from '../repositories/venue.repository';
import type {CatalogueService, PublicCourse, PublicSchedule} from '../services/catalogue.service';
import {
  courseSchema,
  scheduleFilterParameters,
  schedulePageSchema,
  scheduleSchema,
  venueSchema,
} from './schemas/catalogue.schemas';
import {afterParameter, json, limitParameter, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';

const TAGS = ['Catalogue'];
const {courseId, venueId, from, to, seats} = scheduleFilterParameters;

@publicRoute()
@injectable({scope: BindingScope.SINGLETON})
export class CatalogueController {
  constructor(@inject('services.CatalogueService') private readonly catalogue: CatalogueService) {}

  @get('/api/courses', {
    operationId: 'listCourses',
    tags: TAGS,
    summary: 'Courses on offer, by name',
    responses: {200: json('The catalogue', {type: 'array', items: courseSchema})},
  })
  listCourses(): Promise<PublicCourse[]> {
    return this.catalogue.listCourses();
  }

  @get('/api/courses/{slug}', {
    operationId: 'findCourse',
    tags: TAGS,
    summary: 'One course',
    responses: {
      200: json('The course', courseSchema),
      ...errorReplies('COURSE_NOT_FOUND', 'VALIDATION_FAILED'),
    },
  })
  findCourse(
    @param({name: 'slug', in: 'path', required: true, schema: {type: 'string', maxLength: 200}}) slug: string,
  ): Promise<PublicCourse> {
    return this.catalogue.findCourse(slug);
  }

  @get('/api/venues', {
    operationId: 'listVenues',
    tags: TAGS,
    summary: 'Venues in use, by name',
    responses: {200: json('The venues', {type: 'array', items: venueSchema})},
  })
  listVenues(): Promise<VenueRow[]> {
    return this.catalogue.listVenues();
  }

  @get('/api/schedules', {
    operationId: 'listSchedules',
    tags: TAGS,
    summary: 'Dates that can be booked, by start',
    responses: {
      200: json('A page of schedules', schedulePageSchema),
      ...errorReplies('INVALID_CURSOR', 'VALIDATION_FAILED'),
    },
  })
  listSchedules(
    @param(courseId) courseIdValue?: number,
    @param(venueId) venueIdValue?: number,
    @param(from) fromDay?: string,
    @param(to) toDay?: string,
    @param(seats) seatCount?: number,
    @param(limitParameter) limit = limitParameter.schema.default as number,
    @param(afterParameter) after?: string,
  ): Promise<{items: PublicSchedule[]; nextCursor: string | null}> {
    return this.catalogue.listSchedules({
      courseId: courseIdValue,
      venueId: venueIdValue,
      from: fromDay,
      to: toDay,
      seats: seatCount,
      limit,
      after,
    });
  }

  @get('/api/schedules/{id}', {
    operationId: 'findSchedule',
    tags: TAGS,
    summary: 'One date',
    responses: {200: json('The schedule', scheduleSchema), ...errorReplies('SCHEDULE_NOT_FOUND')},
  })
  findSchedule(@param(pathId) id: number): Promise<PublicSchedule> {
    return this.catalogue.findSchedule(id);
  }
}
