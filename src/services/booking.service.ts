import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Queryable, Transaction} from '../database/database';
import {newBookingReference} from '../domain/booking-reference';
import {checkDiscountCode, discountCodeExhausted} from '../domain/discounts';
import {DomainError, scheduleFull} from '../domain/errors';
import {type Quote, quote, subtotalPence} from '../domain/pricing';
import {checkBookable, checkBookableByStaff} from '../domain/schedule-status';
import {holdUntil} from '../domain/seats';
import type {BookingStatus, PaymentMethod, PaymentStatus} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {BookingRepository, Contact, NewBooking} from '../repositories/booking.repository';
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
  paymentMethod: PaymentMethod;
  notes?: string;
}

/** On whose terms a booking is made: what staff may do that the public may not. */
export interface BookingTerms {
  /** Drafts, and courses that have begun but not ended, can be booked too; never more seats than there are. */
  byStaff: boolean;
  /** Confirmed at once instead of holding its seats for a while. */
  isConfirmed: boolean;
  /** The member of staff; null: the customer. */
  createdBy: number | null;
}

const PUBLIC_TERMS: BookingTerms = {byStaff: false, isConfirmed: false, createdBy: null};

/** What was booked, as JSON carries it: an idempotent replay is given the same. */
export interface BookingMade {
  id: number;
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
  async book(tx: Transaction, typed: BookingRequest, terms = PUBLIC_TERMS): Promise<BookingMade> {
    const request = withBareAddresses(typed);
    const now = this.clock();
    const seats = request.attendees.length;
    const schedule = await this.look(tx, request.courseScheduleId, seats, now, terms);
    const code = await this.findCode(tx, request.discountCode, schedule, seats, now);
    const userId = await this.guests.findOrCreate(tx, request.contact);
    if (code !== undefined && code.expiredUses > 0) await this.holds.releaseForCode(tx, code.id, schedule.id);
    await this.takeSeats(tx, {id: schedule.id, seats, codeId: code?.id ?? null}, now, terms);
    if (code !== undefined && !(await this.discountCodes.use(tx, code.id))) throw discountCodeExhausted();
    return this.insert(tx, request, {schedule, userId, code, now, terms});
  }

  /** An unlocked look that refuses early; `takeSeats` has the last word. */
  private async look(
    on: Queryable,
    id: number,
    seats: number,
    now: Date,
    {byStaff} = PUBLIC_TERMS,
  ): Promise<BookableSchedule> {
    const schedule = await this.schedules.findBookable(on, id, now);
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    if (byStaff) checkBookableByStaff(schedule, now);
    else checkBookable(schedule, now);
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
    const found = await this.discountCodes.findByCode(on, code, now);
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
    terms: BookingTerms,
  ): Promise<void> {
    const take = () =>
      terms.byStaff
        ? this.schedules.takeSeatsByStaff(tx, id, seats, now)
        : this.schedules.takeSeats(tx, id, seats, now);
    while (!(await take())) {
      await this.look(tx, id, seats, now, terms);
      await this.holds.releaseForSchedule(tx, id, [codeId]);
    }
  }

  private async insert(
    tx: Transaction,
    request: BookingRequest,
    facts: {
      schedule: BookableSchedule;
      userId: number;
      code: DiscountCodeRow | undefined;
      now: Date;
      terms: BookingTerms;
    },
  ): Promise<BookingMade> {
    const {schedule, code, now, terms} = facts;
    const {contact, paymentMethod, notes = null} = request;
    const price = quote(schedule.price, request.attendees.length, code);
    const isFree = price.paymentAmount === '0.00';
    const isConfirmed = isFree || terms.isConfirmed;
    const booking: Omit<NewBooking, 'bookingReference'> = {
      userId: facts.userId,
      courseScheduleId: schedule.id,
      discountCodeId: code?.id ?? null,
      status: isConfirmed ? 'confirmed' : 'pending',
      paymentStatus: isFree ? 'paid' : 'pending',
      paymentAmount: price.paymentAmount,
      discountApplied: price.discountApplied,
      paymentMethod,
      seats: price.seats,
      holdExpiresAt: isConfirmed ? null : holdUntil(paymentMethod, this.config.booking, schedule, now),
      contact,
      notes,
      createdBy: terms.createdBy,
    };
    const {id, bookingReference, createdAt} = await this.insertWithReference(tx, booking);
    await this.attendees.insertAll(tx, id, request.attendees);
    const mail = isConfirmed ? 'booking_confirmed' : 'booking_received';
    await this.notifications.aboutBooking(tx, mail, {
      bookingId: id,
      bookingReference,
      contactEmail: contact.email,
    });
    const {status, paymentStatus, paymentAmount, discountApplied, seats} = booking;
    return {
      id,
      bookingReference,
      status,
      paymentStatus,
      seats,
      paymentAmount,
      discountApplied,
      currency: price.currency,
      holdExpiresAt: booking.holdExpiresAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    };
  }

  private async insertWithReference(
    tx: Transaction,
    booking: Omit<NewBooking, 'bookingReference'>,
  ): Promise<{id: number; bookingReference: string; createdAt: Date}> {
    for (;;) {
      const bookingReference = newBookingReference();
      const inserted = await this.bookings.insert(tx, {...booking, bookingReference});
      if (inserted !== undefined) return {...inserted, bookingReference};
    }
  }
}

/** Addresses are pasted with spaces around them; names are kept as they are typed. */
function withBareAddresses(request: BookingRequest): BookingRequest {
  const bare = <T extends {email?: string}>(person: T): T =>
    person.email === undefined ? person : {...person, email: person.email.trim()};
  return {...request, contact: bare(request.contact), attendees: request.attendees.map(bare)};
}
