import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, mailsTo, seatsTaken, timesUsed} from '../helpers/booking';

describe('A booking', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const quote = (courseScheduleId: number, seats: number, discountCode?: string) =>
    app.post('/api/bookings/quote', {courseScheduleId, seats, discountCode});
  const countBookings = async (scheduleId: number) =>
    (await app.rows('select id from bookings where course_schedule_id = $1', [scheduleId])).length;

  it('holds its seats and leaves its rows and its mail', async () => {
    const scheduleId = await app.given.schedule({price: '75.00'});
    const request = app.given.bookingRequest(scheduleId, {
      attendees: [
        {firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com'},
        {firstName: 'Bo', lastName: 'Lee'},
      ],
    });

    const {status, body} = await app.post('/api/bookings', request);

    assert.equal(status, 201);
    const {bookingReference, accessToken, payment} = body;
    assert.match(bookingReference, /^RFT-[0-9A-HJKMNP-TV-Z]{8}$/);
    assert.deepEqual(body, {
      bookingReference,
      status: 'pending',
      paymentStatus: 'pending',
      seats: 2,
      paymentAmount: '150.00',
      discountApplied: '0.00',
      currency: 'GBP',
      holdExpiresAt: '2027-03-08T10:00:00.000Z',
      accessToken,
      payment,
    });
    assert.deepEqual([payment.provider, payment.status], ['offline', 'awaiting_payment']);
    assert.ok(payment.instructions.includes(bookingReference));

    const row = await bookingRow(app, bookingReference);
    assert.deepEqual([row.status, row.seats, row.payment_method], ['pending', 2, 'invoice']);
    assert.equal(await seatsTaken(app, scheduleId), 2);
    assert.deepEqual(await mailsTo(app, request.contact.email), ['booking_received']);
    const attendees = await app.rows(
      'select first_name, last_name, email from booking_attendees where booking_id = $1 order by id',
      [row.id],
    );
    assert.deepEqual(attendees, [
      {first_name: 'Ann', last_name: 'Lee', email: 'ann@example.com'},
      {first_name: 'Bo', last_name: 'Lee', email: null},
    ]);
  });

  it('costs to the penny what its quote said, whatever the discount', async () => {
    const percent = await app.given.discountCode({value: '12.5'});
    const pounds = await app.given.discountCode({type: 'fixed', value: '20.01'});
    const figures: [
      price: string,
      seats: number,
      code: string | undefined,
      discount: string,
      amount: string,
    ][] = [
      ['75.00', 3, undefined, '0.00', '225.00'],
      ['33.35', 3, percent, '12.51', '87.54'],
      ['0.04', 1, percent, '0.01', '0.03'],
      ['75.00', 1, pounds, '20.01', '54.99'],
      ['20.02', 1, pounds, '20.01', '0.01'],
    ];
    for (const [price, seats, discountCode, discountApplied, paymentAmount] of figures) {
      const scheduleId = await app.given.schedule({price});

      const quoted = await quote(scheduleId, seats, discountCode);
      const {made, reference} = await book(app, scheduleId, {seats, discountCode});

      assert.equal(quoted.status, 200);
      const {unitPrice, subtotal, discountSource, ...shared} = quoted.body;
      assert.deepEqual(shared, {seats, discountApplied, paymentAmount, currency: 'GBP'});
      assert.equal(unitPrice, price);
      assert.equal(discountSource, discountCode === undefined ? null : 'code');
      for (const [name, value] of Object.entries(shared)) assert.equal(made[name], value, name);
      const row = await bookingRow(app, reference);
      assert.deepEqual([row.discount_applied, row.payment_amount], [discountApplied, paymentAmount]);
    }
  });

  it('is not begun by a quote', async () => {
    const scheduleId = await app.given.schedule({seats: 2});
    const code = await app.given.discountCode({usageLimit: 1});

    await quote(scheduleId, 2, code);
    await quote(scheduleId, 2, code);

    assert.deepEqual([await seatsTaken(app, scheduleId), await timesUsed(app, code)], [0, 0]);
  });

  it('is never priced, confirmed or owned by what the client says', async () => {
    const scheduleId = await app.given.schedule();
    const wishes = [
      {paymentAmount: '0.01'},
      {discountApplied: '74.99'},
      {unitPrice: '0.01'},
      {seats: 0},
      {status: 'confirmed'},
      {userId: 1},
      {bookingReference: 'RFT-00000000'},
      {holdExpiresAt: '2099-01-01T00:00:00Z'},
      {contact: {firstName: 'A', lastName: 'B', email: 'a@example.com', role: 'admin'}},
      {attendees: [{firstName: 'A', lastName: 'B', assessment: 'passed'}]},
    ];
    for (const wish of wishes) {
      const answer = await app.post('/api/bookings', {...app.given.bookingRequest(scheduleId), ...wish});

      assertRefused(answer, 422, 'VALIDATION_FAILED');
    }
    assertRefused(
      await app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 1, paymentAmount: '1.00'}),
      422,
      'VALIDATION_FAILED',
    );
    assert.equal(await countBookings(scheduleId), 0);
  });

  it('by card holds its seats for 15 minutes, on invoice for 7 days, and never past the start', async () => {
    const holds: [paymentMethod: string, startsAt: string, holdExpiresAt: string][] = [
      ['card', '2027-04-01T08:00:00Z', '2027-03-01T10:15:00.000Z'],
      ['invoice', '2027-04-01T08:00:00Z', '2027-03-08T10:00:00.000Z'],
      ['card', '2027-03-01T10:05:00Z', '2027-03-01T10:05:00.000Z'],
      ['invoice', '2027-03-02T08:00:00Z', '2027-03-02T08:00:00.000Z'],
    ];
    for (const [paymentMethod, startsAt, holdExpiresAt] of holds) {
      const {made, reference} = await book(app, await app.given.schedule({startsAt}), {paymentMethod});

      assert.equal(made.holdExpiresAt, holdExpiresAt);
      assert.deepEqual((await bookingRow(app, reference)).hold_expires_at, new Date(holdExpiresAt));
    }
  });

  it('that costs nothing is confirmed at once and holds its seats for good', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode({value: '100'});
    const contact = {firstName: 'Free', lastName: 'Rider', email: 'free@example.com'};

    const {made, reference} = await book(app, scheduleId, {discountCode, contact, paymentMethod: 'card'});

    assert.deepEqual(
      [made.status, made.paymentStatus, made.paymentAmount, made.holdExpiresAt, made.payment.status],
      ['confirmed', 'paid', '0.00', null, 'nothing_to_pay'],
    );
    assert.equal((await bookingRow(app, reference)).status, 'confirmed');
    assert.deepEqual(await mailsTo(app, contact.email), ['booking_confirmed']);
    assert.equal(await seatsTaken(app, scheduleId), 1);
  });

  it('for more people than there are seats is refused with how many are left', async () => {
    const scheduleId = await app.given.schedule({seats: 5});
    await book(app, scheduleId, {seats: 3});

    const quoted = await quote(scheduleId, 3);
    const refused = await app.post('/api/bookings', app.given.bookingRequest(scheduleId, {seats: 3}));

    for (const answer of [quoted, refused]) {
      assertRefused(answer, 409, 'SCHEDULE_FULL');
      assert.deepEqual(answer.body.error.details, {seatsAvailable: 2});
    }
    await book(app, scheduleId, {seats: 2});
    assert.equal(await seatsTaken(app, scheduleId), 5);
    assert.equal(await countBookings(scheduleId), 2);
  });

  it('is refused on a schedule that is not on sale', async () => {
    const offSale: [scheduleId: number, status: number, code: string][] = [
      [await app.given.schedule({status: 'draft'}), 409, 'SCHEDULE_NOT_BOOKABLE'],
      [await app.given.schedule({status: 'cancelled'}), 409, 'SCHEDULE_NOT_BOOKABLE'],
      [await app.given.schedule({status: 'completed'}), 409, 'SCHEDULE_NOT_BOOKABLE'],
      [await app.given.schedule({startsInDays: -1}), 409, 'SCHEDULE_NOT_BOOKABLE'],
      [await app.given.schedule({startsAt: app.now.toISOString()}), 409, 'SCHEDULE_NOT_BOOKABLE'],
      [
        await app.given.schedule({courseId: await app.given.course({isActive: false})}),
        404,
        'SCHEDULE_NOT_FOUND',
      ],
      [2_147_483_647, 404, 'SCHEDULE_NOT_FOUND'],
    ];
    for (const [scheduleId, status, code] of offSale) {
      assertRefused(await quote(scheduleId, 1), status, code);
      assertRefused(await app.post('/api/bookings', app.given.bookingRequest(scheduleId)), status, code);
      assert.equal(await countBookings(scheduleId), 0);
    }
  });
});
