import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Booked, book} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';

describe('The calendar file of a booking', () => {
  const zone = process.env.TZ;
  let app: TestApp;
  let admin: string;

  before(async () => {
    // Where the server stands must not matter.
    process.env.TZ = 'Asia/Tokyo';
    app = await givenApplication();
    admin = await app.givenAdminToken();
  });
  after(async () => {
    await app?.stop();
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const calendarOf = async ({reference, token}: Booked) => {
    const {status, body, headers} = await app.get(`/api/bookings/${reference}/calendar.ics`, {token});
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.equal(headers.get('content-disposition'), `attachment; filename="${reference}.ics"`);
    return eventsIn(body);
  };
  /** A published schedule of these days. */
  const givenDays = async (days: string[], venueId: number, courseId: number) => {
    const sessions = days.map(day => ({
      startDatetime: `${day}T09:00:00+01:00`,
      endDatetime: `${day}T16:30:00+01:00`,
    }));
    const {body} = await app.post('/api/admin/schedules', {courseId, venueId, sessions}, {token: admin});
    await app.post(`/api/admin/schedules/${body.id}/publish`, undefined, {token: admin});
    return body.id;
  };

  it('has an event for each day of the course, in UTC', async () => {
    const days = ['2027-05-04', '2027-05-11', '2027-05-18'];
    const booked = await book(app, await givenDays(days, await app.given.venue(), await app.given.course()));

    const events = await calendarOf(booked);

    assert.deepEqual(
      events.map(event => [event.DTSTART, event.DTEND]),
      [
        ['20270504T080000Z', '20270504T153000Z'],
        ['20270511T080000Z', '20270511T153000Z'],
        ['20270518T080000Z', '20270518T153000Z'],
      ],
    );
    assert.equal(new Set(events.map(event => event.UID)).size, 3);
    for (const event of events) assert.match(event.DTSTAMP ?? '', /^\d{8}T\d{6}Z$/);
  });

  it('says what and where, whatever characters are in it', async () => {
    const [venueId, courseId] = [await app.given.venue({city: 'Leeds'}), await app.given.course()];
    const name = `O'Brien; Sons, Ltd \\ Co "Zoë" ${'long '.repeat(20)}😀`;
    await app.rows(
      `update venues set name = $2, address_line1 = '1, High Street', address_line2 = E'Floor 2\nRoom 3' where id = $1`,
      [venueId, name],
    );
    await app.rows(`update courses set name = 'First Aid; at, Work' where id = $1`, [courseId]);
    const booked = await book(app, await givenDays(['2027-06-01'], venueId, courseId));

    const [event] = await calendarOf(booked);

    assert.equal(event?.SUMMARY, 'First Aid; at, Work');
    assert.equal(event?.LOCATION, `${name}, 1, High Street, Floor 2\nRoom 3, Leeds, LS1 1AA`);
    assert.equal(event?.DESCRIPTION, `Booking ${booked.reference}`);
  });

  it('is tentative, then confirmed, then cancelled, always about the same event', async () => {
    const booked = await book(app, await app.given.schedule());
    const [id] = await app.rows<{id: number}>('select id from bookings where booking_reference = $1', [
      booked.reference,
    ]);
    const [tentative] = await calendarOf(booked);

    await app.post(`/api/admin/bookings/${id?.id}/confirm`, undefined, {token: admin});
    const [confirmed] = await calendarOf(booked);
    await app.post(`/api/bookings/${booked.reference}/cancel`, {}, {token: booked.token});
    const [cancelled] = await calendarOf(booked);

    assert.deepEqual(
      [tentative?.STATUS, confirmed?.STATUS, cancelled?.STATUS],
      ['TENTATIVE', 'CONFIRMED', 'CANCELLED'],
    );
    assert.ok(tentative?.UID === confirmed?.UID && confirmed?.UID === cancelled?.UID);
  });

  it('is cancelled for everybody when the company cancels the schedule', async () => {
    const scheduleId = await app.given.schedule();
    const booked = await book(app, scheduleId, {discountCode: await app.given.discountCode({value: '100'})});
    assert.equal((await calendarOf(booked))[0]?.STATUS, 'CONFIRMED');

    await app.post(`/api/admin/schedules/${scheduleId}/cancel`, {reason: 'ill'}, {token: admin});

    assert.equal((await calendarOf(booked))[0]?.STATUS, 'CANCELLED');
  });

  it('counts after every earlier one: its sequence number rises with time', async () => {
    const booked = await book(app, await app.given.schedule());
    const sequences: number[] = [];
    for (let hour = 0; hour < 3; hour += 1) {
      const [event] = await calendarOf(booked);
      sequences.push(Number(event?.SEQUENCE));
      app.passes({minutes: 60});
    }

    const [first = 0] = sequences;
    assert.deepEqual(sequences, [first, first + 3600, first + 7200]);
  });
});
