import assert from 'node:assert/strict';
import {bookingRow} from '../helpers/booking';
import {givenSite} from '../helpers/browser/site';
import {type CardShop, givenCardShop} from '../helpers/card';

/** Stands in for the provider's own script, which comes from its server: a form that is ready, and always accepted. */
const STRIPE_SCRIPT = `
  window.Stripe = () => ({
    elements: () => ({
      create: () => ({
        on: (event, listener) => event === 'ready' && setTimeout(listener),
        mount: element => element.append('Card number'),
        destroy: () => {},
      }),
    }),
    confirmPayment: async () => ({}),
  });
`;

describe('A guest pays by card', () => {
  let shop: CardShop;
  const site = givenSite(async () => {
    shop = await givenCardShop();
    return shop.app;
  });
  after(() => shop?.stripe.stop());

  it(
    'on the provider’s form, the only thing that may come from elsewhere, and sees when the money has come',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({price: '80.00'});
      const guest = await site.visitor();
      guest.announce(/^request to another origin: https:\/\/js\.stripe\.com\//);
      await guest.page.route('https://js.stripe.com/**', route =>
        route.fulfill({contentType: 'text/javascript', body: STRIPE_SCRIPT}),
      );
      await guest.open(`/?schedule=${schedule}`);
      await guest.fill({'First name': 'Amara', 'Last name': 'Okafor', 'Email address': 'amara@example.com'});
      await guest.press('Book 1 seat for £80.00');
      await guest.press('Pay £80.00');
      await guest.sees('Thank you. Your payment is on its way');

      const [intent] = [...shop.stripe.account.intents.values()];
      assert.ok(intent);
      await shop.stripe.send(
        app,
        shop.stripe.event('payment_intent.succeeded', shop.stripe.account.pay(intent.id)),
      );

      await guest.sees('Paid in full: your seats are yours.');
      const policy = guest.responses[0]?.headers()['content-security-policy'] ?? '';
      const others = new Set([...policy.matchAll(/https:\/\/(\S+?)(?=[ ;]|$)/g)].map(([, host]) => host));
      assert.deepEqual(
        [...others].filter(host => !host?.endsWith('stripe.com')),
        [],
      );
      assert.ok(others.has('js.stripe.com'));
      const reference = new URL(guest.page.url()).searchParams.get('booking') ?? '';
      assert.equal((await bookingRow(app, reference)).status, 'confirmed');
    }),
  );

  it(
    'and where the provider’s script is blocked, is told so, with the seats kept and a way to try again',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({price: '80.00'});
      const guest = await site.visitor();
      guest.announce(/^request to another origin: https:\/\/js\.stripe\.com\//);
      guest.announce(/^net::ERR_FAILED GET \/\S+stripe\S*$/);
      await guest.page.route('https://js.stripe.com/**', route => route.abort());
      await guest.open(`/?schedule=${schedule}`);
      await guest.fill({'First name': 'Amara', 'Last name': 'Okafor', 'Email address': 'amara2@example.com'});
      await guest.press('Book 1 seat for £80.00');

      await guest.sees('The form for your card did not load');
      await guest.button('Try again').waitFor();
      await guest.sees('15:00');
    }),
  );
});
