import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, whileCommitsFail} from '../helpers/booking';
import {eventsIn} from '../helpers/calendar';
import {givenQueuedMail, mailRow, mailRows, newAddress, sendQueued, tokenIn} from '../helpers/mail';
import {MailServer} from '../helpers/mail-server';
import {until} from '../helpers/wait';

describe('A mail', () => {
  let app: TestApp;
  let server: MailServer;
  let admin: string;

  before(async () => {
    server = await MailServer.start();
    app = await givenApplication({
      SMTP_URL: server.url,
      JOBS_ON: 'true',
      MAIL_FROM: 'React Fast Training <bookings@rft.example>',
      MAIL_REPLY_TO: 'office@rft.example',
      PUBLIC_BASE_URL: 'https://www.rft.example/courses',
    });
    admin = await app.givenAdminToken();
  });
  beforeEach(() => server.answers({}));
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  it('goes out when its cause is committed, and the log says so', async () => {
    const {id, address, booked} = await givenQueuedMail(app);

    const {from, to, mail} = await server.mailTo(address);

    assert.deepEqual([from, to], ['bookings@rft.example', [address]]);
    assert.deepEqual(mail.from, {name: 'React Fast Training', address: 'bookings@rft.example'});
    assert.deepEqual(mail.to, [{name: 'Ann Lee', address}]);
    assert.deepEqual(mail.replyTo, [{name: '', address: 'office@rft.example'}]);
    assert.equal(mail.subject, `Your booking is confirmed (${booked.reference})`);
    await until(async () => (await mailRow(app, id)).status === 'sent', 'it is written down');
    const {sent_at, created_at, message_id} = await mailRow(app, id);
    assert.equal(mail.messageId, message_id);
    assert.match(mail.messageId ?? '', /^<[\w-]+@rft\.example>$/);
    const tookMs = (sent_at?.getTime() ?? Number.NaN) - created_at.getTime();
    assert.ok(tookMs < 2000, `it took ${tookMs} ms`);
  });

  it('whose cause is rolled back never goes out', async () => {
    const address = newAddress();
    const scheduleId = await app.given.schedule({price: '0.00'});
    const request = {contact: {firstName: 'Ann', lastName: 'Lee', email: address}};
    const mailJobs = async () => {
      const rows = await app.rows(`select id from graphile_worker.jobs where task_identifier = 'send_mail'`);
      return rows.length;
    };

    const failed = await whileCommitsFail(app.database, 'bookings', () =>
      app.post('/api/bookings', app.given.bookingRequest(scheduleId, request)),
    );
    assertRefused(failed, 500, 'INTERNAL_ERROR');
    assert.deepEqual(await mailRows(app, address), []);
    // One that is queued later has arrived: the one before it would have been here by now.
    const later = await givenQueuedMail(app);
    await server.mailTo(later.address);
    await until(async () => (await mailJobs()) === 0, 'no mail waits');

    assert.deepEqual(server.to(address), []);
  });

  it('says names as they are typed, in text and in HTML, and none of them is taken for markup', async () => {
    const {address} = await givenQueuedMail(app, {firstName: "Sinéad <b> O'Brien", lastName: '& "Söhne"'});

    const {mail} = await server.mailTo(address);

    assert.ok(mail.text?.startsWith("Dear Sinéad <b> O'Brien,\n"), mail.text);
    assert.ok(mail.html?.includes('Dear Sinéad &#60;b&#62; O&#39;Brien,'), mail.html);
    assert.ok(!mail.html?.includes('<b>'));
    assert.deepEqual(mail.to, [{name: 'Sinéad <b> O\'Brien & "Söhne"', address}]);
  });

  it('takes no headers and no recipients from what people type', async () => {
    const evil = 'victim@example.com';
    const {address} = await givenQueuedMail(app, {
      firstName: `Ann\r\nBcc: ${evil}`,
      lastName: `Lee\nSubject: won\r\n\r\nBody <${evil}>, ${evil}`,
    });

    const {raw, to, mail} = await server.mailTo(address);

    assert.deepEqual(to, [address]);
    assert.equal(mail.bcc, undefined);
    assert.equal(mail.headers.filter(({key}) => key === 'subject').length, 1);
    assert.match(mail.subject ?? '', /^Your booking is confirmed/);
    const [head = ''] = raw.split('\r\n\r\n');
    assert.doesNotMatch(head, /^(bcc|subject: won)/im);
    assert.deepEqual(server.to(evil), []);
  });

  it('about a confirmed booking has its calendar file, and a link that opens it and nothing else', async () => {
    const {address, booked} = await givenQueuedMail(app);

    const {mail, raw} = await server.mailTo(address);

    const [file, ...others] = mail.attachments;
    assert.deepEqual(others, []);
    assert.equal(file?.filename, `${booked.reference}.ics`);
    assert.equal(file?.mimeType, 'text/calendar');
    // Byte by byte: what parses mails makes the ends of lines its own.
    const [, base64 = ''] = /filename="?RFT-\w+\.ics"?.*?\r\n\r\n([\w+/=\r\n]+)/s.exec(raw) ?? [];
    const [event] = eventsIn(Buffer.from(base64, 'base64').toString('utf8'));
    assert.deepEqual([event?.STATUS, event?.DESCRIPTION], ['CONFIRMED', `Booking ${booked.reference}`]);
    assert.ok(
      mail.text?.includes(`https://www.rft.example/courses/?booking=${booked.reference}#token=`),
      mail.text,
    );
    assert.equal(tokenIn(mail.text), tokenIn(mail.html));
    const own = await app.get(`/api/bookings/${booked.reference}`, {token: tokenIn(mail.text)});
    assert.equal(own.status, 200);
    const other = await givenQueuedMail(app);
    const foreign = await app.get(`/api/bookings/${other.booked.reference}`, {token: tokenIn(mail.text)});
    assertRefused(foreign, 404, 'BOOKING_NOT_FOUND');
  });

  it('for a new password has a link that works once; nothing in the database does', async () => {
    const email = newAddress();
    const person = {email, password: 'correct horse battery', firstName: 'Ann', lastName: 'Lee'};
    await app.post('/api/auth/register', person);
    await server.mailTo(email);

    await app.post('/api/auth/password-reset', {email});

    const {mail} = await server.mailTo(email, 2);
    assert.equal(mail.subject, 'Reset your password');
    assert.match(mail.text ?? '', /^https:\/\/www\.rft\.example\/courses\/\?reset-password#token=/m);
    const token = tokenIn(mail.text);
    const rows = JSON.stringify(await mailRows(app, email));
    assert.ok(!rows.includes(token) && !rows.includes('eyJ'), rows);
    const confirm = () =>
      app.post('/api/auth/password-reset/confirm', {token, newPassword: 'another horse entirely'});
    assert.equal((await confirm()).status, 204);
    assertRefused(await confirm(), 422, 'LINK_INVALID');
  });

  it('that confirms an address works for whom it is', async () => {
    const email = newAddress();
    const person = {email, password: 'correct horse battery', firstName: 'Ann', lastName: 'Lee'};

    const {body} = await app.post('/api/auth/register', person);

    const {mail} = await server.mailTo(email);
    assert.match(mail.text ?? '', /\?verify-email#token=/);
    const verified = await app.post(
      '/api/auth/verify-email',
      {token: tokenIn(mail.text)},
      {token: body.accessToken},
    );
    assert.equal(verified.status, 204);
  });

  describe('that is not true any more when it is to be sent', () => {
    let idle: TestApp;

    before(async () => {
      idle = await givenApplication({SMTP_URL: server.url});
    });
    after(() => idle?.stop());

    it('is withdrawn: the confirmation of a booking that is cancelled', async () => {
      const {address, booked} = await givenQueuedMail(idle);
      await idle.post(`/api/bookings/${booked.reference}/cancel`, {reason: 'ill'}, {token: booked.token});

      await sendQueued(idle);

      const rows = await mailRows(idle, address);
      assert.deepEqual(
        rows.map(row => [row.email_type, row.status, row.error_message]),
        [
          ['booking_confirmed', 'withdrawn', 'the booking is cancelled'],
          ['booking_cancelled', 'sent', null],
        ],
      );
      assert.deepEqual(
        server.to(address).map(({mail}) => mail.subject),
        [`Your booking is cancelled (${booked.reference})`],
      );
    });

    it('is withdrawn: a link that is used up or out of date', async () => {
      const email = newAddress();
      const person = {email, password: 'correct horse battery', firstName: 'Ann', lastName: 'Lee'};
      await idle.post('/api/auth/register', person);
      await idle.post('/api/auth/password-reset', {email});
      await idle.rows('update password_resets set used_at = now()');
      idle.passes({days: 8});

      await sendQueued(idle);

      const rows = await mailRows(idle, email);
      assert.deepEqual(
        rows.map(row => [row.email_type, row.status, row.error_message]),
        [
          ['email_verification', 'withdrawn', 'its link is out of date'],
          ['password_reset', 'withdrawn', 'its link is out of date'],
        ],
      );
      assert.deepEqual(server.to(email), []);
    });

    it('is withdrawn: one whose booking belongs to another address since', async () => {
      const {id, address, booked} = await givenQueuedMail(idle);
      await idle.rows('update bookings set contact_email = $1 where booking_reference = $2', [
        newAddress(),
        booked.reference,
      ]);

      await sendQueued(idle);

      assert.equal((await mailRow(idle, id)).error_message, 'the booking has another email address');
      assert.deepEqual(server.to(address), []);
    });

    it('is withdrawn: one that no template of this build can write', async () => {
      const [{id} = {id: ''}] = await idle.rows<{id: string}>(
        `insert into email_logs (recipient, email_type, subject) values ('a@example.com', 'newsletter', 'x') returning id`,
      );

      await sendQueued(idle);

      assert.equal((await mailRow(idle, id)).status, 'withdrawn');
    });
  });

  describe('in the office', () => {
    const preview = (id: string) => app.get(`/api/admin/email-logs/${id}/preview`, {token: admin});

    it('is shown as it would go out, with nothing in its links that opens anything', async () => {
      const {id, address, booked} = await givenQueuedMail(app, {firstName: 'Zoë <i>'});
      const {mail} = await server.mailTo(address);

      const {status, body} = await preview(id);

      assert.equal(status, 200);
      assert.deepEqual(
        [body.id, body.recipient, body.subject, body.obsoleteBecause],
        [Number(id), address, `Your booking is confirmed (${booked.reference})`, null],
      );
      const token = tokenIn(mail.text);
      assert.ok(!JSON.stringify(body).includes(token) && !JSON.stringify(body).includes('eyJ'));
      assert.equal(body.text.trim(), mail.text?.replaceAll(token, 'hidden').trim());
      assert.ok(body.html.includes('Zoë &#60;i&#62;'));
    });

    it('says why it would not be sent any more', async () => {
      const {id, booked} = await givenQueuedMail(app);
      await app.post(`/api/bookings/${booked.reference}/cancel`, {reason: 'ill'}, {token: booked.token});

      assert.equal((await preview(id)).body.obsoleteBecause, 'the booking is cancelled');
      const [{id: unknown} = {id: ''}] = await app.rows<{id: string}>(
        `insert into email_logs (recipient, email_type, subject, status)
         values ('a@example.com', 'newsletter', 'x', 'failed') returning id`,
      );
      const {body} = await preview(unknown);
      assert.deepEqual([body.text, body.html], [null, null]);
      assert.match(body.obsoleteBecause, /gone/);
      assertRefused(await preview('2147483647'), 404, 'EMAIL_NOT_FOUND');
    });

    it('that bounced is sent again, to the address that the booking has now', async () => {
      server.answers({onRecipient: () => 550});
      const {id, booked} = await givenQueuedMail(app);
      await until(async () => (await mailRow(app, id)).status === 'bounced', 'it bounced');
      server.answers({});
      const right = newAddress();
      await app.rows('update bookings set contact_email = $1 where booking_reference = $2', [
        right,
        booked.reference,
      ]);

      const {status} = await app.post(`/api/admin/email-logs/${id}/resend`, undefined, {token: admin});

      assert.equal(status, 201);
      const {mail} = await server.mailTo(right);
      assert.equal(mail.subject, `Your booking is confirmed (${booked.reference})`);
    });
  });
});
