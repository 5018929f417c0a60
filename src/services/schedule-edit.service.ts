import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {DomainError, validationFailed} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingRepository} from '../repositories/booking.repository';
import type {
  CourseScheduleRepository,
  ScheduleChange,
  StaffScheduleRow,
} from '../repositories/course-schedule.repository';
import type {ScheduleConflictRepository} from '../repositories/schedule-conflict.repository';
import type {WaitingListEntryRepository} from '../repositories/waiting-list-entry.repository';
import type {HoldService} from './hold.service';
import type {NotificationService} from './notification.service';
import {checkVersion} from './resource.service';
import {parseSessions, type SessionTimes, tellingConflicts} from './schedule-sessions';
import {toStaffSchedule} from './schedule-view';
import type {WaitingListService} from './waiting-list.service';

/** What of a schedule may change; what is left out stays. */
export interface ScheduleEdit {
  venueId?: number;
  /** Null: not assigned any more. */
  instructorId?: number | null;
  sessions?: SessionTimes[];
  capacity?: number;
  minSeats?: number;
  notes?: string | null;
}

/** Changes of a schedule that people may have booked already. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleEditService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.ScheduleConflictRepository') private readonly conflicts: ScheduleConflictRepository,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('repositories.WaitingListEntryRepository') private readonly waiting: WaitingListEntryRepository,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * Edits a draft or published schedule. Whoever booked it is told of another time or place. What is the same already
   * is no change.
   * @throws DomainError SCHEDULE_NOT_FOUND, VERSION_CONFLICT, INVALID_STATUS_CHANGE, CAPACITY_BELOW_SOLD,
   *   VENUE_NOT_FOUND, VENUE_TOO_SMALL, INSTRUCTOR_NOT_FOUND, VENUE_CONFLICT or INSTRUCTOR_CONFLICT with what collides
   */
  async edit(id: number, version: number, edit: ScheduleEdit, actor: Actor): Promise<void> {
    const sessions = edit.sessions && parseSessions(edit.sessions, this.clock());
    const occupation = async () => {
      const current = await this.find(this.database, id);
      return {
        exceptId: id,
        venueId: edit.venueId ?? current.venueId,
        instructorId: edit.instructorId === undefined ? current.instructorId : edit.instructorId,
        sessions: sessions ?? toDates(current.sessions),
      };
    };
    await tellingConflicts(this.conflicts, occupation, () =>
      this.database.inTransaction(async tx => {
        await this.holds.releaseForSchedule(tx, id);
        const before = await this.find(tx, id);
        checkVersion(toStaffSchedule(before), version);
        const {sessions: _, ...rest} = edit;
        const change = changesOf(before, {...rest, sessions});
        if (Object.keys(change).length === 0) return;
        await this.checkChange(tx, before, change);
        await this.apply(tx, before, change, actor);
      }),
    );
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND, VERSION_CONFLICT, IN_USE when anybody ever booked it or waited for it */
  async remove(id: number, version: number, actor: Actor): Promise<void> {
    await this.database.inTransaction(async tx => {
      await this.schedules.lock(tx, id);
      const before = await this.find(tx, id);
      checkVersion(toStaffSchedule(before), version);
      const bookings = await this.schedules.countBookings(tx, id);
      const waiting = await this.waiting.countOf(tx, id);
      if (bookings + waiting > 0) {
        const message = `This schedule can't be deleted: ${bookings} bookings and ${waiting} places on its waiting list belong to it. Cancel it instead`;
        const hanging = {...(bookings > 0 ? {bookings} : {}), ...(waiting > 0 ? {waiting} : {})};
        throw new DomainError('IN_USE', message, {hanging});
      }
      await this.log(tx, actor, 'schedule.deleted', id, before, null);
      await this.schedules.remove(tx, id);
    });
  }

  private async checkChange(
    tx: Transaction,
    before: StaffScheduleRow,
    change: ScheduleChange,
  ): Promise<void> {
    if (before.status !== 'draft' && before.status !== 'published') {
      const message = `A schedule that is ${before.status} can't be changed`;
      throw new DomainError('INVALID_STATUS_CHANGE', message, {from: before.status});
    }
    const moves = change.sessions !== undefined || change.venueId !== undefined;
    if (moves && before.startDatetime <= this.clock()) {
      throw new DomainError('INVALID_STATUS_CHANGE', "A schedule that has begun can't be moved");
    }
    const capacity = change.capacity ?? before.capacity;
    if (capacity < before.seatsTaken) {
      throw new DomainError('CAPACITY_BELOW_SOLD', `${before.seatsTaken} seats are taken already`, {
        seatsTaken: before.seatsTaken,
      });
    }
    if ((change.minSeats ?? before.minSeats) > capacity) {
      throw validationFailed([
        {path: '/minSeats', message: `must not be more than the capacity (${capacity})`},
      ]);
    }
    const {instructorId, venueId} = change;
    if (venueId !== undefined && !(await this.schedules.isOpenVenue(tx, venueId))) {
      throw new DomainError('VENUE_NOT_FOUND', 'There is no such venue');
    }
    if (typeof instructorId === 'number' && !(await this.schedules.isInstructor(tx, instructorId))) {
      throw new DomainError('INSTRUCTOR_NOT_FOUND', 'There is no such instructor');
    }
  }

  private async apply(
    tx: Transaction,
    before: StaffScheduleRow,
    change: ScheduleChange,
    actor: Actor,
  ): Promise<void> {
    const {venueId = before.venueId, instructorId = before.instructorId} = change;
    await this.schedules.lockForPlanning(tx, before, {venueId, instructorId});
    await this.schedules.change(tx, before.id, change, actor.adminId);
    if (change.sessions) await this.holds.endByStart(tx, before.id);
    const after = await this.find(tx, before.id);
    await this.log(tx, actor, 'schedule.updated', before.id, ...differences(before, after));
    if (isElsewhere(before, after)) await this.tellElsewhere(tx, before);
    await this.waitingList.offerFreedSeats(tx, before.id);
  }

  private async tellElsewhere(tx: Transaction, before: StaffScheduleRow): Promise<void> {
    await this.waitingList.tellAgain(tx, before.id);
    const previously = {
      startDatetime: before.startDatetime.toISOString(),
      venue: before.venueName,
      days: before.sessions.length,
    };
    for (const booking of await this.bookings.listHolding(tx, before.id)) {
      const recipient = {...booking, bookingId: booking.id};
      await this.notifications.aboutBooking(tx, 'schedule_changed', recipient, {previously});
    }
  }

  private async find(
    on: Parameters<CourseScheduleRepository['findForStaff']>[0],
    id: number,
  ): Promise<StaffScheduleRow> {
    const row = await this.schedules.findForStaff(on, id);
    if (row === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    return row;
  }

  private log(
    tx: Transaction,
    actor: Actor,
    action: string,
    entityId: number,
    oldValues: object | null,
    newValues: object | null,
  ): Promise<void> {
    return this.activity.append(tx, actor, {
      action,
      entityType: 'course_schedule',
      entityId,
      oldValues,
      newValues,
    });
  }
}

/** What of an edit differs from the schedule as it is. */
function changesOf(before: StaffScheduleRow, {sessions, ...edit}: ScheduleChange): ScheduleChange {
  const names = Object.keys(edit) as (keyof typeof edit)[];
  const changed = names.filter(name => edit[name] !== undefined && edit[name] !== before[name]);
  const change: ScheduleChange = Object.fromEntries(changed.map(name => [name, edit[name]]));
  const sorted = sessions?.toSorted((a, b) => a.startDatetime.getTime() - b.startDatetime.getTime());
  const isSame = JSON.stringify(sorted) === JSON.stringify(toDates(before.sessions));
  return sorted === undefined || isSame ? change : {...change, sessions: sorted};
}

function toDates(sessions: readonly SessionTimes[]) {
  return sessions.map(session => ({
    startDatetime: new Date(session.startDatetime),
    endDatetime: new Date(session.endDatetime),
  }));
}

function isElsewhere(before: StaffScheduleRow, after: StaffScheduleRow): boolean {
  return (
    before.venueId !== after.venueId || JSON.stringify(before.sessions) !== JSON.stringify(after.sessions)
  );
}

/** Only what differs, as it was and as it is. */
function differences(before: StaffScheduleRow, after: StaffScheduleRow): [old: object, now: object] {
  const names = (Object.keys(after) as (keyof StaffScheduleRow)[]).filter(
    name => name !== 'version' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (row: StaffScheduleRow) => Object.fromEntries(names.map(name => [name, row[name]]));
  return [pick(before), pick(after)];
}
