import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, mailsTo} from '../helpers/booking';
import {activityOf, ifMatch, StaffRecords} from '../helpers/staff-records';

const ACME = {
  name: "O'Brien & Söhne",
  billingAddress: '1 High Street\nLeeds\nLS1 1AA',
  email: ' accounts@example.com ',
  creditTermsDays: 30,
};

describe('A booking for a company', () => {
  let app: TestApp;
  let token: string;
  let companies: StaffRecords;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    companies = new StaffRecords(app, token, '/api/admin/companies');
  });
  after(() => app?.stop());

  const read = async (id: number) => (await app.get(`/api/admin/bookings/${id}`, {token})).body;
  const byStaff = async (extra: Record<string, unknown>, scheduleId?: number) =>
    app.post(
      '/api/admin/bookings',
      app.given.bookingRequest(scheduleId ?? (await app.given.schedule()), extra),
      {token},
    );
  const attach = (id: number, company: object, version: number | null) =>
    app.call('PUT', `/api/admin/bookings/${id}/company`, {token, body: company, headers: ifMatch(version)});
  const contact = (email: string) => ({contact: {firstName: 'Jane', lastName: 'Doe', email}});
  const pending = async (extra: Record<string, unknown> = {}) => {
    const {reference} = await book(app, await app.given.schedule(), extra);
    return read(Number((await bookingRow(app, reference)).id));
  };

  it('has the name and the order number that the customer gave', async () => {
    const company = {name: 'Smith & Daughters', purchaseOrderNumber: 'PO-12/7'};

    const {reference, token: own, made} = await book(app, await app.given.schedule(), {company});

    assert.equal(made.status, 'pending');
    const {body} = await app.get(`/api/bookings/${reference}`, {token: own});
    assert.deepEqual([body.company, body.paymentDueOn], [company, null]);
    const without = await book(app, await app.given.schedule());
    assert.equal(
      (await app.get(`/api/bookings/${without.reference}`, {token: without.token})).body.company,
      null,
    );
    for (const wrong of [
      {},
      {name: ' '},
      {name: 'X', purchaseOrderNumber: 'x'.repeat(51)},
      {name: 'X', id: 1},
    ]) {
      const request = app.given.bookingRequest(await app.given.schedule(), {company: wrong});
      assertRefused(await app.post('/api/bookings', request), 422, 'VALIDATION_FAILED');
    }
  });

  it('with credit is confirmed at once, and due when its terms say', async () => {
    const {id: companyId} = await companies.created(ACME);

    const {status, body} = await byStaff({
      companyId,
      purchaseOrderNumber: 'PO 5',
      ...contact('credit@example.com'),
    });

    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      [body.status, body.paymentStatus, body.holdExpiresAt, body.companyId, body.company, body.paymentDueOn],
      ['confirmed', 'pending', null, companyId, {name: ACME.name, purchaseOrderNumber: 'PO 5'}, '2027-03-31'],
    );
    assert.deepEqual(await mailsTo(app, 'credit@example.com'), ['booking_confirmed']);
    assert.equal((await activityOf(app, 'booking', body.id))[0]?.new_values?.companyId, companyId);
    const listed = await app.get(`/api/admin/bookings?companyId=${companyId}`, {token});
    assert.deepEqual(
      listed.body.items.map(({id}: {id: number}) => id),
      [body.id],
    );
  });

  it('without credit, or paid by card, holds its seats like any other', async () => {
    const {id: noCredit} = await companies.created({...ACME, creditTermsDays: 0});
    const {id: credit} = await companies.created(ACME);

    for (const [companyId, paymentMethod] of [
      [noCredit, 'invoice'],
      [credit, 'card'],
    ]) {
      const {body} = await byStaff({companyId, paymentMethod});
      assert.deepEqual([body.status, body.paymentDueOn, body.companyId], ['pending', null, companyId]);
    }
    const free = await byStaff({companyId: credit}, await app.given.schedule({price: '0.00'}));
    assert.deepEqual([free.body.paymentStatus, free.body.paymentDueOn], ['paid', null]);
  });

  it('is attached by staff to what a customer booked, which confirms it on credit', async () => {
    const {id: companyId} = await companies.created(ACME);
    const booking = await pending({
      company: {name: 'Obrien', purchaseOrderNumber: 'PO 9'},
      ...contact('attached@example.com'),
    });

    const {status, body} = await attach(booking.id, {companyId}, booking.version);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.status, body.holdExpiresAt, body.company, body.paymentDueOn],
      ['confirmed', null, {name: ACME.name, purchaseOrderNumber: 'PO 9'}, '2027-03-31'],
    );
    assert.deepEqual(await mailsTo(app, 'attached@example.com'), ['booking_received', 'booking_confirmed']);
    assert.deepEqual(
      (await activityOf(app, 'booking', booking.id)).map(row => [row.action, row.new_values]),
      [
        ['booking.company_changed', {companyId, purchaseOrderNumber: 'PO 9', paymentDueOn: '2027-03-31'}],
        ['booking.confirmed', {status: 'confirmed'}],
      ],
    );
    const ordered = await attach(booking.id, {companyId, purchaseOrderNumber: 'PO 10'}, body.version);
    assert.deepEqual(
      [ordered.body.company.purchaseOrderNumber, ordered.body.paymentDueOn],
      ['PO 10', '2027-03-31'],
    );
    const same = await attach(booking.id, {companyId}, ordered.body.version);
    assert.equal(same.body.version, ordered.body.version);
    const gone = await attach(booking.id, {companyId: null, purchaseOrderNumber: null}, same.body.version);
    assert.deepEqual(
      [gone.body.companyId, gone.body.company, gone.body.paymentDueOn, gone.body.status],
      [null, {name: 'Obrien', purchaseOrderNumber: null}, null, 'confirmed'],
    );
  });

  it('is attached only having seen its newest version, to a company that is there and active', async () => {
    const {id: companyId} = await companies.created(ACME);
    const off = await companies.created({...ACME, isActive: false});
    const booking = await pending();

    assertRefused(await attach(booking.id, {companyId}, null), 428, 'VERSION_REQUIRED');
    assertRefused(await attach(booking.id, {companyId}, booking.version + 1), 412, 'VERSION_CONFLICT');
    assertRefused(await attach(2_147_483_647, {companyId}, 1), 404, 'BOOKING_NOT_FOUND');
    for (const nobody of [off.id, 2_147_483_647]) {
      assertRefused(await attach(booking.id, {companyId: nobody}, booking.version), 404, 'COMPANY_NOT_FOUND');
      assertRefused(await byStaff({companyId: nobody}), 404, 'COMPANY_NOT_FOUND');
    }
    const {body} = await app.post(`/api/admin/bookings/${booking.id}/cancel`, {reason: 'x'}, {token});
    assertRefused(await attach(booking.id, {companyId}, body.version), 409, 'INVALID_STATUS_CHANGE');
  });

  it('keeps its company from being deleted', async () => {
    const company = await companies.created(ACME);
    assert.equal(company.email, 'accounts@example.com');
    await byStaff({companyId: company.id});

    const refused = await companies.remove(company.id, company.version);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {hanging: {bookings: 1}});
  });
});
