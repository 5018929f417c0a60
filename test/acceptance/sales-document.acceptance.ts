import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, type Booked, book, bookingRow, mailsTo} from '../helpers/booking';

interface Document {
  kind: string;
  number: string;
  totalAmount: string;
  vatAmount: string;
}

describe('Invoices, receipts and credit notes', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());
  beforeEach(() => setVat('0'));

  const issue = () => issueDocuments.run(app.application);
  const setVat = (percent: string) =>
    app.rows(`update settings set value = $1 where key = 'vat.rate_percent'`, [JSON.stringify(percent)]);
  const idOf = async ({reference}: Booked) => Number((await bookingRow(app, reference)).id);
  const pay = async (booked: Booked, amount: string) =>
    app.post(
      `/api/admin/bookings/${await idOf(booked)}/payments`,
      {amount, paymentMethod: 'bank_transfer'},
      {token},
    );
  /** Two seats at 75.00. */
  const givenBooking = async (email: string, request: object = {}) =>
    book(app, await app.given.schedule(), {
      seats: 2,
      paymentMethod: 'invoice',
      contact: {firstName: 'Łucja', lastName: "O'Brien-Ærøskøbing", email},
      ...request,
    });
  const documentsOf = async ({reference, token: held}: Booked): Promise<Document[]> => {
    const {status, body} = await app.get(`/api/bookings/${reference}/documents`, {token: held});
    assert.equal(status, 200);
    return body;
  };
  const shortly = (documents: Document[]) => documents.map(({kind, totalAmount}) => [kind, totalAmount]);
  const givenRefund = async (booked: Booked, amount: string) =>
    app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
       values ($1, 'refund', $2, 'bank_transfer', 'succeeded', now())`,
      [await idOf(booked), amount],
    );

  it('a booking on invoice is invoiced at once, and its payment gets a receipt, each by mail with the file', async () => {
    const booked = await givenBooking('invoiced@example.com');
    await issue();
    await pay(booked, '150.00');
    await issue();

    assert.deepEqual(shortly(await documentsOf(booked)), [
      ['invoice', '150.00'],
      ['receipt', '150.00'],
    ]);
    assert.deepEqual(await mailsTo(app, 'invoiced@example.com'), [
      'booking_received',
      'invoice',
      'booking_confirmed',
      'receipt',
    ]);
  });

  it('nothing is issued twice, however often the job runs or two processes run it at once', async () => {
    const booked = await givenBooking('twice@example.com');

    await Promise.all([issue(), issue(), issue()]);
    await app.rows('insert into document_marks (booking_id) values ($1)', [await idOf(booked)]);
    await Promise.all([issue(), issue()]);

    assert.deepEqual(shortly(await documentsOf(booked)), [['invoice', '150.00']]);
    assert.deepEqual(await app.rows('select * from document_marks'), []);
  });

  it('a booking by card is invoiced when it is confirmed, with its receipt in one mail', async () => {
    const booked = await givenBooking('card@example.com', {paymentMethod: 'card'});
    await issue();
    assert.deepEqual(await documentsOf(booked), []);

    await pay(booked, '150.00');
    await issue();

    assert.deepEqual(shortly(await documentsOf(booked)), [
      ['receipt', '150.00'],
      ['invoice', '150.00'],
    ]);
    const mails = await app.rows<{payload: {documentIds: number[]}}>(
      `select payload from email_logs where recipient = 'card@example.com' and email_type in ('receipt', 'invoice')`,
    );
    assert.deepEqual(
      mails.map(({payload}) => payload.documentIds.length),
      [2],
    );
  });

  it('money that goes back is credited to the invoice, at the tax that was invoiced', async () => {
    await setVat('20');
    const booked = await givenBooking('credited@example.com');
    await pay(booked, '150.00');
    await issue();
    await setVat('10');

    await givenRefund(booked, '30.00');
    await issue();

    const documents = await documentsOf(booked);
    const [invoice] = documents.filter(({kind}) => kind === 'invoice');
    const [credit] = documents.filter(({kind}) => kind === 'credit_note');
    assert.deepEqual([invoice?.totalAmount, invoice?.vatAmount], ['150.00', '25.00']);
    assert.deepEqual([credit?.totalAmount, credit?.vatAmount], ['30.00', '5.00']);
    const [row] = await app.rows<{corrects: string}>(
      `select i.number as corrects from sales_documents d join sales_documents i on i.id = d.invoice_id
       where d.number = $1`,
      [credit?.number],
    );
    assert.equal(row?.corrects, invoice?.number);
  });

  it('an unpaid invoice is credited in full when its booking is cancelled', async () => {
    const booked = await givenBooking('unpaid@example.com');
    await issue();

    await app.post(`/api/bookings/${booked.reference}/cancel`, {}, {token: booked.token});
    await issue();

    assert.deepEqual(shortly(await documentsOf(booked)), [
      ['invoice', '150.00'],
      ['credit_note', '150.00'],
    ]);
  });

  it('a booking with nothing to pay gets none', async () => {
    const booked = await book(app, await app.given.schedule({price: '0.00'}), {seats: 1});
    await issue();

    assert.deepEqual(await documentsOf(booked), []);
  });

  it('numbers of a kind follow each other without a gap, also when several are issued at once and one fails', async () => {
    const bookings = await Promise.all([1, 2, 3, 4, 5].map(n => givenBooking(`gap${n}@example.com`)));
    await app.rows(`
      create function refuse_one() returns trigger language plpgsql as $$
      begin
        if new.booking_id = ${await idOf(bookings[2] as Booked)} then raise exception 'refused for the test'; end if;
        return new;
      end $$;
      create trigger refuse_one after insert on sales_documents for each row execute function refuse_one()`);
    await Promise.allSettled([issue(), issue()]);
    await app.rows('drop trigger refuse_one on sales_documents; drop function refuse_one()');
    await Promise.all([issue(), issue()]);

    const rows = await app.rows<{kind: string; number: string}>(
      'select kind, number from sales_documents order by number',
    );
    for (const kind of ['invoice', 'receipt', 'credit_note']) {
      const numbers = rows.filter(row => row.kind === kind).map(({number}) => Number(number.slice(4)));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index + 1),
        kind,
      );
    }
    for (const booked of bookings) assert.equal((await documentsOf(booked)).length, 1);
  });

  it('the file is a PDF with names in any letters, the same bytes each time', async function () {
    await setVat('20');
    await app.rows(`update settings set value = '"GB 123 4567 89"' where key = 'vat.number'`);
    await app.rows(`update settings set value = '"1 High Street\\nLeeds"' where key = 'company.address'`);
    const booked = await givenBooking('pdf@example.com');
    await issue();
    const [invoice] = await documentsOf(booked);
    const read = async () => {
      const response = await fetch(
        `${app.url}/api/bookings/${booked.reference}/documents/${invoice?.number}`,
        {
          headers: {Authorization: `Bearer ${booked.token}`},
        },
      );
      assert.equal(response.headers.get('content-type'), 'application/pdf');
      return Buffer.from(await response.arrayBuffer());
    };

    const [first, second] = [await read(), await read()];

    assert.equal(first.subarray(0, 5).toString(), '%PDF-');
    assert.deepEqual(first, second);
    if (spawnSync('pdftotext', ['-v']).error !== undefined) {
      console.error(
        'the text of an invoice is not looked at: pdftotext is missing (apt-get install poppler-utils)',
      );
      return this.skip();
    }
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], {input: first}).toString();
    for (const words of [
      'Invoice',
      invoice?.number ?? '',
      booked.reference,
      "Łucja O'Brien-Ærøskøbing",
      '£150.00',
      'VAT at 20 %',
      '£25.00',
      '£125.00',
      'VAT number GB 123 4567 89',
      '1 High Street',
    ]) {
      assert.ok(text.includes(words), `${words} is missing in ${text}`);
    }
  });

  it('only the holder of the booking and staff read a document', async () => {
    const [mine, other] = [await givenBooking('mine@example.com'), await givenBooking('other@example.com')];
    await issue();
    const [document] = await documentsOf(mine);
    const [row] = await app.rows<{id: number}>('select id from sales_documents where number = $1', [
      document?.number,
    ]);

    const address = `/api/bookings/${mine.reference}/documents/${document?.number}`;
    assertRefused(await app.get(address, {token: other.token}), 404, 'BOOKING_NOT_FOUND');
    assertRefused(await app.get(address), 401, 'NOT_AUTHENTICATED');
    assertRefused(
      await app.get(`/api/bookings/${other.reference}/documents/${document?.number}`, {token: other.token}),
      404,
      'DOCUMENT_NOT_FOUND',
    );
    assert.equal((await app.get(`/api/admin/documents/${row?.id}`, {token})).status, 200);
    assertRefused(await app.get('/api/admin/documents/999999', {token}), 404, 'DOCUMENT_NOT_FOUND');
    assertRefused(await app.get(`/api/admin/documents/${row?.id}`, {token: mine.token}), 403, 'NOT_ALLOWED');
  });

  it('nobody changes or deletes one that was issued', async () => {
    const booked = await givenBooking('kept@example.com');
    await issue();
    const id = await idOf(booked);

    await assert.rejects(
      app.rows('update sales_documents set total_amount = 1 where booking_id = $1', [id]),
      /stays as it is/,
    );
    await assert.rejects(
      app.rows('delete from sales_documents where booking_id = $1', [id]),
      /stays as it is/,
    );
  });

  it('staff find them by kind, number, booking and day', async () => {
    const booked = await givenBooking('listed@example.com');
    await issue();
    const [document] = await documentsOf(booked);

    const {body} = await app.get(`/api/admin/documents?number=${document?.number}&kind=invoice`, {token});

    assert.deepEqual(
      body.items.map((item: {number: string; billedTo: string}) => [item.number, item.billedTo]),
      [[document?.number, "Łucja O'Brien-Ærøskøbing"]],
    );
  });
});
