import assert from 'node:assert/strict';
import type {Locator} from 'playwright-core';
import {book, bookingRow, seatsTaken} from '../helpers/booking';
import {givenSite} from '../helpers/browser/site';
import type {Visitor} from '../helpers/browser/visitor';

const MOST_TABS = 80;

/** What the page's own objects look like here: the compiler knows no DOM. */
type InPage = typeof globalThis & {
  document: {activeElement: unknown};
  getComputedStyle(element: unknown): {outlineStyle: string};
};

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate(element => element === (globalThis as InPage).document.activeElement);
}

function showsFocus(target: Locator): Promise<boolean> {
  return target.evaluate(element => (globalThis as InPage).getComputedStyle(element).outlineStyle !== 'none');
}

/** Goes on with Tab until the focus is there, which is then to be seen. */
async function tabTo({page}: Visitor, target: Locator): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press('Tab');
    if (!(await hasFocus(target))) continue;
    assert.ok(await showsFocus(target), `the focus is not to be seen on ${target}`);
    return;
  }
  throw new Error(`${target} is not reached by Tab`);
}

describe('With the keyboard alone', () => {
  const site = givenSite();

  it(
    'a guest books, on a phone’s width',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 4});
      const guest = await site.visitor({width: 375, height: 812, theme: 'dark'});
      const {keyboard} = guest.page;
      await guest.open('/');

      await tabTo(guest, guest.link(/^Book: Course/).first());
      await keyboard.press('Enter');
      await guest.page.getByRole('heading', {name: 'How many seats?'}).waitFor();
      await tabTo(guest, guest.button('One seat more'));
      await keyboard.press('Space');
      for (const [label, text] of [
        ['First name', 'Amara'],
        ['Last name', 'Okafor'],
        ['Email address', 'amara@example.com'],
      ]) {
        await tabTo(guest, guest.field(label ?? '').first());
        await keyboard.type(text ?? '');
      }
      const second = guest.page.getByRole('group', {name: 'Seat 2'});
      await tabTo(guest, second.getByLabel('First name'));
      await keyboard.type('Ben');
      await tabTo(guest, second.getByLabel('Last name'));
      await keyboard.type('Shaw');
      await tabTo(guest, guest.page.getByRole('radio', {checked: true}));
      await keyboard.press('ArrowDown');
      await guest.settled();
      await keyboard.press('Enter');

      await guest.page.getByRole('heading', {name: 'Your seats are held'}).waitFor();
      assert.equal(await seatsTaken(app, schedule), 2);
    }),
  );

  it(
    'staff skip the menu, open a booking and confirm it; Escape leaves a dialog, and the focus comes back',
    site.test(async ({app}) => {
      const {reference} = await book(app, await app.given.schedule());
      const staff = await site.visitor({as: await site.staff()});
      const {keyboard} = staff.page;
      await staff.open('/admin/bookings');

      await tabTo(staff, staff.link('Skip to the content'));
      await keyboard.press('Enter');
      const row = staff.page.getByRole('row').filter({hasText: reference});
      await tabTo(staff, row.getByRole('link').first());
      await keyboard.press('Enter');
      const confirm = staff.button('Confirm').first();
      await confirm.waitFor();
      await staff.settled();
      await tabTo(staff, confirm);
      await keyboard.press('Enter');
      await staff.dialog().waitFor();
      await keyboard.press('Escape');
      await staff.dialog().waitFor({state: 'hidden'});
      assert.ok(await hasFocus(confirm));

      await keyboard.press('Enter');
      await tabTo(staff, staff.dialog().getByRole('button', {name: 'Confirm', exact: true}));
      await keyboard.press('Enter');
      await staff.dialog().waitFor({state: 'hidden'});
      await staff.settled();
      assert.equal((await bookingRow(app, reference)).status, 'confirmed');
    }),
  );
});
