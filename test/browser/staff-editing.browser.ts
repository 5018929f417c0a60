import assert from 'node:assert/strict';
import type {TestApp} from '../helpers/app';
import {givenSite} from '../helpers/browser/site';

async function parkingOf(app: TestApp, venueId: number): Promise<string | null> {
  const [row] = await app.rows<{parking_info: string | null}>(
    'select parking_info from venues where id = $1',
    [venueId],
  );
  return row?.parking_info ?? null;
}

describe('Nothing that staff type is lost', () => {
  const site = givenSite();

  it(
    'when the sign-in expires while a form is open: they sign in over it, and it is saved',
    site.test(async ({app}) => {
      const venueId = await app.given.venue();
      const account = await site.staff();
      const staff = await site.visitor({as: account});
      await staff.open(`/admin/venues/${venueId}`);
      await staff.field(/^Parking/).fill('Behind the church');

      await site.passes({days: 40});
      staff.announce(/^401 POST \/api\/auth\/refresh/);
      staff.announceMaybe(/^401 \w+ \/api\/admin/);
      await staff.press('Save');
      await staff.sees('Your sign-in has ended. Sign in again to go on: nothing is lost.');
      assert.equal(await staff.field(/^Parking/).inputValue(), 'Behind the church');
      await staff.dialog().getByLabel('Password').fill(account.password);
      await staff.dialog().getByRole('button', {name: 'Sign in'}).click();

      await staff.sees('Saved');
      assert.equal(await parkingOf(app, venueId), 'Behind the church');
    }),
  );

  it(
    'when a colleague saved the same record first: both versions are shown, and they choose',
    site.test(async ({app}) => {
      const venueId = await app.given.venue();
      const first = await site.visitor({as: await site.staff('Ann')});
      const second = await site.visitor({as: await site.staff('Bob')});
      for (const staff of [first, second]) await staff.open(`/admin/venues/${venueId}`);

      await first.field(/^Parking/).fill('Closed until May');
      await first.press('Save');
      await first.sees('Saved');
      await second.field(/^Parking/).fill('Ten places');
      await second.field('Town').fill('York');
      second.announce(/^412 PATCH \/api\/admin\/venues/);
      await second.press('Save');

      const dialog = second.dialog();
      await dialog.getByText('Somebody else changed this').waitFor();
      await dialog.getByText('Ten places').waitFor();
      await dialog.getByText('Closed until May').click();
      await second.agree('Use these');
      await second.press('Save');
      await second.sees('Saved');

      assert.equal(await parkingOf(app, venueId), 'Closed until May');
      const [venue] = await app.rows<{city: string}>('select city from venues where id = $1', [venueId]);
      assert.equal(venue?.city, 'York');
    }),
  );

  it(
    'when they left a dialog half done and a colleague saved meanwhile: what comes back does not undo it',
    site.test(async ({app}) => {
      const scheduleId = await app.given.schedule();
      const first = await site.visitor({as: await site.staff('Ann')});
      const second = await site.visitor({as: await site.staff('Bob')});
      for (const staff of [first, second]) await staff.open(`/admin/schedules/${scheduleId}`);
      await first.press('Edit details');
      await first.dialog().getByLabel('Notes').fill('Bring a projector');
      await first.agree('Cancel');
      await second.press('Edit details');
      await second.dialog().getByLabel('Notes').fill('The door code is 12');
      await second.agree('Save');
      await second.sees('Saved');

      await first.open(`/admin/schedules/${scheduleId}`);
      await first.press('Edit details');
      assert.equal(await first.dialog().getByLabel('Notes').inputValue(), 'Bring a projector');
      first.announce(/^412 PATCH \/api\/admin\/schedules/);
      await first.dialog().getByRole('button', {name: 'Save'}).click();

      await first.sees('Somebody else changed this');
      await first.dialog().getByText('The door code is 12').waitFor();
      const [row] = await app.rows<{notes: string}>('select notes from course_schedules where id = $1', [
        scheduleId,
      ]);
      assert.equal(row?.notes, 'The door code is 12');
    }),
  );

  it(
    'when the connection is gone: it is said, and saved once the connection is back',
    site.test(async ({app}) => {
      const venueId = await app.given.venue();
      const staff = await site.visitor({as: await site.staff()});
      await staff.open(`/admin/venues/${venueId}`);
      await staff.field(/^Parking/).fill('On the roof');

      staff.announce(/^net::ERR_INTERNET_DISCONNECTED PATCH/);
      await staff.goOffline();
      await staff.press('Save');
      await staff.sees('No answer came: check your connection and try again.');
      assert.equal(await staff.field(/^Parking/).inputValue(), 'On the roof');

      await staff.goOffline(false);
      await staff.press('Save');
      await staff.sees('Saved');
      assert.equal(await parkingOf(app, venueId), 'On the roof');
    }),
  );

  it(
    'when they open a screen without a connection: it is said there, and comes when it is back',
    site.test(async () => {
      const staff = await site.visitor({as: await site.staff()});
      await staff.open('/admin/courses');

      staff.announce(/^net::ERR_INTERNET_DISCONNECTED GET/);
      await staff.goOffline();
      await staff.follow('Refunds');
      await staff.sees('No answer came: check your connection and try again.');

      await staff.goOffline(false);
      await staff.press('Try again');
      await staff.page.getByRole('heading', {name: 'Refunds', level: 1}).waitFor();
    }),
  );
});

describe('Signing out', () => {
  const site = givenSite();

  it(
    'instead of signing in again drops what waited: nothing is done in the name of who signs in next',
    site.test(async ({app}) => {
      const venueId = await app.given.venue();
      const staff = await site.visitor({as: await site.staff('Ann')});
      const next = await site.staff('Bob');
      await staff.open(`/admin/venues/${venueId}`);
      await staff.field(/^Parking/).fill('Behind the church');
      await site.passes({days: 40});
      staff.announce(/^401 POST \/api\/auth\/refresh/);
      staff.announceMaybe(/^401 \w+ \/api\/admin/);
      await staff.press('Save');
      await staff.sees('Your sign-in has ended. Sign in again to go on: nothing is lost.');

      await staff.dialog().getByRole('button', {name: 'Close'}).click();
      await staff.fill({'Email address': next.email, Password: next.password});
      await staff.press('Sign in');

      await staff.field(/^Parking/).waitFor();
      await staff.settled();
      assert.equal(await staff.dialog().count(), 0);
      assert.equal(await parkingOf(app, venueId), null);
    }),
  );

  it(
    'ends the sign-in in every tab and on the server',
    site.test(async ({app}) => {
      const staff = await site.visitor({as: await site.staff()});
      await staff.open('/admin/courses');
      const other = await staff.tab();
      await other.open('/admin/venues');
      const kept = await staff.page.evaluate<string>(`localStorage.getItem('training-admin:session')`);

      await staff.press('Sign out');

      for (const tab of [staff, other]) await tab.field('Password').waitFor();
      assert.equal(await staff.page.evaluate(`localStorage.getItem('training-admin:session')`), null);
      const {refreshToken} = JSON.parse(kept);
      await staff.settled();
      assert.equal((await app.post('/api/auth/refresh', {refreshToken})).status, 401);
      await other.page.goBack().catch(() => {});
      await other.open('/admin/bookings');
      await other.field('Password').waitFor();
    }),
  );
});
