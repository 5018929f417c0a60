import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {priceOfSeats, priceWithout, seatPrices} from '../domain/booking-price';
import {checkChangeable, isOpen} from '../domain/booking-status';
import {type RefundDue, refundFor} from '../domain/cancellation';
import {DomainError, scheduleFull} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingKey, BookingRow} from '../repositories/booking.repository';
import type {BookingAttendeeRepository, NewAttendee} from '../repositories/booking-attendee.repository';
import type {BookingPriceRepository} from '../repositories/booking-price.repository';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import {refuseBooked, withBareAddress} from './booked-attendees';
import {type BookingChangeService, cancellableUntil, recipientOf} from './booking-change.service';
import type {BookingMoneyService} from './booking-money.service';
import type {NotificationService} from './notification.service';
import type {WaitingListService} from './waiting-list.service';

type Attendee = BookingRow['attendees'][number];

export interface Replacement {
  attendee: NewAttendee;
  /** The same person, written differently: what the register says of them stays. Only staff say so. */
  isCorrection?: boolean;
  /** Also when the customer has booked them on the schedule already. Only staff may. */
  allowDuplicates?: boolean;
}

/** Who comes on a booking that was made already. Seats are counted under the schedule's lock. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingAttendeeService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.BookingPriceRepository') private readonly prices: BookingPriceRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
    @inject('services.BookingMoneyService') private readonly money: BookingMoneyService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * Rule 12: somebody else comes instead. Free, and no seat is needed: until the course begins, by staff until it ends.
   * @param actor the member of staff; null: the holder of the booking
   * @throws DomainError BOOKING_NOT_FOUND, ATTENDEE_NOT_FOUND, INVALID_STATUS_CHANGE, ATTENDEE_ALREADY_BOOKED, IN_USE
   *   for somebody of whom the register says that they came
   */
  async replace(
    key: BookingKey,
    attendeeId: number,
    replacement: Replacement,
    actor: Actor | null,
  ): Promise<BookingRow> {
    const attendee = withBareAddress(replacement.attendee);
    const {isCorrection = false, allowDuplicates = false} = replacement;
    return this.changes.change(key, async (tx, booking) => {
      if (!isCorrection) this.checkOpen(booking, actor);
      const before = attendeeOf(booking, attendeeId);
      if (JSON.stringify(namesOf(before)) === JSON.stringify(namesOf(attendee))) return;
      if (!isCorrection) await this.checkUnmarked(tx, attendeeId);
      if (!allowDuplicates) await this.refuseBooked(tx, booking, [attendee], attendeeId);
      if (isCorrection) await this.attendees.rename(tx, attendeeId, attendee);
      else await this.attendees.replace(tx, attendeeId, attendee);
      await this.prices.raiseVersion(tx, booking.id, actor?.adminId ?? null);
      const verb = isCorrection ? 'corrected' : 'replaced';
      await this.tell(tx, booking, actor, verb, {attendee: namesOf(before)}, {attendee: namesOf(attendee)});
    });
  }

  /**
   * More people come: their seats cost what the course costs now, under the discount that the booking was made with.
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE, SCHEDULE_FULL, ATTENDEE_ALREADY_BOOKED, PAYMENT_UNDER_WAY
   */
  async add(
    key: BookingKey,
    typed: readonly NewAttendee[],
    {allowDuplicates = false}: {allowDuplicates?: boolean},
    actor: Actor,
  ): Promise<BookingRow> {
    const added = typed.map(withBareAddress);
    return this.changes.change(key, async (tx, booking) => {
      this.checkOpen(booking, actor);
      const price = await this.takeSeats(tx, booking, added.length);
      if (!allowDuplicates) await this.refuseBooked(tx, booking, added);
      const seatPence = [...seatPrices(pricedSeats(booking)), ...added.map(() => parsePence(price))];
      await this.attendees.insertAll(tx, booking.id, added);
      await this.attendees.setUnitPrices(tx, booking.id, seatPence.map(formatPence));
      const after = priceOfSeats(seatPence, booking.discountTerms, booking.retainedAmount);
      const change = {...after, seats: booking.seats + added.length};
      const settled = await this.money.reprice(tx, booking, change, 'attendees were added', actor);
      const newValues = {attendees: added.map(namesOf), ...change, ...settled};
      await this.tell(tx, booking, actor, 'added', {seats: booking.seats, ...priceOf(booking)}, newValues);
    });
  }

  /**
   * Somebody does not come: the seat is free at once, and the cancellation policy decides what comes back for it.
   * @param inFull all of it comes back, whatever the policy says. Only staff may.
   * @throws DomainError BOOKING_NOT_FOUND, ATTENDEE_NOT_FOUND, INVALID_STATUS_CHANGE, LAST_ATTENDEE, PAYMENT_UNDER_WAY,
   *   IN_USE for somebody of whom the register says that they came
   */
  async remove(
    key: BookingKey,
    attendeeId: number,
    {inFull = false}: {inFull?: boolean},
    actor: Actor | null,
  ): Promise<BookingRow> {
    return this.changes.change(key, async (tx, booking) => {
      this.checkOpen(booking, actor);
      const attendee = attendeeOf(booking, attendeeId);
      if (booking.attendees.length === 1) throw lastAttendee();
      await this.checkUnmarked(tx, attendeeId);
      const paidPence = await this.money.paidPence(tx, booking.id);
      const {refundAmount: _, ...price} = this.without(booking, attendeeId, paidPence, inFull);
      await this.attendees.remove(tx, attendeeId);
      await this.waitingList.giveSeatsBack(tx, booking.courseScheduleId, 1);
      const change = {...price, seats: booking.seats - 1};
      const settled = await this.money.reprice(tx, booking, change, 'an attendee was removed', actor);
      const newValues = {...change, ...settled};
      await this.tell(
        tx,
        booking,
        actor,
        'removed',
        {attendee: namesOf(attendee), seats: booking.seats, ...priceOf(booking)},
        newValues,
      );
    });
  }

  /**
   * What would come back if somebody did not come, to the penny.
   * @throws DomainError ATTENDEE_NOT_FOUND, LAST_ATTENDEE
   */
  async previewRemoval(booking: BookingRow, attendeeId: number): Promise<RefundDue> {
    attendeeOf(booking, attendeeId);
    if (booking.attendees.length === 1) throw lastAttendee();
    const paidPence = isOpen(booking.status) ? await this.money.paidPence(this.database, booking.id) : 0;
    const {refundAmount} = this.without(booking, attendeeId, paidPence, false);
    return {...this.dueNow(booking), refundPence: parsePence(refundAmount)};
  }

  private without(booking: BookingRow, attendeeId: number, paidPence: number, inFull: boolean) {
    const place = booking.attendees.findIndex(({id}) => id === attendeeId);
    const tier = inFull ? {name: 'in full', minDaysBefore: 0, refundPercent: 100} : this.dueNow(booking).tier;
    return priceWithout(pricedSeats(booking), place, booking.discountTerms, paidPence, tier);
  }

  private dueNow({cancellationPolicy, startDatetime, scheduleStatus}: BookingRow): RefundDue {
    const schedule = {startDatetime, isCancelled: scheduleStatus === 'cancelled'};
    return refundFor(cancellationPolicy, 0, schedule, this.clock());
  }

  private checkOpen(booking: BookingRow, actor: Actor | null): void {
    checkChangeable(booking.status, cancellableUntil(booking, actor !== null), this.clock());
  }

  /** @throws DomainError IN_USE */
  private async checkUnmarked(tx: Transaction, attendeeId: number): Promise<void> {
    if (!(await this.attendees.isOnRecord(tx, attendeeId))) return;
    throw new DomainError('IN_USE', 'The register says that this attendee came: correct it first');
  }

  private refuseBooked(
    tx: Transaction,
    {userId, courseScheduleId}: BookingRow,
    wanted: readonly NewAttendee[],
    exceptAttendeeId?: number,
  ): Promise<void> {
    const place = {userId, courseScheduleId, exceptAttendeeId, now: this.clock()};
    return refuseBooked(this.attendees, tx, place, wanted);
  }

  /** @returns what a seat of the course costs now */
  private async takeSeats(tx: Transaction, booking: BookingRow, seats: number): Promise<string> {
    const {courseScheduleId} = booking;
    const schedule = await this.schedules.findBookable(tx, courseScheduleId, this.clock());
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    if (!(await this.schedules.takeSeatsByStaff(tx, courseScheduleId, seats, this.clock()))) {
      if (booking.scheduleStatus !== 'draft' && booking.scheduleStatus !== 'published') {
        const message = `A schedule that is ${booking.scheduleStatus} can't be booked`;
        throw new DomainError('SCHEDULE_NOT_BOOKABLE', message);
      }
      throw scheduleFull(schedule.seatsAvailable);
    }
    return schedule.price;
  }

  private async tell(
    tx: Transaction,
    booking: BookingRow,
    actor: Actor | null,
    verb: 'replaced' | 'corrected' | 'added' | 'removed',
    oldValues: object,
    newValues: object,
  ): Promise<void> {
    if (actor !== null) {
      const action = `booking.attendee_${verb}`;
      await this.activity.append(tx, actor, {
        action,
        entityType: 'booking',
        entityId: booking.id,
        oldValues,
        newValues,
      });
    }
    await this.notifications.aboutBooking(tx, 'attendees_changed', recipientOf(booking));
  }
}

/** @throws DomainError ATTENDEE_NOT_FOUND */
function attendeeOf({attendees}: BookingRow, attendeeId: number): Attendee {
  const attendee = attendees.find(({id}) => id === attendeeId);
  if (attendee !== undefined) return attendee;
  throw new DomainError('ATTENDEE_NOT_FOUND', 'This booking has no such attendee');
}

function lastAttendee(): DomainError {
  return new DomainError('LAST_ATTENDEE', 'Nobody else is on this booking: cancel the booking instead');
}

function namesOf({firstName, lastName, email}: {firstName: string; lastName: string; email?: string | null}) {
  return {firstName, lastName, email: email ?? null};
}

function priceOf({paymentAmount, discountApplied, retainedAmount}: BookingRow) {
  return {paymentAmount, discountApplied, retainedAmount};
}

export function pricedSeats(booking: BookingRow) {
  return {
    ...priceOf(booking),
    seats: booking.seats,
    unitPrices: booking.attendees.map(({unitPrice}) => unitPrice),
  };
}
