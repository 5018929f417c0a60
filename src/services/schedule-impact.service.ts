import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {DomainError} from '../domain/errors';
import {CURRENCY, formatPence, parsePence} from '../domain/money';
import type {ScheduleStatus} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {AffectedBooking, ScheduleImpactRepository} from '../repositories/schedule-impact.repository';
import {type ProposedSchedule, toProposal} from './proposed-schedule';

export interface CancellationImpact {
  scheduleId: number;
  status: ScheduleStatus;
  /** Whom it concerns; once the schedule is cancelled, those who have not chosen yet. */
  bookings: (AffectedBooking & {
    /** Ids of the proposals that have seats for all of the booking, soonest first. */
    proposals: number[];
  })[];
  total: {bookings: number; seats: number; paidAmount: string; currency: typeof CURRENCY};
  /** Other dates of the same course with a seat or more, soonest first. */
  proposals: ProposedSchedule[];
}

const MOST_PROPOSALS = 50;

/** What it means to cancel a schedule, before anybody does. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleImpactService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.ScheduleImpactRepository') private readonly impacts: ScheduleImpactRepository,
  ) {}

  /** @throws DomainError SCHEDULE_NOT_FOUND */
  async ofCancelling(scheduleId: number): Promise<CancellationImpact> {
    const schedule = await this.schedules.findForStaff(this.database, scheduleId);
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    const now = this.clock();
    const affected = await this.impacts.affected(scheduleId, now);
    const filter = {courseId: schedule.courseId, seats: 1, limit: MOST_PROPOSALS + 1};
    const others = (await this.schedules.listPublic(filter, now))
      .filter(({id}) => id !== scheduleId)
      .slice(0, MOST_PROPOSALS);
    const paidPence = affected.reduce((sum, {paidAmount}) => sum + parsePence(paidAmount), 0);
    return {
      scheduleId,
      status: schedule.status,
      bookings: affected.map(booking => ({
        ...booking,
        proposals: others.filter(other => other.seatsAvailable >= booking.seats).map(({id}) => id),
      })),
      total: {
        bookings: affected.length,
        seats: affected.reduce((sum, {seats}) => sum + seats, 0),
        paidAmount: formatPence(paidPence),
        currency: CURRENCY,
      },
      proposals: others.map(toProposal),
    };
  }
}
