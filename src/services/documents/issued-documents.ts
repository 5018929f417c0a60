import type {Transaction} from '../../database/database';
import {formatPence, parsePence} from '../../domain/money';
import type {BookingRow} from '../../repositories/booking.repository';
import {recipientOf} from '../booking-change.service';
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

/** Queues the mails that bring documents: an invoice that is paid already comes with its receipt. */
export async function tellOfDocuments(
  tx: Transaction,
  notifications: NotificationService,
  booking: BookingRow,
  {receipts, difference}: {receipts: Receipt[]; difference: Difference | undefined},
): Promise<void> {
  const recipient = recipientOf(booking);
  const [invoice] = difference?.kind === 'invoice' ? difference.issued : [];
  if (difference?.kind === 'credit_note') {
    await notifications.aboutBooking(tx, 'credit_note', recipient, {
      amount: sumOf(difference.issued),
      creditNoteNumber: numbersOf(difference.issued),
      documentIds: difference.issued.map(({id}) => id),
    });
  }
  if (receipts.length > 0) {
    await notifications.aboutBooking(tx, 'receipt', recipient, {
      amount: sumOf(receipts),
      paidAt: receipts.length === 1 ? receipts[0]?.paidAt : undefined,
      receiptNumber: numbersOf(receipts),
      documentIds: [...receipts, ...(invoice === undefined ? [] : [invoice])].map(({id}) => id),
    });
  } else if (invoice !== undefined) {
    await notifications.aboutBooking(tx, 'invoice', recipient, {
      amount: invoice.totalAmount,
      invoiceNumber: invoice.number,
      paymentDueOn: invoice.paymentDueOn,
      documentIds: [invoice.id],
    });
  }
}

function sumOf(documents: Issued[]): string {
  return formatPence(documents.reduce((sum, {totalAmount}) => sum + parsePence(totalAmount), 0));
}

function numbersOf(documents: Issued[]): string {
  return documents.map(({number}) => number).join(', ');
}
