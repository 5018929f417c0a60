import assert from 'node:assert/strict';
import {givenSite} from '../helpers/browser/site';

describe('A mistake of ours in one screen', () => {
  const site = givenSite();

  it(
    'is told there, and everything else goes on',
    site.test(async () => {
      const staff = await site.visitor({as: await site.staff()});
      await staff.page.route('**/admin/screens/venues.js', route =>
        route.fulfill({
          contentType: 'application/javascript',
          body: 'export function Venues() { throw new Error("no such thing"); }\nexport const Venue = Venues;',
        }),
      );
      await staff.open('/admin');
      staff.announce(/no such thing/);

      await staff.goTo('/admin/venues');

      await staff.page.getByRole('alert').waitFor();
      assert.match(await staff.page.getByRole('alert').innerText(), /the mistake is ours/);
      await staff.goTo('/admin/courses');
      assert.equal(await staff.heading(), 'Courses');
    }),
  );
});
