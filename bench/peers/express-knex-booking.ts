/** A booking as Express and Knex have it: query builder, one transaction, the rules and the rows of ours. */
import {createHmac} from 'node:crypto';
import type {Knex} from 'knex';
import type {DiscountTerms} from '../../src/domain/booking-price';
import {newBookingReference} from '../../src/domain/booking-reference';
import {DomainError, scheduleFull} from '../../src/domain/errors';
import {bestDiscount, quote} from '../../src/domain/pricing';
import {checkBookable} from '../../src/domain/schedule-status';
import {holdUntil} from '../../src/domain/seats';
import type {BookingRequest} from '../../src/services/booking-made';
import {offlineInstructions} from '../../src/services/payments/offline-gateway';
import type {TokenService} from '../../src/services/token.service';
import type {PeerConfig} from './answers';
import {
  addAttendees,
  addBooking,
  findCode,
  findOrAddUser,
  findSchedule,
  queueMail,
  refuseBooked,
  type Schedule,
  takeSeats,
  useCode,
} from './express-knex-steps';

const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** Does not release holds that ran out, as no benchmark has any: it counts their seats as ours does. */
export class ExpressBookings {
  constructor(
    private readonly knex: Knex,
    private readonly config: PeerConfig,
    private readonly tokens: TokenService,
  ) {}

  create(request: BookingRequest, key?: string): Promise<object> {
    return this.knex.transaction(tx =>
      key === undefined ? this.book(tx, request) : this.once(tx, key, request),
    );
  }

  /** A repeated request is given the first answer. */
  private async once(tx: Knex.Transaction, key: string, request: BookingRequest): Promise<object> {
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 1))', [`public:${key}`]);
    const hash = createHmac('sha256', this.config.auth.jwtSecret)
      .update(JSON.stringify(['POST', '/api/bookings', request]))
      .digest();
    const now = new Date();
    const id = {scope: 'public', key};
    const known = await tx('idempotency_keys').where(id).where('expires_at', '>', now).first();
    if (known !== undefined) {
      if (hash.equals(known.request_hash)) return known.response_body as object;
      throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key belongs to a different request');
    }
    const made = await this.book(tx, request);
    await tx('idempotency_keys')
      .insert({
        ...id,
        request_hash: hash,
        response_body: JSON.stringify(made),
        expires_at: new Date(now.getTime() + REMEMBER_MS),
      })
      .onConflict(['scope', 'key'])
      .merge();
    return made;
  }

  private async book(tx: Knex.Transaction, request: BookingRequest): Promise<object> {
    const now = new Date();
    const seats = request.attendees.length;
    const schedule = await findSchedule(tx, request.courseScheduleId, now);
    checkBookable(schedule, now);
    if (schedule.seatsAvailable < seats) throw scheduleFull(schedule.seatsAvailable);
    const typed = await findCode(tx, request.discountCode, schedule, now, seats);
    const discount = bestDiscount(typed, schedule.groupDiscount, schedule.price, seats);
    const code = discount?.source === 'code' ? typed : undefined;
    const user = await findOrAddUser(tx, request.contact);
    if (!(await takeSeats(tx, schedule.id, seats, now))) throw scheduleFull(0);
    if (!user.isNew) await refuseBooked(tx, user.id, request, now);
    if (code !== undefined) await useCode(tx, code, user.id, request.contact);
    const booked = {
      bookingReference: newBookingReference(),
      status: 'pending' as const,
      paymentStatus: 'pending' as const,
      ...amountsOf(schedule, seats, discount),
      holdExpiresAt: holdUntil(request.paymentMethod, this.config.booking, schedule, now).toISOString(),
    };
    const links = {userId: user.id, discountCodeId: code?.id ?? null, discount};
    const {id, createdAt} = await addBooking(tx, request, booked, links);
    await addAttendees(tx, id, request.attendees);
    await queueMail(tx, id, booked.bookingReference, request.contact.email);
    return {
      ...booked,
      accessToken: await this.tokens.bookingAccessToken(
        booked.bookingReference,
        createdAt,
        request.contact.email,
      ),
      payment: offlineInstructions({...booked, paymentMethod: request.paymentMethod}),
    };
  }
}

function amountsOf({price}: Schedule, seats: number, discount: DiscountTerms | undefined) {
  const {paymentAmount, discountApplied, currency} = quote(price, seats, discount);
  return {seats, paymentAmount, discountApplied, currency};
}
