import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';
import {assertRefused, book} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf, StaffRecords} from '../helpers/staff-records';

describe('Staff and users', () => {
  let app: TestApp;
  let auth: AuthClient;
  let admin: {id: number; email: string; token: string};
  let users: StaffRecords;

  before(async () => {
    app = await givenApplication();
    auth = new AuthClient(app);
    admin = await app.givenSignIn('admin');
    users = new StaffRecords(app, admin.token, '/api/admin/users');
  });
  after(() => app?.stop());

  const user = (values: object = {}) => ({
    email: `${Math.random().toString(36).slice(2)}@example.com`,
    firstName: 'Ann',
    lastName: 'Lee',
    role: 'customer',
    ...values,
  });
  const versionOf = async (id: number) => (await users.read(id)).body.version as number;
  /** The newest link of a kind that was mailed to somebody, as the token in it. */
  const mailedLink = async (kind: 'password-reset' | 'email-verification', email: string) => {
    const [type, key] =
      kind === 'password-reset'
        ? ['password_reset', 'passwordResetId']
        : ['email_verification', 'emailVerificationId'];
    const [mail] = await app.rows<{id: string}>(
      `select payload ->> $3 as id from email_logs where recipient = $1 and email_type = $2 order by id desc limit 1`,
      [email, type, key],
    );
    return (
      mail && (await auth.tokens()).linkToken(kind, Number(mail.id), new Date(app.now.getTime() + 3_600_000))
    );
  };

  it('who is made by staff has no password yet, and staff of ours set one by a link', async () => {
    const {body} = await users.create(user({email: '  New.Trainer@example.com ', role: 'instructor'}));

    assert.deepEqual(
      [body.email, body.role, body.isGuest, body.emailVerified, body.lastLogin, body.phone, body.isActive],
      ['New.Trainer@example.com', 'instructor', true, false, null, null, true],
    );
    await auth.askForReset('new.trainer@example.com');
    await auth.confirmReset((await mailedLink('password-reset', body.email)) ?? '', PASSWORD);
    const signedIn = await auth.login('new.trainer@example.com');
    assert.deepEqual([signedIn.status, signedIn.body.user.role], [200, 'instructor']);
    const {body: now} = await users.read(body.id);
    assert.deepEqual([now.isGuest, now.emailVerified], [false, true]);
  });

  it('an address belongs to one user, whatever its case, guests too', async () => {
    const contact = {firstName: 'Guy', lastName: 'Guest', email: 'Guest@example.com'};
    await book(app, await app.given.schedule(), {contact});
    const {id} = await users.created(user());

    assertRefused(await users.create(user({email: 'guest@EXAMPLE.com'})), 409, 'EMAIL_TAKEN');
    assertRefused(await users.create(user({email: ' guest@example.com '})), 409, 'EMAIL_TAKEN');
    assertRefused(await users.edit(id, {email: admin.email.toUpperCase()}, 1), 409, 'EMAIL_TAKEN');
    const answers = await atOnce(5, () => users.create(user({email: 'Five@example.com'})));
    assert.deepEqual(outcomes(answers), {201: 1, EMAIL_TAKEN: 4});
  });

  it('who gets another role, or is deactivated, is signed out everywhere at once', async () => {
    for (const change of [{role: 'instructor'}, {isActive: false}]) {
      const {body: signIn} = await auth.register(user().email);
      const {id} = signIn.user;
      assert.equal((await auth.me(signIn.accessToken)).status, 200);

      assert.equal((await users.edit(id, change, await versionOf(id))).status, 200);

      assertRefused(await auth.me(signIn.accessToken), 401, 'NOT_AUTHENTICATED');
      assertRefused(await auth.refresh(signIn.refreshToken), 401, 'NOT_AUTHENTICATED');
      const again = await auth.login(signIn.user.email);
      if ('role' in change) assert.equal(again.body.user.role, 'instructor');
      else assertRefused(again, 401, 'INVALID_CREDENTIALS');
    }
  });

  it('who only gets another name stays signed in', async () => {
    const {body: signIn} = await auth.register(user().email);

    await users.edit(signIn.user.id, {lastName: 'Married'}, await versionOf(signIn.user.id));

    assert.equal((await auth.me(signIn.accessToken)).body.lastName, 'Married');
  });

  it('a new address is to be verified, and links to the old one prove nothing about it', async () => {
    const {body: signIn} = await auth.register('old@example.com');
    await auth.askForReset('old@example.com');
    const links = {
      verification: (await mailedLink('email-verification', 'old@example.com')) ?? '',
      reset: (await mailedLink('password-reset', 'old@example.com')) ?? '',
    };
    const {id} = signIn.user;
    await app.rows('update users set email_verified_at = now() where id = $1', [id]);

    const {body} = await users.edit(id, {email: 'new@example.com'}, await versionOf(id));

    assert.deepEqual([body.email, body.emailVerified], ['new@example.com', false]);
    const verify = (token: string) =>
      app.post('/api/auth/verify-email', {token}, {token: signIn.accessToken});
    assertRefused(await verify(links.verification), 422, 'LINK_INVALID');
    assertRefused(await auth.confirmReset(links.reset, PASSWORD), 422, 'LINK_INVALID');
    await verify((await mailedLink('email-verification', 'new@example.com')) ?? '');
    assert.equal((await users.read(id)).body.emailVerified, true);
    const sameInCapitals = await users.edit(id, {email: 'NEW@example.com'}, await versionOf(id));
    assert.deepEqual(
      [sameInCapitals.body.email, sameInCapitals.body.emailVerified],
      ['NEW@example.com', true],
    );
  });

  it('the last admin who can sign in stays one', async () => {
    await users.created(user({role: 'admin'}));
    const version = await versionOf(admin.id);

    for (const change of [{role: 'customer'}, {isActive: false}, {role: 'instructor', lastName: 'Gone'}]) {
      assertRefused(await users.edit(admin.id, change, version), 409, 'LAST_ADMIN');
    }
    assertRefused(await users.remove(admin.id, version), 409, 'IN_USE');
    assert.equal((await users.edit(admin.id, {lastName: 'Boss'}, version)).status, 200);
  });

  it('two admins who demote each other at once: one of them stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const {body: other} = await app.post('/api/auth/register', {
        ...user(),
        role: undefined,
        password: PASSWORD,
      });
      await app.rows(`update users set role = 'admin' where id = $1`, [other.user.id]);
      const theirs = new StaffRecords(app, other.accessToken, '/api/admin/users');
      const versions = [await versionOf(admin.id), await versionOf(other.user.id)];

      const answers = await Promise.all([
        theirs.edit(admin.id, {role: 'customer'}, versions[0] ?? 0),
        users.edit(other.user.id, {isActive: false}, versions[1] ?? 0),
      ]);

      const [refused] = answers.filter(({status}) => status !== 200);
      assert.ok(
        ['LAST_ADMIN', 'NOT_AUTHENTICATED'].includes(refused?.body.error.code),
        JSON.stringify(refused?.body),
      );
      const left = await app.rows(
        `select id from users where role = 'admin' and is_active and password_hash is not null`,
      );
      assert.equal(left.length, 1);
      await app.rows(
        `update users set role = case id when $1 then 'admin' else 'customer' end where id = any($2)`,
        [admin.id, [admin.id, other.user.id]],
      );
      const {body} = await auth.login(admin.email);
      admin = {...admin, token: body.accessToken};
      users = new StaffRecords(app, admin.token, '/api/admin/users');
    }
  });

  it('whom bookings, schedules or the log name stays, and the refusal says why', async () => {
    const {made} = await book(app, await app.given.schedule(), {
      contact: {firstName: 'A', lastName: 'B', email: 'booker@example.com'},
    });
    assert.ok(made);
    const [booker] = await app.rows<{id: number}>(`select id from users where email = 'booker@example.com'`);
    const instructorId = await app.given.instructor();
    await app.given.schedule({instructorId});
    const other = await app.givenSignIn('admin');
    await app.post(
      '/api/admin/venues',
      {name: 'V', addressLine1: '1', city: 'C', postcode: 'P', capacity: 1},
      {token: other.token},
    );
    const hanging: [id: number, Record<string, number>][] = [
      [booker?.id ?? 0, {bookings: 1}],
      [instructorId, {schedules: 1}],
      [other.id, {'activity log entries': 1}],
    ];

    for (const [id, what] of hanging) {
      const refused = await users.remove(id, await versionOf(id));
      assertRefused(refused, 409, 'IN_USE');
      assert.deepEqual(refused.body.error.details, {hanging: what});
    }
    const {id} = (await auth.register(user().email)).body.user;
    assert.equal((await users.remove(id, await versionOf(id))).status, 204);
  });

  it("nobody's password hash is in any answer, file or log", async () => {
    const {body: signIn} = await auth.register('secret@example.com');
    const {id} = signIn.user;
    const version = await versionOf(id);
    const {token} = admin;

    const answers = [
      await users.read(id),
      await users.edit(id, {lastName: 'Changed'}, version),
      await users.edit(id, {lastName: 'Late'}, version),
      await app.get('/api/admin/users?search=secret', {token}),
      await app.get('/api/admin/users.csv?search=secret', {token}),
      await users.remove(id, version + 1),
      await app.get('/api/admin/activity-logs', {token}),
      await app.get('/api/admin/activity-logs.csv', {token}),
    ];

    const [, , , , , removed] = answers;
    assert.equal(removed?.status, 204);
    assert.equal((await activityOf(app, 'user', id)).length, 2);
    for (const {body} of answers) assert.doesNotMatch(JSON.stringify(body), /\$2[aby]\$|hash/i);
  });
});
