import {CURRENCY} from '../domain/money';
import type {BookingStatus, PaymentMethod, PaymentStatus, ScheduleStatus} from '../domain/statuses';
import type {BookingRow} from '../repositories/booking.repository';

/** A booking as its holder reads it. */
export interface BookingView {
  bookingReference: string;
  status: BookingStatus;
  paymentStatus: PaymentStatus;
  paymentMethod: PaymentMethod;
  seats: number;
  paymentAmount: string;
  discountApplied: string;
  discountCode: string | null;
  paidAmount: string;
  currency: typeof CURRENCY;
  holdExpiresAt: string | null;
  cancelledAt: string | null;
  cancellationReason: string | null;
  createdAt: string;
  contact: {firstName: string; lastName: string; email: string; phone: string | null};
  attendees: {firstName: string; lastName: string; email: string | null}[];
  schedule: {
    id: number;
    status: ScheduleStatus;
    startDatetime: string;
    endDatetime: string;
    sessions: {startDatetime: string; endDatetime: string}[];
    course: {name: string; slug: string};
    venue: {name: string; addressLine1: string; addressLine2: string | null; city: string; postcode: string};
  };
}

/** A booking as staff read it. */
export type StaffBookingView = BookingView & Pick<BookingRow, 'id' | 'version' | 'userId' | 'notes'>;

export function toStaffBookingView(row: BookingRow): StaffBookingView {
  const {id, version, userId, notes} = row;
  return {id, version, userId, notes, ...toBookingView(row)};
}

export function toBookingView(row: BookingRow): BookingView {
  return {
    bookingReference: row.bookingReference,
    status: row.status,
    paymentStatus: row.paymentStatus,
    paymentMethod: row.paymentMethod,
    seats: row.seats,
    paymentAmount: row.paymentAmount,
    discountApplied: row.discountApplied,
    discountCode: row.discountCode,
    paidAmount: row.paidAmount,
    currency: CURRENCY,
    holdExpiresAt: row.holdExpiresAt?.toISOString() ?? null,
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    cancellationReason: row.cancellationReason,
    createdAt: row.createdAt.toISOString(),
    contact: {
      firstName: row.contactFirstName,
      lastName: row.contactLastName,
      email: row.contactEmail,
      phone: row.contactPhone,
    },
    attendees: row.attendees,
    schedule: {
      id: row.courseScheduleId,
      status: row.scheduleStatus,
      startDatetime: row.startDatetime.toISOString(),
      endDatetime: row.endDatetime.toISOString(),
      sessions: row.sessions.map(session => ({
        startDatetime: new Date(session.startDatetime).toISOString(),
        endDatetime: new Date(session.endDatetime).toISOString(),
      })),
      course: {name: row.courseName, slug: row.courseSlug},
      venue: {
        name: row.venueName,
        addressLine1: row.venueAddressLine1,
        addressLine2: row.venueAddressLine2,
        city: row.venueCity,
        postcode: row.venuePostcode,
      },
    },
  };
}
