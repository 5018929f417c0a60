import {paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts} from '../words';

export const holdExpired = bookingMail({
  subject: 'Your seats are no longer held',
  obsoleteBecause: ({booking}) =>
    booking.status === 'cancelled' ? undefined : 'the booking is not cancelled any more',
  body: ({booking}) => [
    paragraph(
      'We had not received your payment by the time we could hold your seats, so they are free for others now.',
    ),
    bookingFacts(booking),
    paragraph('You are welcome to book again. If you have paid already, please reply to this mail.'),
  ],
});
