import {BindingScope, inject, injectable} from '@loopback/core';
import type {Principal} from '../../access';
import type {Database, Queryable, Transaction} from '../../database/database';
import {DomainError} from '../../domain/errors';
import {CURRENCY, formatPence, parsePence} from '../../domain/money';
import {
  type DocumentLine,
  documentDue,
  invoiceLines,
  type SalesDocumentKind,
  vatWithin,
} from '../../domain/sales-documents';
import type {PaymentMethod} from '../../domain/statuses';
import {AppBindings, type Clock} from '../../keys';
import type {BookingRepository, BookingRow} from '../../repositories/booking.repository';
import type {
  BilledTo,
  NewSalesDocument,
  SalesDocumentRepository,
  SalesDocumentRow,
  Seller,
} from '../../repositories/sales-document.repository';
import type {SettingRepository} from '../../repositories/setting.repository';
import {recipientOf} from '../booking-change.service';
import type {BookingHolderService} from '../booking-holder.service';
import {toBookingView} from '../booking-view';
import {period} from '../mail/words';
import type {NotificationService} from '../notification.service';
import {renderDocument} from './render-document';

/** A document as the holder of a booking sees it in a list. */
export interface SalesDocumentView {
  id: number;
  kind: SalesDocumentKind;
  number: string;
  issuedAt: string;
  totalAmount: string;
  vatAmount: string;
  currency: string;
}

export interface DocumentFile {
  number: string;
  content: Buffer;
}

interface Issued {
  id: number;
  number: string;
  totalAmount: string;
}

/** What all documents of one run have in common. */
interface Letterhead {
  seller: Seller;
  billedTo: BilledTo;
  vatRate: string;
  issuedAt: Date;
}

const BATCH = 50;
const SETTINGS = [
  'company.name',
  'company.email',
  'company.address',
  'company.payment_details',
  'vat.number',
  'vat.rate_percent',
] as const;

const METHODS: Record<PaymentMethod, string> = {
  card: 'by card',
  invoice: 'on invoice',
  cash: 'in cash',
  bank_transfer: 'by bank transfer',
};

/** Issues invoices, receipts and credit notes: what a booking lacks is derived from its amount and its ledger. */
@injectable({scope: BindingScope.SINGLETON})
export class SalesDocumentService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.SalesDocumentRepository') private readonly documents: SalesDocumentRepository,
    @inject('repositories.SettingRepository') private readonly settings: SettingRepository,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('services.BookingHolderService') private readonly holder: BookingHolderService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /** Looks at every booking that was changed. Each has a transaction of its own. */
  async issueDue(stopping?: AbortSignal): Promise<void> {
    for (;;) {
      const marked = await this.documents.markedBookings(BATCH);
      for (const bookingId of marked) {
        if (stopping?.aborted) return;
        await this.database.inTransaction(tx => this.issueFor(tx, bookingId));
      }
      if (marked.length < BATCH) return;
    }
  }

  /** Issues what the booking lacks and mails it, in the caller's transaction. */
  async issueFor(tx: Transaction, bookingId: number): Promise<void> {
    await this.bookings.lock(tx, bookingId);
    await this.documents.takeMarks(tx, bookingId);
    const booking = await this.bookings.findDetail(tx, {id: bookingId});
    if (booking === undefined) throw new Error(`booking ${bookingId} is gone: bookings are never deleted`);
    const letterhead = await this.letterhead(tx, booking);
    const receipts = await this.issueReceipts(tx, booking, letterhead);
    const correction = await this.issueDifference(tx, booking, letterhead);
    await this.tell(tx, booking, receipts, correction);
  }

  async ofBooking(reference: string, principal: Principal): Promise<SalesDocumentView[]> {
    return (await this.documentsOf(reference, principal)).map(toView);
  }

  /** @throws DomainError BOOKING_NOT_FOUND, DOCUMENT_NOT_FOUND, also when it is another booking's */
  async fileOfBooking(reference: string, number: string, principal: Principal): Promise<DocumentFile> {
    const documents = await this.documentsOf(reference, principal);
    return toFile(documents.find(document => document.number === number.toUpperCase()));
  }

  /** @throws DomainError DOCUMENT_NOT_FOUND */
  async file(id: number): Promise<DocumentFile> {
    return toFile(await this.documents.findDocument(this.database, id));
  }

  private async documentsOf(reference: string, principal: Principal): Promise<SalesDocumentRow[]> {
    const {bookingReference} = await this.holder.read(reference, principal);
    const booking = await this.bookings.findDetail(this.database, {bookingReference});
    return booking === undefined ? [] : this.documents.findOfBooking(this.database, booking.id);
  }

  private async letterhead(on: Queryable, booking: BookingRow): Promise<Letterhead> {
    const settings = await this.settings.texts(on, SETTINGS);
    const address =
      booking.companyId === null ? null : await this.documents.billingAddress(on, booking.companyId);
    return {
      issuedAt: this.clock(),
      vatRate: settings['vat.rate_percent'] || '0',
      seller: {
        name: settings['company.name'],
        address: settings['company.address'],
        email: settings['company.email'],
        vatNumber: settings['vat.number'],
        paymentDetails: settings['company.payment_details'],
      },
      billedTo: {
        name: `${booking.contactFirstName} ${booking.contactLastName}`,
        companyName: booking.companyName,
        address,
        email: booking.contactEmail,
        purchaseOrderNumber: booking.purchaseOrderNumber,
      },
    };
  }

  private async issueReceipts(
    tx: Transaction,
    booking: BookingRow,
    letterhead: Letterhead,
  ): Promise<Issued[]> {
    const issued: Issued[] = [];
    for (const payment of await this.documents.unreceiptedPayments(tx, booking.id)) {
      const description = `Payment ${METHODS[payment.paymentMethod]} for ${booking.bookingReference}`;
      issued.push(
        await this.issue(tx, letterhead, {
          kind: 'receipt',
          bookingId: booking.id,
          invoiceId: null,
          paymentTransactionId: payment.id,
          totalAmount: payment.amount,
          lines: [{description, quantity: 1, amount: payment.amount}],
        }),
      );
    }
    return issued;
  }

  private async issueDifference(
    tx: Transaction,
    booking: BookingRow,
    letterhead: Letterhead,
  ): Promise<(Issued & {kind: 'invoice' | 'credit_note'}) | undefined> {
    const sums = await this.documents.sums(tx, booking.id);
    const invoicedPence = parsePence(sums.invoiced) - parsePence(sums.credited);
    const due = documentDue({
      status: booking.status,
      paymentMethod: booking.paymentMethod,
      amountPence: parsePence(booking.paymentAmount),
      chargedPence: parsePence(sums.charged),
      refundedPence: parsePence(sums.refunded),
      invoicedPence,
    });
    if (due === undefined) return undefined;
    const totalAmount = formatPence(due.pence);
    const common = {kind: due.kind, bookingId: booking.id, paymentTransactionId: null, totalAmount};
    if (due.kind === 'invoice') {
      const lines = linesOf(booking, due.pence, sums.invoiceId === null);
      return {kind: due.kind, ...(await this.issue(tx, letterhead, {...common, invoiceId: null, lines}))};
    }
    // The tax that was invoiced is what goes back, whatever the rate is now.
    const asInvoiced = {...letterhead, vatRate: sums.invoiceVatRate ?? letterhead.vatRate};
    const description = `Credit for ${booking.bookingReference}, ${booking.courseName}`;
    const lines = [{description, quantity: 1, amount: totalAmount}];
    return {
      kind: due.kind,
      ...(await this.issue(tx, asInvoiced, {...common, invoiceId: sums.invoiceId, lines})),
    };
  }

  private async issue(
    tx: Transaction,
    letterhead: Letterhead,
    document: Omit<NewSalesDocument, keyof Letterhead | 'vatAmount'>,
  ): Promise<Issued> {
    const vatPence = vatWithin(parsePence(document.totalAmount), letterhead.vatRate);
    const made = await this.documents.issue(tx, {
      ...letterhead,
      ...document,
      vatAmount: formatPence(vatPence),
    });
    return {...made, totalAmount: document.totalAmount};
  }

  /** One mail: an invoice that is paid already comes with its receipt. */
  private async tell(
    tx: Transaction,
    booking: BookingRow,
    receipts: Issued[],
    difference: (Issued & {kind: 'invoice' | 'credit_note'}) | undefined,
  ): Promise<void> {
    const recipient = recipientOf(booking);
    const invoice = difference?.kind === 'invoice' ? difference : undefined;
    if (difference?.kind === 'credit_note') {
      await this.notifications.aboutBooking(tx, 'credit_note', recipient, {
        amount: difference.totalAmount,
        creditNoteNumber: difference.number,
        documentIds: [difference.id],
      });
    }
    const [first] = receipts;
    if (first !== undefined) {
      const paid = receipts.reduce((sum, {totalAmount}) => sum + parsePence(totalAmount), 0);
      await this.notifications.aboutBooking(tx, 'receipt', recipient, {
        amount: formatPence(paid),
        receiptNumber: receipts.map(({number}) => number).join(', '),
        documentIds: [...receipts, ...(invoice === undefined ? [] : [invoice])].map(({id}) => id),
      });
    } else if (invoice !== undefined) {
      await this.notifications.aboutBooking(tx, 'invoice', recipient, {
        amount: invoice.totalAmount,
        invoiceNumber: invoice.number,
        documentIds: [invoice.id],
      });
    }
  }
}

function linesOf(booking: BookingRow, totalPence: number, isFirst: boolean): DocumentLine[] {
  const {schedule} = toBookingView(booking);
  const [session] = schedule.sessions;
  const [from, to] = [
    session?.startDatetime ?? schedule.startDatetime,
    session?.endDatetime ?? schedule.endDatetime,
  ];
  return invoiceLines(
    {
      courseName: booking.courseName,
      when: schedule.sessions.length > 1 ? `from ${period(from, to)}` : period(from, to),
      venueName: booking.venueName,
      seats: booking.seats,
      discountPence: parsePence(booking.discountApplied),
    },
    totalPence,
    isFirst,
  );
}

function toView({id, kind, number, issuedAt, totalAmount, vatAmount}: SalesDocumentRow): SalesDocumentView {
  return {id, kind, number, issuedAt: issuedAt.toISOString(), totalAmount, vatAmount, currency: CURRENCY};
}

async function toFile(document: SalesDocumentRow | undefined): Promise<DocumentFile> {
  if (document === undefined) throw new DomainError('DOCUMENT_NOT_FOUND', 'There is no such document');
  return {number: document.number, content: await renderDocument(document)};
}
