import {inject} from '@loopback/core';
import {get, HttpErrors, param, post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {bookingRequestSchema} from '../../src/controllers/schemas/booking.schemas';
import {newBookingReference} from '../../src/domain/booking-reference';
import {CURRENCY} from '../../src/domain/money';
import {quote} from '../../src/domain/pricing';
import {holdUntil} from '../../src/domain/seats';
import type {Venue} from '../../src/models/venue.model';
import {COUNT_LIMIT} from '../../src/repositories/list-query';
import type {BookingRequest} from '../../src/services/booking-made';
import {CursorService} from '../../src/services/cursor.service';
import {offlineInstructions} from '../../src/services/payments/offline-gateway';
import {TokenService} from '../../src/services/token.service';
import type {PeerConfig} from './answers';
import type {StockRepositories} from './loopback-stock';
import {
  bookingOf,
  COURSE_FIELDS,
  DEFAULTS,
  type Included,
  POLICY,
  scheduleOf,
  VENUE_FIELDS,
} from './loopback-stock.views';
import {PAGE} from './statements';

const limitParameter = {
  name: 'limit',
  in: 'query',
  schema: {type: 'integer', minimum: 1, maximum: 100, default: PAGE},
} as const;
/** `limit` is all that these routes take, and none of them is described further: nothing reads the document here. */
const reply = {responses: {200: {description: 'OK'}}};

export class StockController {
  private readonly cursors: CursorService;
  private readonly tokens: TokenService;

  constructor(
    @inject('stock.repositories') private readonly to: StockRepositories,
    @inject('stock.config') private readonly config: PeerConfig,
  ) {
    this.cursors = new CursorService(config as never);
    this.tokens = new TokenService(config as never, () => new Date());
  }

  @get('/health/live', reply)
  live(): object {
    return {status: 'alive'};
  }

  @get('/api/courses/{slug}', reply)
  async course(@param.path.string('slug') slug: string): Promise<object> {
    const course = await this.to.courses.findOne({where: {slug, isActive: true}, fields: [...COURSE_FIELDS]});
    if (course === null) throw new HttpErrors.NotFound();
    return {...course.toJSON(), currency: CURRENCY};
  }

  @get('/api/schedules', reply)
  async schedules(@param(limitParameter) limit: number = PAGE): Promise<object> {
    const now = new Date();
    const found = (await this.to.schedules.find({
      where: {status: 'published', startDatetime: {gt: now}},
      order: ['startDatetime ASC', 'id ASC'],
      limit: limit + 1,
      include: ['course', 'venue'],
    })) as Included[];
    const page = found.slice(0, limit);
    const lapsed = await this.to.bookings.find({
      where: {courseScheduleId: {inq: page.map(({id}) => id)}, status: 'pending', holdExpiresAt: {lte: now}},
      fields: ['courseScheduleId', 'seats'],
    });
    const few = await this.to.settings.findById('bookings.few_left_seats');
    const last = page.at(-1);
    const more = found.length > limit && last !== undefined;
    // The exact start in a cursor has microseconds, which a Date has not: our schedules start on the minute.
    const startKey = last?.startDatetime.toISOString().replace('Z', '000Z') ?? '';
    return {
      items: page.map(schedule => scheduleOf(schedule, lapsed, Number(few.value))),
      nextCursor: more ? this.cursors.encode('schedules', [startKey, last.id]) : null,
    };
  }

  @get('/api/admin/venues', reply)
  async venues(@param(limitParameter) limit: number = PAGE): Promise<object> {
    const {count} = await this.to.venues.count();
    const order = ['name ASC', 'id ASC'];
    const found = await this.to.venues.find({order, limit: limit + 1, fields: [...VENUE_FIELDS]});
    const key = (venue: Venue): [string, number] => [venue.name, venue.id];
    return this.page('venues name', found, limit, count, key, venue => venue.toJSON());
  }

  @get('/api/admin/bookings', reply)
  async bookings(@param(limitParameter) limit: number = PAGE): Promise<object> {
    const {count} = await this.to.bookings.count();
    const found = await this.to.bookings.find({
      order: ['id DESC'],
      limit: limit + 1,
      include: [{relation: 'schedule', scope: {include: ['course', 'venue']}}],
    });
    return this.page('bookings -id', found, limit, count, ({id}) => [id, id], bookingOf);
  }

  @post('/api/bookings', {responses: {201: {description: 'Booked'}}})
  async book(
    @requestBody({content: {'application/json': {schema: bookingRequestSchema as object}}})
    body: BookingRequest,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<object> {
    const transaction = await this.to.bookings.beginTransaction();
    try {
      const made = await this.bookIn(body, {transaction});
      await transaction.commit();
      response.status(201);
      return made;
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  private async bookIn({courseScheduleId, contact, attendees, paymentMethod}: BookingRequest, tx: object) {
    const now = new Date();
    const seats = attendees.length;
    const schedule = (await this.to.schedules.findById(
      courseScheduleId,
      {include: ['course']},
      tx,
    )) as Included;
    const taken = schedule.seatsTaken + seats;
    if (schedule.status !== 'published' || schedule.startDatetime <= now || taken > schedule.capacity) {
      throw new HttpErrors.Conflict();
    }
    const user =
      (await this.to.users.findOne({where: {email: contact.email}}, tx)) ??
      (await this.to.users.create({...contact, role: 'customer', isActive: true, version: 1}, tx));
    // The one atomic step that these repositories have: it fails when somebody else was faster.
    const was = {id: schedule.id, seatsTaken: schedule.seatsTaken};
    const {count} = await this.to.schedules.updateAll({seatsTaken: taken}, was, tx);
    if (count === 0) throw new HttpErrors.Conflict();
    const {paymentAmount, discountApplied, currency} = quote(schedule.course.price, seats);
    const bookingReference = newBookingReference();
    const hold = holdUntil(paymentMethod, this.config.booking, schedule, now);
    const booked = {
      status: 'pending',
      paymentStatus: 'pending',
      seats,
      paymentAmount,
      discountApplied,
    } as const;
    const booking = await this.to.bookings.create(
      {
        ...booked,
        userId: user.id,
        courseScheduleId,
        bookingReference,
        paymentMethod,
        holdExpiresAt: hold,
        contactFirstName: contact.firstName,
        contactLastName: contact.lastName,
        contactEmail: contact.email,
        cancellationPolicy: POLICY,
        ...DEFAULTS,
      },
      tx,
    );
    await this.to.attendees.createAll(
      attendees.map(one => ({...one, bookingId: booking.id, attendance: 'expected', assessment: 'pending'})),
      tx,
    );
    await this.to.emails.create(
      {
        recipient: contact.email,
        emailType: 'booking_received',
        subject: `We have your booking (${bookingReference})`,
        bookingId: booking.id,
        status: 'queued',
        attempts: 0,
        payload: {},
      },
      tx,
    );
    return {
      bookingReference,
      ...booked,
      currency,
      holdExpiresAt: hold.toISOString(),
      accessToken: await this.tokens.bookingAccessToken(bookingReference, now, contact.email),
      payment: offlineInstructions({bookingReference, paymentAmount, paymentMethod}),
    };
  }

  private page<T extends {id: number}>(
    order: string,
    found: readonly T[],
    limit: number,
    count: number,
    key: (last: T) => [string | number, number],
    show: (one: T) => object,
  ): object {
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(show),
      nextCursor: found.length > limit && last ? this.cursors.encode(order, key(last)) : null,
      total: {count: Math.min(count, COUNT_LIMIT), isExact: count <= COUNT_LIMIT},
    };
  }
}
