import {CURRENCY} from '../domain/money';
import type {BookingStatus, PaymentMethod, PaymentStatus} from '../domain/statuses';
import type {Contact} from '../repositories/booking.repository';
import type {NewAttendee} from '../repositories/booking-attendee.repository';
import type {InsertedBooking, NewBooking} from '../repositories/new-booking.repository';

export interface BookingRequest {
  courseScheduleId: number;
  contact: Contact;
  /** One seat each. */
  attendees: NewAttendee[];
  discountCode?: string;
  paymentMethod: PaymentMethod;
  notes?: string;
  /** For whom the contact books, in their words. */
  company?: {name: string; purchaseOrderNumber?: string};
}

/** On whose terms a booking is made: what staff may do that the public may not. */
export interface BookingTerms {
  /** Drafts, and courses that have begun but not ended, can be booked too; never more seats than there are. */
  byStaff: boolean;
  /** Confirmed at once instead of holding its seats for a while. */
  isConfirmed: boolean;
  /** The member of staff; null: the customer. */
  createdBy: number | null;
  /** Also people whom the customer has booked on the schedule already. */
  allowDuplicates?: boolean;
  /** Takes the seats that are kept for it already, such as those of an offer; else it takes of what is free. */
  take?: (codeId: number | null) => Promise<void>;
  /** A company that staff know. */
  company?: {id: number; paymentDueOn: string | null; purchaseOrderNumber?: string};
}

export const PUBLIC_TERMS: BookingTerms = {byStaff: false, isConfirmed: false, createdBy: null};

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

export function toMade(booking: NewBooking, {id, createdAt}: InsertedBooking): BookingMade {
  const {bookingReference, status, paymentStatus, seats, paymentAmount, discountApplied} = booking;
  return {
    id,
    bookingReference,
    status,
    paymentStatus,
    seats,
    paymentAmount,
    discountApplied,
    currency: CURRENCY,
    holdExpiresAt: booking.holdExpiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
