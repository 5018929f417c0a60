import assert from 'node:assert/strict';
import {createSecretKey} from 'node:crypto';
import {type JWTPayload, SignJWT, UnsecuredJWT} from 'jose';
import {type Answer, givenApplication, TEST_SETTINGS, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';
import {assertRefused, type Booked, book, bookingRow} from '../helpers/booking';
import {StaffRecords} from '../helpers/staff-records';

describe('Who may see and change a booking', () => {
  let app: TestApp;
  let mine: Booked;
  let claims: JWTPayload;

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    mine = await book(app, await app.given.schedule());
    claims = JSON.parse(Buffer.from(mine.token.split('.')[1] ?? '', 'base64url').toString());
  });
  after(() => app?.stop());

  /** Everything that can be asked about one booking. */
  const everyRoute = async (reference: string, token?: string): Promise<Answer[]> => [
    await app.get(`/api/bookings/${reference}`, {token}),
    await app.get(`/api/bookings/${reference}/cancellation-preview`, {token}),
    await app.get(`/api/bookings/${reference}/calendar.ics`, {token}),
    await app.post(`/api/bookings/${reference}/cancel`, {}, {token}),
  ];
  const assertUntouched = async ({reference}: Booked) =>
    assert.equal((await bookingRow(app, reference)).status, 'pending');

  it('whoever has its access token', async () => {
    const answers = await everyRoute(mine.reference, mine.token);

    assert.deepEqual(
      answers.map(answer => answer.status),
      [200, 200, 200, 200],
    );
  });

  it('nobody with the reference alone', async () => {
    for (const answer of await everyRoute(mine.reference)) assertRefused(answer, 401, 'NOT_AUTHENTICATED');
    await assertUntouched(mine);
  });

  it('nobody with a token that went to an address which the booking does not have any more', async () => {
    const {token} = await app.givenSignIn('admin');
    const {id, version} = await bookingRow(app, mine.reference);
    const bookings = new StaffRecords(app, token, '/api/admin/bookings');
    const contact = {email: 'right@example.com'};
    assert.equal((await bookings.edit(Number(id), {contact}, Number(version))).status, 200);

    for (const answer of await everyRoute(mine.reference, mine.token)) {
      assertRefused(answer, 404, 'BOOKING_NOT_FOUND');
    }
    await assertUntouched(mine);
  });

  it("nobody with another booking's access token, and it tells them nothing", async () => {
    const theirs = await book(app, await app.given.schedule());

    for (const answer of await everyRoute(theirs.reference, mine.token)) {
      assertRefused(answer, 404, 'BOOKING_NOT_FOUND');
    }
    const nothing = await app.get('/api/bookings/RFT-00000000', {token: mine.token});
    const other = await app.get(`/api/bookings/${theirs.reference}`, {token: mine.token});
    assert.equal(nothing.body.error.message, other.body.error.message);
    await assertUntouched(theirs);
  });

  const secret = createSecretKey(Buffer.from(TEST_SETTINGS.JWT_SECRET));
  const sign = (payload: JWTPayload, alg = 'HS256', key = secret) =>
    new SignJWT(payload).setProtectedHeader({alg}).sign(key);
  const FORGED: Record<string, () => Promise<string> | string> = {
    'signed with another secret': () => sign(claims, 'HS256', createSecretKey(Buffer.from('x'.repeat(40)))),
    'not signed': () => new UnsecuredJWT(claims).encode(),
    'of another algorithm': () => sign(claims, 'HS512'),
    'that has expired': () => sign({...claims, exp: Math.floor(app.now.getTime() / 1000) - 1}),
    'of another issuer': () => sign({...claims, iss: 'somebody-else'}),
    'for another audience': () => sign({...claims, aud: 'another-api'}),
    'for users, naming a booking': () => sign({...claims, aud: 'training-admin:api'}),
    'for a link in a mail': () => sign({...claims, aud: 'training-admin:password-reset'}),
    'without a booking': () => sign({...claims, sub: ''}),
    'whose booking was replaced': () => {
      const [header, , signature] = mine.token.split('.');
      const payload = Buffer.from(JSON.stringify({...claims, iat: 1})).toString('base64url');
      return [header, payload, signature].join('.');
    },
  };
  for (const [title, make] of Object.entries(FORGED)) {
    it(`nobody with a token ${title}`, async () => {
      for (const answer of await everyRoute(mine.reference, await make())) {
        assertRefused(answer, 401, 'NOT_AUTHENTICATED');
      }
      await assertUntouched(mine);
    });
  }

  it('the token as the application signs it, made again with its secret', async () => {
    assert.equal((await app.get(`/api/bookings/${mine.reference}`, {token: await sign(claims)})).status, 200);
  });

  it("the customer whose verified address it was made with, but no other customer's", async () => {
    const [holder, other] = [await app.givenSignIn('customer'), await app.givenSignIn('customer')];
    const contact = {firstName: 'H', lastName: 'H', email: holder.email};
    const theirs = await book(app, await app.given.schedule(), {contact});

    for (const answer of await everyRoute(theirs.reference, other.token)) {
      assertRefused(answer, 404, 'BOOKING_NOT_FOUND');
    }
    await assertUntouched(theirs);
    for (const answer of await everyRoute(theirs.reference, holder.token)) assert.equal(answer.status, 200);
  });

  it('a customer whose sign-in has run out no more', async () => {
    const holder = await app.givenSignIn('customer');
    const contact = {firstName: 'H', lastName: 'H', email: holder.email};
    const theirs = await book(app, await app.given.schedule(), {contact});
    app.passes({minutes: 15});

    for (const answer of await everyRoute(theirs.reference, holder.token)) {
      assertRefused(answer, 401, 'NOT_AUTHENTICATED');
    }
    await assertUntouched(theirs);
  });

  it('admins, but no instructors', async () => {
    const [admin, instructor] = [await app.givenSignIn('admin'), await app.givenSignIn('instructor')];

    for (const answer of await everyRoute(mine.reference, instructor.token)) {
      assertRefused(answer, 404, 'BOOKING_NOT_FOUND');
    }
    await assertUntouched(mine);
    for (const answer of await everyRoute(mine.reference, admin.token)) assert.equal(answer.status, 200);
  });

  it('with the reference as people type it', async () => {
    await app.rows(`update bookings set booking_reference = 'RFT-01ABCDEF' where booking_reference = $1`, [
      mine.reference,
    ]);
    const {contact_email: email} = await bookingRow(app, 'RFT-01ABCDEF');
    const tokens = await new AuthClient(app).tokens();
    const token = await tokens.bookingAccessToken('RFT-01ABCDEF', app.now, String(email));

    for (const typed of ['RFT-01ABCDEF', 'rft-01abcdef', 'Rft-OlAbCdEf', 'rft-oIABCDEF']) {
      const {status, body} = await app.get(`/api/bookings/${typed}`, {token});

      assert.deepEqual([status, body.bookingReference], [200, 'RFT-01ABCDEF'], typed);
    }
  });
});
