import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import {DomainError, scheduleFull, validationFailed} from '../domain/errors';
import {checkBookable} from '../domain/schedule-status';
import {checkWaitingStatusChange} from '../domain/waiting-list';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {WaitingListEntryRepository, WaitingRow} from '../repositories/waiting-list-entry.repository';
import type {HoldService} from './hold.service';
import type {WaitingListService} from './waiting-list.service';
import {type StaffWaitingView, toStaffWaitingView} from './waiting-list-view';

/** What staff do with those who wait. Each leaves its row in the activity log in the same transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class WaitingListAdminService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.WaitingListEntryRepository') private readonly entries: WaitingListEntryRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /** @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND */
  async read(id: number): Promise<StaffWaitingView> {
    return toStaffWaitingView(await this.find(this.database, id));
  }

  /**
   * Takes somebody off the list; the seats of an offer go to the next in line.
   * @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND, INVALID_STATUS_CHANGE
   */
  async remove(id: number, actor: Actor): Promise<StaffWaitingView> {
    return this.change(id, async (tx, entry) => {
      if (entry.status === 'closed') return;
      checkWaitingStatusChange(entry.status, 'closed');
      await this.entries.end(tx, id, 'closed', {now: this.clock(), updatedBy: actor.adminId});
      await this.log(tx, actor, 'waiting_list.removed', entry, {status: 'closed'});
      if (entry.status === 'offered') {
        await this.waitingList.giveSeatsBack(tx, entry.courseScheduleId, entry.seats);
      }
    });
  }

  /**
   * Offers free seats to somebody, whoever is before them: to one who did not answer in time or said no, or fewer seats
   * than they wanted. An offer that is open already stays as it is.
   * @param seats at most as many as they want; all of them by default
   * @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND, INVALID_STATUS_CHANGE, SCHEDULE_NOT_BOOKABLE, SCHEDULE_FULL,
   *   ALREADY_WAITING when they have joined again, VALIDATION_FAILED
   */
  async offer(id: number, seats: number | undefined, actor: Actor): Promise<StaffWaitingView> {
    return this.change(id, async (tx, entry) => {
      if (entry.status === 'offered') return;
      checkWaitingStatusChange(entry.status, 'offered');
      const {courseScheduleId} = entry;
      const offered = seats ?? entry.seats;
      if (offered > entry.seats) {
        const message = `must not be more than they want (${entry.seats})`;
        throw validationFailed([{path: '/seats', message}]);
      }
      const now = this.clock();
      const schedule = await this.schedules.findBookable(tx, courseScheduleId, now);
      if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
      checkBookable(schedule, now);
      if (schedule.seatsAvailable < offered) throw scheduleFull(schedule.seatsAvailable);
      const until = this.waitingList.offerUntil(schedule.startDatetime, now);
      const terms = {courseScheduleId, until, now, updatedBy: actor.adminId};
      await this.entries.offer(tx, [{id, seats: offered}], terms);
      await this.log(tx, actor, 'waiting_list.offered', entry, {status: 'offered', seats: offered});
      await this.waitingList.tell(tx, 'waiting_list_offer', entry);
    });
  }

  /** What time has ended on the schedule is ended first, under its lock. */
  private async change(
    id: number,
    work: (tx: Transaction, entry: WaitingRow) => Promise<void>,
  ): Promise<StaffWaitingView> {
    return this.database.inTransaction(async tx => {
      const {courseScheduleId} = await this.find(tx, id);
      await this.holds.releaseForSchedule(tx, courseScheduleId);
      await work(tx, await this.find(tx, id));
      return toStaffWaitingView(await this.find(tx, id));
    });
  }

  private async find(on: Queryable, id: number): Promise<WaitingRow> {
    const entry = await this.entries.findDetail(on, {id}, this.clock());
    if (entry === undefined) {
      throw new DomainError('WAITING_LIST_ENTRY_NOT_FOUND', 'There is no such place on a waiting list');
    }
    return entry;
  }

  private log(
    tx: Transaction,
    actor: Actor,
    action: string,
    {id, status, seats}: WaitingRow,
    newValues: object,
  ): Promise<void> {
    return this.activity.append(tx, actor, {
      action,
      entityType: 'waiting_list_entry',
      entityId: id,
      oldValues: {status, seats},
      newValues,
    });
  }
}
