import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';

describe('Accounts and sign-ins', () => {
  let app: TestApp;
  let auth: AuthClient;

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
  });
  after(() => app?.stop());

  const userRow = async (email: string) => {
    const {rows} = await app.database.query('select * from users where lower(email) = lower($1)', [email]);
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
    assert.deepEqual((await auth.me(accessToken)).body, user);

    const row = await userRow('sinead.obrien@example.com');
    assert.match(row.password_hash, /^\$2[aby]\$04\$/);
    const mails = await app.database.query('select * from email_logs where recipient = $1', [user.email]);
    assert.equal(mails.rowCount, 1);
    assert.equal(mails.rows[0].email_type, 'email_verification');
    assert.deepEqual(Object.keys(mails.rows[0].payload), ['emailVerificationId']);
  });

  it('nobody gives themselves a role, an id or a field that is not asked for', async () => {
    for (const extra of [{role: 'admin'}, {id: 1}, {isActive: true}, {emailVerifiedAt: '2026-01-01'}]) {
      const answer = await auth.register('climber@example.com', extra);

      assert.equal(answer.status, 422);
      assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    }
    assert.equal(await userRow('climber@example.com'), undefined);
  });

  it('an address is taken whatever its case, and the account stays as it was', async () => {
    await auth.register('taken@example.com');
    const before = await userRow('taken@example.com');

    const answer = await auth.register('Taken@EXAMPLE.com', {firstName: 'Eve'});

    assert.equal(answer.status, 409);
    assert.equal(answer.body.error.code, 'EMAIL_TAKEN');
    assert.deepEqual(await userRow('taken@example.com'), before);
  });

  it('one address registered twenty times at once becomes one account', async () => {
    const answers = await Promise.all(Array.from({length: 20}, () => auth.register('rush@example.com')));

    assert.equal(answers.filter(answer => answer.status === 201).length, 1);
    assert.equal(answers.filter(answer => answer.status === 409).length, 19);
  });

  it('a guest who registers keeps the row and has the address to confirm', async () => {
    const guest = await app.database.query<{id: number}>(
      `insert into users (email, first_name, last_name, phone, email_verified_at)
       values ('guest@example.com', 'G', 'H', '01234 567890', now()) returning id`,
    );

    const answer = await auth.register('Guest@example.com');

    assert.equal(answer.status, 201);
    assert.equal(answer.body.user.id, guest.rows[0]?.id);
    assert.equal(answer.body.user.emailVerified, false);
    assert.equal(answer.body.user.phone, '01234 567890');
    assert.equal((await auth.login('guest@example.com')).status, 200);
  });

  it('a password has 8 to 72 bytes, and a longer one never passes for its beginning', async () => {
    for (const password of ['short', 'x'.repeat(73), 'é'.repeat(37)]) {
      const answer = await auth.register('length@example.com', {password});
      assert.equal(answer.status, 422);
      assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    }
    const longest = 'x'.repeat(72);
    assert.equal((await auth.register('length@example.com', {password: longest})).status, 201);

    assert.equal((await auth.login('length@example.com', longest)).status, 200);
    assert.equal((await auth.login('length@example.com', `${longest}y`)).status, 401);
  });

  it('a wrong password, an unknown address, a guest and a former user get the same answer', async () => {
    await auth.register('known@example.com');
    await auth.register('former@example.com');
    await app.database.query(`update users set is_active = false where email = 'former@example.com'`);
    await app.database.query(
      `insert into users (email, first_name, last_name) values ('only-guest@example.com', 'G', 'H')`,
    );

    const answers = [
      await auth.login('known@example.com', 'not the password'),
      await auth.login('nobody@example.com'),
      await auth.login('only-guest@example.com'),
      await auth.login('former@example.com'),
    ];

    for (const {status, body} of answers) {
      assert.equal(status, 401);
      assert.equal(body.error.code, 'INVALID_CREDENTIALS');
      assert.equal(body.error.message, answers[0]?.body.error.message);
    }
  });

  it('a sign-in is noted on the account', async () => {
    await auth.register('noted@example.com');
    app.passes({minutes: 60});

    assert.equal((await auth.login('NOTED@example.com')).status, 200);

    assert.deepEqual((await userRow('noted@example.com')).last_login, app.now);
  });

  it("a user's new role and deactivation count at once, whatever the token says", async () => {
    const {id, token} = await app.givenSignIn('customer');

    await app.database.query(`update users set role = 'instructor' where id = $1`, [id]);
    assert.equal((await auth.me(token)).body.role, 'instructor');

    await app.database.query('update users set is_active = false where id = $1', [id]);
    assert.equal((await auth.me(token)).status, 401);
  });
});
