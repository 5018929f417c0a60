import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import {DomainError, validationFailed} from '../domain/errors';
import {overlap, sessionsFrom} from '../domain/recurrence';
import type {Session} from '../domain/sessions';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {CourseScheduleRepository, ScheduleConflict} from '../repositories/course-schedule.repository';
import type {ScheduleConflictRepository} from '../repositories/schedule-conflict.repository';
import type {ScheduleSeriesRepository} from '../repositories/schedule-series.repository';
import type {Plan, PlanRequest, SchedulePlanService} from './schedule-plan.service';
import {bareRule, occurrenceDays, type Recurrence} from './schedule-recurrence';

export interface SeriesRequest extends PlanRequest, Recurrence {
  /** Leave out the dates that can't be held instead of planning none. */
  skipConflicts?: boolean;
}

type ConflictCode = 'VENUE_CONFLICT' | 'INSTRUCTOR_CONFLICT' | 'VENUE_TOO_SMALL';

/** What stands in the way of one date. */
export interface OccurrenceConflict {
  code: ConflictCode;
  /** Null: the venue itself, or an earlier date of the same series. */
  scheduleId: number | null;
  courseName: string | null;
  startDatetime: string | null;
  endDatetime: string | null;
}

/** One date of a series. */
export interface Occurrence {
  /** On which it begins, of the company's calendar. */
  day: string;
  sessions: {startDatetime: string; endDatetime: string}[];
  conflicts: OccurrenceConflict[];
}

export interface SeriesPreview {
  capacity: number;
  venueCapacity: number;
  occurrences: Occurrence[];
  /** How many of them have a conflict. */
  conflicting: number;
}

export interface SeriesMade {
  seriesId: number;
  schedules: {id: number; day: string; startDatetime: string; endDatetime: string}[];
  skipped: Occurrence[];
}

interface Judged {
  day: string;
  sessions: Session[];
  conflicts: OccurrenceConflict[];
}

/** Courses that are held again and again: looked at first, then planned together or not at all. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleSeriesService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.ScheduleConflictRepository') private readonly conflicts: ScheduleConflictRepository,
    @inject('repositories.ScheduleSeriesRepository') private readonly series: ScheduleSeriesRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.SchedulePlanService') private readonly plans: SchedulePlanService,
  ) {}

  /**
   * The dates that a series would have and what stands in their way. Nothing is written.
   * @throws DomainError VALIDATION_FAILED, COURSE_NOT_FOUND, VENUE_NOT_FOUND, INSTRUCTOR_NOT_FOUND
   */
  async preview(request: SeriesRequest): Promise<SeriesPreview> {
    const dates = this.datesOf(request);
    const plan = await this.plans.prepare(this.database, request);
    const occurrences = await this.judge(this.database, plan, dates);
    return {
      capacity: plan.capacity,
      venueCapacity: plan.venueCapacity,
      occurrences: occurrences.map(toOccurrence),
      conflicting: occurrences.filter(({conflicts}) => conflicts.length > 0).length,
    };
  }

  /**
   * Plans all dates as drafts, in one transaction. Planners of the same venue or instructor wait meanwhile, so what is
   * found free stays so.
   * @throws DomainError as `preview`, and VENUE_CONFLICT, INSTRUCTOR_CONFLICT or VENUE_TOO_SMALL with the dates that
   *   can't be held, unless they are to be skipped and others are left
   */
  async create(request: SeriesRequest, actor: Actor): Promise<SeriesMade> {
    const dates = this.datesOf(request);
    return this.database.inTransaction(async tx => {
      const plan = await this.plans.prepare(tx, request);
      await this.schedules.lockForPlanning(tx, plan);
      const occurrences = await this.judge(tx, plan, dates);
      const free = occurrences.filter(({conflicts}) => conflicts.length === 0);
      const skipped = occurrences.filter(({conflicts}) => conflicts.length > 0);
      if (skipped.length > 0 && (request.skipConflicts !== true || free.length === 0)) {
        throw cannotBeHeld(skipped, occurrences.length);
      }
      const seriesId = await this.insertSeries(tx, request, actor);
      const schedules: SeriesMade['schedules'] = [];
      for (const {day, sessions} of free) {
        const id = await this.insertSchedule(tx, {...plan, seriesId}, sessions, actor);
        schedules.push({id, day, ...spanOf(sessions)});
      }
      return {seriesId, schedules, skipped: skipped.map(toOccurrence)};
    });
  }

  private datesOf(request: SeriesRequest): {day: string; sessions: Session[]}[] {
    const dates = occurrenceDays(request).map(day => {
      const sessions = sessionsFrom(day, request.sessions);
      if (typeof sessions === 'string') {
        throw validationFailed([{path: '/sessions', message: `${sessions}: exclude ${day}`}]);
      }
      return {day, sessions};
    });
    const [first] = dates[0]?.sessions ?? [];
    if (first !== undefined && first.startDatetime <= this.clock()) {
      throw validationFailed([
        {path: '/startsOn', message: 'must lie so that the first date is in the future'},
      ]);
    }
    return dates;
  }

  /** A date is in the way of those after it only when it can be held itself. */
  private async judge(
    on: Queryable,
    plan: Plan,
    dates: readonly {day: string; sessions: Session[]}[],
  ): Promise<Judged[]> {
    const all = dates.map(({sessions}) => sessions);
    const atVenue = await this.conflicts.findForEach(on, 'venue', plan, all);
    const ofInstructor = await this.conflicts.findForEach(on, 'instructor', plan, all);
    const isTooSmall = plan.capacity > plan.venueCapacity;
    const kept: Session[][] = [];
    return dates.map(({day, sessions}, index) => {
      const earlier = kept.find(other => overlap(other, sessions));
      const conflicts = [
        ...(isTooSmall ? [conflict('VENUE_TOO_SMALL')] : []),
        ...(atVenue[index] ?? []).map(other => conflict('VENUE_CONFLICT', other)),
        ...(ofInstructor[index] ?? []).map(other => conflict('INSTRUCTOR_CONFLICT', other)),
        ...(earlier === undefined ? [] : [{...conflict('VENUE_CONFLICT'), ...spanOf(earlier)}]),
      ];
      if (conflicts.length === 0) kept.push(sessions);
      return {day, sessions, conflicts};
    });
  }

  private async insertSeries(tx: Transaction, request: SeriesRequest, actor: Actor): Promise<number> {
    const {startsOn, excludedDays = [], sessions} = request;
    const series = {rule: bareRule(request.rule), startsOn, excludedDays, sessions};
    const entityId = await this.series.insert(tx, series, actor.adminId);
    await this.activity.append(tx, actor, {
      action: 'schedule_series.created',
      entityType: 'schedule_series',
      entityId,
      oldValues: null,
      newValues: series,
    });
    return entityId;
  }

  private async insertSchedule(
    tx: Transaction,
    {venueCapacity: _, ...plan}: Plan,
    sessions: Session[],
    actor: Actor,
  ): Promise<number> {
    const draft = {...plan, sessions};
    const entityId = await this.schedules.insertWithSessions(tx, draft, actor.adminId);
    await this.activity.append(tx, actor, {
      action: 'schedule.created',
      entityType: 'course_schedule',
      entityId,
      oldValues: null,
      newValues: draft,
    });
    return entityId;
  }
}

function cannotBeHeld(conflicting: readonly Judged[], all: number): DomainError {
  const code = conflicting[0]?.conflicts[0]?.code ?? 'VENUE_CONFLICT';
  const message =
    conflicting.length === all
      ? 'None of the dates can be held: see details.occurrences'
      : `${conflicting.length} of ${all} dates can't be held: see details.occurrences, or skip them`;
  return new DomainError(code, message, {occurrences: conflicting.map(toOccurrence)});
}

function conflict(code: ConflictCode, other?: ScheduleConflict): OccurrenceConflict {
  return {
    code,
    scheduleId: other?.scheduleId ?? null,
    courseName: other?.courseName ?? null,
    startDatetime: other?.startDatetime.toISOString() ?? null,
    endDatetime: other?.endDatetime.toISOString() ?? null,
  };
}

function spanOf(sessions: readonly Session[]): {startDatetime: string; endDatetime: string} {
  const starts = sessions.map(({startDatetime}) => startDatetime.getTime());
  const ends = sessions.map(({endDatetime}) => endDatetime.getTime());
  return {
    startDatetime: new Date(Math.min(...starts)).toISOString(),
    endDatetime: new Date(Math.max(...ends)).toISOString(),
  };
}

function toOccurrence({day, sessions, conflicts}: Judged): Occurrence {
  return {day, sessions: sessions.map(session => spanOf([session])), conflicts};
}
