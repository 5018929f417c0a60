import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable} from '../database/database';
import {AppBindings} from '../keys';
import type {NewSchedule, ScheduleConflict} from './course-schedule.rows';

/** What a schedule takes: a place, a person and times. */
export interface Occupation {
  venueId: number;
  instructorId: number | null;
  sessions: NewSchedule['sessions'];
  /** The schedule itself, when it is there already. */
  exceptId?: number;
}

const MOST = 20;

/** What stands in the way of a plan. It only tells: the exclusion constraints have the last word. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleConflictRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Schedules whose sessions are in the way of these at the same venue, or with the same instructor; up to `MOST`. */
  async find(by: 'venue' | 'instructor', {sessions, ...place}: Occupation): Promise<ScheduleConflict[]> {
    const [conflicts] = await this.findForEach(this.db, by, place, [sessions]);
    return conflicts ?? [];
  }

  /** The same for several occurrences at one place, in their order; so many of each. */
  async findForEach(
    on: Queryable,
    by: 'venue' | 'instructor',
    {venueId, instructorId, exceptId = 0}: Omit<Occupation, 'sessions'>,
    occurrences: readonly NewSchedule['sessions'][],
  ): Promise<ScheduleConflict[][]> {
    const [column, value] = by === 'venue' ? ['venue_id', venueId] : ['instructor_id', instructorId];
    const wanted = occurrences.flatMap((sessions, occurrence) =>
      sessions.map(({startDatetime, endDatetime}) => ({
        occurrence,
        start_datetime: startDatetime,
        end_datetime: endDatetime,
      })),
    );
    const rows = await on.rows<ScheduleConflict & {occurrence: number}>(
      `select occurrence, "scheduleId", "courseName", "startDatetime", "endDatetime"
       from (
         select distinct wanted.occurrence, s.id as "scheduleId", c.name as "courseName",
           e.start_datetime as "startDatetime", e.end_datetime as "endDatetime",
           dense_rank() over (partition by wanted.occurrence order by e.start_datetime, s.id) as place
         from json_to_recordset(:wanted) as wanted
           (occurrence integer, start_datetime timestamptz, end_datetime timestamptz)
         join schedule_sessions e on e.is_blocking and e.${column} = cast(:value as integer)
           and tstzrange(e.start_datetime, e.end_datetime) && tstzrange(wanted.start_datetime, wanted.end_datetime)
         join course_schedules s on s.id = e.course_schedule_id
         join courses c on c.id = s.course_id
         where s.id <> :exceptId
       ) found
       where place <= :most order by occurrence, place`,
      {wanted: JSON.stringify(wanted), value, exceptId, most: MOST},
    );
    const byOccurrence: ScheduleConflict[][] = occurrences.map(() => []);
    for (const {occurrence, ...conflict} of rows) byOccurrence[occurrence]?.push(conflict);
    return byOccurrence;
  }

  /** @returns undefined for a venue that is not there or where nothing new is planned */
  async venueCapacity(on: Queryable, venueId: number): Promise<number | undefined> {
    const [venue] = await on.rows<{capacity: number}>(
      'select capacity from venues where id = :venueId and is_active',
      {venueId},
    );
    return venue?.capacity;
  }
}
