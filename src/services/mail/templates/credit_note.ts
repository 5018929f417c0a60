import {facts, paragraph} from '../content';
import {documentAttachments} from '../document-attachments';
import {bookingMail} from '../template';
import {money} from '../words';

export interface CreditNotePayload {
  /** Pounds. */
  amount: string;
  creditNoteNumber?: string;
  /** Attached as PDF files. */
  documentIds?: number[];
}

export const creditNote = bookingMail<CreditNotePayload>({
  subject: 'Your credit note',
  body: ({booking, payload: {amount, creditNoteNumber}}) => [
    paragraph('Here is the credit note for your refund.'),
    facts(
      ['Amount', money(amount)],
      creditNoteNumber === undefined ? undefined : ['Credit note', creditNoteNumber],
      ['Reference', booking.bookingReference],
      ['Course', booking.schedule.course.name],
    ),
  ],
  attachments: ({payload}, application) => documentAttachments(payload, application),
});
