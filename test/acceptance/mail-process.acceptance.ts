import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import {givenApplication, TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {ApplicationRun} from '../helpers/application-run';
import {book, bookingRow} from '../helpers/booking';
import {LOCALHOST_CERTIFICATE, LOCALHOST_KEY} from '../helpers/localhost-certificate';
import {delivery, givenQueuedMail, type MailRow, mailRow, newAddress} from '../helpers/mail';
import {MailServer} from '../helpers/mail-server';
import {atOnce, tally} from '../helpers/race';
import {migratedDatabase} from '../helpers/template';
import {until} from '../helpers/wait';

const MAILS = 40;

describe('Processes that send mail', function () {
  this.timeout(60_000);

  let app: TestApp;
  let server: MailServer;
  const processes: AppProcess[] = [];

  /** Another process on the same database, with its jobs on. */
  const startProcess = async (settings: Record<string, string> = {}) => {
    const started = await startAppProcess(app.database, {
      SMTP_URL: server.url,
      JOBS_ON: 'true',
      // What still runs is told to end after half of it.
      SHUTDOWN_GRACE_S: '2',
      ...settings,
    });
    processes.push(started);
    return started;
  };

  beforeEach(async () => {
    server = await MailServer.start();
    app = await givenApplication({SMTP_URL: server.url});
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(one => one.stop()));
    await app?.stop();
    await server?.stop();
  });

  it('share the work: each mail goes out once', async () => {
    const scheduleId = await app.given.schedule({price: '0.00', seats: MAILS});
    await Promise.all([startProcess(), startProcess()]);
    const addresses = await atOnce(MAILS, async () => {
      const address = newAddress();
      await book(app, scheduleId, {contact: {firstName: 'Ann', lastName: 'Lee', email: address}});
      return address;
    });
    // Two jobs for each mail, so that both processes are after it.
    await app.rows(
      `select graphile_worker.add_job('send_mail', json_build_object('id', id)) from email_logs`,
    );

    await until(async () => {
      const left = await app.rows(`select id from graphile_worker.jobs where task_identifier = 'send_mail'`);
      return left.length === 0;
    }, 'no mail waits');

    const received = server.received.flatMap(({to}) => to);
    assert.deepEqual(received.sort(), [...addresses].sort());
    const rows = await app.rows<MailRow>('select status, attempts from email_logs');
    assert.deepEqual(tally(rows.map(row => `${row.status} ${row.attempts}`)), {'sent 1': MAILS});
  });

  it('and are killed before they hear that a mail was taken: another one sends it, with its Message-ID', async () => {
    server.answers({onMail: () => 'silence'});
    const doomed = await startProcess();
    const {id, address} = await givenQueuedMail(app);
    await server.mailTo(address);
    process.kill(doomed.pid, 'SIGKILL');
    await doomed.finished;
    assert.equal((await mailRow(app, id)).status, 'sending');
    server.answers({});

    await app.rows(`update email_logs set locked_until = now() where id = $1`, [id]);
    await startProcess();
    await (await delivery(app)).sendStuck();

    await server.mailTo(address, 2);
    const {message_id: messageId} = await mailRow(app, id);
    assert.deepEqual(
      server.to(address).map(({mail}) => mail.messageId),
      [messageId, messageId],
    );
    await until(async () => (await mailRow(app, id)).status === 'sent', 'it is written down');
  });

  it('that are told to stop give back what the mail server keeps waiting', async () => {
    server.answers({onMail: () => 'silence'});
    const stopped = await startProcess();
    const {id, address} = await givenQueuedMail(app);
    await server.mailTo(address);

    const {code} = await stopped.stop();

    assert.equal(code, 0);
    const row = await mailRow(app, id);
    assert.deepEqual([row.status, row.locked_until], ['queued', null]);
    server.answers({});
    await startProcess();
    await server.mailTo(address, 2);
  });

  it('release seats in time while the mail server hangs', async () => {
    server.answers({onRecipient: () => 'silence'});
    const scheduleId = await app.given.schedule({price: '0.00', seats: 3});
    const started = await startProcess({MAIL_PARALLEL: '2'});
    await atOnce(3, () => givenQueuedMail(app));
    await until(() => server.recipients.length === 2, 'all that may be sent at once are being sent');
    const {reference} = await book(app, scheduleId);
    await app.rows(
      `update bookings set status = 'pending', hold_expires_at = now() - interval '1 minute' where booking_reference = $1`,
      [reference],
    );

    await app.rows(`select graphile_worker.add_job('release_expired_holds')`);

    await until(
      async () => (await bookingRow(app, reference)).status === 'cancelled',
      'the hold is released',
    );
    assert.equal(server.recipients.length, 2);
    server.answers({});
    assert.ok(started);
  });

  it('without a mail server in production say so, and mails wait until there is one', async () => {
    const deployed = new ApplicationRun({
      NODE_ENV: 'staging',
      DATABASE_URL: app.database.url,
      DATABASE_SSL: 'off',
      BCRYPT_COST: '10',
      JOBS_ON: 'true',
      HOST: '127.0.0.1',
    });
    try {
      await deployed.says(/no mail server is configured/);
      await deployed.listens();
      const {id, address} = await givenQueuedMail(app);
      const {status, attempts} = await mailRow(app, id);
      assert.deepEqual([status, attempts], ['queued', 0]);

      await startProcess();

      await server.mailTo(address);
    } finally {
      deployed.terminate();
      await deployed.finished;
    }
  });
});

describe('Mail in development, without a mail server', () => {
  it('is a file for each in the outbox, that a mail program opens', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'outbox-'));
    const app = await givenApplication({JOBS_ON: 'true', MAIL_OUTBOX_DIR: path.join(folder, 'new')});
    try {
      const {id, address} = await givenQueuedMail(app, {firstName: "Zoë O'Brien"});
      await until(async () => (await mailRow(app, id)).status === 'sent', 'it is written');

      assert.deepEqual(readdirSync(path.join(folder, 'new')), [
        `${id.padStart(6, '0')}-booking_confirmed.eml`,
      ]);
      const [name = ''] = readdirSync(path.join(folder, 'new'));
      const mail = await PostalMime.parse(readFileSync(path.join(folder, 'new', name)));
      assert.deepEqual(mail.to, [{name: "Zoë O'Brien Lee", address}]);
      assert.ok(mail.text?.startsWith("Dear Zoë O'Brien,"));
      assert.equal(mail.attachments.length, 1);
    } finally {
      await app.stop();
      rmSync(folder, {recursive: true});
    }
  });
});

describe('A mail server that wants encryption and a sign-in', () => {
  const signIn = {
    disabledCommands: [],
    key: LOCALHOST_KEY,
    cert: LOCALHOST_CERTIFICATE,
    authOptional: false,
    onAuth: (
      {username, password}: {username?: string; password?: string},
      _session: unknown,
      done: (error: Error | null, response?: {user: string}) => void,
    ) => {
      if (username === 'mailer' && password === 'p@ss/word') done(null, {user: username});
      else done(Object.assign(new Error('wrong password'), {responseCode: 535}));
    },
  };
  const trusted = `tls.ca=${encodeURIComponent(LOCALHOST_CERTIFICATE)}`;
  const login = 'mailer:p%40ss%2Fword';

  /** What becomes of a mail that goes to this server by this URL. */
  const sendTo = async (options: object, url: (port: number) => string) => {
    const server = await MailServer.start(options);
    const app = await TestApp.start(await migratedDatabase(), {
      SMTP_URL: url(server.port),
      MAIL_TIMEOUT_S: '2',
    });
    try {
      const {id} = await givenQueuedMail(app);
      await (await delivery(app)).send(Number(id));
      return {row: await mailRow(app, id), received: [...server.received]};
    } finally {
      await app.stop();
      await server.stop();
    }
  };

  it('gets mails over STARTTLS', async () => {
    const {row, received} = await sendTo(signIn, port => `smtp://${login}@localhost:${port}?${trusted}`);

    assert.equal(row.status, 'sent', row.error_message ?? '');
    assert.deepEqual(
      received.map(({isSecure, user}) => [isSecure, user]),
      [[true, 'mailer']],
    );
  });

  it('gets mails over TLS from the first byte', async () => {
    const {row, received} = await sendTo(
      {...signIn, secure: true},
      port => `smtps://${login}@localhost:${port}?${trusted}`,
    );

    assert.equal(row.status, 'sent', row.error_message ?? '');
    assert.deepEqual(
      received.map(({isSecure, user}) => [isSecure, user]),
      [[true, 'mailer']],
    );
  });

  it('gets none, and no password, when its certificate is not to be trusted', async () => {
    let asked = 0;
    const onAuth: typeof signIn.onAuth = (auth, session, done) => {
      asked += 1;
      signIn.onAuth(auth, session, done);
    };

    const {row, received} = await sendTo({...signIn, onAuth}, port => `smtp://${login}@localhost:${port}`);

    assert.deepEqual([row.status, received, asked], ['queued', [], 0]);
    assert.match(row.error_message ?? '', /self-signed/);
  });

  it('gets none, and no password, when it can not encrypt although it must', async () => {
    let asked = 0;
    const plain = {
      ...signIn,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (...args: Parameters<typeof signIn.onAuth>) => {
        asked += 1;
        signIn.onAuth(...args);
      },
    };

    const {row, received} = await sendTo(plain, port => `smtp://${login}@localhost:${port}?requireTLS=true`);

    assert.deepEqual([row.status, received, asked], ['queued', [], 0]);
  });

  it('keeps mails waiting, and ends none, while the password is wrong', async () => {
    const {row, received} = await sendTo(signIn, port => `smtp://mailer:wrong@localhost:${port}?${trusted}`);

    assert.deepEqual([row.status, row.attempts, received], ['queued', 1, []]);
    assert.match(row.error_message ?? '', /535/);
    assert.doesNotMatch(row.error_message ?? '', /wrong@|:wrong/);
  });
});
