import assert from 'node:assert/strict';
import {AuthApp, migratedDatabase, PASSWORD} from '../helpers/auth-app';
import type {TestDatabase} from '../helpers/server';

describe('Accounts and sign-ins', () => {
  let database: TestDatabase;
  let app: AuthApp;

  before(async () => {
    database = await migratedDatabase();
    app = await AuthApp.start(database);
  });
  after(async () => {
    await app?.stop();
    await database?.drop();
  });

  const userRow = async (email: string) => {
    const {rows} = await database.query('select * from users where lower(email) = lower($1)', [email]);
    return rows[0];
  };

  it('a customer registers, is signed in, and is asked to confirm the address', async () => {
    const answer = await app.post('/api/auth/register', {
      email: '  Sinead.OBrien@Example.com ',
      password: PASSWORD,
      firstName: 'Sinéad',
      lastName: "O'Brien'; drop table users; --",
      phone: '+44 113 496 0000',
    });

    assert.equal(answer.status, 201);
    const {user, accessToken, expiresIn, tokenType} = answer.body;
    assert.deepEqual(user, {
      id: user.id,
      email: 'Sinead.OBrien@Example.com',
      firstName: 'Sinéad',
      lastName: "O'Brien'; drop table users; --",
      phone: '+44 113 496 0000',
      role: 'customer',
      emailVerified: false,
    });
    assert.equal(expiresIn, 900);
    assert.equal(tokenType, 'Bearer');
    assert.deepEqual((await app.me(accessToken)).body, user);

    const row = await userRow('sinead.obrien@example.com');
    assert.match(row.password_hash, /^\$2[aby]\$04\$/);
    const mails = await database.query('select * from email_logs where recipient = $1', [user.email]);
    assert.equal(mails.rowCount, 1);
    assert.equal(mails.rows[0].email_type, 'email_verification');
    assert.deepEqual(Object.keys(mails.rows[0].payload), ['emailVerificationId']);
  });

  it('nobody gives themselves a role, an id or a field that is not asked for', async () => {
    for (const extra of [{role: 'admin'}, {id: 1}, {isActive: true}, {emailVerifiedAt: '2026-01-01'}]) {
      const answer = await app.register('climber@example.com', extra);

      assert.equal(answer.status, 422);
      assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    }
    assert.equal(await userRow('climber@example.com'), undefined);
  });

  it('an address is taken whatever its case, and the account stays as it was', async () => {
    await app.register('taken@example.com');
    const before = await userRow('taken@example.com');

    const answer = await app.register('Taken@EXAMPLE.com', {firstName: 'Eve'});

    assert.equal(answer.status, 409);
    assert.equal(answer.body.error.code, 'EMAIL_TAKEN');
    assert.deepEqual(await userRow('taken@example.com'), before);
  });

  it('one address registered twenty times at once becomes one account', async () => {
    const answers = await Promise.all(Array.from({length: 20}, () => app.register('rush@example.com')));

    assert.equal(answers.filter(answer => answer.status === 201).length, 1);
    assert.equal(answers.filter(answer => answer.status === 409).length, 19);
  });

  it('a guest who registers keeps the row and has the address to confirm', async () => {
    const guest = await database.query<{id: number}>(
      `insert into users (email, first_name, last_name, phone) values ('guest@example.com', 'G', 'H', '01234 567890')
       returning id`,
    );

    const answer = await app.register('Guest@example.com');

    assert.equal(answer.status, 201);
    assert.equal(answer.body.user.id, guest.rows[0]?.id);
    assert.equal(answer.body.user.emailVerified, false);
    assert.equal(answer.body.user.phone, '01234 567890');
    assert.equal((await app.login('guest@example.com')).status, 200);
  });

  it('a password has 8 to 72 bytes, and a longer one never passes for its beginning', async () => {
    for (const password of ['short', 'x'.repeat(73), 'é'.repeat(37)]) {
      const answer = await app.register('length@example.com', {password});
      assert.equal(answer.status, 422);
      assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    }
    const longest = 'x'.repeat(72);
    assert.equal((await app.register('length@example.com', {password: longest})).status, 201);

    assert.equal((await app.login('length@example.com', longest)).status, 200);
    assert.equal((await app.login('length@example.com', `${longest}y`)).status, 401);
  });

  it('a wrong password, an unknown address, a guest and a former user get the same answer', async () => {
    await app.register('known@example.com');
    await app.register('former@example.com');
    await database.query(`update users set is_active = false where email = 'former@example.com'`);
    await database.query(
      `insert into users (email, first_name, last_name) values ('only-guest@example.com', 'G', 'H')`,
    );

    const answers = [
      await app.login('known@example.com', 'not the password'),
      await app.login('nobody@example.com'),
      await app.login('only-guest@example.com'),
      await app.login('former@example.com'),
    ];

    for (const {status, body} of answers) {
      assert.equal(status, 401);
      assert.equal(body.error.code, 'INVALID_CREDENTIALS');
      assert.equal(body.error.message, answers[0]?.body.error.message);
    }
  });

  it('a sign-in is noted on the account', async () => {
    await app.register('noted@example.com');
    app.passes(60);

    assert.equal((await app.login('NOTED@example.com')).status, 200);

    assert.deepEqual((await userRow('noted@example.com')).last_login, app.now);
  });

  it("a user's new role and deactivation count at once, whatever the token says", async () => {
    const {id, accessToken} = await app.givenUser('customer');

    await database.query(`update users set role = 'instructor' where id = $1`, [id]);
    assert.equal((await app.me(accessToken)).body.role, 'instructor');

    await database.query('update users set is_active = false where id = $1', [id]);
    assert.equal((await app.me(accessToken)).status, 401);
  });
});

describe('Refreshing a sign-in', () => {
  let database: TestDatabase;
  let app: AuthApp;

  before(async () => {
    database = await migratedDatabase();
    app = await AuthApp.start(database, {REFRESH_TOKEN_DAYS: '30'});
  });
  after(async () => {
    await app?.stop();
    await database?.drop();
  });

  const given = async (email: string) => (await app.register(email)).body;

  it('gives new tokens, and keeps only hashes', async () => {
    const first = await given('rotate@example.com');

    const second = await app.refresh(first.refreshToken);

    assert.equal(second.status, 200);
    assert.notEqual(second.body.refreshToken, first.refreshToken);
    assert.equal((await app.me(second.body.accessToken)).status, 200);
    const stored = await database.query('select token_hash::text as hash from refresh_tokens');
    for (const {hash} of stored.rows) assert.match(hash, /^\\x[0-9a-f]{64}$/);
  });

  it('with a token that was used before ends the sign-in for whoever has it', async () => {
    const first = await given('stolen@example.com');
    const other = (await app.login('stolen@example.com')).body;
    const second = (await app.refresh(first.refreshToken)).body;

    const reuse = await app.refresh(first.refreshToken);

    assert.equal(reuse.status, 401);
    assert.equal(reuse.body.error.code, 'NOT_AUTHENTICATED');
    assert.equal((await app.refresh(second.refreshToken)).status, 401);
    assert.equal((await app.me(second.accessToken)).status, 401);
    assert.equal((await app.me(other.accessToken)).status, 200);
  });

  it('with one token ten times at once succeeds once', async () => {
    const {refreshToken} = await given('parallel@example.com');

    const answers = await Promise.all(Array.from({length: 10}, () => app.refresh(refreshToken)));

    assert.equal(answers.filter(answer => answer.status === 200).length, 1);
    assert.equal(answers.filter(answer => answer.status === 401).length, 9);
  });

  it('works for 30 days from the last use', async () => {
    const minutesPerDay = 24 * 60;
    const first = await given('patient@example.com');
    app.passes(29 * minutesPerDay);
    const second = await app.refresh(first.refreshToken);
    assert.equal(second.status, 200);

    app.passes(29 * minutesPerDay);
    const third = await app.refresh(second.body.refreshToken);
    assert.equal(third.status, 200);

    app.passes(30 * minutesPerDay);
    assert.equal((await app.refresh(third.body.refreshToken)).status, 401);
  });

  it('is over with the account, and for a token that nobody gave out', async () => {
    const {refreshToken, user} = await given('leaver@example.com');
    await database.query('update users set is_active = false where id = $1', [user.id]);

    assert.equal((await app.refresh(refreshToken)).status, 401);
    assert.equal((await app.refresh('x'.repeat(43))).status, 401);
  });

  it('logout ends the sign-in and its access token at once, and no other', async () => {
    const first = await given('leaving@example.com');
    const other = (await app.login('leaving@example.com')).body;

    const answer = await app.post('/api/auth/logout', {refreshToken: first.refreshToken});

    assert.equal(answer.status, 204);
    assert.equal((await app.me(first.accessToken)).status, 401);
    assert.equal((await app.refresh(first.refreshToken)).status, 401);
    assert.equal((await app.me(other.accessToken)).status, 200);
    assert.equal((await app.post('/api/auth/logout', {refreshToken: 'unknown'})).status, 204);
  });

  it('logout while refreshing leaves no way in', async () => {
    for (let round = 0; round < 10; round++) {
      const {refreshToken} = (await app.login('leaving@example.com')).body;

      const [refreshed] = await Promise.all([
        app.refresh(refreshToken),
        app.post('/api/auth/logout', {refreshToken}),
      ]);

      if (refreshed.status === 200) assert.equal((await app.me(refreshed.body.accessToken)).status, 401);
    }
  });
});
