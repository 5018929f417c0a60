import {facts, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail, type DocumentPayload} from '../template';
import {money, purchaseOrder} from '../words';

export interface CreditNotePayload extends DocumentPayload {
  /** Pounds. */
  amount: string;
  creditNoteNumber?: string;
}

export const creditNote = bookingMail<CreditNotePayload>({
  subject: 'Your credit note',
  body: ({booking, payload: {amount, creditNoteNumber}}) => [
    paragraph('Here is a credit note for your booking: it corrects what we have invoiced.'),
    facts(
      ['Amount', money(amount)],
      creditNoteNumber === undefined ? undefined : ['Credit note', creditNoteNumber],
      purchaseOrder(booking),
      ['Reference', booking.bookingReference],
      ['Course', booking.schedule.course.name],
    ),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
