import {facts, link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, money} from '../words';

export const attendeesChanged = bookingMail({
  subject: 'The attendees of your booking have changed',
  obsoleteBecause: ({booking}) => (booking.status === 'cancelled' ? 'the booking is cancelled' : undefined),
  body: ({booking, links}) => [
    paragraph('The attendees of your booking have changed. It is now for:'),
    bookingFacts(booking),
    facts(['Price', money(booking.paymentAmount)], ['Paid', money(booking.paidAmount)]),
    link('Manage your booking', links.booking),
  ],
});
