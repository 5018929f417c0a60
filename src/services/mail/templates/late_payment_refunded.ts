import {facts, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts, money} from '../words';
import type {RefundPayload} from './refund_completed';

export const latePaymentRefunded = bookingMail<RefundPayload>({
  subject: 'Your payment came too late and goes back to you',
  body: ({booking, payload: {refundAmount}}) => [
    paragraph(
      'Your payment arrived after the time for which we held your seats, and we can no longer give them to you. So you ' +
        'have no booking, and we send all of your money back.',
    ),
    bookingFacts(booking),
    facts(['Refund', money(refundAmount)]),
    paragraph('It can take some days to arrive. You are welcome to book another date.'),
  ],
});
