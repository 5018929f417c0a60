import assert from 'node:assert/strict';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {bookingRow} from '../helpers/booking';
import {mailRows, newAddress, sendQueued} from '../helpers/mail';
import {MailServer} from '../helpers/mail-server';
import {ifMatch} from '../helpers/staff-records';

interface ForCompany {
  id: number;
  reference: string;
  contact: string;
  /** The company's own address. */
  office: string;
  companyId: number;
}

describe('The papers of a booking for a company', () => {
  let app: TestApp;
  let server: MailServer;
  let token: string;

  before(async () => {
    server = await MailServer.start();
    app = await givenApplication({SMTP_URL: server.url, MAIL_FROM: 'bookings@rft.example'});
    token = await app.givenAdminToken();
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  const byStaff = async (method: string, path: string, body?: object, version?: number) => {
    const answer = await app.call(method, `/api/admin/${path}`, {
      token,
      body,
      headers: ifMatch(version ?? null),
    });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  /** One seat at 75.00, on invoice, due in 30 days. */
  const givenBooking = async (office = newAddress(), contact = newAddress()): Promise<ForCompany> => {
    const company = await byStaff('POST', 'companies', {
      name: "O'Brien & Söhne",
      billingAddress: '1 High Street',
      email: office,
      creditTermsDays: 30,
    });
    const request = app.given.bookingRequest(await app.given.schedule(), {
      companyId: company.id,
      purchaseOrderNumber: 'PO 12/7',
      paymentMethod: 'invoice',
      contact: {firstName: 'Ann', lastName: 'Lee', email: contact},
    });
    const {id, bookingReference: reference} = await byStaff('POST', 'bookings', request);
    return {id, reference, contact, office, companyId: company.id};
  };
  const issue = async () => {
    await issueDocuments.run(app.application);
    await sendQueued(app);
  };
  const typesTo = async (address: string) => {
    const rows = await mailRows(app, address);
    return rows.map(({email_type, status}) => `${email_type} ${status}`);
  };

  it('go to the company’s own address too, where no link opens the booking', async () => {
    const {id, contact, office} = await givenBooking();
    await issue();
    await byStaff('POST', `bookings/${id}/payments`, {amount: '75.00', paymentMethod: 'bank_transfer'});
    await issue();
    await byStaff('POST', `bookings/${id}/cancel`, {reason: 'rang up'});
    const [refund] = (await byStaff('GET', 'refunds?status=approved')).items;
    await app.rows(`update refunds set status = 'processing' where id = $1`, [refund.id]);
    await app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at, refund_id)
       values ($1, 'refund', 75.00, 'bank_transfer', 'succeeded', now(), $2)`,
      [id, refund.id],
    );
    await issue();

    assert.deepEqual(await typesTo(office), ['invoice sent', 'receipt sent', 'credit_note sent']);
    const papers = (address: string) =>
      server
        .to(address)
        .flatMap(({mail}) => mail.attachments.map(({filename}) => filename))
        .filter(name => name?.endsWith('.pdf'));
    assert.equal(papers(office).length, 3);
    assert.deepEqual(papers(office), papers(contact));
    for (const {mail} of server.to(office).filter(one => !/payment/.test(one.mail.subject ?? ''))) {
      assert.match(mail.text ?? '', /^Purchase order: PO 12\/7$/m);
    }
    for (const {mail} of server.to(office)) {
      assert.equal(mail.to?.[0]?.name, "O'Brien & Söhne");
      assert.match(mail.text ?? '', /^Hello,/);
      assert.doesNotMatch(`${mail.text}${mail.html}`, /token=|https?:/);
    }
    assert.match(
      server.to(contact).find(({mail}) => /invoice/.test(mail.subject ?? ''))?.mail.text ?? '',
      /token=/,
    );
  });

  it('go out once where the company is its contact’s own address, whatever its case', async () => {
    const address = newAddress();
    await givenBooking(address.toUpperCase(), address);

    await issue();

    assert.deepEqual(await typesTo(address), ['booking_confirmed sent', 'invoice sent']);
    assert.deepEqual(await typesTo(address.toUpperCase()), []);
  });

  it('go to nobody else: another contact gets no copy of the company’s, and another company none at all', async () => {
    const {id, contact, office, companyId} = await givenBooking();
    const other = await givenBooking();
    await issueDocuments.run(app.application);
    const {version} = await byStaff('GET', `bookings/${id}`);
    const later = newAddress();
    await byStaff(
      'PATCH',
      `bookings/${id}`,
      {contact: {firstName: 'Bo', lastName: 'Li', email: later}},
      version,
    );
    const moved = newAddress();
    const company = await byStaff('GET', `companies/${other.companyId}`);
    await byStaff('PATCH', `companies/${other.companyId}`, {email: moved}, company.version);

    await sendQueued(app);

    assert.deepEqual(await typesTo(office), ['invoice sent']);
    assert.deepEqual(await typesTo(contact), []);
    assert.deepEqual(await typesTo(later), ['booking_confirmed sent', 'invoice sent']);
    assert.deepEqual(await typesTo(other.office), ['invoice withdrawn']);
    const [withdrawn] = await mailRows(app, other.office);
    await byStaff('POST', `email-logs/${withdrawn?.id}/resend`);
    await sendQueued(app);
    assert.deepEqual(await typesTo(moved), ['invoice sent']);
    assert.notEqual(companyId, other.companyId);
    assert.equal((await bookingRow(app, other.reference)).status, 'confirmed');
  });
});
