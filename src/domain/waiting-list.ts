import {DomainError, invalidStatusChange} from './errors';
import type {WaitingStatus} from './statuses';

const HOUR_MS = 3_600_000;

/** Staff may offer again to whom the offer came at a bad time. */
const NEXT: Readonly<Record<WaitingStatus, readonly WaitingStatus[]>> = {
  waiting: ['offered', 'left', 'closed'],
  offered: ['accepted', 'declined', 'expired', 'left', 'closed'],
  accepted: [],
  declined: ['offered'],
  expired: ['offered'],
  left: [],
  closed: [],
};

/** @throws DomainError INVALID_STATUS_CHANGE */
export function checkWaitingStatusChange(from: WaitingStatus, to: WaitingStatus): void {
  if (!NEXT[from].includes(to)) throw invalidStatusChange('place on the waiting list', from, to);
}

/**
 * Who is offered free seats: strictly in order. Whoever wants more than is left is passed over and keeps the place, as
 * seats that wait for more to join them would help nobody.
 * @param line by joining
 */
export function servedFrom<T extends {seats: number}>(line: readonly T[], freeSeats: number): T[] {
  let left = freeSeats;
  return line.filter(({seats}) => {
    if (seats > left) return false;
    left -= seats;
    return true;
  });
}

/**
 * When an offer ends: after the usual time, but after half of the time that is left when the course is near, so that the
 * next in line has a chance too. That is one hour at least, and never past the start.
 */
export function offerUntil(offerHours: number, startDatetime: Date, now: Date): Date {
  const leftMs = startDatetime.getTime() - now.getTime();
  const lifeMs = Math.min(offerHours * HOUR_MS, Math.max(leftMs / 2, HOUR_MS), leftMs);
  return new Date(now.getTime() + Math.floor(lifeMs));
}

/** @throws DomainError SEATS_AVAILABLE */
export function checkFullFor(seats: number, seatsAvailable: number): void {
  if (seats > seatsAvailable) return;
  throw new DomainError('SEATS_AVAILABLE', 'There are seats left on this schedule: book them', {
    seatsAvailable,
  });
}
