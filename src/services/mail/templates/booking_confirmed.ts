import {calendarAttachment} from '../calendar-attachment';
import {link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts} from '../words';

export const bookingConfirmed = bookingMail({
  subject: 'Your booking is confirmed',
  obsoleteBecause: ({booking}) => (booking.status === 'cancelled' ? 'the booking is cancelled' : undefined),
  body: ({booking, links}) => [
    paragraph('Your booking is confirmed. We look forward to seeing you.'),
    bookingFacts(booking),
    paragraph(
      'The attached file puts the course into your calendar. You can see, change or cancel your booking here:',
    ),
    link('Manage your booking', links.booking),
  ],
  attachments: async view => calendarAttachment(view),
});
