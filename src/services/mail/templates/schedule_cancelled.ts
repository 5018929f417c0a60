import {calendarChange, calendarWords} from '../calendar-attachment';
import {link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts} from '../words';

export const scheduleCancelled = bookingMail({
  subject: 'Your course has been cancelled',
  obsoleteBecause: ({booking}) =>
    booking.schedule.status === 'cancelled' ? undefined : 'the booking is on another date already',
  body: ({booking, links, ...view}) => [
    paragraph('We are sorry: we had to cancel this course.'),
    bookingFacts(booking),
    ...(booking.status === 'cancelled'
      ? [paragraph('Your booking is cancelled with it. You are welcome to book another date.')]
      : [
          paragraph(
            'You can move to another date, or have everything back that you paid. Please choose here:',
          ),
          link('Choose another date or a refund', links.choice),
        ]),
    ...calendarWords(view, 'The attached file takes it out of your calendar.'),
  ],
  attachments: async view => calendarChange(view),
});
