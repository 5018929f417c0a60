import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {CURRENCY, formatPence, parsePence} from '../domain/money';
import type {EventOutcome} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {BookingRepository} from '../repositories/booking.repository';
import type {BookingAttendeeRepository} from '../repositories/booking-attendee.repository';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {DiscountCodeRepository} from '../repositories/discount-code.repository';
import type {LedgerBooking, LedgerBookingRepository} from '../repositories/ledger-booking.repository';
import type {LedgerRow, PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {HoldService} from './hold.service';
import type {LedgerService} from './ledger.service';
import type {NotificationService} from './notification.service';
import type {ProviderPayment} from './payments/payment-gateway';
import type {RefundService} from './refund.service';

/** What became of something that the payment provider told us. */
export interface Settled {
  outcome: EventOutcome;
  note: string | null;
  bookingId: number | null;
}

/** The booking moved to another schedule while its old one was waited for: the transaction starts again. */
export class BookingMoved extends Error {}

/** The reason of a hold that ran out; only such a booking may come back (rule 9). */
const EXPIRED = 'expired';

/** Brings the ledger, and the booking with it, to what the payment provider says of a payment. */
@injectable({scope: BindingScope.SINGLETON})
export class PaymentSettlementService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.LedgerBookingRepository') private readonly bookings: LedgerBookingRepository,
    @inject('repositories.BookingRepository') private readonly bookingRows: BookingRepository,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.DiscountCodeRepository') private readonly discountCodes: DiscountCodeRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.LedgerService') private readonly ledger: LedgerService,
    @inject('services.RefundService') private readonly refunds: RefundService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /**
   * Any order and any number of repetitions come to the same: what has succeeded stays, and only what is new is added.
   * Locks schedule, discount code and booking.
   * @param at when the money moved
   * @throws BookingMoved
   */
  async apply(tx: Transaction, payment: ProviderPayment, at: Date): Promise<Settled> {
    const bookingId = await this.bookingOf(tx, payment);
    if (bookingId === undefined)
      return strange(payment, 'a payment that belongs to no booking of ours', null);
    if (payment.currency !== CURRENCY) {
      return strange(payment, `a payment in ${payment.currency}: we take ${CURRENCY}`, bookingId);
    }
    const booking = await this.lock(tx, bookingId);
    const row = await this.transactions.findByProvider(tx, {providerPaymentId: payment.id});
    const settled = await this.record(tx, booking, row, payment, at);
    if (payment.status === 'cancelled') await this.transactions.markEnded(tx, payment.id);
    return {...settled, bookingId};
  }

  private async bookingOf(on: Queryable, payment: ProviderPayment): Promise<number | undefined> {
    const row = await this.transactions.findByProvider(on, {providerPaymentId: payment.id});
    if (row !== undefined) return row.bookingId;
    return payment.bookingReference === null ? undefined : this.bookings.findId(on, payment.bookingReference);
  }

  /**
   * The schedule first: then no booking on it changes. Holds are released only when this booking has lost its seats, so
   * that one which is being paid for is not released by its own payment.
   */
  private async lock(tx: Transaction, bookingId: number): Promise<LedgerBooking> {
    const {courseScheduleId, cancellationReason, discountCodeId} = await this.bookings.read(tx, bookingId);
    if (cancellationReason === EXPIRED && discountCodeId !== null) {
      // Uses that holds on other schedules keep which ran out are free too; their schedules are locked with this one.
      await this.holds.releaseForCode(tx, discountCodeId, courseScheduleId);
    }
    await this.schedules.lock(tx, courseScheduleId);
    const seen = await this.bookings.read(tx, bookingId);
    if (seen.courseScheduleId !== courseScheduleId) throw new BookingMoved();
    if (seen.status === 'cancelled') {
      await this.holds.releaseForSchedule(tx, courseScheduleId, [seen.discountCodeId]);
    }
    await this.bookingRows.lock(tx, bookingId);
    return this.bookings.read(tx, bookingId);
  }

  private async record(
    tx: Transaction,
    booking: LedgerBooking,
    row: LedgerRow | undefined,
    payment: ProviderPayment,
    at: Date,
  ): Promise<Omit<Settled, 'bookingId'>> {
    const {status, failure = null} = stateOf(payment);
    const amount = formatPence(payment.amountPence);
    if (row?.status === 'succeeded') {
      return status === 'succeeded' && row.amount !== amount
        ? attention(`£${amount} is what the provider says, £${row.amount} what the ledger says`)
        : ignored();
    }
    const change = {
      status,
      amount,
      failureReason: failure,
      ...(status === 'pending' ? {} : {processedAt: at}),
    };
    if (row === undefined) {
      const id = await this.transactions.insert(tx, {
        bookingId: booking.id,
        kind: 'charge',
        paymentMethod: 'card',
        providerPaymentId: payment.id,
        processedAt: null,
        ...change,
      });
      return this.follow(tx, booking, {id, amount}, status);
    }
    // What is open says nothing new of a row that is there: the last try may have failed since.
    if (status === 'pending' || row.status === status) return ignored();
    await this.transactions.advance(tx, row.id, change);
    return this.follow(tx, booking, {id: row.id, amount}, status);
  }

  private async follow(
    tx: Transaction,
    booking: LedgerBooking,
    charge: {id: number; amount: string},
    status: 'pending' | 'succeeded' | 'failed',
  ): Promise<Omit<Settled, 'bookingId'>> {
    await this.ledger.settle(tx, booking.id, null);
    if (status !== 'succeeded') return applied(null);
    // What is on its way back covers nothing.
    const keptPence = await this.refunds.refundablePence(tx, booking.id);
    const isPaid = keptPence >= parsePence(booking.paymentAmount);
    if (booking.status === 'cancelled') {
      if (!isPaid || !(await this.revive(tx, booking))) return this.giveBack(tx, booking, charge);
    } else if (booking.status === 'pending') {
      if (!isPaid) return attention(`£${charge.amount} of £${booking.paymentAmount}: it stays pending`);
      await this.bookingRows.confirm(tx, booking.id, null);
      await this.tellConfirmed(tx, booking);
    }
    return this.giveExcessBack(tx, booking, charge);
  }

  /**
   * Rule 9: only a hold that ran out, while seats and the use of its discount code are still to be had, and only for
   * people whom the same customer has not booked again since.
   */
  private async revive(tx: Transaction, booking: LedgerBooking): Promise<boolean> {
    const {courseScheduleId, seats, discountCodeId} = booking;
    if (booking.cancellationReason !== EXPIRED) return false;
    const now = this.clock();
    if (await this.attendees.areBookedAgain(tx, booking, now)) return false;
    if (!(await this.schedules.takeSeats(tx, courseScheduleId, seats, now))) return false;
    if (discountCodeId !== null && !(await this.discountCodes.useAgain(tx, discountCodeId, booking))) {
      await this.schedules.giveSeatsBack(tx, courseScheduleId, seats);
      return false;
    }
    await this.bookings.revive(tx, booking.id);
    await this.tellConfirmed(tx, booking);
    return true;
  }

  private async giveBack(
    tx: Transaction,
    booking: LedgerBooking,
    charge: {id: number; amount: string},
  ): Promise<Omit<Settled, 'bookingId'>> {
    const refundable = await this.refunds.refundablePence(tx, booking.id);
    const amountPence = Math.min(parsePence(charge.amount), refundable);
    if (amountPence === 0) return attention('money for a cancelled booking, and nothing of it can go back');
    const hasExpired = booking.cancellationReason === EXPIRED;
    const reason = hasExpired ? 'paid after the seats were released' : 'paid after the booking was cancelled';
    await this.refunds.request(tx, {
      bookingId: booking.id,
      amountPence,
      reason,
      cause: 'late_payment',
      actor: null,
      chargeTransactionId: charge.id,
    });
    const refundAmount = formatPence(amountPence);
    if (hasExpired) {
      await this.notifications.aboutBooking(tx, 'late_payment_refunded', recipientOf(booking), {
        refundAmount,
      });
    }
    return applied(`${reason}: £${refundAmount} goes back`);
  }

  /** A second payment of what was paid already, or more than was due. */
  private async giveExcessBack(
    tx: Transaction,
    booking: LedgerBooking,
    charge: {id: number; amount: string},
  ): Promise<Omit<Settled, 'bookingId'>> {
    const refundable = await this.refunds.refundablePence(tx, booking.id);
    const excess = Math.min(refundable - parsePence(booking.paymentAmount), parsePence(charge.amount));
    if (excess <= 0) return applied(null);
    const reason = 'paid more than was due';
    await this.refunds.request(tx, {
      bookingId: booking.id,
      amountPence: excess,
      reason,
      cause: 'overpaid',
      actor: null,
      chargeTransactionId: charge.id,
    });
    return applied(`${reason}: £${formatPence(excess)} goes back`);
  }

  private tellConfirmed(tx: Transaction, booking: LedgerBooking): Promise<void> {
    return this.notifications.aboutBooking(tx, 'booking_confirmed', recipientOf(booking));
  }
}

function recipientOf({id, bookingReference, contactEmail}: LedgerBooking) {
  return {bookingId: id, bookingReference, contactEmail};
}

/** What may be nobody's business of ours is for staff only once it is money. */
function strange({status}: ProviderPayment, note: string, bookingId: number | null): Settled {
  return {...(status === 'succeeded' ? attention(note) : ignored()), bookingId};
}

function stateOf({status, failure}: ProviderPayment): {
  status: 'pending' | 'succeeded' | 'failed';
  failure?: string;
} {
  if (status === 'succeeded') return {status: 'succeeded'};
  if (status === 'cancelled' || failure !== null) return {status: 'failed', failure: failure ?? 'cancelled'};
  return {status: 'pending'};
}

export function applied(note: string | null) {
  return {outcome: 'applied', note} as const;
}

export function ignored() {
  return {outcome: 'ignored', note: null} as const;
}

export function attention(note: string) {
  return {outcome: 'attention', note} as const;
}
