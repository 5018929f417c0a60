import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, seatsTaken, timesUsed} from '../helpers/booking';

describe('A discount code at booking time', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  it('is found as customers type it, and its use is counted', async () => {
    const scheduleId = await app.given.schedule({price: '100.00'});
    await app.given.discountCode({code: 'Spring-10'});

    for (const discountCode of ['spring-10', ' SPRING-10 ']) {
      assert.equal((await book(app, scheduleId, {discountCode})).made.discountApplied, '10.00');
    }
    assert.equal(await timesUsed(app, 'Spring-10'), 2);
  });

  it('that does not count is refused alike by quote and booking, and nothing is held', async () => {
    const scheduleId = await app.given.schedule({price: '50.00'});
    await app.given.discountCode({code: 'ONCE', usageLimit: 1});
    await book(app, await app.given.schedule(), {discountCode: 'ONCE'});
    const refusals: [code: string, expected: string][] = [
      ['NO-SUCH-CODE', 'DISCOUNT_CODE_INVALID'],
      [await app.given.discountCode({isActive: false}), 'DISCOUNT_CODE_INVALID'],
      [await app.given.discountCode({validUntil: '2027-02-28'}), 'DISCOUNT_CODE_EXPIRED'],
      [await app.given.discountCode({validFrom: '2027-03-02'}), 'DISCOUNT_CODE_NOT_APPLICABLE'],
      [await app.given.discountCode({courseType: 'faw'}), 'DISCOUNT_CODE_NOT_APPLICABLE'],
      [await app.given.discountCode({minPurchase: '50.01'}), 'DISCOUNT_CODE_NOT_APPLICABLE'],
      ['ONCE', 'DISCOUNT_CODE_EXHAUSTED'],
    ];
    for (const [discountCode, expected] of refusals) {
      const request = app.given.bookingRequest(scheduleId, {discountCode});

      assertRefused(
        await app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 1, discountCode}),
        422,
        expected,
      );
      assertRefused(await app.post('/api/bookings', request), 422, expected);
      assert.deepEqual(await app.rows('select id from users where email = $1', [request.contact.email]), []);
    }
    assert.equal(await seatsTaken(app, scheduleId), 0);
    assert.equal(await timesUsed(app, 'ONCE'), 1);
  });

  it('that expires between quote and booking is refused, and nothing is held', async () => {
    const scheduleId = await app.given.schedule();
    const discountCode = await app.given.discountCode({validUntil: '2027-03-01'});
    const before = app.now;
    app.now = new Date('2027-03-01T23:59:59.000Z');
    try {
      const quote = {courseScheduleId: scheduleId, seats: 1, discountCode};
      assert.equal((await app.post('/api/bookings/quote', quote)).body.discountApplied, '7.50');
      app.now = new Date('2027-03-02T00:00:00.000Z');

      const refused = await app.post('/api/bookings', app.given.bookingRequest(scheduleId, {discountCode}));

      assertRefused(refused, 422, 'DISCOUNT_CODE_EXPIRED');
      assert.equal(await seatsTaken(app, scheduleId), 0);
      assert.equal(await timesUsed(app, discountCode), 0);
    } finally {
      app.now = before;
    }
  });

  it('counts on its last day and for its minimum amount, to the penny', async () => {
    const scheduleId = await app.given.schedule({price: '50.00'});
    const discountCode = await app.given.discountCode({
      validFrom: '2027-03-01',
      validUntil: '2027-03-01',
      minPurchase: '100.00',
    });

    assert.equal((await book(app, scheduleId, {seats: 2, discountCode})).made.discountApplied, '10.00');
  });

  it('is free again at once when the hold that used it has run out, on whichever schedule that was', async () => {
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const [held, wanted] = [await app.given.schedule({seats: 2}), await app.given.schedule({seats: 2})];
    await book(app, held, {discountCode, paymentMethod: 'card'});
    app.passes({minutes: 16});

    const quoted = await app.post('/api/bookings/quote', {courseScheduleId: wanted, seats: 1, discountCode});
    const booked = await book(app, wanted, {discountCode});

    assert.equal(quoted.status, 200);
    assert.equal(booked.made.discountApplied, quoted.body.discountApplied);
    assert.equal(await timesUsed(app, discountCode), 1);
    assert.deepEqual([await seatsTaken(app, held), await seatsTaken(app, wanted)], [0, 1]);
    assertRefused(
      await app.post('/api/bookings', app.given.bookingRequest(held, {discountCode})),
      422,
      'DISCOUNT_CODE_EXHAUSTED',
    );
  });
});
