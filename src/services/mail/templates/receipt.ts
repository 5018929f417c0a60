import {facts, link, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail} from '../template';
import {bookingFacts, day, money} from '../words';

export interface ReceiptPayload {
  /** Pounds that came in. */
  amount: string;
  /** ISO 8601. */
  paidAt?: string;
  receiptNumber?: string;
  /** Attached as PDF files. */
  documentIds?: number[];
}

export const receipt = bookingMail<ReceiptPayload>({
  subject: 'We have your payment',
  body: ({booking, links, payload: {amount, paidAt, receiptNumber}}) => [
    paragraph('Thank you. We have received your payment.'),
    facts(
      ['Paid', money(amount)],
      paidAt === undefined ? undefined : ['On', day(paidAt)],
      receiptNumber === undefined ? undefined : ['Receipt', receiptNumber],
    ),
    bookingFacts(booking),
    link('See your booking', links.booking),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
