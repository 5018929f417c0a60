import assert from 'node:assert/strict';
import {UserRepository} from '../../src/repositories/user.repository';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';

describe('Refreshing a sign-in', () => {
  let app: TestApp;
  let auth: AuthClient;

  before(async () => {
    app = await givenApplication({REFRESH_TOKEN_DAYS: '30'});
    auth = new AuthClient(app);
  });
  after(() => app?.stop());

  const given = async (email: string) => (await auth.register(email)).body;

  it('gives new tokens, and keeps only hashes', async () => {
    const first = await given('rotate@example.com');

    const second = await auth.refresh(first.refreshToken);

    assert.equal(second.status, 200);
    assert.notEqual(second.body.refreshToken, first.refreshToken);
    assert.equal((await auth.me(second.body.accessToken)).status, 200);
    const stored = await app.database.query('select token_hash::text as hash from refresh_tokens');
    for (const {hash} of stored.rows) assert.match(hash, /^\\x[0-9a-f]{64}$/);
  });

  it('with a token that was used before ends the sign-in for whoever has it', async () => {
    const first = await given('stolen@example.com');
    const other = (await auth.login('stolen@example.com')).body;
    const second = (await auth.refresh(first.refreshToken)).body;

    const reuse = await auth.refresh(first.refreshToken);

    assert.equal(reuse.status, 401);
    assert.equal(reuse.body.error.code, 'NOT_AUTHENTICATED');
    assert.equal((await auth.refresh(second.refreshToken)).status, 401);
    assert.equal((await auth.me(second.accessToken)).status, 401);
    assert.equal((await auth.me(other.accessToken)).status, 200);
  });

  /** Holds each request back where it takes the lock on the user, until all of them are there. */
  const whenAllMeet = async (count: number, takeLock: boolean, work: () => Promise<Answer[]>) => {
    const users = await app.application.get<UserRepository>('repositories.UserRepository');
    let release: () => void = () => {};
    const all = new Promise<void>(resolve => {
      release = resolve;
    });
    let arrived = 0;
    users.lockAccount = async (tx, id) => {
      arrived += 1;
      if (arrived === count) release();
      await all;
      return takeLock ? UserRepository.prototype.lockAccount.call(users, tx, id) : users.findAccount(id, tx);
    };
    try {
      return await work();
    } finally {
      users.lockAccount = UserRepository.prototype.lockAccount;
    }
  };

  it('with one token five times at once succeeds once', async () => {
    const {refreshToken} = await given('parallel@example.com');

    const answers = await whenAllMeet(5, true, () =>
      Promise.all(Array.from({length: 5}, () => auth.refresh(refreshToken))),
    );

    assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 401, 401, 401, 401]);
  });

  it('would succeed more than once without the lock', async () => {
    const {refreshToken} = await given('unlocked@example.com');

    const answers = await whenAllMeet(5, false, () =>
      Promise.all(Array.from({length: 5}, () => auth.refresh(refreshToken))),
    );

    assert.ok(answers.filter(answer => answer.status === 200).length > 1);
  });

  it('works for 30 days from the last use', async () => {
    const minutesPerDay = 24 * 60;
    const first = await given('patient@example.com');
    app.passes({minutes: 29 * minutesPerDay});
    const second = await auth.refresh(first.refreshToken);
    assert.equal(second.status, 200);

    app.passes({minutes: 29 * minutesPerDay});
    const third = await auth.refresh(second.body.refreshToken);
    assert.equal(third.status, 200);

    app.passes({minutes: 30 * minutesPerDay});
    assert.equal((await auth.refresh(third.body.refreshToken)).status, 401);
  });

  it('is over with the account, and for a token that nobody gave out', async () => {
    const {refreshToken, user} = await given('leaver@example.com');
    await app.database.query('update users set is_active = false where id = $1', [user.id]);

    assert.equal((await auth.refresh(refreshToken)).status, 401);
    assert.equal((await auth.refresh('x'.repeat(43))).status, 401);
  });

  it('logout ends the sign-in and its access token at once, and no other', async () => {
    const first = await given('leaving@example.com');
    const other = (await auth.login('leaving@example.com')).body;

    const answer = await auth.logout(first.refreshToken);

    assert.equal(answer.status, 204);
    assert.equal((await auth.me(first.accessToken)).status, 401);
    assert.equal((await auth.refresh(first.refreshToken)).status, 401);
    assert.equal((await auth.me(other.accessToken)).status, 200);
    assert.equal((await auth.logout('unknown')).status, 204);
  });

  it('logout while refreshing leaves no way in', async () => {
    for (let round = 0; round < 10; round++) {
      const {refreshToken} = (await auth.login('leaving@example.com')).body;

      const [refreshed] = await Promise.all([auth.refresh(refreshToken), auth.logout(refreshToken)]);

      if (refreshed.status === 200) assert.equal((await auth.me(refreshed.body.accessToken)).status, 401);
    }
  });
});
