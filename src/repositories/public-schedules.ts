import {COMPANY_TIME_ZONE} from '../domain/company-time';
import type {PublicScheduleFilter} from './course-schedule.rows';

/**
 * Seats of schedule `s` that nobody holds any more, though they are not given back yet: of pending bookings and of offers
 * whose time ran out.
 */
export const EXPIRED_SEATS = `coalesce((
  select sum(b.seats)::integer from bookings b
  where b.course_schedule_id = s.id and b.status = 'pending' and b.hold_expires_at <= :now
), 0) + coalesce((
  select sum(w.seats)::integer from waiting_list_entries w
  where w.course_schedule_id = s.id and w.status = 'offered' and w.offer_expires_at <= :now
), 0)`;

/**
 * Joins those seats as `expired`: `seats` that are free to all at once, and `promised` ones where somebody waits, who is
 * asked first.
 */
export const EXPIRED = `cross join lateral (
  select case when e.is_waited_for then 0 else e.seats end as seats,
    case when e.is_waited_for then e.seats else 0 end as promised
  from (
    select ${EXPIRED_SEATS} as seats, exists (
      select from waiting_list_entries w where w.course_schedule_id = s.id and w.status = 'waiting'
    ) as is_waited_for
  ) e
) expired`;

/** What the public may know of schedules that can be booked; `:now` is bound. */
export const PUBLIC_SCHEDULE = `
  select s.id, c.id as "courseId", c.name as "courseName", c.slug as "courseSlug", c.course_type as "courseType",
    c.duration_hours as "durationHours", c.price, v.id as "venueId", v.name as "venueName", v.city as "venueCity",
    v.postcode as "venuePostcode", s.start_datetime as "startDatetime",
    to_char(s.start_datetime at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "startKey",
    s.end_datetime as "endDatetime", s.capacity, s.capacity - s.seats_taken + expired.seats as "seatsAvailable",
    coalesce((select (value #>> '{}')::integer from settings where key = 'bookings.few_left_seats'), 0) as "fewLeftSeats"
  from course_schedules s
  join courses c on c.id = s.course_id
  join venues v on v.id = s.venue_id
  ${EXPIRED}
  where s.status = 'published' and c.is_active and s.start_datetime > :now`;

/** By start; binds the filter's names, `:afterStart`, `:afterId` and `:now`. */
export function publicSchedulesMatching(filter: PublicScheduleFilter): string {
  const conditions = [
    filter.courseId === undefined ? '' : 'and s.course_id = :courseId',
    filter.venueId === undefined ? '' : 'and s.venue_id = :venueId',
    filter.from === undefined
      ? ''
      : `and s.start_datetime >= cast(cast(:from as date) as timestamp) at time zone '${COMPANY_TIME_ZONE}'`,
    filter.to === undefined
      ? ''
      : `and s.start_datetime < cast(cast(:to as date) + 1 as timestamp) at time zone '${COMPANY_TIME_ZONE}'`,
    filter.seats === undefined ? '' : 'and s.capacity - s.seats_taken + expired.seats >= :seats',
    filter.after === undefined
      ? ''
      : 'and (s.start_datetime, s.id) > (cast(:afterStart as timestamptz), :afterId)',
  ];
  return `${PUBLIC_SCHEDULE} ${conditions.join(' ')} order by s.start_datetime, s.id limit :limit`;
}
