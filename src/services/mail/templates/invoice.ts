import {facts, link, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail} from '../template';
import {bookingFacts, day, money} from '../words';

export interface InvoicePayload {
  /** Pounds. */
  amount: string;
  invoiceNumber: string;
  documentIds: number[];
}

export const invoice = bookingMail<InvoicePayload>({
  subject: 'Your invoice',
  body: ({booking, links, payload: {amount, invoiceNumber}}) => [
    paragraph('Here is the invoice for your booking.'),
    facts(
      ['Invoice', invoiceNumber],
      ['Amount', money(amount)],
      booking.paymentDueOn === null ? undefined : ['Please pay by', day(booking.paymentDueOn)],
    ),
    bookingFacts(booking),
    link('See your booking', links.booking),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
