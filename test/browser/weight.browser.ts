import assert from 'node:assert/strict';
import {bookingPageAddresses, consoleAddresses} from '../helpers/browser/addresses';
import {givenSite, SEEDED_ADMIN} from '../helpers/browser/site';
import {Weights} from '../helpers/browser/weight';
import {givenSeededApplication} from '../helpers/seeded';

const LIMIT_MS = 120_000;
/** Bytes. A single screen may have fewer: test/browser/every-screen.browser.ts. */
const MOST_OF_BOOKING_PAGE = 200_000;
const MOST_OF_CONSOLE = 200_000;

describe('The pages are light', () => {
  const site = givenSite(givenSeededApplication);

  it(
    'the booking page with all that it shows loads at most 200 KB of JavaScript',
    site.test(async ({app}) => {
      const guest = await site.visitor();
      for (const {address} of await bookingPageAddresses(app)) {
        guest.announceMaybe(/^404 GET \/api\/schedules\/999999$/);
        await guest.open(address);
      }

      assertLight(await new Weights().total(guest.responses), MOST_OF_BOOKING_PAGE);
    }),
  ).timeout(LIMIT_MS);

  it(
    'the console loads at most 200 KB when every single screen is shown, one after the other without a reload',
    site.test(async ({app}) => {
      const staff = await site.visitor({as: SEEDED_ADMIN});
      await staff.open('/admin');
      for (const {address} of await consoleAddresses(app)) await staff.goTo(address);

      assertLight(await new Weights().total(staff.responses), MOST_OF_CONSOLE);
    }),
  ).timeout(LIMIT_MS);

  it(
    'and nothing may come from elsewhere: the policy of every page names no other origin',
    site.test(async ({app}) => {
      const staff = await site.visitor({as: SEEDED_ADMIN});
      for (const address of ['/', '/admin', '/admin/bookings', '/explorer/']) {
        await staff.page.goto(app.url + address);
      }

      const pages = staff.responses.filter(response => response.request().resourceType() === 'document');
      assert.equal(pages.length, 4);
      for (const page of pages) {
        const {'content-security-policy': policy = ''} = page.headers();
        assert.match(policy, /default-src 'self'/, page.url());
        assert.doesNotMatch(policy, /https?:|unsafe|\*/, page.url());
      }
      await staff.open('/');
    }),
  );
});

function assertLight(bytes: number, most: number): void {
  assert.ok(bytes > 10_000 && bytes <= most, `${bytes} bytes of JavaScript`);
}
