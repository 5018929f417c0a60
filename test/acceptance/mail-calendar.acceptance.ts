import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Booked, book, bookingRow} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';
import {newAddress, sendQueued} from '../helpers/mail';
import {MailServer, type Received} from '../helpers/mail-server';
import {ifMatch} from '../helpers/staff-records';

interface InCalendar {
  booked: Booked;
  address: string;
  scheduleId: number;
  courseId: number;
}

describe('The calendar of who has a booking', () => {
  let app: TestApp;
  let server: MailServer;
  let admin: string;

  before(async () => {
    server = await MailServer.start();
    app = await givenApplication({SMTP_URL: server.url, MAIL_FROM: 'bookings@rft.example'});
    admin = await app.givenAdminToken();
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });
  beforeEach(() => app.passes({minutes: 1}));

  const asAdmin = (method: string, path: string, body?: object, version?: number) =>
    app.call(method, path, {token: admin, body, headers: ifMatch(version ?? null)});
  /** A published schedule of these days. */
  const givenDays = async (courseId: number, days: string[]): Promise<number> => {
    const sessions = days.map(day => ({
      startDatetime: `${day}T09:00:00+01:00`,
      endDatetime: `${day}T16:30:00+01:00`,
    }));
    const venueId = await app.given.venue();
    const {body} = await asAdmin('POST', '/api/admin/schedules', {courseId, venueId, sessions});
    await asAdmin('POST', `/api/admin/schedules/${body.id}/publish`);
    return body.id;
  };
  /** Confirmed at once, as it costs nothing, on two days; and the confirmation has gone out. */
  const givenInCalendar = async (): Promise<InCalendar> => {
    const courseId = await app.given.course({price: '0.00'});
    const scheduleId = await givenDays(courseId, ['2027-06-01', '2027-06-02']);
    const address = newAddress();
    const contact = {firstName: 'Ann', lastName: 'Lee', email: address};
    const booked = await book(app, scheduleId, {contact});
    await sendQueued(app);
    app.passes({minutes: 1});
    return {booked, address, scheduleId, courseId};
  };
  const lastTo = (address: string): Received => server.to(address).at(-1) ?? assert.fail('no mail came');
  const eventsOf = ({raw}: Received) => {
    const [, method = '', base64 = ''] =
      /text\/calendar;[^;]*;\s*method=(\w+).*?\r\n\r\n([\w+/=\r\n]+)/s.exec(raw) ?? [];
    const content = Buffer.from(base64, 'base64').toString('utf8');
    assert.ok(content.includes(`\r\nMETHOD:${method}\r\n`), content);
    return {
      method,
      content,
      events: eventsIn(content),
    };
  };
  const days = (events: Record<string, string>[]) =>
    events.map(({UID, STATUS, DTSTART}) => [UID?.split('@')[0]?.split('-').at(-1), STATUS, DTSTART]);

  it('gets a move to a shorter course: the days that are left over are taken out', async () => {
    const {booked, address, courseId} = await givenInCalendar();
    const before = eventsOf(lastTo(address));
    const target = await givenDays(courseId, ['2027-07-05']);

    const {id} = await bookingRow(app, booked.reference);
    await asAdmin('POST', `/api/admin/bookings/${id}/move`, {courseScheduleId: target});
    await sendQueued(app);

    const after = eventsOf(lastTo(address));
    assert.deepEqual([before.method, after.method], ['PUBLISH', 'PUBLISH']);
    assert.deepEqual(days(after.events), [
      ['1', 'CONFIRMED', '20270705T080000Z'],
      ['2', 'CANCELLED', '20270705T080000Z'],
    ]);
    assert.deepEqual(
      after.events.map(({UID}) => UID),
      before.events.map(({UID}) => UID),
    );
    for (const [index, event] of after.events.entries()) {
      assert.ok(Number(event.SEQUENCE) > Number(before.events[index]?.SEQUENCE));
    }
  });

  it('gets the new time of its course, and the mail says when it was before', async () => {
    const {address, scheduleId} = await givenInCalendar();
    const {body: schedule} = await asAdmin('GET', `/api/admin/schedules/${scheduleId}`);

    const sessions = [{startDatetime: '2027-06-08T10:00:00+01:00', endDatetime: '2027-06-08T17:00:00+01:00'}];
    const {status} = await asAdmin(
      'PATCH',
      `/api/admin/schedules/${scheduleId}`,
      {sessions},
      schedule.version,
    );
    assert.equal(status, 200);
    await sendQueued(app);

    const received = lastTo(address);
    assert.deepEqual(days(eventsOf(received).events), [
      ['1', 'CONFIRMED', '20270608T090000Z'],
      ['2', 'CANCELLED', '20270608T090000Z'],
    ]);
    assert.match(received.mail.text ?? '', /^Before: Tuesday 1 June 2027 at 09:00, /m);
  });

  for (const [who, cancel] of [
    [
      'its holder',
      ({booked}: InCalendar) =>
        app.post(`/api/bookings/${booked.reference}/cancel`, {}, {token: booked.token}),
    ],
    [
      'the company, the schedule',
      ({scheduleId}: InCalendar) =>
        asAdmin('POST', `/api/admin/schedules/${scheduleId}/cancel`, {reason: 'ill'}),
    ],
  ] as const) {
    it(`loses what is cancelled by ${who}`, async () => {
      const given = await givenInCalendar();

      assert.equal((await cancel(given)).status, 200);
      await sendQueued(app);

      const {method, events, content} = eventsOf(lastTo(given.address));
      assert.equal(method, 'CANCEL');
      assert.deepEqual(
        events.map(({STATUS}) => STATUS),
        ['CANCELLED', 'CANCELLED'],
      );
      assert.match(content, /ORGANIZER;CN="React Fast Training":mailto:info@reactfasttraining.co.uk/i);
    });
  }

  it('is left alone where nothing was confirmed', async () => {
    const address = newAddress();
    const booked = await book(app, await app.given.schedule(), {
      contact: {firstName: 'Ann', lastName: 'Lee', email: address},
    });
    await app.post(`/api/bookings/${booked.reference}/cancel`, {}, {token: booked.token});
    await sendQueued(app);

    const {mail} = lastTo(address);
    assert.match(mail.subject ?? '', /is cancelled/);
    assert.deepEqual(mail.attachments, []);
    assert.doesNotMatch(mail.text ?? '', /calendar/);
  });

  it('and the mails say who writes and where to answer, as the settings have it', async () => {
    await app.rows(`update settings set value = '"O''Brien & Co"' where key = 'company.name'`);
    await app.rows(`update settings set value = '"office@rft.example"' where key = 'company.email'`);
    const plain = lastTo((await givenInCalendar()).address);
    await app.rows(`update settings set value = '"a,b@rft.example"' where key = 'company.email'`);
    const odd = lastTo((await givenInCalendar()).address);

    assert.ok(plain.mail.text?.trim().endsWith("Kind regards\nO'Brien & Co"), plain.mail.text);
    assert.deepEqual(plain.mail.replyTo, [{name: '', address: 'office@rft.example'}]);
    assert.match(eventsOf(plain).content, /ORGANIZER;CN="O'Brien & Co"/);
    assert.equal(odd.mail.replyTo?.length, 1, 'a comma makes no second address');
    assert.equal(eventsOf(odd).events.length, 2);
  });
});
