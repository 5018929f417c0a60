import assert from 'node:assert/strict';
import {releaseExpiredHolds} from '../../src/jobs/release-expired-holds.job';
import {bookingRow, seatsTaken} from '../helpers/booking';
import {givenSite, type Site} from '../helpers/browser/site';
import type {Visitor} from '../helpers/browser/visitor';

/** Fills in the form for one seat. */
async function fillIn(guest: Visitor, firstName: string): Promise<void> {
  await guest.fill({
    'First name': firstName,
    'Last name': 'Okafor',
    'Email address': `${firstName.toLowerCase()}@example.com`,
  });
}

function referenceOf(guest: Visitor): string {
  return new URL(guest.page.url()).searchParams.get('booking') ?? '';
}

describe('A guest books on the booking page', () => {
  const site = givenSite();

  it(
    'two seats with a discount code by invoice, takes the calendar file, replaces an attendee and cancels',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 12, price: '80.00'});
      const code = await app.given.discountCode({value: '25'});
      const guest = await site.visitor();

      await guest.open('/');
      assert.equal(await guest.heading(), 'First-aid courses');
      await guest.follow(/^Book: Course/);
      await fillIn(guest, 'Amara');
      await guest.press('One seat more');
      const second = guest.page.getByRole('group', {name: 'Seat 2'});
      await second.getByLabel('First name').fill('Ben');
      await second.getByLabel('Last name').fill('Shaw');
      await guest.field(/^Discount code/).fill(code);
      await guest.press('Apply');
      await guest.sees('The code is taken off the price below.');
      await guest.field(/^By invoice/).check();
      await guest.press('Book 2 seats for £120.00');
      await guest.settled();

      assert.equal(await guest.heading(), 'Your seats are held');
      const reference = referenceOf(guest);
      const row = await bookingRow(app, reference);
      assert.deepEqual([row.status, row.seats, row.payment_amount], ['pending', 2, '120.00']);
      assert.equal(await seatsTaken(app, schedule), 2);

      const [file] = await Promise.all([
        guest.page.waitForEvent('download'),
        guest.press('Add to my calendar'),
      ]);
      assert.match(file.suggestedFilename(), /\.ics$/);

      await guest.press('Replace Ben Shaw');
      await guest.dialog().getByLabel('First name').fill('Mia');
      await guest.dialog().getByLabel('Last name').fill('Khan');
      await guest.agree('Replace');
      await guest.sees('Mia Khan');
      await guest.seesNot('Ben Shaw');

      await guest.press('Cancel the booking…');
      await guest.sees('Nothing was paid yet');
      await guest.agree('Cancel the booking');
      await guest.page.getByRole('heading', {name: 'This booking is cancelled'}).waitFor();
      assert.equal(await seatsTaken(app, schedule), 0);
    }),
  );

  it(
    'and the link of the mail opens the booking in another browser, which then has no key in its address',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule();
      const {body} = await app.post('/api/bookings', app.given.bookingRequest(schedule));
      const guest = await site.visitor();

      await guest.open(`/?booking=${body.bookingReference}#token=${body.accessToken}`);

      assert.equal(await guest.heading(), 'Your booking waits for its payment');
      assert.doesNotMatch(guest.page.url(), /token/);

      const stranger = await site.visitor();
      await stranger.open(`/?booking=${body.bookingReference}`);
      await stranger.seesNot('Jane Doe');
    }),
  );
});

describe('Two guests race for the last seat', () => {
  const site = givenSite();

  it(
    'in two browsers: one gets it, the other is told kindly, loses nothing and waits for a seat',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 1});
      const guests = [await atTheForm(site, schedule, 'Amara'), await atTheForm(site, schedule, 'Bella')];
      // Which of the two it is nobody knows before.
      for (const guest of guests) guest.announceMaybe(/^409 POST \/api\/bookings(\/quote)?$/);

      await Promise.all(guests.map(guest => guest.press(/^Book 1 seat/)));
      for (const guest of guests) await guest.settled();

      const headings = await Promise.all(guests.map(guest => guest.heading()));
      const winner = headings.indexOf('Your seats are held');
      assert.notEqual(winner, -1, headings.join(', '));
      assert.notEqual(headings[1 - winner], 'Your seats are held');
      assert.equal(await seatsTaken(app, schedule), 1);

      const second = guests[1 - winner];
      assert.ok(second);
      await second.sees('This date is full at the moment.');
      await second.follow('Wait for a seat');
      const name = await second.field('First name').inputValue();
      assert.equal(name, ['Amara', 'Bella'][1 - winner]);
      await second.press('Wait for a seat');
      await second.page.getByRole('heading', {name: 'You are number 1 in line'}).waitFor();
    }),
  );

  async function atTheForm(site: Site, schedule: number, firstName: string): Promise<Visitor> {
    const guest = await site.visitor();
    await guest.open(`/?schedule=${schedule}`);
    await fillIn(guest, firstName);
    await guest.field(/^By invoice/).check();
    return guest;
  }
});

describe('The hold of a card booking runs out', () => {
  const site = givenSite();

  it(
    'while its guest looks on: the time is shown, its end is said kindly, and the form comes back filled in',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 4});
      const guest = await site.visitor();
      await guest.open(`/?schedule=${schedule}`);
      await fillIn(guest, 'Amara');
      await guest.press(/^Book 1 seat/);
      await guest.settled();
      await guest.sees('15:00');
      const first = referenceOf(guest);

      await site.passes({minutes: 13.5});
      await guest.sees('1:30');
      await guest.sees('2 minutes are left');
      await site.passes({minutes: 2});
      await releaseExpiredHolds.run(app.application);

      await guest.page.getByRole('heading', {name: 'Your seats are no longer held'}).waitFor();
      await guest.sees('Good news: the seats are still there.');
      assert.equal((await bookingRow(app, first)).cancellation_reason, 'expired');

      await guest.press('Book again');
      await guest.settled();
      assert.equal(await guest.field('First name').inputValue(), 'Amara');
      await guest.press(/^Book 1 seat/);
      await guest.page.getByRole('heading', {name: 'Your seats are held'}).waitFor();
      assert.notEqual(referenceOf(guest), first);
    }),
  );
});

describe('A guest loses the connection', () => {
  const site = givenSite();

  it(
    'while booking: it is said, nothing typed is lost, and pressing again books once',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 4});
      const guest = await site.visitor();
      await guest.open(`/?schedule=${schedule}`);
      await fillIn(guest, 'Amara');
      await guest.field(/^By invoice/).check();

      guest.announce(/^net::ERR_INTERNET_DISCONNECTED POST \/api\/bookings$/);
      await guest.goOffline();
      await guest.press(/^Book 1 seat/);
      await guest.sees('No answer came: check your connection and try again.');
      assert.equal(await guest.field('First name').inputValue(), 'Amara');

      await guest.goOffline(false);
      await guest.press(/^Book 1 seat/);
      await guest.page.getByRole('heading', {name: 'Your seats are held'}).waitFor();
      assert.equal(await seatsTaken(app, schedule), 1);
    }),
  );

  it(
    'just as the booking was made, so that no answer came: pressing again finds it, and books nothing twice',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({seats: 4});
      const guest = await site.visitor();
      await guest.open(`/?schedule=${schedule}`);
      await fillIn(guest, 'Amara');
      await guest.field(/^By invoice/).check();

      guest.announce(/^net::ERR_CONNECTION_RESET POST \/api\/bookings$/);
      await guest.loseAnswer('/api/bookings');
      await guest.press(/^Book 1 seat/);
      await guest.sees('No answer came: check your connection and try again.');
      assert.equal(await seatsTaken(app, schedule), 1);

      await guest.press(/^Book 1 seat/);
      await guest.page.getByRole('heading', {name: 'Your seats are held'}).waitFor();
      assert.equal(await seatsTaken(app, schedule), 1);
    }),
  );
});
