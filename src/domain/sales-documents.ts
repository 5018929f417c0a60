import {companyDay} from './company-time';
import {formatPence} from './money';
import type {BookingStatus, PaymentMethod} from './statuses';

export const SALES_DOCUMENT_KINDS = ['invoice', 'receipt', 'credit_note'] as const;
export type SalesDocumentKind = (typeof SALES_DOCUMENT_KINDS)[number];

/** What decides which documents a booking still lacks. Whole pence. */
export interface BookingMoney {
  status: BookingStatus;
  paymentMethod: PaymentMethod;
  amountPence: number;
  chargedPence: number;
  refundedPence: number;
  /** What is to go back and has not yet. */
  goingBackPence: number;
  /** Invoices less credit notes. */
  invoicedPence: number;
}

/** A line of a document; the amount is pounds as a decimal string, below nothing for a discount. */
export interface DocumentLine {
  description: string;
  quantity: number;
  amount: string;
}

/**
 * What the booking's invoices, less its credit notes, have to come to. A booking by card is invoiced when it is confirmed,
 * one on invoice at once; what went back is credited; a cancelled one keeps only what stays paid, and is invoiced for it
 * also when it was cancelled before anybody came to invoice it.
 */
export function invoiceablePence(booking: BookingMoney): number {
  const {status, amountPence, chargedPence, refundedPence, invoicedPence} = booking;
  const paidPence = Math.max(0, chargedPence - refundedPence);
  if (status === 'cancelled') {
    return Math.min(paidPence, Math.max(invoicedPence, paidPence - booking.goingBackPence));
  }
  if (status === 'pending' && booking.paymentMethod !== 'invoice') return invoicedPence;
  return Math.max(0, amountPence - refundedPence, Math.min(paidPence, amountPence));
}

/** The invoice or credit note that is due; undefined when the documents say what is so. */
export function documentDue(
  booking: BookingMoney,
): {kind: 'invoice' | 'credit_note'; pence: number} | undefined {
  const missing = invoiceablePence(booking) - booking.invoicedPence;
  if (missing === 0) return undefined;
  return {kind: missing > 0 ? 'invoice' : 'credit_note', pence: Math.abs(missing)};
}

/** What has been paid of an invoice that is about to be issued: what the invoices before it leave. Whole pence. */
export function paidOfInvoice(
  pence: number,
  {
    chargedPence,
    refundedPence,
    invoicedPence,
  }: Pick<BookingMoney, 'chargedPence' | 'refundedPence' | 'invoicedPence'>,
): number {
  return Math.min(Math.max(chargedPence - refundedPence - invoicedPence, 0), pence);
}

/** @returns until when an invoice is to be paid, YYYY-MM-DD: by the company's terms, else while the seats are held */
export function invoiceDueOn(booking: {
  status: BookingStatus;
  paymentDueOn: string | null;
  holdExpiresAt: Date | null;
}): string | null {
  const {status, paymentDueOn, holdExpiresAt} = booking;
  if (paymentDueOn !== null) return paymentDueOn;
  return status === 'pending' && holdExpiresAt !== null ? companyDay(holdExpiresAt) : null;
}

/**
 * VAT within an amount that includes it, rounded half up to the penny.
 * @param ratePercent decimal string with at most two places
 */
export function vatWithin(pence: number, ratePercent: string): number {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(ratePercent);
  if (match === null) throw new RangeError(`${ratePercent} is no percentage`);
  const basisPoints = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  const whole = 10_000 + basisPoints;
  return Math.floor((pence * basisPoints * 2 + whole) / (whole * 2));
}

/** An invoice with what has been credited of it. Whole pence. */
export interface CreditedInvoice {
  id: number;
  vatRate: string;
  pence: number;
  creditedPence: number;
  creditedVatPence: number;
}

export interface CreditPart {
  invoiceId: number;
  vatRate: string;
  pence: number;
  vatPence: number;
}

/**
 * Which invoices a credit corrects: no invoice is credited beyond its amount. The tax of all credits of an invoice adds up
 * to the invoice's own, however many pieces it is credited in.
 * @param invoices the newest first, which is corrected first
 * @throws RangeError when more is to be credited than was invoiced
 */
export function creditParts(pence: number, invoices: readonly CreditedInvoice[]): CreditPart[] {
  const parts: CreditPart[] = [];
  let left = pence;
  for (const {id, vatRate, creditedVatPence, ...invoice} of invoices) {
    const part = Math.min(left, invoice.pence - invoice.creditedPence);
    if (part <= 0) continue;
    const vatPence = vatWithin(invoice.creditedPence + part, vatRate) - creditedVatPence;
    parts.push({invoiceId: id, vatRate, pence: part, vatPence: Math.min(Math.max(vatPence, 0), part)});
    left -= part;
  }
  if (left > 0) throw new RangeError(`${left} pence are to be credited beyond what was invoiced`);
  return parts;
}

/** What an invoice is for. */
export interface Invoiced {
  status: BookingStatus;
  courseName: string;
  when: string;
  venueName: string;
  seats: number;
  discountPence: number;
}

/**
 * The first invoice of a booking says what was bought; a later one only what changed, and that of a cancelled one what
 * stays paid.
 */
export function invoiceLines(booking: Invoiced, totalPence: number, isFirst: boolean): DocumentLine[] {
  const {courseName, when, venueName, seats, discountPence} = booking;
  const what = `${courseName}, ${when}, ${venueName}`;
  const isCancelled = booking.status === 'cancelled';
  if (isCancelled || !isFirst) {
    const description = `${isCancelled ? 'Cancelled' : 'Change of'} booking: ${what}`;
    return [{description, quantity: 1, amount: formatPence(totalPence)}];
  }
  const lines = [{description: what, quantity: seats, amount: formatPence(totalPence + discountPence)}];
  if (discountPence > 0)
    lines.push({description: 'Discount', quantity: 1, amount: `-${formatPence(discountPence)}`});
  return lines;
}
