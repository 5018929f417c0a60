/** What every peer answers, from the same rows; each brings its own web framework, driver and validation. */
import type {Config} from '../../src/config';
import {newBookingReference} from '../../src/domain/booking-reference';
import {CURRENCY} from '../../src/domain/money';
import {bestDiscount, quote} from '../../src/domain/pricing';
import {availabilityOf, holdUntil} from '../../src/domain/seats';
import type {BookableSchedule, PublicScheduleRow} from '../../src/repositories/course-schedule.repository';
import {COUNT_LIMIT} from '../../src/repositories/list-query';
import type {BookingRequest} from '../../src/services/booking-made';
import {CursorService} from '../../src/services/cursor.service';
import {offlineInstructions} from '../../src/services/payments/offline-gateway';
import {TokenService} from '../../src/services/token.service';
import {BOOKING_STATEMENTS} from './booking-statements';
import type {Run, Statement, Statements} from './statements';

/** The part of our configuration that answers depend on. */
export type PeerConfig = Pick<Config, 'auth' | 'booking'>;

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

export class Answers {
  private readonly cursors: CursorService;
  private readonly tokens: TokenService;

  constructor(
    private readonly config: PeerConfig,
    private readonly statements: Statements,
  ) {
    this.cursors = new CursorService(config as Config);
    this.tokens = new TokenService(config as Config, () => new Date());
  }

  async course(run: Run, slug: string): Promise<object> {
    const [course] = await run<object>(this.statements.course, {slug});
    if (course === undefined) throw new Refused(404, 'COURSE_NOT_FOUND');
    return {...course, currency: CURRENCY};
  }

  async schedules(run: Run, limit: number): Promise<object> {
    const values = {limit: limit + 1, now: new Date()};
    const rows = await run<PublicScheduleRow>(this.statements.schedules, values);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(publicSchedule),
      nextCursor: this.nextCursor(rows, limit, last, ['startKey', 'schedules']),
    };
  }

  venues(run: Run, limit: number): Promise<object> {
    return this.page(run, this.statements.venues, 'venues name', limit);
  }

  bookings(run: Run, limit: number): Promise<object> {
    return this.page(run, this.statements.bookings, 'bookings -id', limit);
  }

  /** In the caller's transaction; the steps of our service, without a discount code. */
  async book(run: Run, request: BookingRequest): Promise<object> {
    const statements = BOOKING_STATEMENTS;
    const now = new Date();
    const seats = request.attendees.length;
    const id = request.courseScheduleId;
    const [schedule] = await run<BookableSchedule>(statements.bookable, {id, now});
    if (schedule === undefined) throw new Refused(404, 'SCHEDULE_NOT_FOUND');
    if (schedule.status !== 'published' || schedule.startDatetime <= now)
      throw new Refused(409, 'NOT_BOOKABLE');
    if (schedule.seatsAvailable < seats) throw new Refused(409, 'SCHEDULE_FULL');
    const userId = await this.guest(run, request);
    const taken = await run(statements.takeSeats, {id, seats, now});
    if (taken.length === 0) throw new Refused(409, 'SCHEDULE_FULL');
    const discount = bestDiscount(undefined, schedule.groupDiscount, schedule.price, seats);
    const {paymentAmount, discountApplied, currency} = quote(schedule.price, seats, discount);
    const bookingReference = newBookingReference();
    const {contact, paymentMethod} = request;
    const hold = holdUntil(paymentMethod, this.config.booking, schedule, now);
    const booked = {status: 'pending', paymentStatus: 'pending', seats, paymentAmount, discountApplied};
    const [row] = await run<{id: number; createdAt: Date}>(statements.addBooking, {
      ...booked,
      ...contact,
      phone: contact.phone ?? null,
      notes: request.notes ?? null,
      discountTerms: discount === undefined ? null : JSON.stringify(discount),
      companyName: request.company?.name ?? null,
      purchaseOrderNumber: request.company?.purchaseOrderNumber ?? null,
      userId,
      courseScheduleId: id,
      bookingReference,
      paymentMethod,
      holdExpiresAt: hold,
    });
    if (row === undefined) throw new Refused(503, 'REFERENCE_TAKEN');
    await run(statements.addAttendees, {bookingId: row.id, attendees: JSON.stringify(request.attendees)});
    await run(statements.queueMail, {
      recipient: contact.email,
      emailType: 'booking_received',
      subject: `We have your booking (${bookingReference})`,
      bookingId: row.id,
      payload: '{}',
    });
    return {
      bookingReference,
      ...booked,
      currency,
      holdExpiresAt: hold.toISOString(),
      accessToken: await this.tokens.bookingAccessToken(bookingReference, row.createdAt, contact.email),
      payment: offlineInstructions({bookingReference, paymentAmount, paymentMethod}),
    };
  }

  private async guest(run: Run, {contact}: BookingRequest): Promise<number> {
    const {email} = contact;
    const [known] = await run<{id: number}>(BOOKING_STATEMENTS.findGuest, {email});
    if (known !== undefined) return known.id;
    const values = {...contact, phone: contact.phone ?? null};
    const [made] = await run<{id: number}>(BOOKING_STATEMENTS.addGuest, values);
    if (made === undefined) throw new Refused(503, 'EMAIL_TAKEN');
    return made.id;
  }

  private async page(
    run: Run,
    {page, count}: {page: Statement; count: Statement},
    order: string,
    limit: number,
  ): Promise<object> {
    const [counted] = await run<{count: number}>(count, {limit: COUNT_LIMIT + 1});
    const rows = await run<{id: number; sort_key?: string | number}>(page, {limit: limit + 1});
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = this.nextCursor(rows, limit, last, ['sort_key', order]);
    const found = counted?.count ?? 0;
    for (const row of shown) delete row.sort_key;
    return {
      items: shown,
      nextCursor,
      total: {count: Math.min(found, COUNT_LIMIT), isExact: found <= COUNT_LIMIT},
    };
  }

  private nextCursor<Row extends {id: number}>(
    rows: readonly Row[],
    limit: number,
    last: Row | undefined,
    [key, list]: [key: keyof Row & string, list: string],
  ): string | null {
    if (rows.length <= limit || last === undefined) return null;
    return this.cursors.encode(list, [last[key] as string | number, last.id]);
  }
}

export function publicSchedule(row: PublicScheduleRow): object {
  return {
    id: row.id,
    course: {
      id: row.courseId,
      name: row.courseName,
      slug: row.courseSlug,
      courseType: row.courseType,
      durationHours: row.durationHours,
    },
    venue: {id: row.venueId, name: row.venueName, city: row.venueCity, postcode: row.venuePostcode},
    startDatetime: row.startDatetime.toISOString(),
    endDatetime: row.endDatetime.toISOString(),
    price: row.price,
    currency: CURRENCY,
    capacity: row.capacity,
    seatsAvailable: row.seatsAvailable,
    availability: availabilityOf(row.seatsAvailable, row.fewLeftSeats),
  };
}
