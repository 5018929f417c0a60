import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import {type BookingPrice, priceOfSeats} from '../domain/booking-price';
import {DomainError, scheduleFull} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import {checkBookable, checkBookableByStaff} from '../domain/schedule-status';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingKey, BookingRow} from '../repositories/booking.repository';
import type {BookingAttendeeRepository} from '../repositories/booking-attendee.repository';
import type {BookingPriceRepository, RepricedBooking} from '../repositories/booking-price.repository';
import type {BookableSchedule, CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {DiscountCodeRepository} from '../repositories/discount-code.repository';
import {refuseBooked} from './booked-attendees';
import {type BookingChangeService, recipientOf} from './booking-change.service';
import {type BookingMoneyService, checkRepriceable, type Settlement} from './booking-money.service';
import type {NotificationService} from './notification.service';
import type {WaitingListService} from './waiting-list.service';

export interface MoveRequest {
  courseScheduleId: number;
  /** Also when the customer has booked somebody of it on that schedule already. Only staff may. */
  allowDuplicates?: boolean;
}

/** What a move would do to the price. */
export interface MovePreview extends Settlement {
  courseScheduleId: number;
  seatsAvailable: number;
  paymentAmount: string;
  discountApplied: string;
}

/** Bookings that move to another schedule: one transaction, and both counters right. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingMoveService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.BookingPriceRepository') private readonly prices: BookingPriceRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.DiscountCodeRepository') private readonly discountCodes: DiscountCodeRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
    @inject('services.BookingMoneyService') private readonly money: BookingMoneyService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * On the same course the price stays; on another one the seats cost what that course costs now, and the difference is
   * due or comes back. Staff move any booking that is pending or confirmed; its holder chooses another date of the same
   * course once, where the company cancelled theirs.
   * @param actor the member of staff; null: the holder of the booking
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE, CHOICE_CLOSED, SCHEDULE_NOT_FOUND,
   *   SCHEDULE_NOT_BOOKABLE, SCHEDULE_FULL, ATTENDEE_ALREADY_BOOKED, PAYMENT_UNDER_WAY, IN_USE once attendance is
   *   marked, unless the company broke the course off
   */
  async move(key: BookingKey, request: MoveRequest, actor: Actor | null): Promise<BookingRow> {
    const {courseScheduleId, allowDuplicates = false} = request;
    const work = async (tx: Transaction, booking: BookingRow) => {
      const target = await this.look(tx, booking, courseScheduleId, actor === null);
      if (!allowDuplicates) await this.refuseBooked(tx, booking, courseScheduleId);
      const price = await this.priceAt(tx, booking, target);
      await this.takeSeats(tx, target, booking.seats, actor === null);
      await this.waitingList.giveSeatsBack(tx, booking.courseScheduleId, booking.seats);
      if (price.discountCodeId === null && booking.discountCodeId !== null) {
        await this.discountCodes.giveBack(tx, booking.discountCodeId);
      }
      if (booking.scheduleStatus === 'cancelled') await this.attendees.forgetMarks(tx, booking.id);
      if (target.courseId !== booking.courseId) {
        const equalShares = booking.attendees.map(() => null);
        await this.attendees.setUnitPrices(tx, booking.id, equalShares);
      }
      const change = {...price, courseScheduleId, holdLimit: this.holdLimit(target)};
      const settled = await this.money.reprice(tx, booking, change, 'moved to another course', actor);
      await this.log(tx, actor, booking, {courseScheduleId, ...price, ...settled});
      const previously = {
        startDatetime: booking.startDatetime.toISOString(),
        venue: booking.venueName,
        days: booking.sessions.length,
      };
      await this.notifications.aboutBooking(tx, 'booking_moved', recipientOf(booking), {previously});
    };
    return this.changes.change(key, work, undefined, [courseScheduleId]);
  }

  /**
   * What a move by staff would do to the price; nothing is held. Who comes is not looked at.
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE, SCHEDULE_NOT_FOUND, SCHEDULE_NOT_BOOKABLE,
   *   SCHEDULE_FULL, PAYMENT_UNDER_WAY
   */
  async preview(key: BookingKey, courseScheduleId: number): Promise<MovePreview> {
    const booking = await this.changes.read(key);
    const target = await this.look(this.database, booking, courseScheduleId, false);
    if (target.seatsAvailable < booking.seats) throw scheduleFull(target.seatsAvailable);
    const {paymentAmount, discountApplied} = await this.priceAt(this.database, booking, target);
    checkRepriceable(booking, paymentAmount);
    const paidPence = await this.money.paidPence(this.database, booking.id);
    const difference = parsePence(paymentAmount) - paidPence;
    return {
      courseScheduleId,
      seatsAvailable: target.seatsAvailable,
      paymentAmount,
      discountApplied,
      refundAmount: formatPence(Math.max(-difference, 0)),
      dueAmount: formatPence(Math.max(difference, 0)),
    };
  }

  private async look(
    on: Queryable,
    booking: BookingRow,
    courseScheduleId: number,
    byHolder: boolean,
  ): Promise<BookableSchedule> {
    if (byHolder) checkChoiceOpen(booking);
    if (booking.status !== 'pending' && booking.status !== 'confirmed') {
      const message = `A booking that is ${booking.status} can't be moved`;
      throw new DomainError('INVALID_STATUS_CHANGE', message, {from: booking.status});
    }
    if (booking.courseScheduleId === courseScheduleId) {
      throw new DomainError('INVALID_STATUS_CHANGE', 'The booking is on that schedule already');
    }
    const now = this.clock();
    const target = await this.schedules.findBookable(on, courseScheduleId, now);
    if (target === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    if (!byHolder) checkBookableByStaff(target, now);
    else if (target.courseId === booking.courseId) checkBookable(target, now);
    else throw new DomainError('SCHEDULE_NOT_BOOKABLE', 'Choose another date of the same course');
    return target;
  }

  private refuseBooked(tx: Transaction, booking: BookingRow, courseScheduleId: number): Promise<void> {
    const place = {
      userId: booking.userId,
      courseScheduleId,
      exceptBookingId: booking.id,
      now: this.clock(),
    };
    const attendees = booking.attendees.map(({email, ...name}) => ({...name, email: email ?? undefined}));
    return refuseBooked(this.attendees, tx, place, attendees);
  }

  private async takeSeats(
    tx: Transaction,
    target: BookableSchedule,
    seats: number,
    byHolder: boolean,
  ): Promise<void> {
    const now = this.clock();
    const isTaken = byHolder
      ? await this.schedules.takeSeats(tx, target.id, seats, now)
      : await this.schedules.takeSeatsByStaff(tx, target.id, seats, now);
    if (!isTaken) throw scheduleFull(target.seatsAvailable);
  }

  /** A code that is for another type of course no longer counts, and is used no longer. */
  private async priceAt(
    on: Queryable,
    booking: BookingRow,
    target: BookableSchedule,
  ): Promise<BookingPrice & Pick<RepricedBooking, 'discountCodeId' | 'discountTerms'>> {
    const {paymentAmount, discountApplied, retainedAmount, discountCodeId} = booking;
    if (target.courseId === booking.courseId) return {paymentAmount, discountApplied, retainedAmount};
    const only = discountCodeId === null ? null : await this.prices.courseTypeOfCode(on, discountCodeId);
    const isDropped = only !== null && only !== target.courseType;
    const seatPence = Array.from({length: booking.seats}, () => parsePence(target.price));
    return {
      ...priceOfSeats(seatPence, isDropped ? null : booking.discountTerms, retainedAmount),
      ...(isDropped ? {discountCodeId: null, discountTerms: null} : {}),
    };
  }

  private holdLimit({startDatetime, endDatetime}: BookableSchedule): Date {
    return startDatetime > this.clock() ? startDatetime : endDatetime;
  }

  private async log(
    tx: Transaction,
    actor: Actor | null,
    {id, courseScheduleId, paymentAmount, discountApplied}: BookingRow,
    newValues: object,
  ): Promise<void> {
    if (actor === null) return;
    await this.activity.append(tx, actor, {
      action: 'booking.moved',
      entityType: 'booking',
      entityId: id,
      oldValues: {courseScheduleId, paymentAmount, discountApplied},
      newValues,
    });
  }
}

/** Rule 11: where the company cancelled. @throws DomainError CHOICE_CLOSED */
function checkChoiceOpen({status, scheduleStatus}: BookingRow): void {
  if (isChoiceOpen({status, scheduleStatus})) return;
  const message =
    scheduleStatus === 'cancelled'
      ? 'The choice has been made already'
      : 'There is nothing to choose: the course takes place, or the choice has been made';
  throw new DomainError('CHOICE_CLOSED', message, {status});
}

export function isChoiceOpen({
  status,
  scheduleStatus,
}: Pick<BookingRow, 'status' | 'scheduleStatus'>): boolean {
  return status === 'confirmed' && scheduleStatus === 'cancelled';
}
