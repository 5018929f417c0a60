import {calendarChange, calendarWords} from '../calendar-attachment';
import {facts, link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, dayAndTime} from '../words';

/** Where and when it would have been. */
export interface BeforePayload {
  /** `days`: how many sessions there were. */
  previously?: {startDatetime: string; venue: string; days?: number};
}

export const scheduleChanged = bookingMail<BeforePayload>({
  subject: 'Your course has another time or place',
  obsoleteBecause: ({booking}) => {
    if (booking.status === 'cancelled') return 'the booking is cancelled';
    return booking.schedule.status === 'cancelled' ? 'the course is cancelled' : undefined;
  },
  body: ({booking, links, payload: {previously}, ...view}) => [
    paragraph('The time or place of your course has changed. From now on it is:'),
    bookingFacts(booking),
    ...(previously === undefined
      ? []
      : [facts(['Before', `${dayAndTime(previously.startDatetime)}, ${previously.venue}`])]),
    paragraph("If this doesn't suit you, please reply to this mail or open your booking:"),
    link('Manage your booking', links.booking),
    ...calendarWords(view, 'The attached file changes it in your calendar.'),
  ],
  attachments: async view => calendarChange(view, view.payload.previously?.days),
});
