import assert from 'node:assert/strict';
import {createServer, type Socket} from 'node:net';
import {AppBindings} from '../../src/keys';
import {givenApplication, type TestApp} from '../helpers/app';
import {attempt, delivery, givenQueuedMail, mailRow, sendQueued} from '../helpers/mail';
import {MailServer} from '../helpers/mail-server';
import {atOnce} from '../helpers/race';

/** Seconds from now. */
const secondsUntil = (date: Date | null) => (date === null ? null : (date.getTime() - Date.now()) / 1000);

describe('A mail that is sent', () => {
  let app: TestApp;
  let server: MailServer;

  before(async () => {
    server = await MailServer.start();
    app = await givenApplication({
      SMTP_URL: server.url,
      MAIL_FROM: 'React Fast Training <bookings@rft.example>',
      MAIL_TIMEOUT_S: '1',
      MAIL_MAX_ATTEMPTS: '3',
      MAIL_PARALLEL: '2',
    });
  });
  beforeEach(() => {
    server.forget();
    server.answers({});
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  /** The next mail takes a new connection. */
  const disconnect = async () => {
    const transport = await app.application.get(AppBindings.MAIL_TRANSPORT);
    await transport?.close();
  };
  /** The jobs that would try a mail again: in how many seconds. */
  const jobsFor = async (id: string) => {
    const jobs = await app.rows<{run_at: Date}>(
      `select j.run_at from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'send_mail' and j.payload->>'id' = $1 and j.run_at > now() order by j.id`,
      [id],
    );
    return jobs.map(job => secondsUntil(job.run_at));
  };
  const assertTriedLater = async (id: string, error: RegExp, delayS: number) => {
    const row = await mailRow(app, id);
    assert.deepEqual([row.status, row.locked_until, row.sent_at], ['queued', null, null]);
    assert.match(row.error_message ?? '', error);
    for (const seconds of [secondsUntil(row.next_attempt_at), (await jobsFor(id)).at(-1)]) {
      assert.ok(seconds && seconds > delayS - 20 && seconds <= delayS, `${seconds} instead of ${delayS}`);
    }
  };

  it('is written down as sent, once, and not sent again', async () => {
    const {id, address} = await givenQueuedMail(app);

    await attempt(app, id);
    await attempt(app, id);

    const row = await mailRow(app, id);
    assert.deepEqual(
      [row.status, row.attempts, row.error_message, row.locked_until],
      ['sent', 1, null, null],
    );
    assert.ok(row.sent_at);
    assert.equal(server.to(address).length, 1);
    assert.deepEqual(await jobsFor(id), []);
  });

  it('goes out once, however many try while one of them talks to the server', async () => {
    const {id, address} = await givenQueuedMail(app);
    let goOn = () => {};
    const answered = new Promise<undefined>(resolve => {
      goOn = () => resolve(undefined);
    });
    server.answers({onMail: () => answered});

    const first = atOnce(3, () => attempt(app, id));
    await server.mailTo(address);
    server.answers({});
    await atOnce(5, () => attempt(app, id));
    goOn();
    await first;

    assert.equal(server.to(address).length, 1);
    const {status, attempts} = await mailRow(app, id);
    assert.deepEqual([status, attempts], ['sent', 1]);
  });

  it('of a confirmation marks its booking', async () => {
    const {id, booked} = await givenQueuedMail(app);
    const isMarked = async () => {
      const rows = await app.rows(
        'select confirmation_sent, version from bookings where booking_reference = $1',
        [booked.reference],
      );
      return rows[0];
    };
    assert.deepEqual(await isMarked(), {confirmation_sent: false, version: 1});

    await attempt(app, id);

    assert.deepEqual(await isMarked(), {confirmation_sent: true, version: 1});
  });

  it('shares connections with others, and takes a new one when the server has ended the old', async () => {
    await disconnect();
    server.forget();
    for (const _ of [1, 2, 3]) await attempt(app, (await givenQueuedMail(app)).id);
    assert.equal(server.connected, 1);
    server.hangUp();

    const {id} = await givenQueuedMail(app);
    await attempt(app, id);

    const {status, attempts} = await mailRow(app, id);
    assert.deepEqual([status, attempts, server.connected], ['sent', 1, 2]);
  });

  it('goes on as many connections at once as may be, and no more', async () => {
    await disconnect();
    server.forget();
    const mails = await atOnce(6, () => givenQueuedMail(app));

    await atOnce(mails.length, index => attempt(app, mails[index]?.id ?? ''));

    assert.deepEqual([server.received.length, server.connected], [6, 2]);
  });

  describe('to a server that refuses', () => {
    it('the recipient has bounced, and is not tried again', async () => {
      const {id, address} = await givenQueuedMail(app);
      server.answers({onRecipient: () => 550});

      await attempt(app, id);
      await attempt(app, id);

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts, row.sent_at], ['bounced', 1, null]);
      assert.match(row.error_message ?? '', /550/);
      assert.deepEqual([server.recipients, server.received, await jobsFor(id)], [[address], [], []]);
    });

    it('the mail itself has failed, and is not tried again', async () => {
      const {id} = await givenQueuedMail(app);
      server.answers({onMail: () => 554});

      await attempt(app, id);

      const row = await mailRow(app, id);
      assert.equal(row.status, 'failed');
      assert.match(row.error_message ?? '', /554/);
      assert.deepEqual(await jobsFor(id), []);
    });

    it('for the moment is tried again, later each time, with the same Message-ID', async () => {
      const {id, address} = await givenQueuedMail(app);
      const replies = [451, 452];
      server.answers({onMail: () => replies.shift()});

      await attempt(app, id);
      await assertTriedLater(id, /451/, 30);
      await attempt(app, id);
      await assertTriedLater(id, /452/, 120);
      await attempt(app, id);

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts, row.error_message], ['sent', 3, null]);
      const ids = server.to(address).map(({mail}) => mail.messageId);
      assert.deepEqual(ids, [row.message_id, row.message_id, row.message_id]);
    });

    it('again and again has failed in the end', async () => {
      const {id, address} = await givenQueuedMail(app);
      server.answers({onRecipient: () => 450});

      for (const _ of [1, 2, 3, 4]) await attempt(app, id);

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts], ['failed', 3]);
      assert.deepEqual(server.recipients, [address, address, address]);
    });

    it('everybody with its greeting is not asked for an answer about this mail', async () => {
      const {id} = await givenQueuedMail(app);
      await disconnect();
      server.answers({onGreeting: () => 554});

      await attempt(app, id);

      await assertTriedLater(id, /554/, 30);
    });
  });

  it('to a server that hangs up at once is one attempt, and not many by the library itself', async () => {
    const {id} = await givenQueuedMail(app);
    await disconnect();
    server.forget();
    server.answers({onGreeting: () => 'hang up'});

    await attempt(app, id);

    await assertTriedLater(id, /clos/i, 30);
    assert.equal(server.connected, 1);
  });

  describe('to a server that says nothing', () => {
    const silences: [string, Parameters<MailServer['answers']>[0]][] = [
      ['from the start', {onGreeting: () => 'silence'}],
      ['to the recipient', {onRecipient: () => 'silence'}],
      ['to the whole mail', {onMail: () => 'silence'}],
    ];
    for (const [when, reply] of silences) {
      it(`${when} is given up on after a while, and tried again`, async () => {
        await disconnect();
        const {id} = await givenQueuedMail(app);
        server.answers(reply);
        const begun = performance.now();

        await attempt(app, id);

        assert.ok(performance.now() - begun < 3500, 'it ended');
        await assertTriedLater(id, /timeout|never received/i, 30);
      });
    }

    it('that matters, but goes on talking, is given up on too', async () => {
      const sockets: Socket[] = [];
      const babbler = createServer(socket => {
        sockets.push(socket);
        socket.on('error', () => {});
        socket.write('220 welcome\r\n');
        const timer = setInterval(() => socket.write('250-and another thing\r\n'), 200);
        socket.on('close', () => clearInterval(timer));
      }).listen(0, '127.0.0.1');
      await new Promise(resolve => babbler.once('listening', resolve));
      const {port} = babbler.address() as {port: number};
      const other = await givenApplication({SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_TIMEOUT_S: '1'});
      try {
        const {id} = await givenQueuedMail(other);
        const begun = performance.now();

        await attempt(other, id);

        assert.ok(performance.now() - begun < 5000, 'it ended');
        const row = await mailRow(other, id);
        assert.equal(row.status, 'queued');
        assert.match(row.error_message ?? '', /took too long/);
      } finally {
        for (const socket of sockets) socket.destroy();
        babbler.close();
        await other.stop();
      }
    });
  });

  it('to nobody who listens waits', async () => {
    const gone = await MailServer.start();
    const other = await givenApplication({SMTP_URL: gone.url, MAIL_TIMEOUT_S: '1'});
    await gone.stop();
    try {
      const {id} = await givenQueuedMail(other);

      await attempt(other, id);

      const row = await mailRow(other, id);
      assert.equal(row.status, 'queued');
      assert.match(row.error_message ?? '', /ECONNREFUSED/);
    } finally {
      await other.stop();
    }
  });

  describe('whose server dies after it has the whole mail', () => {
    it('may have arrived: it is sent again with the same Message-ID, by which it can be told', async () => {
      const {id, address} = await givenQueuedMail(app);
      server.answers({onMail: () => 'hang up'});

      await attempt(app, id);
      assert.equal(server.to(address).length, 1, 'the library does not try again by itself');
      await assertTriedLater(id, /clos/i, 30);
      server.answers({});
      await attempt(app, id);

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts], ['sent', 2]);
      const ids = server.to(address).map(({mail}) => mail.messageId);
      assert.deepEqual(ids, [row.message_id, row.message_id]);
    });
  });

  describe('whose process died', () => {
    const claim = (id: string, lease: string) =>
      app.rows(
        `update email_logs set status = 'sending', attempts = attempts + 1, locked_until = now() + cast($2 as interval),
           message_id = '<once@rft.example>' where id = $1`,
        [id, lease],
      );
    const wakeStuck = async () => (await delivery(app)).sendStuck();
    const clearJobs = () => app.rows('delete from graphile_worker._private_jobs');
    const allJobs = () =>
      app.rows<{mail: string; key: string | null}>(
        `select payload->>'id' as mail, key from graphile_worker._private_jobs order by id`,
      );

    it('is left alone while its lease lasts, and then sent with the Message-ID that it had', async () => {
      const {id, address} = await givenQueuedMail(app);
      await clearJobs();
      await claim(id, '1 minute');

      await attempt(app, id);
      await wakeStuck();
      assert.deepEqual([server.received, await allJobs()], [[], []]);
      await app.rows(`update email_logs set locked_until = now() - interval '1 second' where id = $1`, [id]);
      await wakeStuck();
      await wakeStuck();
      assert.deepEqual(await allJobs(), [{mail: id, key: `send_mail ${id}`}]);
      await attempt(app, id);

      assert.deepEqual(
        server.to(address).map(({mail}) => mail.messageId),
        ['<once@rft.example>'],
      );
      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts], ['sent', 2]);
    });

    it('at its last attempt has failed', async () => {
      const {id} = await givenQueuedMail(app);
      await app.rows('update email_logs set attempts = 2 where id = $1', [id]);
      await claim(id, '-1 second');

      await wakeStuck();

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.locked_until], ['failed', null]);
      assert.match(row.error_message ?? '', /no more attempts/);
    });

    it('before it began is found by the clock', async () => {
      const {id} = await givenQueuedMail(app);
      await clearJobs();

      await wakeStuck();
      assert.deepEqual(await allJobs(), [], 'its own job may still come');
      await app.rows(`update email_logs set created_at = now() - interval '2 minutes' where id = $1`, [id]);
      await wakeStuck();

      assert.deepEqual(await allJobs(), [{mail: id, key: `send_mail ${id}`}]);
      await sendQueued(app);
    });

    it('can say nothing any more once another one has taken over', async () => {
      const {id, address} = await givenQueuedMail(app);
      server.answers({
        onMail: async () => {
          // While this one still talks to the server, its lease has ended and another has taken the mail.
          await app.rows(
            `update email_logs set attempts = 2, locked_until = now() + interval '1 minute', error_message = 'mine'
             where id = $1`,
            [id],
          );
          return undefined;
        },
      });

      await attempt(app, id);

      const row = await mailRow(app, id);
      assert.deepEqual([row.status, row.attempts, row.error_message], ['sending', 2, 'mine']);
      assert.equal(server.to(address).length, 1);
    });
  });

  it('is given back at once when its process is told to stop', async () => {
    const {id} = await givenQueuedMail(app);
    const stopping = new AbortController();
    server.answers({
      onMail: () => {
        stopping.abort();
        return 'silence';
      },
    });

    await attempt(app, id, stopping.signal);

    const row = await mailRow(app, id);
    assert.deepEqual([row.status, row.locked_until], ['queued', null]);
    assert.match(row.error_message ?? '', /stopped/);
    assert.ok((secondsUntil(row.next_attempt_at) ?? 1) <= 0);
  });
});
