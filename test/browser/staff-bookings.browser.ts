import assert from 'node:assert/strict';
import {book, bookingRow, seatsTaken} from '../helpers/booking';
import {givenSite} from '../helpers/browser/site';

const ZOE = {firstName: 'Zoë', lastName: 'O’Brien', email: 'zoe@example.com', phone: '0113 496 0000'};

describe('Staff look after a booking', () => {
  const site = givenSite();

  it(
    'find it by part of a name, confirm it, record the money, move it and refund half of it',
    site.test(async ({app}) => {
      const courseId = await app.given.course({price: '80.00'});
      const schedule = await app.given.schedule({courseId, startsInDays: 20});
      const later = await app.given.schedule({courseId, startsInDays: 40});
      const {reference} = await book(app, schedule, {contact: ZOE});
      for (let n = 0; n < 3; n += 1) await book(app, schedule);
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin');
      await staff.follow('Bookings');
      await staff.type('Search', 'obri');
      await staff.page.getByRole('row').filter({hasText: 'RFT-'}).nth(1).waitFor({state: 'hidden'});
      await staff.openRow(reference);
      await staff.press('Confirm');
      await staff.sees('No payment is recorded: £80.00 stays to be paid.');
      await staff.agree('Confirm');
      assert.equal((await bookingRow(app, reference)).status, 'confirmed');

      await staff.press('Record payment');
      await staff.dialog().getByLabel('How it came').selectOption('Bank transfer');
      await staff.sees('With it the booking is paid in full.');
      await staff.agree('Record payment');

      await staff.press('Move');
      await staff.dialog().getByRole('radio').first().check();
      await staff.sees('The price stays £80.00.');
      await staff.agree('Move the booking');
      assert.equal((await bookingRow(app, reference)).course_schedule_id, later);
      assert.deepEqual([await seatsTaken(app, schedule), await seatsTaken(app, later)], [3, 1]);

      await staff.press('Refund');
      await staff.press(/^Half/);
      await staff.dialog().getByLabel('Reason').fill('Left at noon');
      await staff.agree('Refund £40.00');

      const [refund] = await app.rows<{amount: string; status: string}>('select amount, status from refunds');
      assert.deepEqual(refund, {amount: '40.00', status: 'approved'});
      for (const event of ['Booked', 'Confirmed', 'Payment recorded', 'Moved to another schedule'])
        await staff.sees(event);
    }),
  );

  it(
    'find a customer by part of a name, whatever the accents, and see what she booked',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule();
      const {reference} = await book(app, schedule, {contact: {...ZOE, email: 'zoe2@example.com'}});
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin/customers');
      await staff.type('Search', 'zoe o');
      await staff.page.waitForURL(/search=zoe/);
      await staff.settled();
      await staff.openRow('zoe2@example.com');

      assert.equal(await staff.heading(), 'Zoë O’Brien');
      await staff.sees(reference);
    }),
  );
});
