import assert from 'node:assert/strict';
import {assertRefused} from '../helpers/booking';
import {bookByCard, type CardShop, givenCardShop, payByCard} from '../helpers/card';

interface Check {
  name: string;
  about: string;
  action: string;
  count: number;
  differences: {
    entity: string;
    id: number | null;
    reference: string | null;
    expected: string;
    found: string;
  }[];
}

describe('The ledger is compared with Stripe', () => {
  let shop: CardShop;
  let token: string;

  before(async () => {
    shop = await givenCardShop({ACCESS_TOKEN_MINUTES: '1440'});
    token = await shop.app.givenAdminToken();
  });
  after(() => shop?.stop());

  const reconcile = () => shop.app.post('/api/admin/integrity/reconciliation', undefined, {token});
  const found = async (): Promise<Check['differences']> => {
    const {body} = await shop.app.get('/api/admin/integrity', {token});
    return body.checks.find(({name}: Check) => name === 'provider').differences;
  };

  const differences = async () => {
    const {body} = await reconcile();
    const check = body.checks.find(({name}: Check) => name === 'provider') as Check;
    return {
      mended: body.reconciliation.mended,
      found: check.differences.map(({reference, found: is}) => [reference, is]),
    };
  };

  it('once there is something to compare: a day and a half after the first money by card', async () => {
    const {app} = shop;
    app.passes({days: 3});
    token = await app.givenAdminToken();
    assert.deepEqual(await found(), []);
    await payByCard(shop, await bookByCard(shop));
    app.passes({days: 1});
    token = await app.givenAdminToken();
    assert.deepEqual(await found(), []);

    app.passes({days: 1});
    token = await app.givenAdminToken();

    assert.deepEqual(
      (await found()).map(({expected, found: is}) => [expected, is]),
      [['once a day', 'never']],
    );
  });

  it('what we never heard of is taken over: a payment, and a refund', async () => {
    const {app, stripe} = shop;
    await differences();
    const booking = await bookByCard(shop);
    stripe.account.pay(booking.intent.id);
    const other = await bookByCard(shop);
    await payByCard(shop, other);
    stripe.account.createRefund({payment_intent: other.intent.id, amount: 1000});
    const declined = await bookByCard(shop);
    stripe.account.decline(declined.intent.id);

    const {mended, found: wrong} = await differences();

    assert.deepEqual([mended, wrong], [3, []]);
    const [row] = await app.rows<{status: string}>('select status from bookings where id = $1', [booking.id]);
    assert.equal(row?.status, 'confirmed');
    assert.equal((await differences()).mended, 0);
  });

  it('page by page, however many there are', async () => {
    const {stripe} = shop;
    for (let n = 0; n < 230; n += 1) stripe.account.createIntent({amount: 100 + n, currency: 'gbp'});
    stripe.requests.length = 0;

    const {body} = await reconcile();

    assert.equal(body.reconciliation.paymentsSeen, stripe.account.intents.size);
    assert.ok(stripe.count('GET /v1/payment_intents') >= 3);
  });

  it('what contradicts the ledger is told, until somebody has looked into it', async () => {
    const {app, stripe} = shop;
    const {found: before} = await differences();
    const [less, gone] = [await bookByCard(shop), await bookByCard(shop)];
    await payByCard(shop, less);
    await payByCard(shop, gone);
    less.intent.amount_received = 14000;
    stripe.account.intents.delete(gone.intent.id);
    const foreign = stripe.account.createIntent({amount: 9900, currency: 'gbp'});
    const event = stripe.event('payment_intent.succeeded', stripe.account.pay(foreign.id));

    const {found: wrong} = await differences();

    const news = wrong.filter(([reference]) => !before.some(([known]) => known === reference));
    assert.deepEqual(
      news.sort(([a = ''], [b = '']) => (a ?? '').localeCompare(b ?? '')),
      [
        [less.intent.id, '£140.00'],
        [gone.intent.id, 'the provider has none'],
        [foreign.id, '£99.00: a payment that belongs to no booking of ours'],
      ].sort(([a = ''], [b = '']) => a.localeCompare(b)),
    );
    await stripe.send(app, event);
    const {body} = await app.get('/api/admin/payment-events?isOpen=true', {token});
    const {id} = body.items.find((item: {objectId: string}) => item.objectId === foreign.id);
    await app.post(`/api/admin/payment-events/${id}/resolve`, {resolution: 'a voucher'}, {token});
    assert.ok(!(await differences()).found.some(([reference]) => reference === foreign.id));
  });

  it('what contradicts the ledger is settled when staff say what came of it', async () => {
    const {app, stripe} = shop;
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    booking.intent.amount_received = 14000;
    const isTold = async () =>
      (await differences()).found.some(([reference]) => reference === booking.intent.id);
    assert.deepEqual([await isTold(), await isTold()], [true, true]);

    const {body} = await app.get(`/api/admin/payment-events?isOpen=true&bookingId=${booking.id}`, {token});
    assert.deepEqual(
      body.items.map(({objectId, note}: {objectId: string; note: string}) => [objectId, note]),
      [[booking.intent.id, 'not what the ledger says: £140.00']],
    );
    const resolution = {resolution: 'written off'};
    await app.post(`/api/admin/payment-events/${body.items[0].id}/resolve`, resolution, {token});

    assert.equal(await isTold(), false);
    stripe.account.intents.delete(booking.intent.id);
  });

  it('what moves while Stripe is being asked is no difference', async () => {
    const {app} = shop;
    const booking = await bookByCard(shop);
    await payByCard(shop, booking);
    await app.rows(
      `insert into payment_transactions
         (booking_id, kind, amount, payment_method, status, processed_at, provider_refund_id)
       values ($1, 'refund', 10, 'card', 'succeeded', $2, 're_made_just_now')`,
      [booking.id, new Date(app.now.getTime() + 1000)],
    );

    const {found: wrong} = await differences();

    assert.ok(!wrong.some(([reference]) => reference === 're_made_just_now'));
  });

  it('every day: two days without it are told', async () => {
    const {app} = shop;
    await reconcile();
    const stale = async () => (await found()).some(({entity}) => entity === 'reconciliation');
    assert.equal(await stale(), false);

    app.passes({days: 2});
    token = await app.givenAdminToken();

    assert.equal(await stale(), true);
  });

  it('not while Stripe is away, and then nothing is recorded', async () => {
    const {app, stripe} = shop;
    const count = () => app.rows('select id from payment_reconciliations');
    const before = (await count()).length;
    stripe.isDown = true;

    const answer = await reconcile().finally(() => {
      stripe.isDown = false;
    });

    assertRefused(answer, 503, 'PAYMENT_UNAVAILABLE');
    assert.equal((await count()).length, before);
  });
});
