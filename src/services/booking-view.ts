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
  /** Pounds that stay paid for attendees who left too late; part of `paymentAmount`. */
  retainedAmount: string;
  paidAmount: string;
  currency: typeof CURRENCY;
  holdExpiresAt: string | null;
  cancelledAt: string | null;
  cancellationReason: string | null;
  createdAt: string;
  contact: {firstName: string; lastName: string; email: string; phone: string | null};
  /** For whom the booking is, in the customer's words or as staff know it. */
  company: {name: string; purchaseOrderNumber: string | null} | null;
  /** Until when a company with credit terms pays, YYYY-MM-DD. */
  paymentDueOn: string | null;
  attendees: {id: number; firstName: string; lastName: string; email: string | null}[];
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
export type StaffBookingView = BookingView &
  Pick<BookingRow, 'id' | 'version' | 'userId' | 'notes' | 'companyId'>;

export function toStaffBookingView(row: BookingRow): StaffBookingView {
  const {id, version, userId, notes, companyId} = row;
  return {id, version, userId, notes, companyId, ...toBookingView(row)};
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
    retainedAmount: row.retainedAmount,
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
    company:
      row.companyName === null ? null : {name: row.companyName, purchaseOrderNumber: row.purchaseOrderNumber},
    paymentDueOn: row.paymentDueOn,
    attendees: row.attendees.map(({unitPrice: _, ...attendee}) => attendee),
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
