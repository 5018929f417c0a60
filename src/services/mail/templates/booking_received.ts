import {facts, link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, dayAndTime, money} from '../words';

export const bookingReceived = bookingMail({
  subject: 'We have your booking',
  obsoleteBecause: ({booking}) =>
    booking.status === 'pending' ? undefined : `the booking is ${booking.status} already`,
  body: ({booking, links}) => [
    paragraph('Thank you for your booking. We hold your seats, and will confirm them once you have paid.'),
    bookingFacts(booking),
    facts(
      ['To pay', money(booking.paymentAmount)],
      booking.holdExpiresAt === null ? undefined : ['Held until', dayAndTime(booking.holdExpiresAt)],
    ),
    ...(booking.paymentMethod === 'invoice'
      ? [paragraph(`We will send you an invoice. Please quote ${booking.bookingReference} when you pay.`)]
      : []),
    link('See your booking', links.booking),
  ],
});
