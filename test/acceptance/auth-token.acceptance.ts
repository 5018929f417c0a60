import assert from 'node:assert/strict';
import {createSecretKey, randomUUID} from 'node:crypto';
import {generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT} from 'jose';
import {givenApplication, TEST_SETTINGS, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';

describe('Bearer tokens', () => {
  let app: TestApp;
  let auth: AuthClient;
  let good: JWTPayload;
  let user: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
    user = await app.givenSignIn('admin');
    good = JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString());
  });
  after(() => app?.stop());

  const secret = createSecretKey(Buffer.from(TEST_SETTINGS.JWT_SECRET));
  const sign = (claims: JWTPayload, alg = 'HS256', key = secret) =>
    new SignJWT(claims).setProtectedHeader({alg}).sign(key);
  const without = (claim: string) =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim));

  it('that are whole are let in', async () => {
    assert.equal((await auth.me(user.token)).status, 200);
    assert.equal((await auth.me(await sign(good))).status, 200);
  });

  const bad: Record<string, () => Promise<string> | string> = {
    'signed with another secret': () => sign(good, 'HS256', createSecretKey(Buffer.from('x'.repeat(40)))),
    'not signed (alg none)': () => new UnsecuredJWT(good).encode(),
    'signed with HS512': () => sign(good, 'HS512'),
    'signed with RS256': async () => {
      const {privateKey} = await generateKeyPair('RS256');
      return new SignJWT(good).setProtectedHeader({alg: 'RS256'}).sign(privateKey);
    },
    'changed after signing': () => {
      const [header, , signature] = user.token.split('.');
      const payload = Buffer.from(JSON.stringify({...good, sub: '1', role: 'admin', extra: 1})).toString(
        'base64url',
      );
      return [header, payload, signature].join('.');
    },
    'without a signature': () => `${user.token.split('.').slice(0, 2).join('.')}.`,
    expired: () => sign({...good, exp: Math.floor(app.now.getTime() / 1000)}),
    'without an end': () => sign(without('exp')),
    'of another issuer': () => sign({...good, iss: 'somebody-else'}),
    'for another audience': () => sign({...good, aud: 'another-api'}),
    'for several audiences': () => sign({...good, aud: ['training-admin:api', 'another-api']}),
    'without a sign-in': () => sign(without('sid')),
    'of an unknown sign-in': () => sign({...good, sid: randomUUID()}),
    "of somebody else's sign-in": async () =>
      sign({...good, sub: String((await app.givenSignIn('admin')).id)}),
    'of a user that is no number': () => sign({...good, sub: "1' or '1'='1"}),
    'of a user beyond all numbers': () => sign({...good, sub: '99999999999999'}),
    'of a link in a mail': async () =>
      (await auth.tokens()).linkToken('password-reset', user.id, new Date(app.now.getTime() + 60_000)),
    'that are no tokens': () => 'not-a-token',
    'that are empty': () => '',
    'that are huge': () => `${'a'.repeat(7000)}.${'b'.repeat(500)}.c`,
  };
  for (const [title, make] of Object.entries(bad)) {
    it(`${title} are refused`, async () => {
      const answer = await auth.me(await make());

      assert.equal(answer.status, 401);
      assert.equal(answer.body.error.code, 'NOT_AUTHENTICATED');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      assert.equal(JSON.stringify(answer.body).includes('stack'), false);
    });
  }

  it('of a booking are somebody, but not a user', async () => {
    const token = await (await auth.tokens()).bookingAccessToken('RFT-7K2M9QXD', app.now, 'jane@example.com');

    const answer = await auth.me(token);

    assert.equal(answer.status, 403);
    assert.equal(answer.body.error.code, 'NOT_ALLOWED');
  });

  it('are asked for by name: another scheme is refused', async () => {
    for (const authorization of [`Basic ${user.token}`, user.token, `Bearer ${user.token} x`]) {
      const response = await fetch(`${app.url}/api/auth/me`, {
        headers: {authorization},
      });
      assert.equal(response.status, 401);
    }
  });
});
