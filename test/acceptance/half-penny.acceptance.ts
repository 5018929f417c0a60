import assert from 'node:assert/strict';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {book, bookingRow} from '../helpers/booking';

interface Row {
  price: string;
  seats: number;
  percent: string;
  discount: string;
  amount: string;
  /** Half of the amount, ten days before the course. */
  refund: string;
  /** Within the amount, at 20 %. */
  vat: string;
}

/** Worked out by hand; what ends in half a penny is rounded up. */
const TABLE: Row[] = [
  {price: '75.55', seats: 1, percent: '50', discount: '37.78', amount: '37.77', refund: '18.89', vat: '6.30'},
  {
    price: '33.33',
    seats: 3,
    percent: '12.5',
    discount: '12.50',
    amount: '87.49',
    refund: '43.75',
    vat: '14.58',
  },
  {
    price: '19.99',
    seats: 5,
    percent: '10',
    discount: '10.00',
    amount: '89.95',
    refund: '44.98',
    vat: '14.99',
  },
  {
    price: '149.99',
    seats: 7,
    percent: '33.33',
    discount: '349.94',
    amount: '699.99',
    refund: '350.00',
    vat: '116.67',
  },
  {price: '1.01', seats: 1, percent: '49.5', discount: '0.50', amount: '0.51', refund: '0.26', vat: '0.09'},
  {price: '10.10', seats: 1, percent: '0.05', discount: '0.01', amount: '10.09', refund: '5.05', vat: '1.68'},
  {price: '0.03', seats: 1, percent: '50', discount: '0.02', amount: '0.01', refund: '0.01', vat: '0.00'},
  {
    price: '999.99',
    seats: 12,
    percent: '99.99',
    discount: '11998.68',
    amount: '1.20',
    refund: '0.60',
    vat: '0.20',
  },
];

describe('Half a penny', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    await app.rows(`update settings set value = '20' where key = 'vat.rate_percent'`);
  });
  after(() => app?.stop());

  for (const {price, seats, percent, ...expected} of TABLE) {
    it(`of £${price} × ${seats} less ${percent} % is the same in quote, booking, refund and invoice`, async () => {
      const courseScheduleId = await app.given.schedule({price, startsInDays: 10});
      const discountCode = await app.given.discountCode({value: percent});

      const {body: quote} = await app.post('/api/bookings/quote', {courseScheduleId, seats, discountCode});
      const booked = await book(app, courseScheduleId, {seats, discountCode});
      const {id} = await bookingRow(app, booked.reference);
      const payment = {amount: expected.amount, paymentMethod: 'bank_transfer'};
      const paid = await app.post(`/api/admin/bookings/${id}/payments`, payment, {token});
      const preview = await app.get(`/api/bookings/${booked.reference}/cancellation-preview`, {
        token: booked.token,
      });
      await issueDocuments.run(app.application);

      const [invoice] = await app.rows<{total: string; vat: string}>(
        `select total_amount as total, vat_amount as vat from sales_documents where booking_id = $1 and kind = 'invoice'`,
        [id],
      );
      assert.equal(paid.body.paymentStatus, 'paid');
      for (const {discountApplied, paymentAmount} of [quote, booked.made]) {
        assert.deepEqual([discountApplied, paymentAmount], [expected.discount, expected.amount]);
      }
      assert.deepEqual(
        [preview.body.refundAmount, invoice],
        [expected.refund, {total: expected.amount, vat: expected.vat}],
      );
    });
  }

  it('that is all there is left is given to the customer: nothing to pay, and no invoice', async () => {
    const scheduleId = await app.given.schedule({price: '0.01'});

    const {made, reference} = await book(app, scheduleId, {
      discountCode: await app.given.discountCode({value: '50'}),
    });
    await issueDocuments.run(app.application);

    assert.deepEqual([made.status, made.discountApplied, made.paymentAmount], ['confirmed', '0.01', '0.00']);
    const {id} = await bookingRow(app, reference);
    assert.deepEqual(await app.rows('select id from sales_documents where booking_id = $1', [id]), []);
  });
});
