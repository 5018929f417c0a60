import {Entity, model} from '@loopback/repository';
import {SALES_DOCUMENT_KINDS, type SalesDocumentKind} from '../domain/sales-documents';
import {Booking} from './booking.model';
import {
  char,
  day,
  identity,
  json,
  jsonArray,
  money,
  percentage,
  reference,
  table,
  timestamp,
  varchar,
} from './columns';
import {PaymentTransaction} from './payment-transaction.model';

/** An invoice, receipt or credit note as it was issued; never changed. */
@model(table('sales_documents'))
export class SalesDocument extends Entity {
  @identity() id: number;
  @varchar(20, {values: SALES_DOCUMENT_KINDS}) kind: SalesDocumentKind;
  @varchar(20) number: string;
  @reference(() => Booking, 'booking') bookingId: number;
  /** The invoice that a credit note corrects. */
  @reference(() => SalesDocument, 'invoice', {nullable: true}) invoiceId?: number | null;
  /** The payment that a receipt is for. */
  @reference(() => PaymentTransaction, 'paymentTransaction', {nullable: true}) paymentTransactionId?:
    | number
    | null;
  @timestamp() issuedAt: Date;
  @char(3) currency: string;
  @money() totalAmount: string;
  @percentage() vatRate: string;
  @money() vatAmount: string;
  /** Of an invoice: until when it is to be paid. */
  @day({nullable: true}) paymentDueOn?: string | null;
  /** Of an invoice: what had been paid of it when it was issued. */
  @money() paidAmount: string;
  @json() seller: object;
  @json() billedTo: object;
  @jsonArray() lines: unknown;
}
