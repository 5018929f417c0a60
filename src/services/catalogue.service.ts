import {BindingScope, inject, injectable} from '@loopback/core';
import {isDay} from '../domain/company-time';
import {DomainError, validationFailed} from '../domain/errors';
import {CURRENCY} from '../domain/money';
import {type Availability, availabilityOf} from '../domain/seats';
import {AppBindings, type Clock} from '../keys';
import type {CourseRepository, CourseRow} from '../repositories/course.repository';
import type {CourseScheduleRepository, PublicScheduleRow} from '../repositories/course-schedule.repository';
import type {VenueRepository, VenueRow} from '../repositories/venue.repository';
import type {CursorService} from './cursor.service';

const LIST = 'schedules';

export interface ScheduleQuery {
  courseId?: number;
  venueId?: number;
  from?: string;
  to?: string;
  seats?: number;
  limit: number;
  after?: string;
}

export interface PublicSchedule {
  id: number;
  course: {id: number; name: string; slug: string; courseType: string; durationHours: string};
  venue: {id: number; name: string; city: string; postcode: string};
  startDatetime: string;
  endDatetime: string;
  price: string;
  currency: typeof CURRENCY;
  capacity: number;
  seatsAvailable: number;
  availability: Availability;
}

export type PublicCourse = CourseRow & {currency: typeof CURRENCY};

/** What anybody may look at before booking. */
@injectable({scope: BindingScope.SINGLETON})
export class CatalogueService {
  constructor(
    @inject('repositories.CourseRepository') private readonly courses: CourseRepository,
    @inject('repositories.VenueRepository') private readonly venues: VenueRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('services.CursorService') private readonly cursors: CursorService,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
  ) {}

  async listCourses(): Promise<PublicCourse[]> {
    const courses = await this.courses.listActive();
    return courses.map(course => ({...course, currency: CURRENCY}));
  }

  /** @throws DomainError COURSE_NOT_FOUND */
  async findCourse(slug: string): Promise<PublicCourse> {
    const course = await this.courses.findActiveBySlug(slug);
    if (course === undefined) throw new DomainError('COURSE_NOT_FOUND', 'There is no such course');
    return {...course, currency: CURRENCY};
  }

  listVenues(): Promise<VenueRow[]> {
    return this.venues.listActive();
  }

  /** @throws DomainError VALIDATION_FAILED for a day that does not exist, INVALID_CURSOR */
  async listSchedules(query: ScheduleQuery): Promise<{items: PublicSchedule[]; nextCursor: string | null}> {
    const problems = (['from', 'to'] as const)
      .filter(name => query[name] !== undefined && !isDay(query[name] ?? ''))
      .map(name => ({path: name, message: 'must be a day that exists, as YYYY-MM-DD'}));
    if (problems.length > 0) throw validationFailed(problems);

    const {after, limit, ...filter} = query;
    const rows = await this.schedules.listPublic(
      {...filter, limit: limit + 1, ...(after === undefined ? {} : {after: this.position(after)})},
      this.clock(),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toPublicSchedule),
      nextCursor: rows.length > limit && last ? this.cursors.encode(LIST, [last.startKey, last.id]) : null,
    };
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND for one that is not published or has begun, too */
  async findSchedule(id: number): Promise<PublicSchedule> {
    const schedule = await this.schedules.findPublic(id, this.clock());
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    return toPublicSchedule(schedule);
  }

  private position(cursor: string): {startKey: string; id: number} {
    const [startKey, id] = this.cursors.decode(LIST, cursor);
    return {startKey: String(startKey), id: Number(id)};
  }
}

function toPublicSchedule(row: PublicScheduleRow): PublicSchedule {
  return {
    id: row.id,
    course: {
      id: row.courseId,
      name: row.courseName,
      slug: row.courseSlug,
      courseType: row.courseType,
      durationHours: row.durationHours,
    },
    venue: {id: row.venueId, name: row.venueName, city: row.venueCity, postcode: row.venuePostcode},
    startDatetime: row.startDatetime.toISOString(),
    endDatetime: row.endDatetime.toISOString(),
    price: row.price,
    currency: CURRENCY,
    capacity: row.capacity,
    seatsAvailable: row.seatsAvailable,
    availability: availabilityOf(row.seatsAvailable, row.fewLeftSeats),
  };
}
