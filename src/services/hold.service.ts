import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {AppBindings, type Clock} from '../keys';
import type {BookingHoldRepository} from '../repositories/booking-hold.repository';
import type {NotificationService} from './notification.service';

const BATCH = 100;

/** Rule 4: seats that nobody paid for in time go back, by a job and at once when someone asks for the schedule. */
@injectable({scope: BindingScope.SINGLETON})
export class HoldService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.BookingHoldRepository') private readonly holds: BookingHoldRepository,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /**
   * Releases the expired holds of one schedule; locks the schedule, then the discount codes of those holds and of
   * `codeIds`, until the transaction ends.
   * @param codeIds every discount code that the caller is going to change
   */
  async releaseForSchedule(
    tx: Transaction,
    courseScheduleId: number,
    codeIds: readonly (number | null)[] = [],
  ): Promise<number> {
    return this.release(tx, [courseScheduleId], codeIds);
  }

  /**
   * Frees a discount code of the uses that expired holds keep. Locks their schedules together with `courseScheduleId`,
   * by id, and then the codes: whoever books takes both in this order.
   */
  async releaseForCode(tx: Transaction, codeId: number, courseScheduleId: number): Promise<number> {
    const holding = await this.holds.schedulesHoldingCode(tx, codeId, this.clock());
    return this.release(tx, [...new Set([...holding, courseScheduleId])], [codeId]);
  }

  /** For a schedule that begins earlier than it did. */
  async endByStart(tx: Transaction, courseScheduleId: number): Promise<void> {
    await this.holds.endByStart(tx, courseScheduleId);
  }

  /** Releases all expired holds, a transaction per schedule. @returns how many bookings expired */
  async releaseAll(): Promise<number> {
    let released = 0;
    for (;;) {
      const schedules = await this.holds.schedulesWithExpiredHolds(this.clock(), BATCH);
      for (const id of schedules) {
        released += await this.database.inTransaction(tx => this.releaseForSchedule(tx, id));
      }
      if (schedules.length < BATCH) return released;
    }
  }

  private async release(
    tx: Transaction,
    scheduleIds: readonly number[],
    codeIds: readonly (number | null)[],
  ): Promise<number> {
    const released = await this.holds.release(tx, scheduleIds, this.clock(), codeIds);
    for (const booking of released) await this.notifications.aboutBooking(tx, 'hold_expired', booking);
    return released.length;
  }
}
