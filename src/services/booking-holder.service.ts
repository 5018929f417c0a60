import {BindingScope, inject, injectable} from '@loopback/core';
import type {Principal} from '../access';
import {normaliseBookingReference} from '../domain/booking-reference';
import {DomainError} from '../domain/errors';
import {formatPence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {BookingRow} from '../repositories/booking.repository';
import type {BookingAttendeeService} from './booking-attendee.service';
import type {BookingChangeService} from './booking-change.service';
import {type BookingView, toBookingView} from './booking-view';
import {renderCalendar} from './calendar';
import type {CancellationRefundService} from './cancellation-refund.service';
import {addressMark} from './token.service';

export interface CancellationPreview {
  bookingReference: string;
  policy: string;
  tier: {name: string; minDaysBefore: number; refundPercent: number} | null;
  daysBefore: number;
  paidAmount: string;
  refundAmount: string;
  currency: 'GBP';
}

/** What the holder of a booking may see and do: whoever has its access token, its verified customer, and admins. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingHolderService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
    @inject('services.BookingAttendeeService') private readonly attendees: BookingAttendeeService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
  ) {}

  /** @throws DomainError BOOKING_NOT_FOUND, for somebody else's booking too */
  async read(reference: string, principal: Principal): Promise<BookingView> {
    return toBookingView(await this.findOwn(reference, principal));
  }

  /**
   * @param seenScheduleId the schedule that its holder saw it on; default: the one that it is on now
   * @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE, CHOICE_CLOSED
   */
  async cancel(
    reference: string,
    principal: Principal,
    reason: string,
    seenScheduleId?: number,
  ): Promise<BookingView> {
    const {id, courseScheduleId} = await this.findOwn(reference, principal);
    return toBookingView(
      await this.changes.cancel({id}, reason, null, {onSchedule: seenScheduleId ?? courseScheduleId}),
    );
  }

  /**
   * What a cancellation now would bring back, to the penny.
   * @param attendeeId of this attendee alone instead of the whole booking
   * @throws DomainError BOOKING_NOT_FOUND, ATTENDEE_NOT_FOUND, LAST_ATTENDEE
   */
  async previewCancellation(
    reference: string,
    principal: Principal,
    attendeeId?: number,
  ): Promise<CancellationPreview> {
    const booking = await this.findOwn(reference, principal);
    const due =
      attendeeId === undefined
        ? await this.cancellations.preview(booking)
        : await this.attendees.previewRemoval(booking, attendeeId);
    return {
      bookingReference: booking.bookingReference,
      policy: booking.cancellationPolicy.name,
      tier: due.tier,
      daysBefore: due.daysBefore,
      paidAmount: booking.paidAmount,
      refundAmount: formatPence(due.refundPence),
      currency: 'GBP',
    };
  }

  /** iCalendar file with one event per session. */
  async calendar(reference: string, principal: Principal): Promise<string> {
    const booking = toBookingView(await this.findOwn(reference, principal));
    return renderCalendar(booking, {now: this.clock()}).content;
  }

  /** @throws DomainError BOOKING_NOT_FOUND, for somebody else's booking too */
  async findOwn(typedReference: string, principal: Principal): Promise<BookingRow> {
    const booking = await this.changes.read({bookingReference: normaliseBookingReference(typedReference)});
    if (!mayHold(principal, booking)) throw new DomainError('BOOKING_NOT_FOUND', 'There is no such booking');
    return booking;
  }
}

/**
 * Rule 17: a booking made as a guest is its account's only once that email address is verified. Once staff gave the booking
 * another address, tokens that went to the old one open nothing.
 */
function mayHold(principal: Principal, booking: BookingRow): boolean {
  if (principal.kind === 'booking') {
    const isTheirs = principal.addressMark === addressMark(booking.contactEmail);
    return isTheirs && principal.bookingReference === booking.bookingReference;
  }
  if (principal.role === 'admin') return true;
  return principal.emailVerified && principal.id === booking.userId;
}
