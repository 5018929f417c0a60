// From the answer of a booking to its page: its key, and how to pay, which the answer says once.
import {navigate} from '/common/router.js';
import {keepKey} from './keys.js';

const instructions = new Map();

/** @param made the answer of whatever booked the seats */
export function openBooking({bookingReference, accessToken, payment}) {
  keepKey('booking', bookingReference, accessToken);
  if (payment !== undefined) instructions.set(bookingReference, payment);
  navigate(`/?booking=${bookingReference}&booked`);
}

/** How to pay a booking that was made on this page, until it is loaded anew. */
export const instructionsOf = reference => instructions.get(reference);

/** In pounds, less than nothing when some comes back; reckoned in pence, as pounds do not add up in floating point. */
export function dueOf({paymentAmount, paidAmount}) {
  return (Math.round(paymentAmount * 100) - Math.round(paidAmount * 100)) / 100;
}
