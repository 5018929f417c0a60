import type {Transaction} from '../../database/database';
import {formatPence, parsePence} from '../../domain/money';
import type {BookingRow} from '../../repositories/booking.repository';
import {recipientOf} from '../booking-change.service';
import type {CreditNotePayload} from '../mail/templates/credit_note';
import type {InvoicePayload} from '../mail/templates/invoice';
import type {ReceiptPayload} from '../mail/templates/receipt';
import type {NotificationService} from '../notification.service';

export interface Issued {
  id: number;
  number: string;
  /** Pounds. */
  totalAmount: string;
  /** Of an invoice: YYYY-MM-DD. */
  paymentDueOn: string | null;
}

export interface Receipt extends Issued {
  /** ISO 8601. */
  paidAt: string;
}

/** What makes the documents say what is so. */
export interface Difference {
  kind: 'invoice' | 'credit_note';
  issued: Issued[];
}

interface IssuedDocuments {
  receipts: Receipt[];
  difference: Difference | undefined;
}

/**
 * Queues the mails that bring documents: an invoice that is paid already comes with its receipt.
 * @param companyEmail where the booking's company wants them too; null: nobody knows
 */
export async function tellOfDocuments(
  tx: Transaction,
  notifications: NotificationService,
  booking: BookingRow,
  {companyEmail, ...issued}: IssuedDocuments & {companyEmail: string | null},
): Promise<void> {
  const contact = recipientOf(booking);
  const mails = mailsOf(issued);
  const isApart = companyEmail !== null && companyEmail.toLowerCase() !== contact.contactEmail.toLowerCase();
  for (const [type, payload] of mails) {
    await notifications.aboutBooking(tx, type, contact, payload);
    if (!isApart) continue;
    const company = {...contact, contactEmail: companyEmail};
    await notifications.aboutBooking(tx, type, company, {...payload, forCompany: true});
  }
}

type DocumentMail =
  | [type: 'credit_note', payload: CreditNotePayload]
  | [type: 'receipt', payload: ReceiptPayload]
  | [type: 'invoice', payload: InvoicePayload];

function mailsOf({receipts, difference}: IssuedDocuments): DocumentMail[] {
  const mails: DocumentMail[] = [];
  const [invoice] = difference?.kind === 'invoice' ? difference.issued : [];
  if (difference?.kind === 'credit_note') {
    const creditNote = {
      amount: sumOf(difference.issued),
      creditNoteNumber: numbersOf(difference.issued),
      documentIds: difference.issued.map(({id}) => id),
    };
    mails.push(['credit_note', creditNote]);
  }
  if (receipts.length > 0) {
    const receipt = {
      amount: sumOf(receipts),
      paidAt: receipts.length === 1 ? receipts[0]?.paidAt : undefined,
      receiptNumber: numbersOf(receipts),
      documentIds: [...receipts, ...(invoice === undefined ? [] : [invoice])].map(({id}) => id),
    };
    mails.push(['receipt', receipt]);
  } else if (invoice !== undefined) {
    const {totalAmount: amount, number: invoiceNumber, paymentDueOn, id} = invoice;
    mails.push(['invoice', {amount, invoiceNumber, paymentDueOn, documentIds: [id]}]);
  }
  return mails;
}

function sumOf(documents: Issued[]): string {
  return formatPence(documents.reduce((sum, {totalAmount}) => sum + parsePence(totalAmount), 0));
}

function numbersOf(documents: Issued[]): string {
  return documents.map(({number}) => number).join(', ');
}
