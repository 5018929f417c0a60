import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {parsePence} from '../domain/money';
import type {CreditedInvoice, DocumentLine, SalesDocumentKind} from '../domain/sales-documents';
import type {PaymentMethod} from '../domain/statuses';
import {SalesDocument} from '../models/sales-document.model';
import {tableRepository} from './table.repository';

export interface Seller {
  name: string;
  address: string;
  email: string;
  vatNumber: string;
  paymentDetails: string;
}

export interface BilledTo {
  name: string;
  companyName: string | null;
  address: string | null;
  email: string;
  purchaseOrderNumber: string | null;
}

export interface NewSalesDocument {
  kind: SalesDocumentKind;
  bookingId: number;
  invoiceId: number | null;
  paymentTransactionId: number | null;
  /** Pounds. */
  totalAmount: string;
  vatRate: string;
  vatAmount: string;
  issuedAt: Date;
  /** Of an invoice: until when it is to be paid, YYYY-MM-DD. */
  paymentDueOn: string | null;
  /** Of an invoice: what had been paid of it when it was issued. */
  paidAmount: string;
  seller: Seller;
  billedTo: BilledTo;
  lines: DocumentLine[];
}

export interface SalesDocumentRow extends NewSalesDocument {
  id: number;
  number: string;
  currency: string;
  bookingReference: string;
  /** Of the invoice that a credit note corrects. */
  invoiceNumber: string | null;
}

/** Pounds. */
export interface DocumentSums {
  charged: string;
  refunded: string;
  /** Refunds that are asked for or failed, less what of them has gone back. */
  goingBack: string;
  invoiced: string;
  credited: string;
}

export interface UnreceiptedPayment {
  id: number;
  amount: string;
  paymentMethod: PaymentMethod;
  processedAt: Date;
}

const DOCUMENT = `
  select d.id, d.kind, d.number, d.booking_id as "bookingId", b.booking_reference as "bookingReference",
    d.invoice_id as "invoiceId", i.number as "invoiceNumber",
    d.payment_transaction_id as "paymentTransactionId", d.issued_at as "issuedAt", d.currency,
    d.total_amount as "totalAmount", d.vat_rate as "vatRate", d.vat_amount as "vatAmount",
    d.payment_due_on as "paymentDueOn", d.paid_amount as "paidAmount", d.seller,
    d.billed_to as "billedTo", d.lines
  from sales_documents d
  join bookings b on b.id = d.booking_id
  left join sales_documents i on i.id = d.invoice_id`;

@injectable({scope: BindingScope.SINGLETON})
export class SalesDocumentRepository extends tableRepository<SalesDocument, SalesDocument['id']>(
  SalesDocument,
) {
  /** Bookings that were changed since their documents were looked at, by their oldest mark. */
  markedBookings(afterMark: number, limit: number): Promise<{bookingId: number; mark: number}[]> {
    return this.db.rows<{bookingId: number; mark: number}>(
      `select booking_id as "bookingId", min(id) as mark from document_marks
       group by booking_id having min(id) > :afterMark order by min(id) limit :limit`,
      {afterMark, limit},
    );
  }

  /** Before the booking is read: who changes it meanwhile leaves a mark that stays. */
  async takeMarks(tx: Transaction, bookingId: number): Promise<void> {
    await tx.rows('delete from document_marks where booking_id = :bookingId', {bookingId});
  }

  /** For changes that are neither of the booking nor of its payments, which leave their marks by themselves. */
  async mark(tx: Transaction, bookingId: number): Promise<void> {
    await tx.rows('insert into document_marks (booking_id) values (:bookingId)', {bookingId});
  }

  async sums(on: Queryable, bookingId: number): Promise<DocumentSums> {
    const [row] = await on.rows<DocumentSums>(
      `select
         (select cast(coalesce(sum(amount) filter (where kind = 'charge'), 0) as decimal(10,2))
          from payment_transactions where booking_id = :bookingId and status = 'succeeded') as charged,
         (select cast(coalesce(sum(amount) filter (where kind = 'refund'), 0) as decimal(10,2))
          from payment_transactions where booking_id = :bookingId and status = 'succeeded') as refunded,
         (select cast(coalesce(sum(r.amount - coalesce((
            select sum(p.amount) from payment_transactions p where p.refund_id = r.id and p.status = 'succeeded'
          ), 0)), 0) as decimal(10,2))
          from refunds r
          where r.booking_id = :bookingId and r.status in ('pending', 'approved', 'processing', 'failed')
         ) as "goingBack",
         cast(coalesce(sum(total_amount) filter (where kind = 'invoice'), 0) as decimal(10,2)) as invoiced,
         cast(coalesce(sum(total_amount) filter (where kind = 'credit_note'), 0) as decimal(10,2)) as credited
       from sales_documents where booking_id = :bookingId`,
      {bookingId},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  /** The booking's invoices, the newest first. */
  async invoices(on: Queryable, bookingId: number): Promise<CreditedInvoice[]> {
    const rows = await on.rows<{id: number; vatRate: string; total: string; credited: string; vat: string}>(
      `select i.id, i.vat_rate as "vatRate", i.total_amount as total,
         cast(coalesce(sum(c.total_amount), 0) as decimal(10,2)) as credited,
         cast(coalesce(sum(c.vat_amount), 0) as decimal(10,2)) as vat
       from sales_documents i
       left join sales_documents c on c.invoice_id = i.id
       where i.booking_id = :bookingId and i.kind = 'invoice'
       group by i.id order by i.id desc`,
      {bookingId},
    );
    return rows.map(({id, vatRate, total, credited, vat}) => ({
      id,
      vatRate,
      pence: parsePence(total),
      creditedPence: parsePence(credited),
      creditedVatPence: parsePence(vat),
    }));
  }

  unreceiptedPayments(on: Queryable, bookingId: number): Promise<UnreceiptedPayment[]> {
    return on.rows<UnreceiptedPayment>(
      `select p.id, p.amount, p.payment_method as "paymentMethod",
         coalesce(p.processed_at, p.created_at) as "processedAt"
       from payment_transactions p
       where p.booking_id = :bookingId and p.kind = 'charge' and p.status = 'succeeded'
         and not exists (select from sales_documents d where d.payment_transaction_id = p.id)
       order by p.id`,
      {bookingId},
    );
  }

  /** Takes the next number; whoever issues another of that kind waits until this transaction ends. */
  async issue(tx: Transaction, document: NewSalesDocument): Promise<{id: number; number: string}> {
    const [row] = await tx.rows<{id: number; number: string}>(
      `with counter as (
         update document_counters set last_number = last_number + 1 where kind = :kind returning prefix, last_number
       )
       insert into sales_documents (
         kind, number, booking_id, invoice_id, payment_transaction_id, issued_at, currency, total_amount, vat_rate,
         vat_amount, payment_due_on, paid_amount, seller, billed_to, lines
       )
       select :kind, prefix || lpad(cast(last_number as text), greatest(6, length(cast(last_number as text))), '0'),
         :bookingId, :invoiceId, :paymentTransactionId, :issuedAt, 'GBP', :totalAmount, :vatRate, :vatAmount,
         :paymentDueOn, :paidAmount, :seller, :billedTo, :lines
       from counter
       returning id, number`,
      {
        ...document,
        seller: JSON.stringify(document.seller),
        billedTo: JSON.stringify(document.billedTo),
        lines: JSON.stringify(document.lines),
      },
    );
    if (row === undefined) throw new Error(`there is no counter for documents of the kind ${document.kind}`);
    return row;
  }

  findOfBooking(on: Queryable, bookingId: number): Promise<SalesDocumentRow[]> {
    return on.rows<SalesDocumentRow>(`${DOCUMENT} where d.booking_id = :bookingId order by d.id`, {
      bookingId,
    });
  }

  async findDocument(on: Queryable, id: number): Promise<SalesDocumentRow | undefined> {
    const [row] = await on.rows<SalesDocumentRow>(`${DOCUMENT} where d.id = :id`, {id});
    return row;
  }

  /** Where a company's invoices go. */
  async billing(on: Queryable, companyId: number): Promise<{address: string; email: string} | undefined> {
    const [row] = await on.rows<{address: string; email: string}>(
      'select billing_address as address, email from companies where id = :companyId',
      {companyId},
    );
    return row;
  }
}
