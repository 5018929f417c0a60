import type {ScheduleStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import {ON_REGISTER} from '../register.repository';
import {dayBegins} from './booking.list';

export interface InstructorScheduleRow {
  id: number;
  courseName: string;
  venueName: string;
  venueCity: string;
  startDatetime: Date;
  endDatetime: Date;
  status: ScheduleStatus;
  capacity: number;
  /** How many are on the register. */
  attendees: number;
}

export interface InstructorScheduleFilter {
  /** Without it: those of everybody. */
  instructorId?: number;
  status?: ScheduleStatus;
  /** The course begins on these days of the company's calendar, both included. */
  from?: string;
  to?: string;
}

export const instructorScheduleList: ListDefinition<InstructorScheduleRow, InstructorScheduleFilter> = {
  name: 'instructor-schedules',
  base: 'course_schedules s',
  joins: 'join courses c on c.id = s.course_id join venues v on v.id = s.venue_id',
  id: 's.id',
  columns: {
    id: 's.id',
    courseName: 'c.name',
    venueName: 'v.name',
    venueCity: 'v.city',
    startDatetime: 's.start_datetime',
    endDatetime: 's.end_datetime',
    status: 's.status',
    capacity: 's.capacity',
    attendees: `(select cast(count(*) as integer) from bookings b join booking_attendees a on a.booking_id = b.id
      where b.course_schedule_id = s.id and ${ON_REGISTER})`,
  },
  filters: {
    instructorId: equals('s.instructor_id'),
    status: equals('s.status'),
    from: dayBegins('s.start_datetime', '>=', 0),
    to: dayBegins('s.start_datetime', '<', 1),
  },
  sorts: {startDatetime: {sql: 's.start_datetime', type: 'timestamptz'}},
  defaultSort: 'startDatetime',
};
