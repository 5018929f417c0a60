import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import {checkScheduleStatusChange} from '../domain/schedule-status';
import type {ScheduleStatus} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingRepository} from '../repositories/booking.repository';
import type {CourseScheduleRepository, NewSchedule} from '../repositories/course-schedule.repository';
import type {ScheduleConflictRepository} from '../repositories/schedule-conflict.repository';
import type {BookingChangeService} from './booking-change.service';
import type {CancellationRefundService} from './cancellation-refund.service';
import type {HoldService} from './hold.service';
import type {NotificationService} from './notification.service';
import type {PlanRequest, SchedulePlanService} from './schedule-plan.service';
import {parseSessions, type SessionTimes, tellingConflicts} from './schedule-sessions';
import {type StaffSchedule, toStaffSchedule} from './schedule-view';
import type {WaitingListService} from './waiting-list.service';

export interface ScheduleRequest extends PlanRequest {
  /** The days of the course. */
  sessions: SessionTimes[];
}

/** What staff do with schedules; every change leaves its row in the activity log in the same transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleAdminService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.ScheduleConflictRepository') private readonly conflicts: ScheduleConflictRepository,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.BookingChangeService') private readonly bookingChanges: BookingChangeService,
    @inject('services.SchedulePlanService') private readonly plans: SchedulePlanService,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * Makes a draft. Venue and instructor can't be in two places: the database's exclusion constraints say so.
   * @throws DomainError VALIDATION_FAILED, COURSE_NOT_FOUND, VENUE_NOT_FOUND, INSTRUCTOR_NOT_FOUND, VENUE_CONFLICT,
   *   INSTRUCTOR_CONFLICT, VENUE_TOO_SMALL
   */
  async create(request: ScheduleRequest, actor: Actor): Promise<StaffSchedule> {
    const sessions = parseSessions(request.sessions, this.clock());
    const {venueId, instructorId = null} = request;
    return tellingConflicts(
      this.conflicts,
      () => ({venueId, instructorId, sessions}),
      () =>
        this.database.inTransaction(async tx => {
          const {venueCapacity: _, ...plan} = await this.plans.prepare(tx, request);
          const draft: NewSchedule = {...plan, sessions};
          const entityId = await this.schedules.insertWithSessions(tx, draft, actor.adminId);
          await this.activity.append(tx, actor, {
            action: 'schedule.created',
            entityType: 'course_schedule',
            entityId,
            oldValues: null,
            newValues: draft,
          });
          return this.find(tx, entityId);
        }),
    );
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND */
  async read(id: number): Promise<StaffSchedule> {
    return this.find(this.database, id);
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND, INVALID_STATUS_CHANGE, also for a schedule that has begun */
  async publish(id: number, actor: Actor): Promise<StaffSchedule> {
    return this.changeStatus(id, 'published', actor, ({startDatetime}) =>
      startDatetime <= this.clock() ? "A schedule that has begun can't be published" : undefined,
    );
  }

  /** Back to a draft. @throws DomainError SCHEDULE_NOT_FOUND, INVALID_STATUS_CHANGE once somebody has booked */
  async unpublish(id: number, actor: Actor): Promise<StaffSchedule> {
    return this.changeStatus(id, 'draft', actor, ({seatsTaken}) =>
      seatsTaken > 0 ? `${seatsTaken} seats are taken: cancel the schedule instead` : undefined,
    );
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND, INVALID_STATUS_CHANGE before its end */
  async complete(id: number, actor: Actor): Promise<StaffSchedule> {
    return this.changeStatus(id, 'completed', actor, ({endDatetime}) =>
      endDatetime > this.clock() ? "A schedule can't be completed before its end" : undefined,
    );
  }

  /**
   * Cancels a schedule. Pending bookings are cancelled with it; confirmed ones stay until their holders choose between
   * another date and their money back in full (rule 11). Everyone is told.
   * @throws DomainError SCHEDULE_NOT_FOUND, INVALID_STATUS_CHANGE
   */
  async cancel(id: number, reason: string, actor: Actor): Promise<StaffSchedule> {
    return this.database.inTransaction(async tx => {
      const {status, endDatetime} = await this.lock(tx, id);
      checkScheduleStatusChange(status, 'cancelled');
      if (endDatetime <= this.clock()) {
        throw new DomainError('INVALID_STATUS_CHANGE', "A schedule that is over can't be cancelled", {
          from: status,
        });
      }
      // First, so that nobody is offered what is freed below.
      await this.waitingList.close(tx, id);
      const holding = await this.bookings.listHolding(tx, id);
      const codeIds = holding.map(booking => booking.discountCodeId);
      await this.holds.releaseForSchedule(tx, id, codeIds);
      const affected = await this.bookings.listHolding(tx, id);
      for (const booking of affected) {
        if (booking.status === 'pending') {
          await this.bookingChanges.cancelLocked(
            tx,
            {...booking, courseScheduleId: id},
            'schedule cancelled',
            actor,
          );
        }
        await this.notifications.aboutBooking(tx, 'schedule_cancelled', {...booking, bookingId: booking.id});
      }
      const ended = affected.filter(booking => booking.status === 'pending').map(booking => booking.id);
      const why = {cause: 'company_cancelled', reason: 'schedule cancelled', actor} as const;
      await this.cancellations.returnAll(tx, ended, why);
      await this.schedules.cancel(tx, id, reason, actor.adminId, this.clock());
      await this.logStatus(tx, actor, 'schedule.cancelled', id, status, {
        status: 'cancelled',
        cancellationReason: reason,
        affectedBookings: affected.map(booking => booking.bookingReference),
      });
      return this.find(tx, id);
    });
  }

  /** @param refusal what speaks against it, read under the schedule's lock and after its expired holds are released */
  private async changeStatus(
    id: number,
    status: Exclude<ScheduleStatus, 'cancelled'>,
    actor: Actor,
    refusal: (schedule: {startDatetime: Date; endDatetime: Date; seatsTaken: number}) => string | undefined,
  ): Promise<StaffSchedule> {
    return this.database.inTransaction(async tx => {
      await this.lock(tx, id);
      await this.holds.releaseForSchedule(tx, id);
      const locked = await this.lock(tx, id);
      checkScheduleStatusChange(locked.status, status);
      const reason = refusal(locked);
      if (reason !== undefined) {
        throw new DomainError('INVALID_STATUS_CHANGE', reason, {from: locked.status, to: status});
      }
      await this.schedules.setStatus(tx, id, status, actor.adminId);
      await this.waitingList.offerFreedSeats(tx, id);
      const verb = status === 'draft' ? 'unpublished' : status;
      await this.logStatus(tx, actor, `schedule.${verb}`, id, locked.status, {status});
      return this.find(tx, id);
    });
  }

  private async lock(tx: Transaction, id: number) {
    const schedule = await this.schedules.lock(tx, id);
    if (schedule === undefined) throw scheduleNotFound();
    return schedule;
  }

  private async find(
    on: Parameters<CourseScheduleRepository['findForStaff']>[0],
    id: number,
  ): Promise<StaffSchedule> {
    const row = await this.schedules.findForStaff(on, id);
    if (row === undefined) throw scheduleNotFound();
    return toStaffSchedule(row);
  }

  private logStatus(
    tx: Transaction,
    actor: Actor,
    action: string,
    entityId: number,
    oldStatus: ScheduleStatus,
    newValues: object,
  ): Promise<void> {
    const oldValues = {status: oldStatus};
    return this.activity.append(tx, actor, {
      action,
      entityType: 'course_schedule',
      entityId,
      oldValues,
      newValues,
    });
  }
}

function scheduleNotFound(): DomainError {
  return new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
}
