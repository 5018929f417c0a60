import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Booked, book, bookingRow} from '../helpers/booking';

interface DocumentRow {
  id: number;
  kind: string;
  number: string;
  corrects: string | null;
  total: string;
  vat: string;
  rate: string;
  lines: {description: string}[];
}

describe('What stands on invoices, receipts and credit notes', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());

  const issue = () => issueDocuments.run(app.application);
  const set = (key: string, value: string) =>
    app.rows('update settings set value = $2 where key = $1', [key, JSON.stringify(value)]);
  const setVat = (percent: string) => set('vat.rate_percent', percent);
  const idOf = async ({reference}: Booked) => Number((await bookingRow(app, reference)).id);
  const pay = async (booked: Booked, amount: string) =>
    app.post(
      `/api/admin/bookings/${await idOf(booked)}/payments`,
      {amount, paymentMethod: 'bank_transfer'},
      {token},
    );
  /** Two seats at 75.00. */
  const givenBooking = async (request: object = {}) =>
    book(app, await app.given.schedule(), {seats: 2, paymentMethod: 'invoice', ...request});
  const givenRefund = async (booked: Booked, amount: string) =>
    app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
       values ($1, 'refund', $2, 'bank_transfer', 'succeeded', now())`,
      [await idOf(booked), amount],
    );
  const documentsOf = async (booked: Booked, kind: string) =>
    app.rows<DocumentRow>(
      `select d.id, d.kind, d.number, i.number as corrects, d.total_amount as total, d.vat_amount as vat,
         d.vat_rate as rate, d.lines
       from sales_documents d left join sales_documents i on i.id = d.invoice_id
       where d.booking_id = $1 and d.kind = $2 order by d.id`,
      [await idOf(booked), kind],
    );
  const textOf = async (document: DocumentRow | undefined) => {
    const response = await fetch(`${app.url}/api/admin/documents/${document?.id}`, {
      headers: {Authorization: `Bearer ${token}`},
    });
    const input = Buffer.from(await response.arrayBuffer());
    return execFileSync('pdftotext', ['-layout', '-', '-'], {input}).toString().replace(/ +/g, ' ');
  };
  const refusing = async (booked: Booked) =>
    app.rows(`
      create function refuse_one() returns trigger language plpgsql as $$
      begin
        if new.booking_id = ${await idOf(booked)} then raise exception 'refused for the test'; end if;
        return new;
      end $$;
      create trigger refuse_one after insert on sales_documents for each row execute function refuse_one()`);

  it('an invoice says until when and how it is paid, or that it is paid already', async function () {
    if (spawnSync('pdftotext', ['-v']).error !== undefined) return this.skip();
    await set('company.payment_details', 'Sort code 12-34-56\nAccount 12345678');
    const [due, held] = [await givenBooking(), await givenBooking()];
    const paid = await givenBooking({paymentMethod: 'card'});
    await app.rows(`update bookings set payment_due_on = '2027-03-31' where id = $1`, [await idOf(due)]);
    await pay(due, '50.00');
    await pay(paid, '150.00');
    await issue();
    const invoiceOf = async (booked: Booked) => textOf((await documentsOf(booked, 'invoice'))[0]);

    const [unpaid, settled] = [await invoiceOf(due), await invoiceOf(paid)];
    await app.rows(`update bookings set payment_due_on = '2027-05-31' where id = $1`, [await idOf(due)]);

    for (const words of [
      'Please pay by Wednesday 31 March 2027',
      `and quote ${due.reference}`,
      'Sort code 12-34-56',
      'Paid already £50.00',
      'To pay £100.00',
    ]) {
      assert.ok(unpaid.includes(words), `${words} is missing in ${unpaid}`);
    }
    // Its seats are held for seven days.
    assert.ok((await invoiceOf(held)).includes('Please pay by Monday 8 March 2027'));
    assert.ok(settled.includes('nothing left to pay'), settled);
    assert.doesNotMatch(settled, /Sort code|How to pay/);
    assert.equal(await invoiceOf(due), unpaid, 'what was issued stays as it was');
  });

  it('no invoice is credited beyond its amount, and the tax of all its credits is its own', async () => {
    await setVat('20');
    const booked = await givenBooking({
      contact: {firstName: 'A', lastName: 'B', email: 'pieces@example.com'},
    });
    await issue();
    await setVat('5');
    await app.rows('update bookings set payment_amount = 225.00 where id = $1', [await idOf(booked)]);
    await issue();
    await pay(booked, '225.00');

    for (const amount of ['33.33', '33.33', '33.34', '125.00']) {
      await givenRefund(booked, amount);
      await issue();
    }

    const [first, second] = await documentsOf(booked, 'invoice');
    const credits = await documentsOf(booked, 'credit_note');
    assert.deepEqual([first?.vat, second?.vat], ['25.00', '3.57']);
    assert.deepEqual(
      credits.map(({corrects, total, vat, rate}) => [corrects, total, vat, rate]),
      [
        [second?.number, '33.33', '1.59', '5.00'],
        [second?.number, '33.33', '1.58', '5.00'],
        [second?.number, '8.34', '0.40', '5.00'],
        [first?.number, '25.00', '4.17', '20.00'],
        [first?.number, '125.00', '20.83', '20.00'],
      ],
    );
    const mails = await app.rows<{
      payload: {documentIds: number[]; creditNoteNumber: string; amount: string};
    }>(
      `select payload from email_logs where recipient = 'pieces@example.com' and email_type = 'credit_note' order by id`,
    );
    assert.deepEqual(
      mails.map(({payload}) => [payload.amount, payload.documentIds.length]),
      [
        ['33.33', 1],
        ['33.33', 1],
        ['33.34', 2],
        ['125.00', 1],
      ],
    );
    assert.equal(mails[2]?.payload.creditNoteNumber, `${credits[2]?.number}, ${credits[3]?.number}`);
  });

  it('a receipt has the tax of the invoice that is paid, and says when the money came', async () => {
    await setVat('20');
    const booked = await givenBooking();
    await issue();
    await setVat('5');
    await pay(booked, '150.00');
    await issue();

    const [receipt] = await documentsOf(booked, 'receipt');

    assert.deepEqual([receipt?.vat, receipt?.rate], ['25.00', '20.00']);
    assert.deepEqual(
      receipt?.lines.map(({description}) => description),
      ['Payment by bank transfer on Monday 1 March 2027'],
    );
  });

  it('a booking that is cancelled before it was invoiced is invoiced for what stays paid, and no more', async () => {
    const soon = await app.given.schedule({startsInDays: 10});
    const [half, all] = [
      await book(app, soon, {seats: 2, paymentMethod: 'card'}),
      await book(app, await app.given.schedule(), {seats: 2, paymentMethod: 'card'}),
    ];
    for (const booked of [half, all]) {
      await pay(booked, '150.00');
      await app.post(`/api/bookings/${booked.reference}/cancel`, {}, {token: booked.token});
    }

    await issue();
    await givenRefund(half, '75.00');
    await issue();

    const [invoice, ...others] = await documentsOf(half, 'invoice');
    assert.deepEqual([invoice?.total, others], ['75.00', []]);
    assert.match(invoice?.lines[0]?.description ?? '', /^Cancelled booking: /);
    assert.deepEqual(await documentsOf(half, 'credit_note'), []);
    assert.deepEqual([await documentsOf(all, 'invoice'), await documentsOf(all, 'credit_note')], [[], []]);
  });

  it('a cancelled booking is invoiced for what stays paid, also when it stays as staff rejected the refund', async () => {
    const booked = await givenBooking({paymentMethod: 'card'});
    await pay(booked, '150.00');
    const id = await idOf(booked);
    await app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'ill', refundAmount: '100.00'}, {token});
    await issue();
    const totals = async () => (await documentsOf(booked, 'invoice')).map(({total}) => total);
    assert.deepEqual(await totals(), ['50.00']);
    const {body: refunds} = await app.get('/api/admin/refunds?status=pending', {token});

    await app.post(`/api/admin/refunds/${refunds.items[0].id}/reject`, {reason: 'not agreed'}, {token});
    await issue();

    assert.deepEqual(await totals(), ['50.00', '100.00']);
    assert.deepEqual(await documentsOf(booked, 'credit_note'), []);
  });

  it('one booking that fails keeps nobody else from their documents', async () => {
    const [wrong, right] = [await givenBooking(), await givenBooking()];
    await refusing(wrong);

    await assert.rejects(issue(), ({errors}: AggregateError) => {
      assert.match(String(errors[0]?.cause), /refused for the test/);
      return errors.length === 1;
    });

    assert.deepEqual(await documentsOf(wrong, 'invoice'), []);
    assert.equal((await documentsOf(right, 'invoice')).length, 1);
    await app.rows('drop trigger refuse_one on sales_documents; drop function refuse_one()');
    await issue();
    assert.equal((await documentsOf(wrong, 'invoice')).length, 1);
  });
});
