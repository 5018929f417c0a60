import {calendarChange, calendarWords} from '../calendar-attachment';
import {facts, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, money} from '../words';

export interface CancellationPayload {
  /** Pounds that come back; absent: nothing was said about money. */
  refundAmount?: string;
  /** Name of the policy's tier that decided. */
  tier?: string;
}

export const bookingCancelled = bookingMail<CancellationPayload>({
  subject: 'Your booking is cancelled',
  obsoleteBecause: ({booking}) =>
    booking.status === 'cancelled' ? undefined : 'the booking is not cancelled any more',
  body: ({booking, payload: {refundAmount, tier}, ...view}) => [
    paragraph('Your booking is cancelled, and your seats are free for others.'),
    bookingFacts(booking),
    ...(refundAmount === undefined
      ? []
      : [
          facts(
            ['Refund', money(refundAmount)],
            tier === undefined ? undefined : ['Cancellation terms', tier],
          ),
          paragraph(
            refundAmount === '0.00'
              ? 'By the terms of your booking, there is nothing to refund.'
              : 'We will tell you when your refund is on its way.',
          ),
        ]),
    ...calendarWords(view, 'The attached file takes it out of your calendar.'),
  ],
  attachments: async view => calendarChange(view),
});
