import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {ScheduleStatus} from '../domain/statuses';
import {CourseSchedule} from '../models/course-schedule.model';
import type {
  BookableSchedule,
  LockedSchedule,
  NewSchedule,
  PublicScheduleFilter,
  PublicScheduleRow,
  ScheduleChange,
  StaffScheduleRow,
} from './course-schedule.rows';
import {EXPIRED, PUBLIC_SCHEDULE, publicSchedulesMatching} from './public-schedules';
import {tableRepository} from './table.repository';
import {WAITING_COUNTS} from './waiting-counts';

export type * from './course-schedule.rows';

/** What a schedule is that the public may book; `:now` is bound. */
export const IS_OPEN_TO_PUBLIC = `status = 'published' and start_datetime > :now`;

@injectable({scope: BindingScope.SINGLETON})
export class CourseScheduleRepository extends tableRepository<CourseSchedule, CourseSchedule['id']>(
  CourseSchedule,
) {
  /** Published schedules that have not begun, by start. */
  listPublic(filter: PublicScheduleFilter, now: Date): Promise<PublicScheduleRow[]> {
    const {after, ...values} = filter;
    return this.db.rows<PublicScheduleRow>(publicSchedulesMatching(filter), {
      ...defined(values),
      now,
      ...(after ? {afterStart: after.startKey, afterId: after.id} : {}),
    });
  }

  async findPublic(id: number, now: Date): Promise<PublicScheduleRow | undefined> {
    const [schedule] = await this.db.rows<PublicScheduleRow>(`${PUBLIC_SCHEDULE} and s.id = :id`, {id, now});
    return schedule;
  }

  /** An unlocked look: what it says may be outdated a moment later. */
  async findBookable(on: Queryable, id: number, now: Date): Promise<BookableSchedule | undefined> {
    const [schedule] = await on.prepared<BookableSchedule>(
      `select s.id, s.status, s.start_datetime as "startDatetime", s.end_datetime as "endDatetime",
         s.course_id as "courseId", c.price, c.course_type as "courseType", s.capacity,
         s.capacity - s.seats_taken + expired.seats as "seatsAvailable", expired.promised as "seatsPromised",
         (select json_build_object('minSeats', max(value #>> '{}') filter (where key = 'group_discount.min_seats'),
             'percent', max(value #>> '{}') filter (where key = 'group_discount.percent'))
          from settings where key in ('group_discount.min_seats', 'group_discount.percent')) as "groupDiscount"
       from course_schedules s
       join courses c on c.id = s.course_id
       ${EXPIRED}
       where s.id = :id and c.is_active`,
      {id, now},
    );
    return schedule;
  }

  /**
   * Takes seats of a published schedule that has not begun: the one statement that decides who gets the last seat.
   * It locks the schedule's row until the transaction ends.
   * @returns whether there were enough
   */
  takeSeats(tx: Transaction, id: number, seats: number, now: Date): Promise<boolean> {
    return this.take(tx, IS_OPEN_TO_PUBLIC, {id, seats, now});
  }

  /** As `takeSeats`, but also of a draft, and until the course ends. */
  takeSeatsByStaff(tx: Transaction, id: number, seats: number, now: Date): Promise<boolean> {
    return this.take(tx, `status in ('draft', 'published') and end_datetime > :now`, {id, seats, now});
  }

  private async take(
    tx: Transaction,
    isOpen: string,
    wanted: {id: number; seats: number; now: Date},
  ): Promise<boolean> {
    const taken = await tx.rows(
      `update course_schedules set seats_taken = seats_taken + :seats
       where id = :id and ${isOpen} and seats_taken + :seats <= capacity
       returning id`,
      wanted,
    );
    return taken.length === 1;
  }

  async giveSeatsBack(tx: Transaction, id: number, seats: number): Promise<void> {
    await tx.rows('update course_schedules set seats_taken = seats_taken - :seats where id = :id', {
      id,
      seats,
    });
  }

  /** First step of the lock order: schedules by id, then discount codes, then bookings. */
  async lock(tx: Transaction, id: number): Promise<LockedSchedule | undefined> {
    const [schedule] = await tx.rows<LockedSchedule>(
      `select status, start_datetime as "startDatetime", end_datetime as "endDatetime",
         seats_taken as "seatsTaken", version
       from course_schedules where id = :id for no key update`,
      {id},
    );
    return schedule;
  }

  async findForStaff(on: Queryable, id: number): Promise<StaffScheduleRow | undefined> {
    const [schedule] = await on.rows<StaffScheduleRow>(
      `select s.id, s.course_id as "courseId", c.name as "courseName", s.venue_id as "venueId", v.name as "venueName",
         s.instructor_id as "instructorId", s.start_datetime as "startDatetime", s.end_datetime as "endDatetime",
         s.status, s.capacity, s.seats_taken as "seatsTaken", s.min_seats as "minSeats", s.notes,
         s.cancelled_at as "cancelledAt", s.cancellation_reason as "cancellationReason", s.series_id as "seriesId", s.version,
         ${WAITING_COUNTS.waitingEntries} as "waitingEntries", ${WAITING_COUNTS.waitingSeats} as "waitingSeats",
         ${WAITING_COUNTS.offeredSeats} as "offeredSeats",
         (select json_agg(json_build_object('startDatetime', d.start_datetime, 'endDatetime', d.end_datetime)
            order by d.start_datetime)
          from schedule_sessions d where d.course_schedule_id = s.id) as sessions
       from course_schedules s
       join courses c on c.id = s.course_id
       join venues v on v.id = s.venue_id
       where s.id = :id`,
      {id},
    );
    return schedule;
  }

  /** Whether new schedules may be held there. */
  async isOpenVenue(on: Queryable, venueId: number): Promise<boolean> {
    const rows = await on.rows('select id from venues where id = :venueId and is_active', {venueId});
    return rows.length === 1;
  }

  async isInstructor(on: Queryable, userId: number): Promise<boolean> {
    const rows = await on.rows(
      `select id from users where id = :userId and role = 'instructor' and is_active`,
      {userId},
    );
    return rows.length === 1;
  }

  /**
   * Inserts a draft with its sessions; it spans from the first session's start to the last one's end.
   * @throws the exclusion constraints' errors when venue or instructor is taken (see constraint-errors.ts)
   */
  async insertWithSessions(tx: Transaction, schedule: NewSchedule, createdBy: number): Promise<number> {
    await this.lockForPlanning(tx, schedule);
    const {start_datetime: start, end_datetime: end} = spanOf(schedule.sessions);
    const [row] = await tx.rows<{id: number}>(
      `insert into course_schedules
         (course_id, venue_id, instructor_id, start_datetime, end_datetime, capacity, min_seats, notes, series_id,
          created_by, updated_by)
       values (:courseId, :venueId, :instructorId, :start, :end, :capacity, :minSeats, :notes, :seriesId,
         :createdBy, :createdBy)
       returning id`,
      {
        courseId: schedule.courseId,
        venueId: schedule.venueId,
        instructorId: schedule.instructorId,
        start,
        end,
        capacity: schedule.capacity,
        minSeats: schedule.minSeats,
        notes: schedule.notes,
        seriesId: schedule.seriesId ?? null,
        createdBy,
      },
    );
    if (row === undefined) throw new Error('the insert of a schedule returned no row');
    await this.insertSessions(tx, row.id, schedule.sessions);
    return row.id;
  }

  /** Sessions go first and come last, so that neither their old times nor an old venue stands in their own way. */
  async change(
    tx: Transaction,
    id: number,
    {sessions, ...change}: ScheduleChange,
    updatedBy: number,
  ): Promise<void> {
    if (sessions) await tx.rows('delete from schedule_sessions where course_schedule_id = :id', {id});
    const {knex} = this.db;
    await tx
      .table('course_schedules')
      .where({id})
      .update({
        ...defined({
          venue_id: change.venueId,
          instructor_id: change.instructorId,
          capacity: change.capacity,
          min_seats: change.minSeats,
          notes: change.notes,
        }),
        ...(sessions ? spanOf(sessions) : {}),
        version: knex.raw('version + 1'),
        updated_at: knex.fn.now(),
        updated_by: updatedBy,
      });
    if (sessions) await this.insertSessions(tx, id, sessions);
  }

  async remove(tx: Transaction, id: number): Promise<void> {
    await tx.rows('delete from course_schedules where id = :id', {id});
  }

  async countBookings(tx: Transaction, id: number): Promise<number> {
    const [row] = await tx.rows<{count: number}>(
      'select count(*)::integer as count from bookings where course_schedule_id = :id',
      {id},
    );
    return row?.count ?? 0;
  }

  private async insertSessions(
    tx: Transaction,
    id: number,
    sessions: NewSchedule['sessions'],
  ): Promise<void> {
    await tx.rows(
      `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
       select cast(:id as integer), start_datetime, end_datetime
       from json_to_recordset(:sessions) as session (start_datetime timestamptz, end_datetime timestamptz)`,
      {
        id,
        sessions: toRecords(sessions),
      },
    );
  }

  /**
   * Planners of one instructor or venue take turns: two that insert overlapping sessions at once would each wait for
   * the other's in the exclusion constraint, and one of them would end as a deadlock.
   * @param places where a schedule is and where it goes: what it leaves stands in others' way until the end, too
   */
  async lockForPlanning(
    tx: Transaction,
    ...places: readonly Pick<NewSchedule, 'instructorId' | 'venueId'>[]
  ): Promise<void> {
    await tx.rows('select id from users where id = any(:ids) order by id for no key update', {
      ids: places.flatMap(({instructorId}) => instructorId ?? []),
    });
    await tx.rows('select id from venues where id = any(:ids) order by id for no key update', {
      ids: places.map(({venueId}) => venueId),
    });
  }

  async setStatus(
    tx: Transaction,
    id: number,
    status: Exclude<ScheduleStatus, 'cancelled'>,
    updatedBy: number,
  ): Promise<void> {
    await tx.rows(
      `update course_schedules
       set status = :status, version = version + 1, updated_at = now(), updated_by = :updatedBy where id = :id`,
      {id, status, updatedBy},
    );
  }

  async cancel(tx: Transaction, id: number, reason: string, cancelledBy: number, now: Date): Promise<void> {
    await tx.rows(
      `update course_schedules
       set status = 'cancelled', cancelled_at = :now, cancellation_reason = :reason,
         version = version + 1, updated_at = now(), updated_by = :cancelledBy
       where id = :id`,
      {id, reason, cancelledBy, now},
    );
  }
}

/** A schedule spans from its first session's start to the last one's end. */
function spanOf(sessions: NewSchedule['sessions']): {start_datetime: Date; end_datetime: Date} {
  return {
    start_datetime: new Date(Math.min(...sessions.map(session => session.startDatetime.getTime()))),
    end_datetime: new Date(Math.max(...sessions.map(session => session.endDatetime.getTime()))),
  };
}

function toRecords(sessions: NewSchedule['sessions']): string {
  return JSON.stringify(
    sessions.map(session => ({start_datetime: session.startDatetime, end_datetime: session.endDatetime})),
  );
}

/** Drops keys whose value is undefined: Knex refuses to bind them. */
function defined<T extends object>(values: T): Record<string, NonNullable<T[keyof T]>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
