import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Queryable, Transaction} from '../database/database';
import type {DiscountTerms} from '../domain/booking-price';
import {newBookingReference} from '../domain/booking-reference';
import {checkDiscountCode, discountCodeAlreadyUsed, discountCodeExhausted} from '../domain/discounts';
import {DomainError, scheduleFull} from '../domain/errors';
import {bestDiscount, type Quote, quote, subtotalPence} from '../domain/pricing';
import {checkBookable, checkBookableByStaff} from '../domain/schedule-status';
import {holdUntil} from '../domain/seats';
import {AppBindings, type Clock} from '../keys';
import type {BookingAttendeeRepository} from '../repositories/booking-attendee.repository';
import type {BookableSchedule, CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {DiscountCodeRepository, DiscountCodeRow} from '../repositories/discount-code.repository';
import type {GuestRepository} from '../repositories/guest.repository';
import type {InsertedBooking, NewBooking, NewBookingRepository} from '../repositories/new-booking.repository';
import {refuseBooked, withBareAddress} from './booked-attendees';
import {type BookingMade, type BookingRequest, type BookingTerms, PUBLIC_TERMS, toMade} from './booking-made';
import type {HoldService} from './hold.service';
import {bookingMail} from './notification.service';

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
    @inject('repositories.NewBookingRepository') private readonly newBookings: NewBookingRepository,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.DiscountCodeRepository') private readonly discountCodes: DiscountCodeRepository,
    @inject('repositories.GuestRepository') private readonly guests: GuestRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
  ) {}

  /**
   * Rule 5: the figures a booking made now would have. It holds nothing.
   * @throws DomainError SCHEDULE_NOT_FOUND, SCHEDULE_NOT_BOOKABLE, SCHEDULE_FULL, DISCOUNT_CODE_…
   */
  async quote(request: QuoteRequest): Promise<Quote> {
    const now = this.clock();
    const schedule = await this.look(this.database, request.courseScheduleId, now);
    if (schedule.seatsAvailable < request.seats) throw scheduleFull(schedule.seatsAvailable);
    const code = await this.findCode(this.database, request.discountCode, schedule, request.seats, now);
    const {price, groupDiscount} = schedule;
    return quote(price, request.seats, bestDiscount(code, groupDiscount, price, request.seats));
  }

  /**
   * Makes a booking that holds its seats (rule 4), in the caller's transaction. Locks in the order: the guest's row,
   * the schedule, the discount code, the booking.
   * @throws DomainError as `quote`, and ATTENDEE_ALREADY_BOOKED
   */
  async book(tx: Transaction, typed: BookingRequest, terms = PUBLIC_TERMS): Promise<BookingMade> {
    const request = withBareAddresses(typed);
    const facts = await this.factsOf(tx, request, terms);
    if (isPlain(facts)) {
      const made = await this.insert(request, facts, booking =>
        this.newBookings.insertForNewGuest(tx, booking, facts.now),
      );
      if (made !== undefined) return made;
    }
    return this.bookInSteps(tx, request, facts);
  }

  /**
   * The same in one statement, without a transaction around it.
   * @returns undefined when it takes more: nothing is written then
   */
  async bookAlone(typed: BookingRequest): Promise<BookingMade | undefined> {
    // Using a code takes a lock of its own.
    if (typed.discountCode !== undefined) return undefined;
    const request = withBareAddresses(typed);
    const facts = await this.factsOf(this.database, request, PUBLIC_TERMS);
    const made = await this.insert(request, facts, booking =>
      this.newBookings.insertForNewGuestAlone(booking, facts.now),
    );
    // Most that are refused came too late: that needs no transaction either.
    if (made === undefined)
      refuseFull(await this.look(this.database, facts.schedule.id, facts.now), request.attendees.length);
    return made;
  }

  private async factsOf(on: Queryable, request: BookingRequest, terms: BookingTerms): Promise<BookingFacts> {
    const now = this.clock();
    const seats = request.attendees.length;
    const schedule = await this.look(on, request.courseScheduleId, now, terms);
    if (terms.take === undefined) refuseFull(schedule, seats);
    const typedCode = await this.findCode(on, request.discountCode, schedule, seats, now);
    const discount = bestDiscount(typedCode, schedule.groupDiscount, schedule.price, seats);
    const code = discount?.source === 'code' ? typedCode : undefined;
    return {schedule, code, discount, now, terms};
  }

  private async bookInSteps(
    tx: Transaction,
    request: BookingRequest,
    facts: BookingFacts,
  ): Promise<BookingMade> {
    const {schedule, code, now, terms} = facts;
    const {id: userId, isNew} = await this.guests.identify(tx, request.contact);
    if (code !== undefined && code.expiredUses > 0) await this.holds.releaseForCode(tx, code.id, schedule.id);
    const wanted = {id: schedule.id, seats: request.attendees.length, codeId: code?.id ?? null};
    await this.takeSeats(tx, wanted, now, terms);
    if (!isNew && terms.allowDuplicates !== true) {
      const place = {userId, courseScheduleId: schedule.id, now};
      await refuseBooked(this.attendees, tx, place, request.attendees);
    }
    if (code !== undefined) await this.useCode(tx, code, {userId, email: request.contact.email}, now);
    for (;;) {
      const made = await this.insert(request, facts, booking => this.newBookings.insert(tx, userId, booking));
      if (made !== undefined) return made;
    }
  }

  private async insert(
    request: BookingRequest,
    facts: BookingFacts,
    insert: (booking: NewBooking) => Promise<InsertedBooking | undefined>,
  ): Promise<BookingMade | undefined> {
    const booking = this.draft(request, facts);
    const inserted = await insert(booking);
    return inserted && toMade(booking, inserted);
  }

  /** An unlocked look that refuses early; `takeSeats` has the last word. */
  private async look(
    on: Queryable,
    id: number,
    now: Date,
    {byStaff} = PUBLIC_TERMS,
  ): Promise<BookableSchedule> {
    const schedule = await this.schedules.findBookable(on, id, now);
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    if (byStaff) checkBookableByStaff(schedule, now);
    else checkBookable(schedule, now);
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

  /** Using the code locks it, so no other booking of this customer with it comes in between. */
  private async useCode(
    tx: Transaction,
    {id, maxUsesPerCustomer}: DiscountCodeRow,
    customer: {userId: number; email: string},
    now: Date,
  ): Promise<void> {
    if (!(await this.discountCodes.use(tx, id))) throw discountCodeExhausted();
    if (maxUsesPerCustomer === null) return;
    const uses = await this.discountCodes.countUsesBy(tx, id, customer, now);
    if (uses >= maxUsesPerCustomer) throw discountCodeAlreadyUsed(maxUsesPerCustomer);
  }

  /** Releasing locks the schedule, so the second try is decided by what nobody else can change any more. */
  private async takeSeats(
    tx: Transaction,
    {id, seats, codeId}: {id: number; seats: number; codeId: number | null},
    now: Date,
    terms: BookingTerms,
  ): Promise<void> {
    if (terms.take !== undefined) return terms.take(codeId);
    const take = () =>
      terms.byStaff
        ? this.schedules.takeSeatsByStaff(tx, id, seats, now)
        : this.schedules.takeSeats(tx, id, seats, now);
    while (!(await take())) {
      refuseFull(await this.look(tx, id, now, terms), seats);
      await this.holds.releaseForSchedule(tx, id, [codeId]);
    }
  }

  /** The booking as it is to be, with a reference that nobody has had. */
  private draft(request: BookingRequest, {schedule, code, discount, now, terms}: BookingFacts): NewBooking {
    const {contact, attendees, paymentMethod, notes = null, company} = request;
    const price = quote(schedule.price, attendees.length, discount);
    const isFree = price.paymentAmount === '0.00';
    const isConfirmed = isFree || terms.isConfirmed;
    const bookingReference = newBookingReference();
    return {
      bookingReference,
      courseScheduleId: schedule.id,
      discountCodeId: code?.id ?? null,
      status: isConfirmed ? 'confirmed' : 'pending',
      paymentStatus: isFree ? 'paid' : 'pending',
      paymentAmount: price.paymentAmount,
      discountApplied: price.discountApplied,
      discountTerms: discount ?? null,
      paymentMethod,
      seats: price.seats,
      holdExpiresAt: isConfirmed ? null : holdUntil(paymentMethod, this.config.booking, schedule, now),
      contact,
      attendees,
      notes,
      companyId: terms.company?.id ?? null,
      companyName: company?.name ?? null,
      purchaseOrderNumber: terms.company?.purchaseOrderNumber ?? company?.purchaseOrderNumber ?? null,
      paymentDueOn: isFree ? null : (terms.company?.paymentDueOn ?? null),
      createdBy: terms.createdBy,
      mail: bookingMail(isConfirmed ? 'booking_confirmed' : 'booking_received', {
        bookingReference,
        contactEmail: contact.email,
      }),
    };
  }
}

/** What a booking is made from, beside the request. */
interface BookingFacts {
  schedule: BookableSchedule;
  code: DiscountCodeRow | undefined;
  discount: DiscountTerms | undefined;
  now: Date;
  terms: BookingTerms;
}

/** Whether all that there is to do is to make somebody a guest with seats of what is free. */
function isPlain({code, terms}: BookingFacts): boolean {
  return code === undefined && terms.take === undefined && !terms.byStaff;
}

/** Seats of holds that ran out may be left when those who wait have been asked. */
function refuseFull({seatsAvailable, seatsPromised}: BookableSchedule, seats: number): void {
  if (seatsAvailable + seatsPromised < seats) throw scheduleFull(seatsAvailable);
}

function withBareAddresses(request: BookingRequest): BookingRequest {
  const {contact, attendees} = request;
  return {...request, contact: withBareAddress(contact), attendees: attendees.map(withBareAddress)};
}
