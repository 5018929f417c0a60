import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';
import {assertRefused, book, bookingRow, mailsTo} from '../helpers/booking';

describe('The people of a booking', () => {
  let app: TestApp;
  let auth: AuthClient;

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
  });
  after(() => app?.stop());

  const usersWith = (email: string) =>
    app.rows<Record<string, unknown>>('select * from users where lower(email) = lower($1)', [email]);
  const contact = (email: string, more: object = {}) => ({
    firstName: 'Jane',
    lastName: 'Doe',
    email,
    ...more,
  });

  const NAMES = [
    "O'Brien",
    "'; drop table users; --",
    'select * from users',
    '<script>alert(1)</script>',
    '&amp; <b>&lt;',
    '#{7*7} {{7*7}} %s %n :name ?',
    'back\\slash "quoted" `ticked`',
    'Zoë 👩🏽‍🚒 🇬🇧',
    // Composed and decomposed: the same to the eye, and both kept as they came.
    '\u00e9',
    'e\u0301',
    '  spaces   within and around ',
    'line\nbreak\ttab',
    'משה كريم 山田',
    'null',
    'x'.repeat(100),
    '😀'.repeat(100),
  ];

  for (const name of NAMES) {
    it(`are called what they say: ${[...JSON.stringify(name)].slice(0, 30).join('')}`, async () => {
      const scheduleId = await app.given.schedule();
      const attendees = [{firstName: name, lastName: name}];
      const {reference, token} = await book(app, scheduleId, {
        contact: {...app.given.bookingRequest(scheduleId).contact, firstName: name, lastName: name},
        attendees,
      });

      const {body} = await app.get(`/api/bookings/${reference}`, {token});

      assert.deepEqual([body.contact.firstName, body.contact.lastName], [name, name]);
      const [{id: _, ...attendee}] = body.attendees;
      assert.deepEqual(attendee, {...attendees[0], email: null});
      const row = await bookingRow(app, reference);
      assert.deepEqual([row.contact_first_name, row.contact_last_name], [name, name]);
    });
  }

  it('become guests without a password, one for each address whatever its case', async () => {
    const scheduleId = await app.given.schedule();
    const first = await book(app, scheduleId, {
      contact: contact('guest@example.com', {phone: '0113 496 0000'}),
    });
    const [guest] = await usersWith('guest@example.com');

    const second = await book(app, scheduleId, {
      contact: contact('GUEST@Example.com', {firstName: 'Janet'}),
      attendees: [{firstName: 'Janet', lastName: 'Doe'}],
    });

    assert.deepEqual(
      [guest?.password_hash, guest?.role, guest?.first_name, guest?.phone, guest?.email_verified_at],
      [null, 'customer', 'Jane', '0113 496 0000', null],
    );
    assert.deepEqual(await usersWith('guest@example.com'), [guest]);
    for (const {reference} of [first, second]) {
      assert.equal((await bookingRow(app, reference)).user_id, guest?.id);
    }
    assert.equal((await bookingRow(app, second.reference)).contact_first_name, 'Janet');
  });

  it('are written to without the spaces that were typed around the address', async () => {
    const {reference} = await book(app, await app.given.schedule(), {
      contact: contact(' spaced@example.com '),
    });

    assert.equal((await bookingRow(app, reference)).contact_email, 'spaced@example.com');
    assert.deepEqual(await mailsTo(app, 'spaced@example.com'), ['booking_received']);
  });

  it('never change the account that their address belongs to', async () => {
    const {email} = await app.givenSignIn('admin');
    const before = await usersWith(email);

    const {token} = await book(app, await app.given.schedule(), {
      contact: contact(email.toUpperCase(), {firstName: 'Eve', lastName: 'Else', phone: '01234 567890'}),
    });

    assert.deepEqual(await usersWith(email), before);
    assertRefused(await app.get('/api/admin/bookings', {token}), 403, 'NOT_ALLOWED');
  });

  it('have their booking in their account only after the address is verified', async () => {
    const email = 'later@example.com';
    const {reference} = await book(app, await app.given.schedule(), {contact: contact(email)});
    const {body} = await auth.register(email);
    const token = body.accessToken;
    const see = () => app.get(`/api/bookings/${reference}`, {token});
    assertRefused(await see(), 404, 'BOOKING_NOT_FOUND');
    assertRefused(await app.post(`/api/bookings/${reference}/cancel`, {}, {token}), 404, 'BOOKING_NOT_FOUND');

    const [verification] = await app.rows<{id: string; expires_at: Date}>(
      'select id, expires_at from email_verifications where user_id = $1',
      [body.user.id],
    );
    const tokens = await auth.tokens();
    const link = await tokens.linkToken(
      'email-verification',
      Number(verification?.id),
      verification?.expires_at ?? app.now,
    );
    // The owner's click alone does not open it to whoever registered with the address.
    assertRefused(await app.post('/api/auth/verify-email', {token: link}), 401, 'NOT_AUTHENTICATED');
    const stranger = (await auth.register('stranger@example.com')).body.accessToken;
    const byStranger = await app.post('/api/auth/verify-email', {token: link}, {token: stranger});
    assertRefused(byStranger, 422, 'LINK_INVALID');
    assertRefused(await see(), 404, 'BOOKING_NOT_FOUND');
    assert.equal((await app.post('/api/auth/verify-email', {token: link}, {token})).status, 204);

    const {status, body: booking} = await see();
    assert.equal(status, 200);
    assert.equal(booking.bookingReference, reference);
  });
});
