import type {ScheduleStatus} from '../../domain/statuses';
import {equals, type ListDefinition, postcodeSpellings} from '../list-query';
import {WAITING_COUNTS} from '../waiting-counts';
import {dayBegins} from './booking.list';

export interface StaffScheduleListRow {
  id: number;
  courseId: number;
  courseName: string;
  venueId: number;
  venueName: string;
  venueCity: string;
  instructorId: number | null;
  instructorName: string | null;
  startDatetime: Date;
  endDatetime: Date;
  status: ScheduleStatus;
  capacity: number;
  seatsTaken: number;
  minSeats: number;
  seriesId: number | null;
  waitingEntries: number;
  waitingSeats: number;
  offeredSeats: number;
  version: number;
}

export interface ScheduleFilter {
  status?: ScheduleStatus;
  courseId?: number;
  venueId?: number;
  instructorId?: number;
  /** The recurring plan that it comes from. */
  seriesId?: number;
  /** Without an instructor. */
  unassigned?: boolean;
  /** Fewer seats taken than the schedule needs. */
  belowMinimum?: boolean;
  from?: string;
  to?: string;
}

export const scheduleList: ListDefinition<StaffScheduleListRow, ScheduleFilter> = {
  name: 'schedules',
  base: `course_schedules s
    join courses c on c.id = s.course_id
    join venues v on v.id = s.venue_id`,
  joins: 'left join users i on i.id = s.instructor_id',
  id: 's.id',
  columns: {
    id: 's.id',
    courseId: 's.course_id',
    courseName: 'c.name',
    venueId: 's.venue_id',
    venueName: 'v.name',
    venueCity: 'v.city',
    instructorId: 's.instructor_id',
    instructorName: `i.first_name || ' ' || i.last_name`,
    startDatetime: 's.start_datetime',
    endDatetime: 's.end_datetime',
    status: 's.status',
    capacity: 's.capacity',
    seatsTaken: 's.seats_taken',
    minSeats: 's.min_seats',
    seriesId: 's.series_id',
    ...WAITING_COUNTS,
    version: 's.version',
  },
  filters: {
    status: equals('s.status'),
    courseId: equals('s.course_id'),
    venueId: equals('s.venue_id'),
    instructorId: equals('s.instructor_id'),
    seriesId: equals('s.series_id'),
    unassigned: unassigned => ({sql: '(s.instructor_id is null) = ?', bindings: [unassigned]}),
    belowMinimum: below => ({sql: '(s.seats_taken < s.min_seats) = ?', bindings: [below]}),
    from: dayBegins('s.start_datetime', '>=', 0),
    to: dayBegins('s.start_datetime', '<', 1),
  },
  // In the few courses and venues, and not row by row in the many schedules.
  search: match => {
    const course = match('search_text(k.name)');
    const venue = match(`search_text(k.name, k.city, ${postcodeSpellings('k.postcode')})`);
    return {
      sql: `(s.course_id in (select k.id from courses k where ${course.sql})
        or s.venue_id in (select k.id from venues k where ${venue.sql}))`,
      bindings: [...course.bindings, ...venue.bindings],
    };
  },
  sorts: {
    startDatetime: {sql: 's.start_datetime', type: 'timestamptz'},
    id: {sql: 's.id', type: 'integer'},
  },
  defaultSort: 'startDatetime',
};
