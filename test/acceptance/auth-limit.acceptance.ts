import assert from 'node:assert/strict';
import {type Answer, givenApplication, TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';

describe('Limits', () => {
  let app: TestApp;
  let auth: AuthClient;
  /** Another process of the same installation. */
  let twin: TestApp;

  before(async () => {
    const env = {RATE_LIMIT_DISABLED: 'false', LOGIN_LIMIT: '5', REGISTER_LIMIT: '5'};
    app = await givenApplication(env);
    auth = new AuthClient(app);
    twin = await TestApp.start(app.database, env);
  });
  after(async () => {
    await twin?.application.stop();
    await app?.stop();
  });
  beforeEach(async () => {
    await app.database.query('truncate rate_limits');
  });

  let addresses = 0;
  const someAddress = () => `198.51.${Math.floor(++addresses / 250)}.${addresses % 250}`;
  const givenAccount = (email: string) => auth.register(email, {}, someAddress());
  const count = (answers: Answer[], status: number) =>
    answers.filter(answer => answer.status === status).length;

  it('the sixth wrong password from an address has to wait, whoever it is for', async () => {
    const from = someAddress();
    for (let attempt = 0; attempt < 5; attempt++) {
      assert.equal((await auth.login(`unknown-${attempt}@example.com`, PASSWORD, from)).status, 401);
    }
    app.passes({minutes: 5});

    const sixth = await auth.login('unknown-6@example.com', PASSWORD, from);

    assert.equal(sixth.status, 429);
    assert.equal(sixth.body.error.code, 'RATE_LIMITED');
    assert.equal(sixth.headers.get('retry-after'), String(10 * 60));
    app.passes({minutes: 10});
    for (let attempt = 0; attempt < 5; attempt++) {
      assert.equal((await auth.login(`later-${attempt}@example.com`, PASSWORD, from)).status, 401);
    }
    assert.equal((await auth.login('later-6@example.com', PASSWORD, from)).status, 429);
  });

  it('the sixth wrong password for an account has to wait, wherever it comes from', async () => {
    await givenAccount('target@example.com');
    for (let attempt = 0; attempt < 5; attempt++) {
      assert.equal((await auth.login('Target@example.com', 'wrong guess', someAddress())).status, 401);
    }

    const right = await auth.login('target@EXAMPLE.com', PASSWORD, someAddress());

    assert.equal(right.status, 429);
    app.passes({minutes: 15});
    assert.equal((await auth.login('target@example.com', PASSWORD, someAddress())).status, 200);
  });

  it('fifty wrong passwords at once, over two processes, are five guesses', async () => {
    await givenAccount('burst@example.com');

    const answers = await Promise.all(
      Array.from({length: 50}, (_, index) =>
        new AuthClient(index % 2 === 0 ? app : twin).login(
          'burst@example.com',
          `guess ${index}`,
          someAddress(),
        ),
      ),
    );

    assert.equal(count(answers, 401), 5);
    assert.equal(count(answers, 429), 45);
  });

  it('signing in does not count, so nobody locks out a busy office', async () => {
    await givenAccount('busy@example.com');
    const from = someAddress();

    for (let attempt = 0; attempt < 8; attempt++) {
      assert.equal((await auth.login('busy@example.com', PASSWORD, from)).status, 200);
    }
    const rows = await app.database.query(`select hits from rate_limits where bucket like 'login-%'`);
    assert.deepEqual(
      rows.rows.map(row => row.hits),
      [0, 0],
    );
  });

  it("an account that is locked does not use up its owner's address", async () => {
    await givenAccount('locked@example.com');
    await givenAccount('free@example.com');
    for (let attempt = 0; attempt < 5; attempt++)
      await auth.login('locked@example.com', 'wrong', someAddress());
    const from = someAddress();
    for (let attempt = 0; attempt < 8; attempt++) {
      assert.equal((await auth.login('locked@example.com', PASSWORD, from)).status, 429);
    }

    assert.equal((await auth.login('free@example.com', PASSWORD, from)).status, 200);
  });

  it('neighbours in one IPv6 network are one address', async () => {
    for (let attempt = 1; attempt <= 5; attempt++) {
      await auth.login(`six-${attempt}@example.com`, PASSWORD, `2001:db8:5:6::${attempt}`);
    }

    assert.equal((await auth.login('six@example.com', PASSWORD, '2001:db8:5:6:aaaa::1')).status, 429);
    assert.equal((await auth.login('six@example.com', PASSWORD, '2001:db8:5:7::1')).status, 401);
  });

  it('an address registers five accounts an hour', async () => {
    const from = someAddress();
    const register = (email: string) => auth.register(email, {}, from);
    for (let attempt = 0; attempt < 5; attempt++) await register(`many-${attempt}@example.com`);

    assert.equal((await register('many-6@example.com')).status, 429);

    const found = await app.database.query(`select 1 from users where email = 'many-6@example.com'`);
    assert.equal(found.rowCount, 0);
  });

  it('resets are five an hour, per address and per account, known or not', async () => {
    await givenAccount('flooded@example.com');
    for (const email of ['flooded@example.com', 'unknown@example.com']) {
      for (let attempt = 0; attempt < 5; attempt++) {
        assert.equal((await auth.askForReset(email, someAddress())).status, 202);
      }
      assert.equal((await auth.askForReset(email, someAddress())).status, 429);
    }
    const from = someAddress();
    for (let attempt = 0; attempt < 5; attempt++) {
      await auth.askForReset(`reset-${attempt}@example.com`, from);
    }
    assert.equal((await auth.askForReset('r@example.com', from)).status, 429);
    const mails = await app.database.query(`select 1 from email_logs where recipient = 'flooded@example.com'
      and email_type = 'password_reset'`);
    assert.equal(mails.rowCount, 5);
  });

  it('windows that are over are removed, running ones stay', async () => {
    await auth.login('old@example.com', PASSWORD, someAddress());
    app.passes({minutes: 20});
    await auth.login('new@example.com', PASSWORD, someAddress());

    const limits = await app.application.get<{removeExpired(limit: number): Promise<number>}>(
      'services.RateLimitService',
    );
    assert.equal(await limits.removeExpired(1000), 2);

    assert.equal((await app.database.query('select 1 from rate_limits')).rowCount, 2);
  });
});
