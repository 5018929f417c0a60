import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, seatsTaken, timesUsed} from '../helpers/booking';
import {parseCsv} from '../helpers/csv';

describe('A discount code with a limit per customer', () => {
  let app: TestApp;
  let people = 0;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const newContact = () => {
    people += 1;
    return {firstName: 'Cora', lastName: 'Customer', email: `cora-${people}@example.com`};
  };
  const givenCode = async (maxUses: number) => {
    const code = await app.given.discountCode({value: '10'});
    await app.rows('update discount_codes set max_uses_per_customer = $1 where code = $2', [maxUses, code]);
    return code;
  };
  const tryToBook = async (request: object) =>
    app.post('/api/bookings', app.given.bookingRequest(await app.given.schedule(), {...request}));

  it('counts for one customer so many times, whatever the case of the address, and for others too', async () => {
    const [discountCode, contact] = [await givenCode(2), newContact()];
    for (const email of [contact.email, contact.email.toUpperCase()]) {
      assert.equal((await tryToBook({discountCode, contact: {...contact, email}})).status, 201);
    }

    const refused = await tryToBook({discountCode, contact});

    assertRefused(refused, 422, 'DISCOUNT_CODE_ALREADY_USED');
    assert.deepEqual(refused.body.error.details, {maxUsesPerCustomer: 2});
    assert.equal((await tryToBook({discountCode, contact: newContact()})).status, 201);
    assert.equal(await timesUsed(app, discountCode), 3);
    assert.equal((await tryToBook({contact})).status, 201, 'without the code they book as ever');
  });

  it('counts again after a cancellation, and after a hold that ran out, released or not', async () => {
    const [discountCode, contact] = [await givenCode(1), newContact()];
    const first = await book(app, await app.given.schedule(), {discountCode, contact});
    await app.post(`/api/bookings/${first.reference}/cancel`, {}, {token: first.token});
    await book(app, await app.given.schedule(), {discountCode, contact, paymentMethod: 'card'});
    assertRefused(await tryToBook({discountCode, contact}), 422, 'DISCOUNT_CODE_ALREADY_USED');

    app.passes({minutes: 15});

    assert.equal((await tryToBook({discountCode, contact})).status, 201);
  });

  it('leaves nothing of a booking that it refuses', async () => {
    const [discountCode, contact] = [await givenCode(1), newContact()];
    await book(app, await app.given.schedule(), {discountCode, contact});
    const scheduleId = await app.given.schedule();

    const refused = await app.post(
      '/api/bookings',
      app.given.bookingRequest(scheduleId, {discountCode, contact}),
    );

    assertRefused(refused, 422, 'DISCOUNT_CODE_ALREADY_USED');
    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, discountCode)], [0, 1]);
  });

  it('counts for the address of the booking too, when its owner has another one by now', async () => {
    const [discountCode, contact] = [await givenCode(1), newContact()];
    await book(app, await app.given.schedule(), {discountCode, contact});
    await app.rows('update users set email = $1 where email = $2', ['moved@example.com', contact.email]);

    for (const email of [contact.email, 'moved@example.com']) {
      assertRefused(
        await tryToBook({discountCode, contact: {...contact, email}}),
        422,
        'DISCOUNT_CODE_ALREADY_USED',
      );
    }
  });

  it('holds for staff who book for somebody, too', async () => {
    const [discountCode, contact] = [await givenCode(1), newContact()];
    await book(app, await app.given.schedule(), {discountCode, contact});
    const request = app.given.bookingRequest(await app.given.schedule(), {discountCode, contact});

    const answer = await app.post('/api/admin/bookings', request, {token: await app.givenAdminToken()});

    assertRefused(answer, 422, 'DISCOUNT_CODE_ALREADY_USED');
  });

  it('is set, changed and taken away by staff', async () => {
    const token = await app.givenAdminToken();
    const fields = {
      code: 'ONCEEACH',
      discountType: 'percentage',
      discountValue: '10.00',
      validFrom: '2027-01-01',
      validUntil: '2027-12-31',
      maxUsesPerCustomer: 1,
    };
    const made = await app.post('/api/admin/discount-codes', fields, {token});
    assert.deepEqual([made.status, made.body.maxUsesPerCustomer], [201, 1]);
    const change = async (maxUsesPerCustomer: unknown, etag: string) =>
      app.call('PATCH', `/api/admin/discount-codes/${made.body.id}`, {
        token,
        body: {maxUsesPerCustomer},
        headers: {'If-Match': etag},
      });

    const two = await change(2, made.headers.get('etag') ?? '');
    assert.deepEqual([two.status, two.body.maxUsesPerCustomer], [200, 2]);
    assertRefused(await change(0, two.headers.get('etag') ?? ''), 422, 'VALIDATION_FAILED');
    const any = await change(null, two.headers.get('etag') ?? '');
    assert.equal(any.body.maxUsesPerCustomer, null);
  });
});

describe('The report of what a discount code was used for', () => {
  let app: TestApp;
  let token: string;
  let route: string;
  let references: string[];

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    const code = await app.given.discountCode({type: 'percentage', value: '15'});
    const [row] = await app.rows<{id: number}>('select id from discount_codes where code = $1', [code]);
    route = `/api/admin/discount-codes/${row?.id}/uses`;
    const contact = {firstName: 'Sinéad', lastName: "O'Brien", email: 'sinead@example.com'};
    const made = [
      await book(app, await app.given.schedule({price: '33.33'}), {seats: 2, discountCode: code, contact}),
      await book(app, await app.given.schedule({price: '75.00'}), {discountCode: code, contact}),
      await book(app, await app.given.schedule({price: '75.00'}), {discountCode: code}),
      await book(app, await app.given.schedule({price: '10.00'}), {discountCode: code}),
    ];
    await book(app, await app.given.schedule());
    const [, , cancelled] = made;
    await app.post(`/api/bookings/${cancelled?.reference}/cancel`, {}, {token: cancelled?.token});
    references = made.map(({reference}) => reference).reverse();
    await app.rows(`update bookings set created_at = '2027-01-31T23:59:59Z' where booking_reference = $1`, [
      made[0]?.reference,
    ]);
    await app.rows(`update bookings set created_at = '2027-02-01T00:00:00Z' where booking_reference <> $1`, [
      made[0]?.reference,
    ]);
  });
  after(() => app?.stop());

  const report = async (query = '') => {
    const answer = await app.get(`${route}${query}`, {token});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };

  it('shows the bookings, newest first, and adds up those that count', async () => {
    const {items, totals, total, discountCode} = await report();

    assert.deepEqual(
      items.map((item: {bookingReference: string}) => item.bookingReference),
      references,
    );
    assert.deepEqual(
      items.map((item: {counts: boolean}) => item.counts),
      [true, false, true, true],
    );
    // 66.66 − 10.00, 75.00 − 11.25, 10.00 − 1.50: half a penny is rounded up.
    assert.deepEqual(totals, {
      uses: 3,
      customers: 2,
      seats: 4,
      discountApplied: '22.75',
      paymentAmount: '128.91',
      givenBack: 1,
      currency: 'GBP',
    });
    assert.deepEqual(total, {count: 4, isExact: true});
    assert.deepEqual([discountCode.timesUsed, discountCode.maxUsesPerCustomer], [3, null]);
    for (const {bookingReference, discountApplied, paymentAmount} of items) {
      const row = await bookingRow(app, bookingReference);
      assert.deepEqual([discountApplied, paymentAmount], [row.discount_applied, row.payment_amount]);
    }
  });

  it('is of some days, page by page, with the totals of all pages', async () => {
    const first = await report('?bookedFrom=2027-02-01&limit=2');
    const second = await report(`?bookedFrom=2027-02-01&limit=2&after=${first.nextCursor}`);

    assert.deepEqual(
      [...first.items, ...second.items].map(item => item.bookingReference),
      references.slice(0, 3),
    );
    assert.equal(second.nextCursor, null);
    assert.deepEqual(first.totals, second.totals);
    assert.deepEqual([first.totals.uses, first.totals.discountApplied], [2, '12.75']);
    assert.equal((await report('?bookedTo=2027-01-31')).totals.uses, 1);
    assert.deepEqual((await report('?bookedTo=2026-12-31')).totals, {
      uses: 0,
      customers: 0,
      seats: 0,
      discountApplied: '0.00',
      paymentAmount: '0.00',
      givenBack: 0,
      currency: 'GBP',
    });
  });

  it('is a file too, with the same rows', async () => {
    const {status, body, headers} = await app.get(`${route}.csv?bookedFrom=2027-02-01`, {token});

    assert.equal(status, 200);
    assert.match(headers.get('content-disposition') ?? '', /discount-uses\.csv/);
    assert.deepEqual(
      parseCsv(body).rows.map(({bookingReference}) => bookingReference),
      references.slice(0, 3),
    );
  });

  it('is of no code that does not exist, and of no day that does not', async () => {
    for (const file of ['', '.csv']) {
      const missing = await app.get(`/api/admin/discount-codes/2147483647/uses${file}`, {token});
      assertRefused(missing, 404, 'DISCOUNT_CODE_NOT_FOUND');
      assertRefused(
        await app.get(`${route}${file}?bookedFrom=2027-02-30`, {token}),
        422,
        'VALIDATION_FAILED',
      );
    }
    assertRefused(await app.get(`${route}?after=nonsense`, {token}), 400, 'INVALID_CURSOR');
  });
});
