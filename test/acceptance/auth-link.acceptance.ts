import assert from 'node:assert/strict';
import {PasswordService} from '../../src/services/password.service';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';

const NEW_PASSWORD = 'a much better one';

describe('Links in mails', () => {
  let app: TestApp;
  let auth: AuthClient;

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
  });
  after(() => app?.stop());

  const mailsTo = async (email: string, type: string) => {
    const {rows} = await app.database.query<{payload: Record<string, number>; status: string}>(
      'select payload, status from email_logs where recipient = $1 and email_type = $2 order by id',
      [email, type],
    );
    return rows;
  };

  /** What the job that sends the mail will do with its row. */
  const resetToken = async (email: string) => {
    const id = (await mailsTo(email, 'password_reset')).at(-1)?.payload.passwordResetId ?? 0;
    const {rows} = await app.database.query('select expires_at from password_resets where id = $1', [id]);
    return (await auth.tokens()).linkToken('password-reset', id, rows[0]?.expires_at);
  };
  const verificationToken = async (email: string) => {
    const id = (await mailsTo(email, 'email_verification')).at(-1)?.payload.emailVerificationId ?? 0;
    const {rows} = await app.database.query('select expires_at from email_verifications where id = $1', [id]);
    return (await auth.tokens()).linkToken('email-verification', id, rows[0]?.expires_at);
  };
  const ask = (email: string) => auth.askForReset(email);
  const confirm = (token: string, newPassword = NEW_PASSWORD) => auth.confirmReset(token, newPassword);

  it('a reset is answered alike whether or not there is an account, and mailed only to one', async () => {
    await auth.register('Forgetful@example.com');
    await app.database.query(
      `insert into users (email, first_name, last_name) values ('g@example.com', 'G', 'H')`,
    );

    const known = await ask('forgetful@EXAMPLE.com');
    const unknown = await ask('nobody@example.com');
    const guest = await ask('g@example.com');

    for (const answer of [known, unknown, guest]) {
      assert.equal(answer.status, 202);
      assert.deepEqual(answer.body, known.body);
    }
    const [mail] = await mailsTo('Forgetful@example.com', 'password_reset');
    assert.equal(mail?.status, 'queued');
    assert.deepEqual(Object.keys(mail?.payload ?? {}), ['passwordResetId']);
    const all = await app.database.query(`select 1 from email_logs where email_type = 'password_reset'`);
    assert.equal(all.rowCount, 1);
  });

  it('a new password counts, ends every sign-in and proves the address', async () => {
    const signIn = (await auth.register('reset@example.com')).body;
    await ask('reset@example.com');

    const answer = await confirm(await resetToken('reset@example.com'));

    assert.equal(answer.status, 204);
    assert.equal((await auth.me(signIn.accessToken)).status, 401);
    assert.equal((await auth.refresh(signIn.refreshToken)).status, 401);
    assert.equal((await auth.login('reset@example.com', PASSWORD)).status, 401);
    const again = await auth.login('reset@example.com', NEW_PASSWORD);
    assert.equal(again.status, 200);
    assert.equal(again.body.user.emailVerified, true);
  });

  it('a link works once, also for ten who click at once, and takes the older links with it', async () => {
    await auth.register('once@example.com');
    await ask('once@example.com');
    const older = await resetToken('once@example.com');
    await ask('once@example.com');
    const newer = await resetToken('once@example.com');

    const answers = await Promise.all(Array.from({length: 10}, () => confirm(newer)));

    assert.equal(answers.filter(answer => answer.status === 204).length, 1);
    for (const {status, body} of [...answers, await confirm(older)]) {
      if (status !== 204) assert.deepEqual([status, body.error.code], [422, 'LINK_INVALID']);
    }
    assert.equal((await confirm(older, 'yet another one')).status, 422);
    assert.equal((await auth.login('once@example.com', NEW_PASSWORD)).status, 200);
  });

  it('a link runs out after an hour', async () => {
    await auth.register('late@example.com');
    await ask('late@example.com');
    const token = await resetToken('late@example.com');
    app.passes({minutes: 60});

    const answer = await confirm(token);

    assert.equal(answer.body.error.code, 'LINK_INVALID');
    assert.equal((await auth.login('late@example.com', PASSWORD)).status, 200);
  });

  it('a link is no use for a deactivated account, and with a password that is too short it is not used up', async () => {
    const {user} = (await auth.register('gone@example.com')).body;
    await ask('gone@example.com');
    const token = await resetToken('gone@example.com');
    assert.equal((await confirm(token, 'short')).body.error.code, 'VALIDATION_FAILED');

    await app.database.query('update users set is_active = false where id = $1', [user.id]);
    assert.equal((await confirm(token)).body.error.code, 'LINK_INVALID');

    await app.database.query('update users set is_active = true where id = $1', [user.id]);
    assert.equal((await confirm(token)).status, 204);
  });

  it('an access token, a booking token and a verification are no reset links', async () => {
    const signIn = (await auth.register('mixed@example.com')).body;
    const booking = await (await auth.tokens()).bookingAccessToken(
      'RFT-7K2M9QXD',
      app.now,
      'jane@example.com',
    );

    for (const token of [
      signIn.accessToken,
      booking,
      await verificationToken('mixed@example.com'),
      'x.y.z',
    ]) {
      const answer = await confirm(token);
      assert.deepEqual([answer.status, answer.body.error.code], [422, 'LINK_INVALID']);
    }
  });

  it('an address is confirmed by its link, once', async () => {
    const {accessToken} = (await auth.register('fresh@example.com')).body;
    const token = await verificationToken('fresh@example.com');
    assert.equal((await auth.me(accessToken)).body.emailVerified, false);

    const signedIn = {token: accessToken};
    assert.equal((await app.post('/api/auth/verify-email', {token}, signedIn)).status, 204);

    assert.equal((await auth.me(accessToken)).body.emailVerified, true);
    const again = await app.post('/api/auth/verify-email', {token}, signedIn);
    assert.deepEqual([again.status, again.body.error.code], [422, 'LINK_INVALID']);
  });

  it('a password that changes while somebody signs in with the old one lets nobody in', async () => {
    const email = 'race@example.com';
    await auth.register(email);
    await ask(email);
    const token = await resetToken(email);
    const passwords = await app.application.get<PasswordService>('services.PasswordService');
    passwords.matches = async (password, hash) => {
      const matches = await PasswordService.prototype.matches.call(passwords, password, hash);
      assert.equal((await confirm(token)).status, 204);
      return matches;
    };

    const signIn = await auth.login(email, PASSWORD).finally(() => {
      passwords.matches = PasswordService.prototype.matches;
    });

    assert.deepEqual([signIn.status, signIn.body.error.code], [401, 'INVALID_CREDENTIALS']);
  });
});
