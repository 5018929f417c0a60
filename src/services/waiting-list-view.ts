import type {WaitingStatus} from '../domain/statuses';
import type {WaitingRow} from '../repositories/waiting-list-entry.repository';

/** A place on a waiting list, as JSON carries it: an idempotent replay is given the same. */
export interface WaitingView {
  reference: string;
  status: WaitingStatus;
  seats: number;
  /** From 1; null for who does not wait. */
  place: number | null;
  /** What is kept for them at the moment. */
  offer: {seats: number; offeredAt: string; expiresAt: string} | null;
  /** Of whoever accepted. */
  bookingReference: string | null;
  joinedAt: string;
  endedAt: string | null;
  contact: {firstName: string; lastName: string; email: string; phone: string | null};
  schedule: {
    id: number;
    status: string;
    startDatetime: string;
    endDatetime: string;
    course: {name: string; slug: string};
    venue: {name: string; city: string; postcode: string};
  };
}

/** The same for staff, who also see the key and the version. */
export type StaffWaitingView = WaitingView & {id: number; userId: number; version: number};

export function toWaitingView(row: WaitingRow): WaitingView {
  const {reference, status, seats, place, offeredAt, offerExpiresAt, bookingReference} = row;
  return {
    reference,
    status,
    seats,
    place,
    offer:
      status === 'offered' && offeredAt !== null && offerExpiresAt !== null
        ? {seats, offeredAt: offeredAt.toISOString(), expiresAt: offerExpiresAt.toISOString()}
        : null,
    bookingReference,
    joinedAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    contact: {
      firstName: row.contactFirstName,
      lastName: row.contactLastName,
      email: row.contactEmail,
      phone: row.contactPhone,
    },
    schedule: {
      id: row.courseScheduleId,
      status: row.scheduleStatus,
      startDatetime: row.startDatetime.toISOString(),
      endDatetime: row.endDatetime.toISOString(),
      course: {name: row.courseName, slug: row.courseSlug},
      venue: {name: row.venueName, city: row.venueCity, postcode: row.venuePostcode},
    },
  };
}

export function toStaffWaitingView(row: WaitingRow): StaffWaitingView {
  const {id, userId, version} = row;
  return {id, userId, version, ...toWaitingView(row)};
}
