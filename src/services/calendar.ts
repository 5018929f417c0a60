import {createEvents, type DateArray, type EventAttributes} from 'ics';
import type {BookingView} from './booking-view';

interface CalendarTerms {
  now: Date;
  /** Who holds the course; no plain address: the file does not say. */
  organizer?: {name: string; email: string};
  /** Days that the booking had before: those beyond its days now are cancelled. */
  formerDays?: number;
}

export interface Calendar {
  /** Of RFC 5546: what whoever gets it is to do. */
  method: 'PUBLISH' | 'CANCEL';
  content: string;
}

/**
 * @returns an iCalendar file (RFC 5545) with one event per session of the booking's schedule. A later file is about the
 *   same events, and its higher sequence number says that it is the one that counts.
 */
export function renderCalendar(
  booking: BookingView,
  {now, organizer, formerDays = 0}: CalendarTerms,
): Calendar {
  const {sessions} = booking.schedule;
  const isCancelled = booking.status === 'cancelled' || booking.schedule.status === 'cancelled';
  const status = isCancelled ? 'CANCELLED' : booking.status === 'pending' ? 'TENTATIVE' : 'CONFIRMED';
  const method = isCancelled ? 'CANCEL' : 'PUBLISH';
  const [first] = sessions;
  const common = {...commonOf(booking, now), method, organizer: organizerOf(organizer)};
  const events = sessions.map((session, index) => ({...common, ...daysOf(booking, session, index), status}));
  for (let index = sessions.length; first !== undefined && index < formerDays; index += 1) {
    events.push({...common, ...daysOf(booking, first, index), status: 'CANCELLED'});
  }
  const {error, value} = createEvents(events as EventAttributes[]);
  if (error || !value) throw new Error('the calendar could not be written', {cause: error});
  return {method, content: value};
}

function commonOf(booking: BookingView, now: Date) {
  const {venue, course} = booking.schedule;
  const location = [venue.name, venue.addressLine1, venue.addressLine2, venue.city, venue.postcode]
    .filter(part => part !== null)
    .join(', ');
  const ageMs = now.getTime() - Date.parse(booking.createdAt);
  return {
    title: course.name,
    description: `Booking ${booking.bookingReference}`,
    location,
    // Neither a version of the booking nor one of its schedule: after a move the other schedule's may be lower.
    sequence: Math.max(0, Math.floor(ageMs / 1000)),
    productId: 'training-admin',
  };
}

function daysOf(
  {bookingReference}: BookingView,
  session: {startDatetime: string; endDatetime: string},
  index: number,
) {
  return {
    uid: `${bookingReference.toLowerCase()}-${index + 1}@training-admin`,
    start: utcArray(session.startDatetime),
    startInputType: 'utc',
    startOutputType: 'utc',
    end: utcArray(session.endDatetime),
    endInputType: 'utc',
    endOutputType: 'utc',
  };
}

/** What the library takes for an address, and a little less: a file without an organizer is better than none. */
const PLAIN_ADDRESS = /^[a-z0-9.+_-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** The name has no quotes: the format has no way to write them there. */
function organizerOf(organizer: CalendarTerms['organizer']): EventAttributes['organizer'] {
  if (organizer === undefined || !PLAIN_ADDRESS.test(organizer.email)) return undefined;
  return {name: organizer.name.replaceAll('"', "'"), email: organizer.email};
}

function utcArray(iso: string): DateArray {
  const at = new Date(iso);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes()];
}
