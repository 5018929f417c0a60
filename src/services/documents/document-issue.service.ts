import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../../database/database';
import {formatPence, parsePence} from '../../domain/money';
import {
  type CreditedInvoice,
  creditParts,
  type DocumentLine,
  documentDue,
  invoiceDueOn,
  invoiceLines,
  paidOfInvoice,
  vatWithin,
} from '../../domain/sales-documents';
import type {PaymentMethod} from '../../domain/statuses';
import {AppBindings, type Clock} from '../../keys';
import type {BookingRepository, BookingRow} from '../../repositories/booking.repository';
import type {NewSalesDocument, SalesDocumentRepository} from '../../repositories/sales-document.repository';
import type {SettingRepository} from '../../repositories/setting.repository';
import {toBookingView} from '../booking-view';
import {day, period} from '../mail/words';
import type {NotificationService} from '../notification.service';
import {type Difference, type Issued, type Receipt, tellOfDocuments} from './issued-documents';
import {LETTERHEAD_SETTINGS, type Letterhead, letterheadOf} from './letterhead';

/** A document about to be issued: in pence, and without what is the same for all. */
type Draft = Omit<
  NewSalesDocument,
  keyof Letterhead | 'totalAmount' | 'vatAmount' | 'paymentDueOn' | 'paidAmount'
> &
  Partial<Pick<NewSalesDocument, 'paymentDueOn' | 'paidAmount' | 'vatRate'>> & {
    pence: number;
    /** Default: by its rate. */
    vatPence?: number;
  };

const BATCH = 50;

const METHODS: Record<PaymentMethod, string> = {
  card: 'by card',
  invoice: 'on invoice',
  cash: 'in cash',
  bank_transfer: 'by bank transfer',
};

/** Issues invoices, receipts and credit notes: what a booking lacks is derived from its amount and its ledger. */
@injectable({scope: BindingScope.SINGLETON})
export class DocumentIssueService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.SalesDocumentRepository') private readonly documents: SalesDocumentRepository,
    @inject('repositories.SettingRepository') private readonly settings: SettingRepository,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /**
   * Looks at every booking that was changed. Each has a transaction of its own, so one that fails keeps its mark and
   * nobody else waits for it.
   * @throws AggregateError when some failed, after all others
   */
  async issueDue(stopping?: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    let afterMark = 0;
    for (;;) {
      const marked = await this.documents.markedBookings(afterMark, BATCH);
      for (const {bookingId, mark} of marked) {
        if (stopping?.aborted) return;
        await this.database
          .inTransaction(tx => this.issueFor(tx, bookingId))
          .catch(error => failures.push(new Error(`the documents of booking ${bookingId}`, {cause: error})));
        afterMark = mark;
      }
      if (marked.length < BATCH) break;
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} bookings lack documents`);
  }

  /** Issues what the booking lacks and mails it, in the caller's transaction. */
  async issueFor(tx: Transaction, bookingId: number): Promise<void> {
    await this.bookings.lock(tx, bookingId);
    await this.documents.takeMarks(tx, bookingId);
    const booking = await this.bookings.findDetail(tx, {id: bookingId});
    if (booking === undefined) throw new Error(`booking ${bookingId} is gone: bookings are never deleted`);
    const {companyId} = booking;
    const billing = companyId === null ? undefined : await this.documents.billing(tx, companyId);
    const letterhead = await this.letterhead(tx, booking, billing?.address ?? null);
    const invoices = await this.documents.invoices(tx, bookingId);
    const vatRate = invoices[0]?.vatRate ?? letterhead.vatRate;
    const receipts = await this.issueReceipts(tx, booking, letterhead, vatRate);
    const difference = await this.issueDifference(tx, booking, letterhead, invoices);
    const companyEmail = billing?.email ?? null;
    await tellOfDocuments(tx, this.notifications, booking, {receipts, difference, companyEmail});
  }

  private async letterhead(on: Queryable, booking: BookingRow, address: string | null): Promise<Letterhead> {
    const settings = await this.settings.texts(on, LETTERHEAD_SETTINGS);
    return letterheadOf(settings, booking, address, this.clock());
  }

  /** At the tax of the invoice that is paid, whatever the rate is now. */
  private async issueReceipts(
    tx: Transaction,
    booking: BookingRow,
    letterhead: Letterhead,
    vatRate: string,
  ): Promise<Receipt[]> {
    const issued: Receipt[] = [];
    for (const payment of await this.documents.unreceiptedPayments(tx, booking.id)) {
      const {id, amount, processedAt} = payment;
      const description = `Payment ${METHODS[payment.paymentMethod]} on ${day(processedAt)}`;
      const receipt = await this.issue(tx, letterhead, {
        kind: 'receipt',
        bookingId: booking.id,
        invoiceId: null,
        paymentTransactionId: id,
        vatRate,
        pence: parsePence(amount),
        lines: [{description, quantity: 1, amount}],
      });
      issued.push({...receipt, paidAt: processedAt.toISOString()});
    }
    return issued;
  }

  private async issueDifference(
    tx: Transaction,
    booking: BookingRow,
    letterhead: Letterhead,
    invoices: CreditedInvoice[],
  ): Promise<Difference | undefined> {
    const sums = await this.documents.sums(tx, booking.id);
    const money = {
      chargedPence: parsePence(sums.charged),
      refundedPence: parsePence(sums.refunded),
      goingBackPence: parsePence(sums.goingBack),
      invoicedPence: parsePence(sums.invoiced) - parsePence(sums.credited),
    };
    const due = documentDue({
      status: booking.status,
      paymentMethod: booking.paymentMethod,
      amountPence: parsePence(booking.paymentAmount),
      ...money,
    });
    if (due === undefined) return undefined;
    if (due.kind === 'credit_note') {
      return {kind: due.kind, issued: await this.issueCredits(tx, booking, letterhead, due.pence, invoices)};
    }
    const paidPence = paidOfInvoice(due.pence, money);
    const invoice = await this.issue(tx, letterhead, {
      kind: due.kind,
      bookingId: booking.id,
      invoiceId: null,
      paymentTransactionId: null,
      paymentDueOn: paidPence < due.pence ? invoiceDueOn(booking) : null,
      paidAmount: formatPence(paidPence),
      pence: due.pence,
      lines: linesOf(booking, due.pence, invoices.length === 0),
    });
    return {kind: due.kind, issued: [invoice]};
  }

  private async issueCredits(
    tx: Transaction,
    booking: BookingRow,
    letterhead: Letterhead,
    totalPence: number,
    invoices: CreditedInvoice[],
  ): Promise<Issued[]> {
    const description = `Credit for ${booking.bookingReference}, ${booking.courseName}`;
    const issued: Issued[] = [];
    for (const {pence, ...part} of creditParts(totalPence, invoices)) {
      const credit = await this.issue(tx, letterhead, {
        kind: 'credit_note',
        bookingId: booking.id,
        paymentTransactionId: null,
        ...part,
        pence,
        lines: [{description, quantity: 1, amount: formatPence(pence)}],
      });
      issued.push(credit);
    }
    return issued;
  }

  private async issue(tx: Transaction, letterhead: Letterhead, draft: Draft): Promise<Issued> {
    const {pence, vatPence, ...document} = draft;
    const vatRate = document.vatRate ?? letterhead.vatRate;
    const totalAmount = formatPence(pence);
    const paymentDueOn = document.paymentDueOn ?? null;
    const made = await this.documents.issue(tx, {
      paidAmount: '0.00',
      ...letterhead,
      ...document,
      paymentDueOn,
      vatRate,
      totalAmount,
      vatAmount: formatPence(vatPence ?? vatWithin(pence, vatRate)),
    });
    return {...made, totalAmount, paymentDueOn};
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
      status: booking.status,
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
