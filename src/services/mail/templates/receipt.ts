import {facts, link, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail, type DocumentPayload} from '../template';
import {bookingFacts, day, money} from '../words';

export interface ReceiptPayload extends DocumentPayload {
  /** Pounds that came in. */
  amount: string;
  /** ISO 8601. */
  paidAt?: string;
  receiptNumber?: string;
}

export const receipt = bookingMail<ReceiptPayload>({
  subject: 'We have your payment',
  body: ({booking, links, isForCompany, payload: {amount, paidAt, receiptNumber}}) => [
    paragraph(
      booking.status === 'cancelled'
        ? 'Here is the receipt for your payment. Your booking is cancelled.'
        : 'Thank you. We have received your payment.',
    ),
    facts(
      ['Paid', money(amount)],
      paidAt === undefined ? undefined : ['On', day(paidAt)],
      receiptNumber === undefined ? undefined : ['Receipt', receiptNumber],
    ),
    bookingFacts(booking),
    ...(isForCompany ? [] : [link('See your booking', links.booking)]),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
