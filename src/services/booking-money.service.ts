import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {BookingRow} from '../repositories/booking.repository';
import type {BookingPriceRepository, RepricedBooking} from '../repositories/booking-price.repository';
import type {BookingChangeService} from './booking-change.service';
import type {LedgerService} from './ledger.service';
import type {RefundService} from './refund.service';

export interface Settlement {
  /** Pounds that are asked for to go back. */
  refundAmount: string;
  /** Pounds that are still to be paid. */
  dueAmount: string;
}

/** What follows in money when the price of a booking changes. The caller holds the locks of schedule and booking. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingMoneyService {
  constructor(
    @inject('repositories.BookingPriceRepository') private readonly prices: BookingPriceRepository,
    @inject('services.LedgerService') private readonly ledger: LedgerService,
    @inject('services.RefundService') private readonly refunds: RefundService,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
  ) {}

  /** What was paid and is not on its way back already, in pence. */
  paidPence(on: Queryable, bookingId: number): Promise<number> {
    return this.refunds.refundablePence(on, bookingId);
  }

  /**
   * Writes a new price: what was paid too much is asked back, the payment status follows from the ledger, and a pending
   * booking that turns out to be paid in full is confirmed.
   * @throws DomainError PAYMENT_UNDER_WAY when another amount is being paid by card at this moment
   */
  async reprice(
    tx: Transaction,
    booking: BookingRow,
    change: RepricedBooking,
    reason: string,
    actor: Actor | null,
  ): Promise<Settlement> {
    checkRepriceable(booking, change.paymentAmount);
    const duePence = parsePence(change.paymentAmount);
    await this.prices.change(tx, booking.id, change, actor?.adminId ?? null);
    const paidPence = await this.paidPence(tx, booking.id);
    const tooMuchPence = Math.max(paidPence - duePence, 0);
    if (tooMuchPence > 0) {
      const cause = 'booking_changed';
      await this.refunds.request(tx, {
        bookingId: booking.id,
        amountPence: tooMuchPence,
        reason,
        cause,
        actor,
      });
    }
    await this.ledger.settle(tx, booking.id, actor?.adminId ?? null);
    if (booking.status === 'pending' && paidPence >= duePence)
      await this.changes.confirmLocked(tx, booking, actor);
    return {
      refundAmount: formatPence(tooMuchPence),
      dueAmount: formatPence(Math.max(duePence - paidPence, 0)),
    };
  }

  /**
   * Money stays that was asked back: what is more than the price goes back all the same, and a pending booking that it
   * covers is confirmed.
   */
  async keep(tx: Transaction, booking: BookingRow, actor: Actor): Promise<void> {
    if (booking.status === 'cancelled') return;
    const duePence = parsePence(booking.paymentAmount);
    const paidPence = await this.paidPence(tx, booking.id);
    const amountPence = paidPence - duePence;
    const reason = 'paid more than was due';
    if (amountPence > 0) {
      await this.refunds.request(tx, {bookingId: booking.id, amountPence, reason, cause: 'overpaid', actor});
    }
    if (booking.status === 'pending' && paidPence >= duePence)
      await this.changes.confirmLocked(tx, booking, actor);
  }
}

/** @throws DomainError PAYMENT_UNDER_WAY when another amount is being paid by card at this moment */
export function checkRepriceable(
  {status, paymentMethod, paymentAmount}: Pick<BookingRow, 'status' | 'paymentMethod' | 'paymentAmount'>,
  newAmount: string,
): void {
  if (status !== 'pending' || paymentMethod !== 'card' || newAmount === paymentAmount) return;
  throw new DomainError(
    'PAYMENT_UNDER_WAY',
    'This booking is being paid by card: wait until it is paid, or cancel it',
  );
}
