import {calendarChange, calendarWords} from '../calendar-attachment';
import {facts, link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, dayAndTime} from '../words';
import type {BeforePayload} from './schedule_changed';

export const bookingMoved = bookingMail<BeforePayload>({
  subject: 'Your booking has another date',
  obsoleteBecause: ({booking}) => (booking.status === 'cancelled' ? 'the booking is cancelled' : undefined),
  body: ({booking, links, payload: {previously}, ...view}) => [
    paragraph('Your booking has been moved. From now on it is for:'),
    bookingFacts(booking),
    ...(previously === undefined
      ? []
      : [facts(['Before', `${dayAndTime(previously.startDatetime)}, ${previously.venue}`])]),
    ...calendarWords(view, 'The attached file changes it in your calendar.'),
    link('Manage your booking', links.booking),
  ],
  attachments: async view => calendarChange(view, view.payload.previously?.days),
});
