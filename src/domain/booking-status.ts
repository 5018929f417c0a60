import {DomainError, invalidStatusChange} from './errors';
import type {BookingStatus} from './statuses';

/** Which status may follow which. Only money that arrives late revives a cancelled booking (rule 9). */
const NEXT: Readonly<Record<BookingStatus, readonly BookingStatus[]>> = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['cancelled', 'completed', 'no_show'],
  cancelled: [],
  completed: [],
  no_show: [],
};

/** Neither cancelled nor closed after the course: it may still change, and money for it may come back. */
export function isOpen(status: BookingStatus): boolean {
  return status === 'pending' || status === 'confirmed';
}

/** @throws DomainError INVALID_STATUS_CHANGE */
export function checkBookingStatusChange(from: BookingStatus, to: BookingStatus): void {
  if (!NEXT[from].includes(to)) throw invalidStatusChange('booking', from, to);
}

/**
 * @param until when it can no longer be cancelled; null: it always can
 * @throws DomainError INVALID_STATUS_CHANGE
 */
export function checkCancellable(status: BookingStatus, until: Date | null, now: Date): void {
  checkBookingStatusChange(status, 'cancelled');
  if (until !== null && until <= now) {
    throw new DomainError(
      'INVALID_STATUS_CHANGE',
      "A booking can't be cancelled after its course has begun",
      {
        from: status,
        to: 'cancelled',
      },
    );
  }
}

/**
 * Whether attendees may still change.
 * @param until when they can no longer; null: they always can
 * @throws DomainError INVALID_STATUS_CHANGE
 */
export function checkChangeable(status: BookingStatus, until: Date | null, now: Date): void {
  if (!isOpen(status)) {
    throw new DomainError('INVALID_STATUS_CHANGE', `A booking that is ${status} can't be changed`, {
      from: status,
    });
  }
  if (until !== null && until <= now) {
    throw new DomainError(
      'INVALID_STATUS_CHANGE',
      "A booking can't be changed any more: its course has begun",
      {
        from: status,
      },
    );
  }
}

/** Rule 13: who came is not known before the start. @throws DomainError INVALID_STATUS_CHANGE */
export function checkAttendanceKnowable(courseStartsAt: Date, to: 'completed' | 'no_show', now: Date): void {
  if (courseStartsAt > now) {
    throw new DomainError('INVALID_STATUS_CHANGE', `A booking can't be ${to} before its course has begun`, {
      to,
    });
  }
}
