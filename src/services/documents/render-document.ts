import PDFDocument from 'pdfkit';
import {formatPence, parsePence} from '../../domain/money';
import type {SalesDocumentKind} from '../../domain/sales-documents';
import type {SalesDocumentRow} from '../../repositories/sales-document.repository';
import {oneLine} from '../mail/content';
import {day, money} from '../mail/words';
import {
  BOLD_FONT,
  ensureRoom,
  FOOT_Y,
  GREY,
  LEFT,
  LINE_GAP,
  REGULAR_FONT,
  RIGHT,
  rule,
  TOP,
  text,
  WIDTH,
} from './page';

const TITLES: Record<SalesDocumentKind, string> = {
  invoice: 'Invoice',
  receipt: 'Receipt',
  credit_note: 'Credit note',
};
const TOTALS: Record<SalesDocumentKind, string> = {
  invoice: 'Total',
  receipt: 'Paid',
  credit_note: 'Credited',
};

/** PDF points. */
const MONEY_WIDTH = 90;
const QUANTITY_WIDTH = 60;
const SELLER_WIDTH = 290;
const LABEL_WIDTH = 92;
/** Of an address; what is beyond goes into the last line. */
const ADDRESS_LINES = 8;

/** Pages of A4; the same document always gives the same bytes. */
export function renderDocument(document: SalesDocumentRow): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: LEFT,
    bufferPages: true,
    lang: 'en-GB',
    info: {
      Title: `${TITLES[document.kind]} ${document.number}`,
      Author: document.seller.name,
      CreationDate: document.issuedAt,
      ModDate: document.issuedAt,
    },
  });
  const finished = collect(pdf);
  writeHead(pdf, document);
  writeParties(pdf, document);
  writeLines(pdf, document);
  writeTotals(pdf, document);
  writeTerms(pdf, document);
  numberPages(pdf, document);
  pdf.end();
  return finished;
}

function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

function writeHead(pdf: PDFKit.PDFDocument, {kind, seller}: SalesDocumentRow): void {
  text(pdf, TITLES[kind], {y: TOP, width: WIDTH - SELLER_WIDTH - 12, size: 22, font: BOLD_FONT});
  const column = {x: RIGHT - SELLER_WIDTH, width: SELLER_WIDTH, align: 'right'} as const;
  text(pdf, seller.name, {...column, y: TOP + 4, size: 10, font: BOLD_FONT});
  const lines = [...linesOf(seller.address), seller.email];
  if (seller.vatNumber !== '') lines.push(`VAT number ${seller.vatNumber}`);
  for (const line of lines) text(pdf, line, column);
  pdf.y = Math.max(pdf.y + 28, TOP + 90);
}

/** Whom it is for on the left, and beside it what identifies it. */
function writeParties(pdf: PDFKit.PDFDocument, document: SalesDocumentRow): void {
  const {billedTo} = document;
  const top = pdf.y;
  const half = WIDTH / 2 - 12;
  text(pdf, 'For', {width: half, color: GREY});
  const [name, ...others] = [
    oneLine(billedTo.companyName ?? ''),
    oneLine(billedTo.name),
    ...linesOf(billedTo.address ?? ''),
    billedTo.email,
  ].filter(line => line !== '');
  text(pdf, name ?? '', {width: half, size: 10, font: BOLD_FONT});
  for (const line of others) text(pdf, line, {width: half});
  const bottom = pdf.y;
  const facts: [string, string | null][] = [
    ['Number', document.number],
    ['Date', day(document.issuedAt)],
    ['Booking', document.bookingReference],
    ['Corrects invoice', document.invoiceNumber],
    ['Purchase order', billedTo.purchaseOrderNumber && oneLine(billedTo.purchaseOrderNumber)],
    ['Please pay by', document.paymentDueOn === null ? null : day(document.paymentDueOn)],
  ];
  pdf.y = top;
  for (const [label, value] of facts) {
    if (value === null) continue;
    const [x, y] = [LEFT + WIDTH / 2 + 12, pdf.y];
    text(pdf, label, {x, width: LABEL_WIDTH, color: GREY});
    text(pdf, value, {x: x + LABEL_WIDTH, y, width: RIGHT - x - LABEL_WIDTH});
    pdf.y += 2;
  }
  pdf.y = Math.max(pdf.y, bottom) + 28;
}

function writeLines(pdf: PDFKit.PDFDocument, {lines, vatRate}: SalesDocumentRow): void {
  const heading = () => {
    row(pdf, BOLD_FONT, ['Description', 'Quantity', hasVat(vatRate) ? 'With VAT' : 'Amount']);
    rule(pdf);
  };
  heading();
  for (const {quantity, amount, ...line} of lines) {
    const description = oneLine(line.description);
    const cells: Cells = [description, String(quantity), money(amount).replace('£-', '-£')];
    if (ensureRoom(pdf, heightOf(pdf, description))) heading();
    row(pdf, REGULAR_FONT, cells);
  }
  rule(pdf);
}

type Cells = [description: string, quantity: string, amount: string];
const DESCRIPTION_WIDTH = WIDTH - MONEY_WIDTH - QUANTITY_WIDTH - 16;

function heightOf(pdf: PDFKit.PDFDocument, description: string): number {
  return (
    pdf
      .font(REGULAR_FONT)
      .fontSize(9)
      .heightOfString(description, {width: DESCRIPTION_WIDTH, lineGap: LINE_GAP}) + 8
  );
}

function row(pdf: PDFKit.PDFDocument, font: string, [description, quantity, amount]: Cells): void {
  const {y} = pdf;
  text(pdf, quantity, {
    x: RIGHT - MONEY_WIDTH - QUANTITY_WIDTH,
    y,
    width: QUANTITY_WIDTH,
    align: 'right',
    font,
  });
  text(pdf, amount, {x: RIGHT - MONEY_WIDTH, y, width: MONEY_WIDTH, align: 'right', font});
  text(pdf, description, {y, width: DESCRIPTION_WIDTH, font});
  pdf.y += 6;
}

function writeTotals(pdf: PDFKit.PDFDocument, document: SalesDocumentRow): void {
  const {kind, totalAmount, vatAmount, vatRate, paidAmount} = document;
  ensureRoom(pdf, 110);
  if (hasVat(vatRate)) {
    sum(pdf, 'Without VAT', formatPence(parsePence(totalAmount) - parsePence(vatAmount)));
    sum(pdf, `VAT at ${vatRate.replace(/\.?0+$/, '')} %`, vatAmount);
  }
  sum(pdf, TOTALS[kind], totalAmount, true);
  if (parsePence(paidAmount) > 0) {
    sum(pdf, 'Paid already', paidAmount);
    sum(pdf, 'To pay', formatPence(toPayPence(document)), true);
  }
  const note = hasVat(vatRate) ? 'All amounts are in pounds sterling.' : 'No VAT is charged.';
  text(pdf, note, {y: pdf.y + 4, size: 8, align: 'right', color: GREY});
}

function sum(pdf: PDFKit.PDFDocument, label: string, pounds: string, isBold = false): void {
  const {y} = pdf;
  const style = {y, align: 'right', font: isBold ? BOLD_FONT : REGULAR_FONT, size: isBold ? 11 : 9} as const;
  text(pdf, label, {...style, width: WIDTH - MONEY_WIDTH - 16});
  text(pdf, money(pounds), {...style, x: RIGHT - MONEY_WIDTH - 16, width: MONEY_WIDTH + 16});
  pdf.y += 4;
}

/** How an invoice is paid, or that it is. */
function writeTerms(pdf: PDFKit.PDFDocument, document: SalesDocumentRow): void {
  const {kind, seller, bookingReference, paymentDueOn} = document;
  if (kind !== 'invoice') return;
  const details = linesOf(seller.paymentDetails, 10);
  ensureRoom(pdf, 60 + details.length * 12);
  pdf.y += 28;
  if (toPayPence(document) === 0) {
    text(pdf, 'Paid, with thanks. There is nothing left to pay.', {font: BOLD_FONT});
    return;
  }
  if (details.length === 0 && paymentDueOn === null) return;
  const when = paymentDueOn === null ? '' : ` by ${day(paymentDueOn)}`;
  text(pdf, 'How to pay', {size: 10, font: BOLD_FONT});
  text(pdf, `Please pay${when}, and quote ${bookingReference}.`, {y: pdf.y + 3});
  pdf.y += 3;
  for (const line of details) text(pdf, line);
}

/** Of several pages each says which it is. */
function numberPages(pdf: PDFKit.PDFDocument, {kind, number}: SalesDocumentRow): void {
  const {count} = pdf.bufferedPageRange();
  if (count === 1) return;
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin, where the library would begin another page.
    pdf.page.margins.bottom = 0;
    const words = `${TITLES[kind]} ${number}, page ${page + 1} of ${count}`;
    text(pdf, words, {y: FOOT_Y, size: 8, align: 'right', color: GREY});
  }
}

function toPayPence({totalAmount, paidAmount}: SalesDocumentRow): number {
  return parsePence(totalAmount) - parsePence(paidAmount);
}

function hasVat(rate: string): boolean {
  return Number(rate) !== 0;
}

function linesOf(words: string, most = ADDRESS_LINES): string[] {
  const lines = words
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '');
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(', ')];
}
