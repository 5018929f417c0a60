import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';
import {assertRefused, book, mailsTo, seatsTaken} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';
import {accept, givenFullSchedule, join, joinRequest} from '../helpers/waiting-list';

/** Why a public POST takes no key: it creates nothing, or repeating it does no harm. */
const WITHOUT_KEY: Record<string, string> = {
  '/api/bookings/quote': 'holds nothing',
  '/api/bookings/{reference}/cancel': 'a cancelled booking is not cancelled again',
  '/api/bookings/{reference}/payment': 'asked again, it answers with the same payment',
  '/api/bookings/{reference}/move': 'is on that schedule already',
  '/api/bookings/{reference}/attendees/{attendeeId}/remove': 'who is gone is not removed again',
  '/api/waiting-list/{reference}/leave': 'who left has left',
  '/api/waiting-list/{reference}/decline': 'who declined has declined',
  '/api/payments/stripe/webhook': 'events have an id of their own',
  '/api/auth/login': 'each sign-in is one of its own',
  '/api/auth/refresh': 'a refresh token is used once',
  '/api/auth/logout': 'what has ended has ended',
  '/api/auth/password-reset': 'a second link does no harm',
  '/api/auth/password-reset/confirm': 'a link is used once',
  '/api/auth/verify-email': 'a link is used once',
};

describe('An Idempotency-Key', () => {
  let app: TestApp;
  let auth: AuthClient;
  let keys = 0;

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
  });
  after(() => app?.stop());

  const newKey = () => {
    keys += 1;
    return {'Idempotency-Key': `everywhere-${keys}`};
  };

  it('is taken by every public POST that creates something', async () => {
    const {body} = await app.get('/openapi.json');
    const posts = Object.entries<{post?: {parameters?: {name: string}[]}}>(body.paths).filter(
      ([path, {post}]) => post !== undefined && !/^\/api\/(admin|instructor)\//.test(path),
    );
    const takes = posts.filter(([, {post}]) =>
      post?.parameters?.some(({name}) => name === 'Idempotency-Key'),
    );

    const known = takes.map(([path]) => path);
    assert.deepEqual(known.sort(), [
      '/api/analytics/events',
      '/api/auth/register',
      '/api/bookings',
      '/api/waiting-list',
      '/api/waiting-list/{reference}/accept',
    ]);
    const others = posts.map(([path]) => path).filter(path => !known.includes(path));
    assert.deepEqual(others.sort(), Object.keys(WITHOUT_KEY).sort());
  });

  describe('of somebody who joins a waiting list', () => {
    it('brings the same place and token again, even when the place has changed', async () => {
      const {scheduleId, bookings} = await givenFullSchedule(app);
      const [request, headers] = [joinRequest(scheduleId), newKey()];
      const first = await app.post('/api/waiting-list', request, {headers});
      await app.post(`/api/bookings/${bookings[0]?.reference}/cancel`, {}, {token: bookings[0]?.token});

      const again = await app.post('/api/waiting-list', request, {headers});

      assert.equal(first.status, 201);
      assert.deepEqual([again.status, again.body], [201, first.body]);
      assert.deepEqual(await mailsTo(app, request.contact.email), [
        'waiting_list_joined',
        'waiting_list_offer',
      ]);
      const other = await app.post('/api/waiting-list', {...request, seats: 2}, {headers});
      assertRefused(other, 409, 'IDEMPOTENCY_KEY_REUSED');
    });

    it('remembers a refusal too', async () => {
      const scheduleId = await app.given.schedule({seats: 1});
      const [request, headers] = [joinRequest(scheduleId), newKey()];
      assertRefused(await app.post('/api/waiting-list', request, {headers}), 409, 'SEATS_AVAILABLE');
      await book(app, scheduleId);

      assertRefused(await app.post('/api/waiting-list', request, {headers}), 409, 'SEATS_AVAILABLE');
      assert.equal((await app.post('/api/waiting-list', request, {headers: newKey()})).status, 201);
    });
  });

  describe('of somebody who accepts an offer', () => {
    it('makes one booking, whose answer comes again', async () => {
      const {scheduleId, bookings} = await givenFullSchedule(app);
      const entry = await join(app, scheduleId);
      await app.post(`/api/bookings/${bookings[0]?.reference}/cancel`, {}, {token: bookings[0]?.token});
      const headers = newKey();

      const answers = await atOnce(5, () => accept(app, entry, {}, {headers}));
      const again = await accept(app, entry, {}, {headers});

      const made = answers.find(({status}) => status === 201);
      assert.deepEqual([again.status, again.body], [201, made?.body]);
      const {201: done = 0, REQUEST_IN_PROGRESS: twins = 0, ...others} = outcomes(answers);
      assert.deepEqual([done + twins, others], [5, {}]);
      assert.equal(await seatsTaken(app, scheduleId), 1);
      assertRefused(await accept(app, entry, {}, {headers: newKey()}), 409, 'INVALID_STATUS_CHANGE');
    });
  });

  describe('of somebody who registers', () => {
    const registration = (email: string) => ({email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee'});
    const register = (body: object, headers: Record<string, string>) =>
      app.post('/api/auth/register', body, {headers});

    it('makes one account, and signs in anew each time with tokens that are stored nowhere', async () => {
      const [body, headers] = [registration('again@example.com'), newKey()];
      const first = await register(body, headers);

      const again = await register(body, headers);

      assert.deepEqual([first.status, again.status], [201, 201]);
      assert.deepEqual(again.body.user, first.body.user);
      assert.notEqual(again.body.refreshToken, first.body.refreshToken);
      for (const {accessToken} of [first.body, again.body]) {
        assert.equal((await auth.me(accessToken)).status, 200);
      }
      assert.deepEqual(await mailsTo(app, 'again@example.com'), ['email_verification']);
      const [kept] = await app.rows<{body: object}>(
        'select response_body as body from idempotency_keys where key = $1',
        [headers['Idempotency-Key']],
      );
      assert.deepEqual(kept?.body, {result: {userId: first.body.user.id}});
    });

    it('opens nothing with another password, nor with the old one once it was changed', async () => {
      const [body, headers] = [registration('changed@example.com'), newKey()];
      const {body: first} = await register(body, headers);

      assertRefused(
        await register({...body, password: 'another good password'}, headers),
        409,
        'IDEMPOTENCY_KEY_REUSED',
      );
      await app.rows(`update users set password_hash = '$2b$04$' || repeat('x', 53) where id = $1`, [
        first.user.id,
      ]);
      assertRefused(await register(body, headers), 401, 'INVALID_CREDENTIALS');

      await app.rows('update users set is_active = false where id = $1', [first.user.id]);
      assertRefused(await register(body, headers), 401, 'INVALID_CREDENTIALS');
    });

    it('counts towards the limit when it comes again, as it tries a password', async () => {
      const limited = await givenApplication({RATE_LIMIT_DISABLED: 'false', REGISTER_LIMIT: '2'});
      try {
        const [body, headers] = [registration('limited@example.com'), newKey()];
        const statuses = [];
        for (let n = 0; n < 3; n += 1) {
          statuses.push((await limited.post('/api/auth/register', body, {headers})).status);
        }
        assert.deepEqual(statuses, [201, 201, 429]);
      } finally {
        await limited.stop();
      }
    });
  });

  it('belongs to one address: the same body under it elsewhere is another request', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats: 2});
    const [mine, other] = [await join(app, scheduleId), await join(app, scheduleId)];
    for (const {reference, token} of bookings) {
      await app.post(`/api/bookings/${reference}/cancel`, {}, {token});
    }
    const headers = newKey();

    assert.equal((await accept(app, mine, {}, {headers})).status, 201);
    assertRefused(await accept(app, other, {}, {headers}), 409, 'IDEMPOTENCY_KEY_REUSED');

    const request = app.given.bookingRequest(await app.given.schedule());
    assertRefused(await app.post('/api/bookings', request, {headers}), 409, 'IDEMPOTENCY_KEY_REUSED');
    assert.equal((await accept(app, other, {}, {headers: newKey()})).status, 201);
  });

  it('is kept with a hash that says nothing of the request to whoever reads the table', async () => {
    const [body, headers] = [
      {email: 'hash@example.com', password: PASSWORD, firstName: 'Ann', lastName: 'Lee'},
      newKey(),
    ];
    await app.post('/api/auth/register', body, {headers});
    const other = await givenApplication({JWT_SECRET: 'another secret for tests, of 32 characters and more'});
    try {
      await other.post('/api/auth/register', body, {headers});
      const hashOf = async (one: TestApp) =>
        (
          await one.rows<{hash: Buffer}>('select request_hash as hash from idempotency_keys where key = $1', [
            headers['Idempotency-Key'],
          ])
        )[0]?.hash.toString('hex');

      assert.notEqual(await hashOf(app), await hashOf(other));
    } finally {
      await other.stop();
    }
  });

  it('also keeps a repeated request to join or accept from counting towards the limit', async () => {
    const limited = await givenApplication({RATE_LIMIT_DISABLED: 'false', BOOKING_LIMIT: '2'});
    try {
      const {scheduleId, bookings} = await givenFullSchedule(limited);
      const [request, headers] = [joinRequest(scheduleId), newKey()];
      const first = await limited.post('/api/waiting-list', request, {headers});
      assert.equal(first.status, 201);

      assert.equal((await limited.post('/api/waiting-list', request, {headers})).status, 201);
      assertRefused(await limited.post('/api/waiting-list', joinRequest(scheduleId)), 429, 'RATE_LIMITED');
      await limited.post(`/api/bookings/${bookings[0]?.reference}/cancel`, {}, {token: bookings[0]?.token});
      const entry = {
        id: 0,
        reference: first.body.reference,
        token: first.body.accessToken,
        email: '',
        made: {},
      };
      assertRefused(await accept(limited, entry), 429, 'RATE_LIMITED');
    } finally {
      await limited.stop();
    }
  });
});
