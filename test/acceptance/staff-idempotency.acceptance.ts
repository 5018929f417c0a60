import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {atOnce, outcomes} from '../helpers/race';

describe('What a member of staff sends again, as no answer came', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const send = (path: string, body: object, key: string, token = admin.token): Promise<Answer> =>
    app.post(`/api/admin/bookings${path}`, body, {token, headers: {'Idempotency-Key': key}});
  const givenBooking = async (): Promise<{id: number; scheduleId: number}> => {
    const scheduleId = await app.given.schedule({price: '80.00'});
    const request = {...app.given.bookingRequest(scheduleId, {seats: 1}), paymentMethod: 'invoice'};
    return {id: (await send('', request, `booking of ${scheduleId}`)).body.id, scheduleId};
  };
  const count = async (table: string, bookingId: number) =>
    (await app.rows(`select id from ${table} where booking_id = $1`, [bookingId])).length;

  it('is one booking', async () => {
    const scheduleId = await app.given.schedule();
    const request = app.given.bookingRequest(scheduleId);

    const first = await send('', request, 'book');
    const again = await send('', request, 'book');

    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(again.body.id, first.body.id);
    assert.equal(again.headers.get('location'), first.headers.get('location'));
  });

  it('is one payment, even of a part', async () => {
    const {id} = await givenBooking();
    const payment = {amount: '30.00', paymentMethod: 'cash'};

    const first = await send(`/${id}/payments`, payment, 'pay');
    const again = await send(`/${id}/payments`, payment, 'pay');

    assert.deepEqual([first.status, again.status], [200, 200]);
    assert.equal(again.body.paidAmount, '30.00');
    assert.equal(await count('payment_transactions', id), 1);
    assert.equal((await send(`/${id}/payments`, payment, 'pay more')).body.paidAmount, '60.00');
  });

  it('is one payment, sent five times at once', async () => {
    const {id} = await givenBooking();
    const payment = {amount: '10.00', paymentMethod: 'cash'};

    const answers = await atOnce(5, () => send(`/${id}/payments`, payment, 'at once'));

    const {200: done = 0, REQUEST_IN_PROGRESS: told = 0} = outcomes(answers);
    assert.equal(done + told, 5, JSON.stringify(outcomes(answers)));
    assert.equal(await count('payment_transactions', id), 1);
  });

  it('is one refund', async () => {
    const {id} = await givenBooking();
    await send(`/${id}/payments`, {amount: '80.00', paymentMethod: 'cash'}, 'pay all');
    const refund = {amount: '20.00', reason: 'came late'};

    const first = await send(`/${id}/refunds`, refund, 'refund');
    const again = await send(`/${id}/refunds`, refund, 'refund');

    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(again.body.id, first.body.id);
    assert.equal(await count('refunds', id), 1);
  });

  it('is refused when it is something else under the same key', async () => {
    const {id} = await givenBooking();
    await send(`/${id}/payments`, {amount: '1.00', paymentMethod: 'cash'}, 'one pound');

    const other = await send(`/${id}/payments`, {amount: '2.00', paymentMethod: 'cash'}, 'one pound');

    assert.deepEqual([other.status, other.body.error.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is somebody else’s when a colleague has chosen the same key', async () => {
    const {id} = await givenBooking();
    const colleague = await app.givenSignIn('admin');
    const payment = {amount: '5.00', paymentMethod: 'cash'};

    await send(`/${id}/payments`, payment, 'shared');
    await send(`/${id}/payments`, payment, 'shared', colleague.token);

    assert.equal(await count('payment_transactions', id), 2);
  });

  it('may be tried again after a refusal', async () => {
    const {id} = await givenBooking();
    const tooMuch = {amount: '80.01', paymentMethod: 'cash'};
    const refused = await send(`/${id}/payments`, tooMuch, 'refused');
    assert.deepEqual([refused.status, refused.body.error.code], [409, 'PAYMENT_EXCEEDS_DUE']);

    const {status} = await send(`/${id}/payments`, {...tooMuch, amount: '80.00'}, 'refused');

    assert.equal(status, 200);
  });
});
