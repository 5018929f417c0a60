import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow} from '../helpers/booking';

describe('The group discount', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());
  afterEach(() => set('0'));

  const set = (percent: string, minSeats = '6') =>
    app.rows(
      `update settings set value = case key when 'group_discount.percent' then $1::jsonb else $2::jsonb end
       where key like 'group_discount.%'`,
      [percent, minSeats],
    );
  const quote = async (courseScheduleId: number, seats: number, discountCode?: string) =>
    (await app.post('/api/bookings/quote', {courseScheduleId, seats, discountCode})).body;

  it('is off until somebody sets it', async () => {
    const scheduleId = await app.given.schedule();

    assert.deepEqual(
      [(await quote(scheduleId, 12)).discountApplied, (await quote(scheduleId, 12)).discountSource],
      ['0.00', null],
    );
  });

  it('counts from so many seats on, in the quote as in the booking, and is frozen on the booking', async () => {
    await set('12.5');
    const scheduleId = await app.given.schedule({price: '33.35', seats: 20});

    assert.equal((await quote(scheduleId, 5)).discountSource, null);
    const quoted = await quote(scheduleId, 6);
    assert.deepEqual(
      [quoted.subtotal, quoted.discountApplied, quoted.paymentAmount, quoted.discountSource],
      ['200.10', '25.01', '175.09', 'group'],
    );
    const {made, reference} = await book(app, scheduleId, {seats: 6});
    await set('50');
    assert.deepEqual([made.discountApplied, made.paymentAmount], ['25.01', '175.09']);
    assert.deepEqual((await bookingRow(app, reference)).discount_terms, {
      source: 'group',
      discountType: 'percentage',
      discountValue: '12.5',
      minPurchaseAmount: '0.00',
      minSeats: 6,
    });
  });

  it('or the code, whichever takes off more; the other one stays unused', async () => {
    await set('10');
    const scheduleId = await app.given.schedule({seats: 40});
    const [small, large] = [
      await app.given.discountCode({value: '5'}),
      await app.given.discountCode({value: '20'}),
    ];
    const uses = async () =>
      (
        await app.rows<{times_used: number}>(
          'select times_used from discount_codes where code = any($1) order by id',
          [[small, large]],
        )
      ).map(row => row.times_used);

    const withSmall = await book(app, scheduleId, {seats: 6, discountCode: small});
    const withLarge = await book(app, scheduleId, {seats: 6, discountCode: large});

    assert.deepEqual([withSmall.made.discountApplied, withLarge.made.discountApplied], ['45.00', '90.00']);
    assert.deepEqual(await uses(), [0, 1]);
    assert.equal((await quote(scheduleId, 6, small)).discountSource, 'group');
    assert.equal((await quote(scheduleId, 6, large)).discountSource, 'code');
    const seen = await app.get(`/api/bookings/${withSmall.reference}`, {token: withSmall.token});
    assert.equal(seen.body.discountCode, null);
    assertRefused(
      await app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 6, discountCode: 'NOSUCH'}),
      422,
      'DISCOUNT_CODE_INVALID',
    );
  });

  it('is lost when attendees leave and too few are left', async () => {
    await set('10');
    const scheduleId = await app.given.schedule();
    const {reference, token} = await book(app, scheduleId, {seats: 6});
    const {body: seen} = await app.get(`/api/bookings/${reference}`, {token});

    const {body} = await app.post(
      `/api/bookings/${reference}/attendees/${seen.attendees[0].id}/remove`,
      undefined,
      {token},
    );

    // Five seats in full are less than six with the discount, so it is never dearer than before.
    assert.deepEqual(
      [seen.paymentAmount, body.paymentAmount, body.discountApplied],
      ['405.00', '375.00', '0.00'],
    );
  });
});
