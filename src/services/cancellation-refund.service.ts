import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import {isOpen} from '../domain/booking-status';
import {type RefundDue, refundFor} from '../domain/cancellation';
import {formatPence, parsePence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {BookingRow} from '../repositories/booking.repository';
import type {LedgerBookingRepository} from '../repositories/ledger-booking.repository';
import type {RefundService} from './refund.service';

/** What the mail about a cancellation says of money; nothing when none was paid. */
export interface CancellationMoney {
  refundAmount?: string;
  tier?: string;
}

/** What comes back when a booking is cancelled (rule 11). */
@injectable({scope: BindingScope.SINGLETON})
export class CancellationRefundService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.LedgerBookingRepository') private readonly bookings: LedgerBookingRepository,
    @inject('services.RefundService') private readonly refunds: RefundService,
  ) {}

  /**
   * A cancellation now, by the policy that the booking was made under; what is on its way back already does not count,
   * nor what the policy kept for attendees who left before, and what has ended brings nothing any more.
   */
  async preview(booking: BookingRow, on: Queryable = this.database): Promise<RefundDue> {
    const {startDatetime, scheduleStatus, retainedAmount} = booking;
    const schedule = {startDatetime, isCancelled: scheduleStatus === 'cancelled'};
    const paidPence = isOpen(booking.status) ? await this.refunds.refundablePence(on, booking.id) : 0;
    const keptPence = schedule.isCancelled ? 0 : parsePence(retainedAmount);
    const sharedPence = Math.max(paidPence - keptPence, 0);
    return refundFor(booking.cancellationPolicy, sharedPence, schedule, this.clock());
  }

  /**
   * Asks for what comes back. The caller holds the booking's lock.
   * @param amount pounds that staff decided on instead of the policy
   * @throws DomainError REFUND_EXCEEDS_PAID
   */
  async request(
    tx: Transaction,
    booking: BookingRow,
    actor: Actor | null,
    amount?: string,
  ): Promise<CancellationMoney> {
    const {tier, refundPence} = await this.preview(booking, tx);
    const amountPence = amount === undefined ? refundPence : parsePence(amount);
    const byCompany = booking.scheduleStatus === 'cancelled';
    const cause = amount !== undefined ? 'staff' : byCompany ? 'company_cancelled' : 'customer_cancelled';
    const terms = amount === undefined ? tier?.name : undefined;
    if (amountPence > 0) {
      const reason = terms === undefined ? 'cancelled' : `cancelled: ${terms}`;
      await this.refunds.request(tx, {bookingId: booking.id, amountPence, reason, cause, actor});
    }
    if (booking.paidAmount === '0.00') return {};
    return {refundAmount: formatPence(amountPence), ...(terms === undefined ? {} : {tier: terms})};
  }

  /** The company gives everything back for bookings that ended without their holder's doing; the caller holds their locks. */
  async returnAll(
    tx: Transaction,
    bookingIds: readonly number[],
    why: {cause: 'company_cancelled' | 'late_payment'; reason: string; actor: Actor | null},
  ): Promise<void> {
    for (const bookingId of await this.bookings.withMoney(tx, bookingIds)) {
      const amountPence = await this.refunds.refundablePence(tx, bookingId);
      await this.refunds.request(tx, {bookingId, amountPence, ...why});
    }
  }
}
