import type {Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import type {
  AttendeePlace,
  BookingAttendeeRepository,
  NewAttendee,
} from '../repositories/booking-attendee.repository';

/**
 * Refuses people whom the same customer has booked on the same schedule already. The caller holds the schedule's lock, so
 * that two requests at once can't both pass.
 * @throws DomainError ATTENDEE_ALREADY_BOOKED with details.attendees
 */
export async function refuseBooked(
  repository: BookingAttendeeRepository,
  tx: Transaction,
  place: AttendeePlace & {now: Date},
  wanted: readonly NewAttendee[],
): Promise<void> {
  const {now, ...where} = place;
  const attendees = await repository.booked(tx, where, wanted, now);
  if (attendees.length === 0) return;
  const names = attendees.map(({firstName, lastName}) => `${firstName} ${lastName}`).join(', ');
  throw new DomainError('ATTENDEE_ALREADY_BOOKED', `You have booked this schedule for ${names} already`, {
    attendees: attendees.map(({heldUntil, ...name}) => ({
      ...name,
      heldUntil: heldUntil?.toISOString() ?? null,
    })),
  });
}

/** Addresses are pasted with spaces around them; names are kept as they are typed. */
export function withBareAddress<T extends {email?: string}>(person: T): T {
  return person.email === undefined ? person : {...person, email: person.email.trim()};
}
