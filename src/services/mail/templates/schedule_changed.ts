import {facts, link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, dayAndTime} from '../words';

/** Where and when it would have been. */
export interface BeforePayload {
  previously?: {startDatetime: string; venue: string};
}

export const scheduleChanged = bookingMail<BeforePayload>({
  subject: 'Your course has another time or place',
  obsoleteBecause: ({booking}) => {
    if (booking.status === 'cancelled') return 'the booking is cancelled';
    return booking.schedule.status === 'cancelled' ? 'the course is cancelled' : undefined;
  },
  body: ({booking, links, payload: {previously}}) => [
    paragraph('The time or place of your course has changed. From now on it is:'),
    bookingFacts(booking),
    ...(previously === undefined
      ? []
      : [facts(['Before', `${dayAndTime(previously.startDatetime)}, ${previously.venue}`])]),
    paragraph("If this doesn't suit you, please reply to this mail or open your booking:"),
    link('Manage your booking', links.booking),
  ],
});
