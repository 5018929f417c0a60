import assert from 'node:assert/strict';
import {bookByCard, type CardShop, givenCardShop} from '../helpers/card';

describe('A company whose payments belong to a connected account of Stripe', () => {
  let shop: CardShop;

  before(async () => {
    shop = await givenCardShop({STRIPE_ACCOUNT: 'acct_training'});
  });
  after(() => shop?.stop());

  it('has its account named to whoever pays, as the form in the browser finds the payment only there', async () => {
    const {made, reference, token} = await bookByCard(shop);

    assert.equal(made.payment.account, 'acct_training');
    const {status, body} = await shop.app.post(`/api/bookings/${reference}/payment`, undefined, {token});
    assert.deepEqual([status, body.account], [200, 'acct_training']);
  });
});
