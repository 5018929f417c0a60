import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Booked, book, bookingRow} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';
import {mailRows, newAddress} from '../helpers/mail';

/** The clocks go forward on 28 March 2027, and back on 31 October. */
const CASES = [
  {
    change: 'forward',
    bookedAt: '2027-03-15T10:00:00Z',
    startsAt: '2027-04-05T09:00:00+01:00',
    day: '2027-04-05',
    inCalendar: '20270405T080000Z',
    inMail: 'Monday 5 April 2027, 09:00 to 16:00',
    /** From the last minutes of a day in London to the first ones of the next. */
    tiers: [
      ['2027-03-22T23:55:00Z', 14, '75.00'],
      ['2027-03-23T00:05:00Z', 13, '37.50'],
      ['2027-03-29T22:55:00Z', 7, '37.50'],
      ['2027-03-29T23:05:00Z', 6, '0.00'],
    ],
  },
  {
    change: 'back',
    bookedAt: '2027-10-04T10:00:00Z',
    startsAt: '2027-11-01T09:00:00Z',
    day: '2027-11-01',
    inCalendar: '20271101T090000Z',
    inMail: 'Monday 1 November 2027, 09:00 to 16:00',
    tiers: [
      ['2027-10-18T22:55:00Z', 14, '75.00'],
      ['2027-10-18T23:05:00Z', 13, '37.50'],
      ['2027-10-25T22:55:00Z', 7, '37.50'],
      ['2027-10-25T23:05:00Z', 6, '0.00'],
    ],
  },
] as const;

describe('A booking across the change of the clocks', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication({ACCESS_TOKEN_MINUTES: '1440'});
  });
  after(() => app?.stop());

  /** Whoever travels in time signs in anew. */
  const at = async (instant: string) => {
    app.now = new Date(instant);
    token = await app.givenAdminToken();
  };
  const paid = async (startsAt: string, email: string): Promise<Booked> => {
    const contact = {firstName: 'Ann', lastName: 'Lee', email};
    const booked = await book(app, await app.given.schedule({startsAt}), {contact});
    const {id} = await bookingRow(app, booked.reference);
    const payment = {amount: '75.00', paymentMethod: 'bank_transfer'};
    assert.equal((await app.post(`/api/admin/bookings/${id}/payments`, payment, {token})).status, 200);
    return booked;
  };

  for (const {change, bookedAt, startsAt, day, inCalendar, inMail, tiers} of CASES) {
    it(`${change} begins at nine by the clock on the wall: in the list, the calendar and the mail`, async () => {
      await at(bookedAt);
      const address = newAddress();
      const {reference, token: own} = await paid(startsAt, address);

      const {body: list} = await app.get(`/api/schedules?from=${day}&to=${day}`);
      const {body: calendar} = await app.get(`/api/bookings/${reference}/calendar.ics`, {token: own});
      const mail = (await mailRows(app, address)).find(({email_type}) => email_type === 'booking_confirmed');
      const {body: shown} = await app.get(`/api/admin/email-logs/${mail?.id}/preview`, {token});

      const starts = list.items.map(({startDatetime}: {startDatetime: string}) => startDatetime);
      assert.ok(starts.includes(new Date(startsAt).toISOString()), String(starts));
      assert.equal(eventsIn(calendar)[0]?.DTSTART, inCalendar);
      assert.ok(shown.text.includes(`When: ${inMail}\n`), shown.text);
    });

    it(`${change} is cancelled by days of the calendar, to the last minute of each`, async () => {
      await at(bookedAt);
      const {reference, token: own} = await paid(startsAt, newAddress());

      const found = [];
      for (const [instant] of tiers) {
        app.now = new Date(instant);
        const path = `/api/bookings/${reference}/cancellation-preview`;
        const {body} = await app.get(path, {token: own});
        found.push([instant, body.daysBefore, body.refundAmount]);
      }

      assert.deepEqual(found, tiers);
    });
  }

  it('holds its seats for seven times 24 hours, and the mail says until when by the new clock', async () => {
    await at('2027-03-25T10:00:00Z');
    const address = newAddress();
    const contact = {firstName: 'Ann', lastName: 'Lee', email: address};
    const scheduleId = await app.given.schedule({startsAt: '2027-05-04T09:00:00+01:00'});

    const {made, reference, token: own} = await book(app, scheduleId, {contact});
    const [mail] = await mailRows(app, address);
    const {body: shown} = await app.get(`/api/admin/email-logs/${mail?.id}/preview`, {token});

    assert.equal(made.holdExpiresAt, '2027-04-01T10:00:00.000Z');
    assert.match(shown.text, /^Held until: Thursday 1 April 2027 at 11:00$/m);
    app.now = new Date('2027-04-01T09:59:59Z');
    assert.equal((await app.get(`/api/bookings/${reference}`, {token: own})).body.status, 'pending');
    app.now = new Date('2027-04-01T10:00:00Z');
    assert.equal((await app.get(`/api/bookings/${reference}`, {token: own})).body.status, 'cancelled');
  });
});
