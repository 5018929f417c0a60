import {facts, link, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail, type DocumentPayload} from '../template';
import {bookingFacts, day, money, purchaseOrder} from '../words';

export interface InvoicePayload extends DocumentPayload {
  /** Pounds. */
  amount: string;
  invoiceNumber: string;
  /** YYYY-MM-DD, as the invoice says. */
  paymentDueOn?: string | null;
}

export const invoice = bookingMail<InvoicePayload>({
  subject: 'Your invoice',
  body: ({
    booking,
    links,
    isForCompany,
    payload: {amount, invoiceNumber, paymentDueOn = booking.paymentDueOn},
  }) => [
    paragraph('Here is the invoice for your booking.'),
    facts(
      ['Invoice', invoiceNumber],
      ['Amount', money(amount)],
      paymentDueOn ? ['Please pay by', day(paymentDueOn)] : undefined,
      purchaseOrder(booking),
    ),
    bookingFacts(booking),
    ...(isForCompany ? [] : [link('See your booking', links.booking)]),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
