import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, type Booked, book, mailsTo, seatsTaken} from '../helpers/booking';
import {
  accept,
  assertSeatsRight,
  givenFullSchedule,
  join,
  joinRequest,
  look,
  say,
  statusesOf,
  statusOf,
} from '../helpers/waiting-list';

describe('The waiting list of a full schedule', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const cancel = ({reference, token}: Booked) => app.post(`/api/bookings/${reference}/cancel`, {}, {token});
  const givenOffer = async (seats = 1) => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats});
    const entry = await join(app, scheduleId, {seats});
    for (const booking of bookings) await cancel(booking);
    assert.equal(await statusOf(app, entry), 'offered');
    return {scheduleId, entry};
  };

  it('is joined in order, and tells its place to whoever has the token', async () => {
    const {scheduleId} = await givenFullSchedule(app);

    const first = await join(app, scheduleId);
    const second = await join(app, scheduleId);

    assert.match(first.reference, /^RFW-[0-9A-HJKMNP-TV-Z]{8}$/);
    const {accessToken, ...made} = first.made;
    assert.ok(accessToken);
    assert.deepEqual(made, await look(app, first));
    assert.deepEqual(
      [made.status, made.place, made.seats, made.offer, made.bookingReference],
      ['waiting', 1, 1, null, null],
    );
    assert.equal((await look(app, second)).place, 2);
    assert.deepEqual(await mailsTo(app, first.email), ['waiting_list_joined']);
    assert.equal(await seatsTaken(app, scheduleId), 1, 'waiting holds nothing');
  });

  it('is not for a schedule with enough seats, which says how many it has', async () => {
    const scheduleId = await app.given.schedule({seats: 3});
    await book(app, scheduleId, {seats: 1});

    const refused = await app.post('/api/waiting-list', joinRequest(scheduleId, {seats: 2}));

    assertRefused(refused, 409, 'SEATS_AVAILABLE');
    assert.deepEqual(refused.body.error.details, {seatsAvailable: 2});
    await join(app, scheduleId, {seats: 3});
  });

  it('is for no more seats than the schedule has', async () => {
    const {scheduleId} = await givenFullSchedule(app);

    const refused = await app.post('/api/waiting-list', joinRequest(scheduleId, {seats: 2}));

    assertRefused(refused, 422, 'VALIDATION_FAILED');
  });

  it('has a person once, whatever the case of the address', async () => {
    const {scheduleId} = await givenFullSchedule(app);
    const entry = await join(app, scheduleId, {email: 'Twice@Example.com'});

    assertRefused(
      await app.post('/api/waiting-list', joinRequest(scheduleId, {email: ' twice@example.COM'})),
      409,
      'ALREADY_WAITING',
    );

    await say(app, entry, 'leave');
    await join(app, scheduleId, {email: 'twice@example.com'});
  });

  it('is only for schedules that the public can book', async () => {
    const draft = await app.given.schedule({status: 'draft'});
    const begun = await app.given.schedule({startsInDays: -1});

    for (const id of [draft, begun]) {
      assertRefused(await app.post('/api/waiting-list', joinRequest(id)), 409, 'SCHEDULE_NOT_BOOKABLE');
    }
    assertRefused(await app.post('/api/waiting-list', joinRequest(2_147_483_647)), 404, 'SCHEDULE_NOT_FOUND');
  });

  it('offers a freed seat to the first in line, in the transaction that frees it, and to nobody else', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const [first, second] = [await join(app, scheduleId), await join(app, scheduleId)];

    await cancel(bookings[0] as Booked);

    const {status, place, offer} = await look(app, first);
    assert.deepEqual([status, place], ['offered', null]);
    assert.deepEqual(offer, {
      seats: 1,
      offeredAt: app.now.toISOString(),
      expiresAt: new Date(app.now.getTime() + 24 * 3_600_000).toISOString(),
    });
    assert.deepEqual(await mailsTo(app, first.email), ['waiting_list_joined', 'waiting_list_offer']);
    assert.equal((await look(app, second)).place, 1);
    assert.deepEqual(await mailsTo(app, second.email), ['waiting_list_joined']);
    assertRefused(
      await app.post('/api/bookings', app.given.bookingRequest(scheduleId)),
      409,
      'SCHEDULE_FULL',
    );
    const {body} = await app.get(`/api/schedules/${scheduleId}`);
    assert.deepEqual([body.seatsAvailable, body.availability], [0, 'full']);
    await assertSeatsRight(app, scheduleId);
  });

  it('passes over whoever wants more than is free, who keeps the place', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 3});
    const large = await join(app, scheduleId, {seats: 3});
    const small = await join(app, scheduleId, {seats: 1});
    const pair = await join(app, scheduleId, {seats: 2});

    await cancel(bookings[0] as Booked);
    assert.deepEqual(await statusesOf(app, [large, small, pair]), ['waiting', 'offered', 'waiting']);
    await cancel(bookings[1] as Booked);
    assert.deepEqual(await statusesOf(app, [large, small, pair]), ['waiting', 'offered', 'waiting']);
    await cancel(bookings[2] as Booked);
    assert.deepEqual(await statusesOf(app, [large, small, pair]), ['waiting', 'offered', 'offered']);

    assert.equal((await look(app, large)).place, 1);
    await assertSeatsRight(app, scheduleId);
  });

  it('leaves to the public what nobody in line can use', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 2});
    const pair = await join(app, scheduleId, {seats: 2});

    await cancel(bookings[0] as Booked);

    await book(app, scheduleId);
    assert.equal(await statusOf(app, pair), 'waiting');
  });

  it('turns an offer into a booking, whose answer is that of any booking', async () => {
    const {scheduleId, entry} = await givenOffer(2);
    const discountCode = await app.given.discountCode({value: '10'});

    const {status, body} = await accept(app, entry, {seats: 2, discountCode, paymentMethod: 'card'});

    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      [body.status, body.seats, body.paymentAmount, body.discountApplied],
      ['pending', 2, '135.00', '15.00'],
    );
    assert.equal(body.holdExpiresAt, new Date(app.now.getTime() + 15 * 60_000).toISOString());
    assert.equal(body.payment.status, 'awaiting_payment');
    const booking = await app.get(`/api/bookings/${body.bookingReference}`, {token: body.accessToken});
    assert.equal(booking.body.contact.email, entry.email);
    const {bookingReference, offer, endedAt, ...now} = await look(app, entry);
    assert.deepEqual(
      [now.status, bookingReference, offer, endedAt],
      ['accepted', body.bookingReference, null, app.now.toISOString()],
    );
    assert.equal(await seatsTaken(app, scheduleId), 2);
    await assertSeatsRight(app, scheduleId);
  });

  it('gives the seats that whoever accepts does not need to the next in line', async () => {
    const {scheduleId, entry} = await givenOffer(3);
    const next = await join(app, scheduleId, {seats: 2});

    const {status} = await accept(app, entry, {seats: 1});

    assert.equal(status, 201);
    assert.deepEqual(await statusesOf(app, [entry, next]), ['accepted', 'offered']);
    await assertSeatsRight(app, scheduleId);
  });

  it('gives no more seats than it keeps, and a booking that is refused costs nobody the offer', async () => {
    const {scheduleId, entry} = await givenOffer(2);

    assertRefused(await accept(app, entry, {seats: 3}), 422, 'VALIDATION_FAILED');
    assertRefused(
      await accept(app, entry, {seats: 1, discountCode: 'NO-SUCH'}),
      422,
      'DISCOUNT_CODE_INVALID',
    );

    assert.equal(await statusOf(app, entry), 'offered');
    await assertSeatsRight(app, scheduleId);
    assert.equal((await accept(app, entry, {seats: 2})).status, 201);
  });

  for (const [what, status] of [
    ['decline', 'declined'],
    ['leave', 'left'],
  ] as const) {
    it(`hands the seats of whoever says ${what} to the next in line, once`, async () => {
      const {scheduleId, entry} = await givenOffer();
      const [next, last] = [await join(app, scheduleId), await join(app, scheduleId)];

      const said = await say(app, entry, what);
      const again = await say(app, entry, what);

      assert.deepEqual([said.status, said.body.status], [200, status]);
      assert.deepEqual(again.body, said.body);
      assert.deepEqual(await statusesOf(app, [next, last]), ['offered', 'waiting']);
      assert.deepEqual(await mailsTo(app, next.email), ['waiting_list_joined', 'waiting_list_offer']);
      assertRefused(await accept(app, entry), 409, 'INVALID_STATUS_CHANGE');
      await assertSeatsRight(app, scheduleId);
    });
  }

  it('knows no declining without an offer, but leaving', async () => {
    const {scheduleId} = await givenFullSchedule(app);
    const [first, second] = [await join(app, scheduleId), await join(app, scheduleId)];

    assertRefused(await say(app, first, 'decline'), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await accept(app, first), 409, 'INVALID_STATUS_CHANGE');
    assert.equal((await say(app, first, 'leave')).body.status, 'left');

    assert.equal((await look(app, second)).place, 1);
  });

  it('shows a place to nobody but its holder, its verified customer and admins', async () => {
    const {scheduleId} = await givenFullSchedule(app);
    const {email, token: customer} = await app.givenSignIn('customer');
    const entry = await join(app, scheduleId, {email});
    const other = await join(app, scheduleId);
    const route = `/api/waiting-list/${entry.reference.toLowerCase()}`;

    for (const token of [entry.token, customer, await app.givenAdminToken()]) {
      assert.equal((await app.get(route, {token})).status, 200);
    }
    for (const token of [other.token, (await app.givenSignIn('customer')).token]) {
      assertRefused(await app.get(route, {token}), 404, 'WAITING_LIST_ENTRY_NOT_FOUND');
      assertRefused(
        await app.post(`${route}/leave`, undefined, {token}),
        404,
        'WAITING_LIST_ENTRY_NOT_FOUND',
      );
      assertRefused(await accept(app, {...entry, token}), 404, 'WAITING_LIST_ENTRY_NOT_FOUND');
    }
    assertRefused(await app.get(route), 401, 'NOT_AUTHENTICATED');
    const {token: bookingToken} = await book(app, await app.given.schedule());
    assertRefused(await app.get(route, {token: bookingToken}), 403, 'NOT_ALLOWED');
    assertRefused(await app.get('/api/bookings/RFT-7K2M9QXD', {token: entry.token}), 403, 'NOT_ALLOWED');

    await app.rows('update users set email_verified_at = null where email = $1', [email]);
    assertRefused(await app.get(route, {token: customer}), 404, 'WAITING_LIST_ENTRY_NOT_FOUND');
  });
});
