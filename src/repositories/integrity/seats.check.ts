import type {IntegrityCheck} from './check';

export const seats: IntegrityCheck = {
  name: 'seats',
  about:
    'Seats taken of each schedule: those of its bookings that are not cancelled, and of live offers to its waiting list',
  action:
    'Set course_schedules.seats_taken to the sum, with the schedule locked, and find out what changed it',
  sql: `
    select 'schedule' as entity, s.id, null as reference, cast(counted.seats as text) as expected,
      cast(s.seats_taken as text) as found
    from course_schedules s
    left join (
      select course_schedule_id, sum(seats) as seats from bookings where status <> 'cancelled' group by 1
    ) booked on booked.course_schedule_id = s.id
    left join (
      select course_schedule_id, sum(seats) as seats from waiting_list_entries where status = 'offered' group by 1
    ) offered on offered.course_schedule_id = s.id
    cross join lateral (select coalesce(booked.seats, 0) + coalesce(offered.seats, 0) as seats) counted
    where s.seats_taken <> counted.seats`,
};
