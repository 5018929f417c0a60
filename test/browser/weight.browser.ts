import assert from 'node:assert/strict';
import type {Response} from 'playwright-core';
import {bookingPageAddresses, consoleAddresses} from '../helpers/browser/addresses';
import {givenSite, SEEDED_ADMIN} from '../helpers/browser/site';
import {givenSeededApplication} from '../helpers/seeded';

const MOST_BYTES = 200 * 1024;
const LIMIT_MS = 60_000;

/** Bytes on the wire, compressed, of the JavaScript that came; each file counts once. */
async function scriptBytes(responses: readonly Response[]): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  for (const response of responses) {
    const {pathname} = new URL(response.url());
    if (!pathname.endsWith('.js') || response.status() !== 200) continue;
    files.set(pathname, (await response.request().sizes()).responseBodySize);
  }
  return files;
}

function assertLight(files: Map<string, number>): void {
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
  const largest = [...files].sort(([, a], [, b]) => b - a).slice(0, 5);
  assert.ok(files.size > 10);
  assert.ok(
    total <= MOST_BYTES,
    `${total} bytes, most of them ${largest.map(file => file.join(' ')).join(', ')}`,
  );
}

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

      assertLight(await scriptBytes(guest.responses));
    }),
  ).timeout(LIMIT_MS);

  it(
    'the console loads at most 200 KB when every screen is shown, one after the other without a reload',
    site.test(async ({app}) => {
      const staff = await site.visitor({as: SEEDED_ADMIN});
      await staff.open('/admin');
      for (const {address} of await consoleAddresses(app)) await staff.goTo(address);

      assertLight(await scriptBytes(staff.responses));
    }),
  ).timeout(LIMIT_MS);

  it(
    'and nothing may come from elsewhere: the policy of every page names no other origin',
    site.test(async () => {
      const staff = await site.visitor({as: SEEDED_ADMIN});
      for (const address of ['/', '/admin', '/admin/bookings', '/explorer/']) {
        await staff.page.goto(site.app.url + address);
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
