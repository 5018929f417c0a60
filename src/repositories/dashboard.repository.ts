import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {AppBindings} from '../keys';

/** A session of a day, and who is coming to it. */
export interface DaySession {
  scheduleId: number;
  courseName: string;
  venueName: string;
  instructorName: string | null;
  startDatetime: Date;
  endDatetime: Date;
  capacity: number;
  seatsTaken: number;
  seatsConfirmed: number;
  seatsPending: number;
}

@injectable({scope: BindingScope.SINGLETON})
export class DashboardRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Sessions of a day of the company's calendar, by start; also the later days of a course that began before. */
  sessionsOf(day: string): Promise<DaySession[]> {
    return this.db.rows<DaySession>(
      `select s.id as "scheduleId", c.name as "courseName", v.name as "venueName",
         i.first_name || ' ' || i.last_name as "instructorName", d.start_datetime as "startDatetime",
         d.end_datetime as "endDatetime", s.capacity, s.seats_taken as "seatsTaken",
         booked.confirmed as "seatsConfirmed", booked.pending as "seatsPending"
       from schedule_sessions d
       join course_schedules s on s.id = d.course_schedule_id
       join courses c on c.id = s.course_id
       join venues v on v.id = s.venue_id
       left join users i on i.id = s.instructor_id
       cross join lateral (
         select coalesce(sum(b.seats) filter (where b.status in ('confirmed', 'completed')), 0) as confirmed,
           coalesce(sum(b.seats) filter (where b.status = 'pending'), 0) as pending
         from bookings b where b.course_schedule_id = s.id
       ) booked
       where s.status in ('published', 'completed')
         and d.start_datetime >= cast(:day as timestamp) at time zone '${COMPANY_TIME_ZONE}'
         and d.start_datetime < (cast(:day as timestamp) + interval '1 day') at time zone '${COMPANY_TIME_ZONE}'
       order by d.start_datetime, s.id`,
      {day},
    );
  }
}
