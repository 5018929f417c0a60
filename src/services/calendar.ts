import {createEvents, type DateArray, type EventAttributes} from 'ics';
import type {BookingView} from './booking-view';

/** @returns an iCalendar file (RFC 5545) with one event per session of the booking's schedule */
export function renderCalendar(booking: BookingView): string {
  const {schedule} = booking;
  const {venue} = schedule;
  const location = [venue.name, venue.addressLine1, venue.addressLine2, venue.city, venue.postcode]
    .filter(part => part !== null)
    .join(', ');
  const isCancelled = booking.status === 'cancelled' || schedule.status === 'cancelled';
  const events = schedule.sessions.map(
    (session, index): EventAttributes => ({
      uid: `${booking.bookingReference.toLowerCase()}-${index + 1}@training-admin`,
      title: schedule.course.name,
      description: `Booking ${booking.bookingReference}`,
      location,
      start: utcArray(session.startDatetime),
      startInputType: 'utc',
      startOutputType: 'utc',
      end: utcArray(session.endDatetime),
      endInputType: 'utc',
      endOutputType: 'utc',
      status: isCancelled ? 'CANCELLED' : booking.status === 'pending' ? 'TENTATIVE' : 'CONFIRMED',
      productId: 'training-admin',
    }),
  );
  const {error, value} = createEvents(events);
  if (error || !value) throw new Error('the calendar could not be written', {cause: error});
  return value;
}

function utcArray(iso: string): DateArray {
  const at = new Date(iso);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes()];
}
