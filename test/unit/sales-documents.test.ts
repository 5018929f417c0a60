import assert from 'node:assert/strict';
import {
  type BookingMoney,
  creditParts,
  documentDue,
  invoiceLines,
  paidOfInvoice,
  vatWithin,
} from '../../src/domain/sales-documents';

const given = (changes: Partial<BookingMoney>): BookingMoney => ({
  status: 'confirmed',
  paymentMethod: 'card',
  amountPence: 10_000,
  chargedPence: 10_000,
  refundedPence: 0,
  goingBackPence: 0,
  invoicedPence: 10_000,
  ...changes,
});

describe('Which document a booking lacks', () => {
  const cases: [what: string, booking: Partial<BookingMoney>, due: ReturnType<typeof documentDue>][] = [
    ['nothing when it is invoiced and paid', {}, undefined],
    ['an invoice when it is confirmed', {invoicedPence: 0}, {kind: 'invoice', pence: 10_000}],
    [
      'an invoice at once when it is made on invoice',
      {status: 'pending', paymentMethod: 'invoice', chargedPence: 0, invoicedPence: 0},
      {kind: 'invoice', pence: 10_000},
    ],
    [
      'nothing while a card payment is awaited',
      {status: 'pending', chargedPence: 0, invoicedPence: 0},
      undefined,
    ],
    ['an invoice for the rest when it costs more', {amountPence: 15_000}, {kind: 'invoice', pence: 5_000}],
    [
      'a credit note when it costs less and the money went back',
      {amountPence: 5_000, refundedPence: 5_000},
      {kind: 'credit_note', pence: 5_000},
    ],
    [
      'a credit note for a refund on a booking that stays',
      {refundedPence: 1_000},
      {kind: 'credit_note', pence: 1_000},
    ],
    [
      'an invoice when a refunded amount is paid again',
      {chargedPence: 11_000, refundedPence: 1_000, invoicedPence: 9_000},
      {kind: 'invoice', pence: 1_000},
    ],
    ['nothing for a payment that came twice', {chargedPence: 20_000}, undefined],
    [
      'nothing when the second of two payments went back',
      {chargedPence: 20_000, refundedPence: 10_000},
      undefined,
    ],
    ['nothing yet when it is cancelled and the money still here', {status: 'cancelled'}, undefined],
    [
      'a credit note for the half that went back after a cancellation',
      {status: 'cancelled', refundedPence: 5_000},
      {kind: 'credit_note', pence: 5_000},
    ],
    [
      'a credit note for all when an unpaid invoice is cancelled',
      {status: 'cancelled', chargedPence: 0},
      {kind: 'credit_note', pence: 10_000},
    ],
    [
      'no invoice for money that came after the cancellation',
      {status: 'cancelled', goingBackPence: 10_000, invoicedPence: 0},
      undefined,
    ],
    [
      'an invoice for what stays paid when it was cancelled before it was invoiced',
      {status: 'cancelled', goingBackPence: 5_000, invoicedPence: 0},
      {kind: 'invoice', pence: 5_000},
    ],
    [
      'the same one when the rest has gone back by then',
      {status: 'cancelled', refundedPence: 5_000, invoicedPence: 0},
      {kind: 'invoice', pence: 5_000},
    ],
    [
      'nothing while what was invoiced is on its way back',
      {status: 'cancelled', goingBackPence: 5_000},
      undefined,
    ],
  ];
  for (const [what, booking, due] of cases) {
    it(what, () => assert.deepEqual(documentDue(given(booking)), due));
  }
});

describe('VAT within an amount', () => {
  const cases: [pence: number, rate: string, vat: number][] = [
    [12_000, '20', 2_000],
    [10_000, '20', 1_667],
    [1, '20', 0],
    [3, '20', 1],
    [10_000, '0', 0],
    [10_500, '5', 500],
    [11_750, '17.5', 1_750],
    [7_499, '20.00', 1_250],
  ];
  for (const [pence, rate, vat] of cases) {
    it(`of ${pence} pence at ${rate} % is ${vat} pence`, () => assert.equal(vatWithin(pence, rate), vat));
  }

  it('is half up: a rest of exactly half a penny counts', () => {
    assert.equal(vatWithin(1, '100'), 1);
  });
});

describe('The lines of an invoice', () => {
  const booking = {
    status: 'confirmed',
    courseName: 'First aid',
    when: 'Monday',
    venueName: 'Leeds',
    seats: 2,
    discountPence: 1_500,
  } as const;

  it('say the price before the discount and the discount, and add up to the total', () => {
    assert.deepEqual(invoiceLines(booking, 13_500, true), [
      {description: 'First aid, Monday, Leeds', quantity: 2, amount: '150.00'},
      {description: 'Discount', quantity: 1, amount: '-15.00'},
    ]);
  });

  it('say of a cancelled booking what stays paid, whatever it had cost', () => {
    assert.deepEqual(invoiceLines({...booking, status: 'cancelled'}, 5_000, true), [
      {description: 'Cancelled booking: First aid, Monday, Leeds', quantity: 1, amount: '50.00'},
    ]);
  });

  it('say that a later one is for a change', () => {
    assert.deepEqual(invoiceLines(booking, 5_000, false), [
      {description: 'Change of booking: First aid, Monday, Leeds', quantity: 1, amount: '50.00'},
    ]);
  });
});

describe('The invoices that a credit corrects', () => {
  const invoice = (id: number, pence: number, creditedPence = 0, creditedVatPence = 0) => ({
    id,
    vatRate: '20.00',
    pence,
    creditedPence,
    creditedVatPence,
  });

  it('are the newest first, none beyond its amount', () => {
    const parts = creditParts(9_000, [
      invoice(3, 5_000, 5_000, 833),
      invoice(2, 5_000, 1_000, 167),
      invoice(1, 10_000),
    ]);

    assert.deepEqual(
      parts.map(({invoiceId, pence}) => [invoiceId, pence]),
      [
        [2, 4_000],
        [1, 5_000],
      ],
    );
  });

  it('have credits whose tax adds up to their own, in however many pieces', () => {
    for (const pieces of [[3_333, 3_333, 3_334], [1, 1, 9_998], [10_000], Array<number>(100).fill(100)]) {
      let [credited, vat] = [0, 0];
      for (const piece of pieces) {
        const [part] = creditParts(piece, [invoice(1, 10_000, credited, vat)]);
        credited += part?.pence ?? 0;
        vat += part?.vatPence ?? 0;
      }
      assert.deepEqual([credited, vat], [10_000, vatWithin(10_000, '20.00')], String(pieces));
    }
  });

  it('cover all of it, or it is refused', () => {
    assert.throws(() => creditParts(10_001, [invoice(1, 10_000)]), RangeError);
  });
});

describe('What is paid of an invoice when it is issued', () => {
  it('is what the invoices before it leave, and never more than it', () => {
    const paid = (chargedPence: number, invoicedPence: number, refundedPence = 0) =>
      paidOfInvoice(5_000, {chargedPence, refundedPence, invoicedPence});

    assert.deepEqual(
      [paid(0, 0), paid(7_000, 0), paid(7_000, 4_000), paid(3_000, 4_000), paid(7_000, 0, 4_000)],
      [0, 5_000, 3_000, 0, 3_000],
    );
  });
});
