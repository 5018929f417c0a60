import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {AppBindings, type Clock} from '../keys';
import type {BookingHoldRepository} from '../repositories/booking-hold.repository';
import type {CancellationRefundService} from './cancellation-refund.service';
import type {NotificationService} from './notification.service';
import type {WaitingListService} from './waiting-list.service';

const BATCH = 100;

/** Rule 4: seats that nobody paid for in time go back, by a job and at once when someone asks for the schedule. */
@injectable({scope: BindingScope.SINGLETON})
export class HoldService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.BookingHoldRepository') private readonly holds: BookingHoldRepository,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * Releases the expired holds of one schedule and the offers of its waiting list that have ended, and offers the seats
   * to the next in line; locks the schedule, then the discount codes of those holds and of
   * `codeIds`, until the transaction ends.
   * @param codeIds every discount code that the caller is going to change
   */
  releaseForSchedule(
    tx: Transaction,
    courseScheduleId: number,
    codeIds: readonly (number | null)[] = [],
  ): Promise<number> {
    return this.releaseForSchedules(tx, [courseScheduleId], codeIds);
  }

  /** The same for the schedules that a booking moves between: locked together, by id. */
  async releaseForSchedules(
    tx: Transaction,
    courseScheduleIds: readonly number[],
    codeIds: readonly (number | null)[] = [],
  ): Promise<number> {
    const released = await this.holds.release(tx, courseScheduleIds, this.clock(), codeIds);
    for (const booking of released) await this.notifications.aboutBooking(tx, 'hold_expired', booking);
    if (released.length > 0) await this.returnMoney(tx, released);
    await this.waitingList.renew(tx, courseScheduleIds);
    return released.length;
  }

  /**
   * Frees a discount code of the uses that expired holds keep. Locks their schedules together with `courseScheduleId`,
   * by id, and then the codes: whoever books takes both in this order.
   */
  async releaseForCode(tx: Transaction, codeId: number, courseScheduleId: number): Promise<number> {
    const holding = await this.holds.schedulesHoldingCode(tx, codeId, this.clock());
    return this.releaseForSchedules(tx, [...new Set([...holding, courseScheduleId])], [codeId]);
  }

  /** For a schedule that begins earlier than it did. */
  async endByStart(tx: Transaction, courseScheduleId: number): Promise<void> {
    await this.holds.endByStart(tx, courseScheduleId);
    await this.waitingList.endByStart(tx, courseScheduleId);
  }

  /**
   * Releases all expired holds, a transaction per schedule. @returns how many bookings expired
   * @throws AggregateError when some schedules failed, after all others
   */
  async releaseAll(): Promise<number> {
    let released = 0;
    const failures = new Map<number, unknown>();
    for (let isMore = true; isMore; ) {
      const schedules = await this.holds.schedulesWithExpiredHolds(this.clock(), BATCH, [...failures.keys()]);
      for (const id of schedules) {
        try {
          released += await this.database.inTransaction(tx => this.releaseForSchedule(tx, id));
        } catch (error) {
          failures.set(id, error);
        }
      }
      isMore = schedules.length === BATCH;
    }
    if (failures.size === 0) return released;
    throw new AggregateError(failures.values(), `the holds of ${failures.size} schedules stay`);
  }

  /** A part of the amount may have been paid, though not all of it in time. */
  private returnMoney(tx: Transaction, released: readonly {bookingId: number}[]): Promise<void> {
    const reason = 'not paid in full in time';
    const ids = released.map(({bookingId}) => bookingId);
    return this.cancellations.returnAll(tx, ids, {cause: 'late_payment', reason, actor: null});
  }
}
