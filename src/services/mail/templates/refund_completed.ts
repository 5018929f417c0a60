import {facts, paragraph} from '../content';
import {bookingMail} from '../template';
import {money} from '../words';

export interface RefundPayload {
  /** Pounds. */
  refundAmount: string;
  reason?: string;
}

export const refundCompleted = bookingMail<RefundPayload>({
  subject: 'Your refund is on its way',
  body: ({booking, payload: {refundAmount}}) => [
    paragraph('We have sent your money back. It can take some days to arrive.'),
    facts(
      ['Refund', money(refundAmount)],
      ['Reference', booking.bookingReference],
      ['Course', booking.schedule.course.name],
    ),
  ],
});
