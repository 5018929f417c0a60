import path from 'node:path';
import PDFDocument from 'pdfkit';
import type {SalesDocumentKind} from '../../domain/sales-documents';
import type {SalesDocumentRow} from '../../repositories/sales-document.repository';
import {day, money} from '../mail/words';

/** PDF's own fonts know no letters beyond those of western Europe, and names have them. */
const FONTS = path.join(path.dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const REGULAR = path.join(FONTS, 'DejaVuSans.ttf');
const BOLD = path.join(FONTS, 'DejaVuSans-Bold.ttf');

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

/** PDF points, on A4. */
const MARGIN = 56;
const RIGHT = 595 - MARGIN;
const WIDTH = RIGHT - MARGIN;
const MONEY_WIDTH = 90;
const QUANTITY_WIDTH = 60;

/** A page of A4; the same document always gives the same bytes. */
export function renderDocument(document: SalesDocumentRow): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
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
  writeLines(pdf, document);
  writeTotals(pdf, document);
  writeFoot(pdf, document);
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

function writeHead(pdf: PDFKit.PDFDocument, document: SalesDocumentRow): void {
  const {seller, billedTo} = document;
  pdf.font(BOLD).fontSize(20).text(TITLES[document.kind], MARGIN, MARGIN);
  pdf.font(BOLD).fontSize(10).text(seller.name, MARGIN, MARGIN, {width: WIDTH, align: 'right'});
  pdf.font(REGULAR).fontSize(9);
  for (const line of [...linesOf(seller.address), seller.email]) {
    pdf.text(line, MARGIN, pdf.y, {width: WIDTH, align: 'right'});
  }
  if (seller.vatNumber !== '') {
    pdf.text(`VAT number ${seller.vatNumber}`, MARGIN, pdf.y, {width: WIDTH, align: 'right'});
  }
  const top = Math.max(pdf.y, MARGIN + 50) + 24;
  pdf.font(REGULAR).fontSize(8).fillColor('#555').text('For', MARGIN, top).fillColor('#000').fontSize(10);
  for (const line of [
    billedTo.companyName ?? '',
    billedTo.name,
    ...linesOf(billedTo.address ?? ''),
    billedTo.email,
  ]) {
    if (line !== '') pdf.text(line, MARGIN, pdf.y, {width: WIDTH / 2});
  }
  const bottom = pdf.y;
  const facts: [string, string | null][] = [
    ['Number', document.number],
    ['Date', day(document.issuedAt)],
    ['Booking', document.bookingReference],
    ['Corrects invoice', document.invoiceNumber],
    ['Purchase order', billedTo.purchaseOrderNumber],
  ];
  pdf.y = top;
  for (const [label, value] of facts) {
    if (value === null) continue;
    const y = pdf.y;
    pdf
      .fontSize(9)
      .fillColor('#555')
      .text(label, MARGIN + WIDTH / 2 + 12, y, {width: 90});
    pdf.fillColor('#000').text(value, MARGIN + WIDTH / 2 + 104, y, {width: WIDTH / 2 - 104});
  }
  pdf.y = Math.max(pdf.y, bottom) + 28;
}

function writeLines(pdf: PDFKit.PDFDocument, {lines}: SalesDocumentRow): void {
  const text = WIDTH - MONEY_WIDTH - QUANTITY_WIDTH - 16;
  row(pdf, BOLD, 'Description', 'Quantity', 'Amount', text);
  rule(pdf);
  for (const {description, quantity, amount} of lines) {
    row(pdf, REGULAR, description, String(quantity), money(amount).replace('£-', '-£'), text);
  }
  rule(pdf);
}

function row(
  pdf: PDFKit.PDFDocument,
  font: string,
  description: string,
  quantity: string,
  amount: string,
  textWidth: number,
): void {
  const y = pdf.y;
  pdf.font(font).fontSize(9);
  pdf.text(quantity, RIGHT - MONEY_WIDTH - QUANTITY_WIDTH, y, {width: QUANTITY_WIDTH, align: 'right'});
  pdf.text(amount, RIGHT - MONEY_WIDTH, y, {width: MONEY_WIDTH, align: 'right'});
  pdf.text(description, MARGIN, y, {width: textWidth});
  pdf.y += 4;
}

function rule(pdf: PDFKit.PDFDocument): void {
  pdf.moveTo(MARGIN, pdf.y).lineTo(RIGHT, pdf.y).lineWidth(0.5).strokeColor('#999').stroke();
  pdf.y += 8;
}

function writeTotals(pdf: PDFKit.PDFDocument, document: SalesDocumentRow): void {
  const vat =
    Number(document.vatRate) === 0
      ? 'No VAT is charged'
      : `Includes VAT at ${document.vatRate.replace(/\.?0+$/, '')} %: ${money(document.vatAmount)}`;
  const total = `${TOTALS[document.kind]} ${money(document.totalAmount)} ${document.currency}`;
  pdf.font(BOLD).fontSize(11).text(total, MARGIN, pdf.y, {width: WIDTH, align: 'right'});
  pdf
    .font(REGULAR)
    .fontSize(9)
    .text(vat, MARGIN, pdf.y + 4, {width: WIDTH, align: 'right'});
}

function writeFoot(pdf: PDFKit.PDFDocument, {kind, seller, bookingReference}: SalesDocumentRow): void {
  if (kind !== 'invoice' || seller.paymentDetails === '') return;
  pdf.y += 24;
  pdf
    .font(REGULAR)
    .fontSize(9)
    .text(`How to pay (please quote ${bookingReference}):`, MARGIN, pdf.y, {width: WIDTH});
  for (const line of linesOf(seller.paymentDetails)) pdf.text(line, MARGIN, pdf.y, {width: WIDTH});
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter(line => line.trim() !== '');
}
