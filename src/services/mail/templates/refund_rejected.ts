import {facts, paragraph} from '../content';
import {bookingMail} from '../template';
import {money} from '../words';
import type {RefundPayload} from './refund_completed';

export const refundRejected = bookingMail<RefundPayload>({
  subject: 'About your refund',
  body: ({booking, payload: {refundAmount, reason}}) => [
    paragraph("We have looked at this refund and can't pay it."),
    facts(
      ['Refund', money(refundAmount)],
      reason === undefined ? undefined : ['Reason', reason],
      ['Reference', booking.bookingReference],
      ['Course', booking.schedule.course.name],
    ),
    paragraph('If you think that this is wrong, please reply to this mail.'),
  ],
});
