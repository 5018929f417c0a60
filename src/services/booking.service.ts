import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Queryable, Transaction} from '../database/database';
import {newBookingReference} from '../domain/booking-reference';
import {checkDiscountCode, discountCodeExhausted} from '../domain/discounts';
import {DomainError, scheduleFull} from '../domain/errors';
import {type Quote, quote, subtotalPence} from '../domain/pricing';
import {checkBookable} from '../domain/schedule-status';
import {holdUntil} from '../domain/seats';
import type {BookingStatus, PaymentStatus, PUBLIC_PAYMENT_METHODS} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {BookingRepository, Contact} from '../repositories/booking.repository';
import type {BookingAttendeeRepository, NewAttendee} from '../repositories/booking-attendee.repository';
import type {BookableSchedule, CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {DiscountCodeRepository, DiscountCodeRow} from '../repositories/discount-code.repository';
import type {GuestRepository} from '../repositories/guest.repository';
import type {HoldService} from './hold.service';
import type {NotificationService} from './notification.service';

export interface BookingRequest {
  courseScheduleId: number;
  contact: Contact;
  /** One seat each. */
  attendees: NewAttendee[];
  discountCode?: string;
  paymentMethod: (typeof PUBLIC_PAYMENT_METHODS)[number];
}

/** What was booked, as JSON carries it: an idempotent replay is given the same. */
export interface BookingMade {
  bookingReference: string;
  status: BookingStatus;
  paymentStatus: PaymentStatus;
  seats: number;
  paymentAmount: string;
  discountApplied: string;
  currency: string;
  holdExpiresAt: string | null;
  createdAt: string;
}

export interface QuoteRequest {
  courseScheduleId: number;
  seats: number;
  discountCode?: string;
}

/** Quotes and new bookings. The price and the seats are the server's to say. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingService {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.DiscountCodeRepository') private readonly discountCodes: DiscountCodeRepository,
    @inject('repositories.GuestRepository') private readonly guests: GuestRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /**
   * Rule 5: the figures a booking made now would have. It holds nothing.
   * @throws DomainError SCHEDULE_NOT_FOUND, SCHEDULE_NOT_BOOKABLE, SCHEDULE_FULL, DISCOUNT_CODE_…
   */
  async quote(request: QuoteRequest): Promise<Quote> {
    const now = this.clock();
    const schedule = await this.look(this.database, request.courseScheduleId, request.seats, now);
    const code = await this.findCode(this.database, request.discountCode, schedule, request.seats, now);
    return quote(schedule.price, request.seats, code);
  }

  /**
   * Makes a booking that holds its seats (rule 4), in the caller's transaction. Locks in the order: the guest's row,
   * the schedule, the discount code, the booking.
   * @throws DomainError as `quote`
   */
  async book(tx: Transaction, request: BookingRequest): Promise<BookingMade> {
    const now = this.clock();
    const seats = request.attendees.length;
    const schedule = await this.look(tx, request.courseScheduleId, seats, now);
    const code = await this.findCode(tx, request.discountCode, schedule, seats, now);
    const userId = await this.guests.findOrCreate(tx, request.contact);
    await this.takeSeats(tx, {id: schedule.id, seats, codeId: code?.id ?? null}, now);
    if (code !== undefined && !(await this.discountCodes.use(tx, code.id))) throw discountCodeExhausted();
    return this.insert(tx, request, {schedule, userId, code, now});
  }

  /** An unlocked look that refuses early; `takeSeats` has the last word. */
  private async look(on: Queryable, id: number, seats: number, now: Date): Promise<BookableSchedule> {
    const schedule = await this.schedules.findBookable(on, id, now);
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    checkBookable(schedule, now);
    if (schedule.seatsAvailable < seats) throw scheduleFull(schedule.seatsAvailable);
    return schedule;
  }

  private async findCode(
    on: Queryable,
    code: string | undefined,
    schedule: BookableSchedule,
    seats: number,
    now: Date,
  ): Promise<DiscountCodeRow | undefined> {
    if (code === undefined) return undefined;
    const found = await this.discountCodes.findByCode(on, code);
    checkDiscountCode(
      found,
      {subtotalPence: subtotalPence(schedule.price, seats), courseType: schedule.courseType},
      now,
    );
    return found;
  }

  /** Releasing locks the schedule, so the second try is decided by what nobody else can change any more. */
  private async takeSeats(
    tx: Transaction,
    {id, seats, codeId}: {id: number; seats: number; codeId: number | null},
    now: Date,
  ): Promise<void> {
    while (!(await this.schedules.takeSeats(tx, id, seats, now))) {
      await this.look(tx, id, seats, now);
      await this.holds.releaseForSchedule(tx, id, [codeId]);
    }
  }

  private async insert(
    tx: Transaction,
    request: BookingRequest,
    facts: {schedule: BookableSchedule; userId: number; code: DiscountCodeRow | undefined; now: Date},
  ): Promise<BookingMade> {
    const {schedule, code, now} = facts;
    const price = quote(schedule.price, request.attendees.length, code);
    const isFree = price.paymentAmount === '0.00';
    const booking = {
      userId: facts.userId,
      courseScheduleId: schedule.id,
      discountCodeId: code?.id ?? null,
      status: isFree ? 'confirmed' : 'pending',
      paymentStatus: isFree ? 'paid' : 'pending',
      paymentAmount: price.paymentAmount,
      discountApplied: price.discountApplied,
      paymentMethod: request.paymentMethod,
      seats: price.seats,
      holdExpiresAt: isFree
        ? null
        : holdUntil(request.paymentMethod, this.config.booking, schedule.startDatetime, now),
      contact: request.contact,
    } as const;
    let bookingReference: string;
    let inserted: {id: number; createdAt: Date} | undefined;
    do {
      bookingReference = newBookingReference();
      inserted = await this.bookings.insert(tx, {...booking, bookingReference});
    } while (inserted === undefined);
    await this.attendees.insertAll(tx, inserted.id, request.attendees);
    await this.notifications.aboutBooking(tx, isFree ? 'booking_confirmed' : 'booking_received', {
      bookingId: inserted.id,
      bookingReference,
      contactEmail: request.contact.email,
    });
    return {
      bookingReference,
      status: booking.status,
      paymentStatus: booking.paymentStatus,
      seats: booking.seats,
      paymentAmount: booking.paymentAmount,
      discountApplied: booking.discountApplied,
      currency: price.currency,
      holdExpiresAt: booking.holdExpiresAt?.toISOString() ?? null,
      createdAt: inserted.createdAt.toISOString(),
    };
  }
}
