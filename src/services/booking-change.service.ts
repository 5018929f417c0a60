import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {checkBookingStatusChange, checkCancellable} from '../domain/booking-status';
import {DomainError, validationFailed} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import type {
  Activity,
  Actor,
  AdminActivityLogRepository,
} from '../repositories/admin-activity-log.repository';
import type {BookingKey, BookingRepository, BookingRow} from '../repositories/booking.repository';
import type {DiscountCodeRepository} from '../repositories/discount-code.repository';
import type {CancellationRefundService} from './cancellation-refund.service';
import type {HoldService} from './hold.service';
import type {NotificationService} from './notification.service';
import type {WaitingListService} from './waiting-list.service';

/** The reason that a hold gives which ran out; reports tell by it who cancelled. */
const EXPIRED = 'expired';

export interface CancelTerms {
  /** The schedule that it was on when its holder decided. */
  onSchedule?: number;
  /** Pounds that come back instead of what the policy says: staff's to decide. */
  refundAmount?: string;
}

/** What happens to a booking after it was made: confirmed or cancelled, by its holder or by staff. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingChangeService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.DiscountCodeRepository') private readonly discountCodes: DiscountCodeRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * A booking as it is now; one whose hold has run out is released first.
   * @throws DomainError BOOKING_NOT_FOUND
   */
  async read(key: BookingKey): Promise<BookingRow> {
    const booking = await this.find(this.database, key);
    if (
      booking.status !== 'pending' ||
      booking.holdExpiresAt === null ||
      booking.holdExpiresAt > this.clock()
    ) {
      return booking;
    }
    return this.database.inTransaction(async tx => {
      await this.holds.releaseForSchedule(tx, booking.courseScheduleId);
      return this.find(tx, key);
    });
  }

  /**
   * Cancels a booking and frees its seats and its use of a discount code at once.
   * @param actor the member of staff; null when its holder cancels
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE, REFUND_EXCEEDS_PAID, CHOICE_CLOSED when it has moved
   */
  async cancel(
    key: BookingKey,
    reason: string,
    actor: Actor | null,
    {onSchedule, refundAmount}: CancelTerms = {},
  ): Promise<BookingRow> {
    if (reason.trim().toLowerCase() === EXPIRED) {
      throw validationFailed([{path: '/reason', message: 'is what holds say that ran out: use other words'}]);
    }
    return this.change(key, async (tx, booking) => {
      if (onSchedule !== undefined && booking.courseScheduleId !== onSchedule) {
        throw new DomainError('CHOICE_CLOSED', 'This booking has another date in the meantime');
      }
      checkCancellable(booking.status, cancellableUntil(booking, actor !== null), this.clock());
      await this.cancelLocked(tx, booking, reason, actor);
      const money = await this.cancellations.request(tx, booking, actor, refundAmount);
      await this.notifications.aboutBooking(tx, 'booking_cancelled', recipientOf(booking), money);
    });
  }

  /**
   * Rule 7: staff confirm a booking that is paid on invoice, in cash or by bank transfer.
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE
   */
  async confirm(key: BookingKey, actor: Actor): Promise<BookingRow> {
    return this.change(key, async (tx, booking) => {
      checkBookingStatusChange(booking.status, 'confirmed');
      await this.confirmLocked(tx, booking, actor);
    });
  }

  /** For a caller that holds the booking's lock. @param actor the member of staff; null: it follows by itself */
  async confirmLocked(tx: Transaction, booking: BookingRow, actor: Actor | null): Promise<void> {
    await this.bookings.confirm(tx, booking.id, actor?.adminId ?? null);
    if (actor !== null) {
      const activity = statusActivity('booking.confirmed', booking, {status: 'confirmed'});
      await this.activity.append(tx, actor, activity);
    }
    await this.notifications.aboutBooking(tx, 'booking_confirmed', recipientOf(booking));
  }

  /** For a caller that holds the schedule's lock already, such as the cancellation of a schedule. */
  async cancelLocked(
    tx: Transaction,
    booking: Pick<BookingRow, 'id' | 'status' | 'courseScheduleId' | 'seats' | 'discountCodeId'>,
    reason: string,
    actor: Actor | null,
  ): Promise<void> {
    await this.waitingList.giveSeatsBack(tx, booking.courseScheduleId, booking.seats);
    if (booking.discountCodeId !== null) await this.discountCodes.giveBack(tx, booking.discountCodeId);
    await this.bookings.cancel(tx, booking.id, reason, actor?.adminId ?? null, this.clock());
    if (actor !== null) {
      const changes = {status: 'cancelled', cancellationReason: reason};
      await this.activity.append(tx, actor, statusActivity('booking.cancelled', booking, changes));
    }
  }

  /**
   * The lock order of rule 1: read unlocked, lock the schedule (and release what has expired on it), then discount
   * code and booking; what was read is read again under the locks.
   * @param first what takes locks on people, which come before those on schedules
   * @param alsoLocked schedules beside the booking's own, such as the one that it moves to
   */
  async change(
    key: BookingKey,
    work: (tx: Transaction, booking: BookingRow) => Promise<void>,
    first: (tx: Transaction) => Promise<void> = async () => {},
    alsoLocked: readonly number[] = [],
  ): Promise<BookingRow> {
    for (;;) {
      const changed = await this.database.inTransaction(async tx => {
        await first(tx);
        const unlocked = await this.find(tx, key);
        const schedules = [unlocked.courseScheduleId, ...alsoLocked];
        await this.holds.releaseForSchedules(tx, schedules, [unlocked.discountCodeId]);
        await this.bookings.lock(tx, unlocked.id);
        const booking = await this.find(tx, key);
        // Moved while its old schedule was waited for: the locks are on the wrong one.
        if (booking.courseScheduleId !== unlocked.courseScheduleId) return undefined;
        await work(tx, booking);
        return this.find(tx, key);
      });
      if (changed !== undefined) return changed;
    }
  }

  private async find(
    on: Parameters<BookingRepository['findDetail']>[0],
    key: BookingKey,
  ): Promise<BookingRow> {
    const booking = await this.bookings.findDetail(on, key);
    if (booking === undefined) throw new DomainError('BOOKING_NOT_FOUND', 'There is no such booking');
    return booking;
  }
}

/** Its holder cancels until the course begins, staff until it is over; when the company cancelled it, there is no end. */
export function cancellableUntil(booking: BookingRow, byStaff: boolean): Date | null {
  if (booking.scheduleStatus === 'cancelled') return null;
  return byStaff ? booking.endDatetime : booking.startDatetime;
}

export function recipientOf(booking: BookingRow) {
  return {
    bookingId: booking.id,
    bookingReference: booking.bookingReference,
    contactEmail: booking.contactEmail,
  };
}

export function statusActivity(
  action: string,
  booking: Pick<BookingRow, 'id' | 'status'>,
  newValues: object,
): Activity {
  return {
    action,
    entityType: 'booking',
    entityId: booking.id,
    oldValues: {status: booking.status},
    newValues,
  };
}
