import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow} from '../helpers/booking';

type Item = Record<string, unknown> & {id: number};

describe('The logs that staff read', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const list = async (log: 'activity-logs' | 'email-logs', query: Record<string, string | number>) => {
    const search = new URLSearchParams(query as Record<string, string>);
    const {status, body} = await app.get(`/api/admin/${log}?${search}`, {token: admin.token});
    assert.equal(status, 200, JSON.stringify(body));
    return body as {items: Item[]; nextCursor: string | null};
  };
  /** The ids of all pages. */
  const leafThrough = async (log: 'activity-logs' | 'email-logs', query: Record<string, string | number>) => {
    const seen: number[] = [];
    let after: string | null | undefined;
    while (after !== null) {
      const page = await list(log, {...query, ...(after === undefined ? {} : {after})});
      seen.push(...page.items.map(item => item.id));
      after = page.nextCursor;
    }
    return seen;
  };
  const confirm = async (token: string) => {
    const booked = await book(app, await app.given.schedule());
    const id = Number((await bookingRow(app, booked.reference)).id);
    assert.equal((await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token})).status, 200);
    return {id, reference: booked.reference};
  };

  it('of activity says who did what, when and from where', async () => {
    const {id} = await confirm(admin.token);

    const {items} = await list('activity-logs', {entityType: 'booking', entityId: id});

    assert.equal(items.length, 1);
    assert.deepEqual(items[0], {
      id: items[0]?.id,
      adminId: admin.id,
      adminName: 'Ada admin',
      action: 'booking.confirmed',
      entityType: 'booking',
      entityId: id,
      oldValues: {status: 'pending'},
      newValues: {status: 'confirmed'},
      ipAddress: '127.0.0.1',
      userAgent: 'node',
      createdAt: items[0]?.createdAt,
    });
    assert.match(String(items[0]?.createdAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('of activity is filtered by who, what and on what, and paged newest first', async () => {
    const other = await app.givenSignIn('admin');
    const theirs = [await confirm(other.token), await confirm(other.token), await confirm(other.token)];
    await app.post(`/api/admin/bookings/${theirs[0]?.id}/cancel`, {reason: 'x'}, {token: other.token});

    const all = await leafThrough('activity-logs', {adminId: other.id, limit: 3});
    const confirmed = await leafThrough('activity-logs', {
      adminId: other.id,
      action: 'booking.confirmed',
      limit: 1,
    });

    assert.equal(all.length, 4);
    assert.deepEqual(
      all,
      [...all].sort((a, b) => b - a),
    );
    assert.deepEqual(confirmed, all.slice(1));
    assert.deepEqual(
      (await list('activity-logs', {adminId: other.id, entityType: 'course_schedule'})).items,
      [],
    );
  });

  it('of mails says what became of each, by address whatever its case, type and status', async () => {
    const email = 'Mixed.Case@example.com';
    const contact = {firstName: 'A', lastName: 'B', email};
    const [first, second] = [
      await book(app, await app.given.schedule(), {contact}),
      await book(app, await app.given.schedule(), {contact}),
    ];
    await app.post(`/api/bookings/${first.reference}/cancel`, {}, {token: first.token});
    await app.rows(
      `update email_logs set status = 'failed', attempts = 3, error_message = 'mailbox full'
       where recipient = $1 and email_type = 'booking_cancelled'`,
      [email],
    );
    const recipient = email.toLowerCase();

    const [cancelled, ...received] = (await list('email-logs', {recipient})).items;

    assert.deepEqual(cancelled, {
      id: cancelled?.id,
      recipient: email,
      emailType: 'booking_cancelled',
      subject: `Your booking is cancelled (${first.reference})`,
      bookingId: (await bookingRow(app, first.reference)).id,
      bookingReference: first.reference,
      status: 'failed',
      attempts: 3,
      errorMessage: 'mailbox full',
      createdAt: cancelled?.createdAt,
      sentAt: null,
      nextAttemptAt: null,
    });
    assert.deepEqual(
      received.map(mail => [mail.bookingReference, mail.status]),
      [
        [second.reference, 'queued'],
        [first.reference, 'queued'],
      ],
    );
    assert.deepEqual((await list('email-logs', {recipient, status: 'failed'})).items, [cancelled]);
    assert.deepEqual((await list('email-logs', {recipient, emailType: 'booking_received'})).items, received);
    assert.deepEqual(await leafThrough('email-logs', {recipient, limit: 2}), [
      cancelled?.id,
      ...received.map(mail => mail.id),
    ]);
  });

  it('never hold a password or a token', async () => {
    await app.post('/api/auth/register', {
      email: 'secret@example.com',
      password: 'correct horse battery',
      firstName: 'A',
      lastName: 'B',
    });
    await app.post('/api/auth/password-reset', {email: 'secret@example.com'});
    await confirm(admin.token);

    const rows = await app.rows('select * from admin_activity_logs');
    const mails = await app.rows('select * from email_logs');

    assert.ok(mails.length > 0 && rows.length > 0);
    assert.doesNotMatch(JSON.stringify([rows, mails]), /correct horse|\$2[aby]\$|eyJ|"token|password_hash/);
  });

  it('are for admins only, and are not to be written', async () => {
    const customer = await app.givenSignIn('customer');
    const instructor = await app.givenSignIn('instructor');

    for (const log of ['activity-logs', 'email-logs']) {
      assertRefused(await app.get(`/api/admin/${log}`), 401, 'NOT_AUTHENTICATED');
      for (const {token} of [customer, instructor]) {
        assertRefused(await app.get(`/api/admin/${log}`, {token}), 403, 'NOT_ALLOWED');
      }
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const {status} = await app.call(method, `/api/admin/${log}`, {token: admin.token, body: {}});
        assert.equal(status, 404, method);
      }
    }
  });

  it('of activity can only grow: the database refuses to change or remove a row', async () => {
    await confirm(admin.token);
    const before = await app.rows('select * from admin_activity_logs order by id');

    for (const sql of [
      `update admin_activity_logs set action = 'nothing.happened'`,
      'delete from admin_activity_logs',
      'truncate admin_activity_logs',
      'truncate admin_activity_logs, email_logs cascade',
    ]) {
      await assert.rejects(app.rows(sql), {constraint: 'admin_activity_logs_append_only'}, sql);
    }

    assert.deepEqual(await app.rows('select * from admin_activity_logs order by id'), before);
  });

  it('of activity stays whole for a lesser role too, whatever it sets', async () => {
    const attempt = app.database.transaction(async query => {
      await query('create role lesser_of_this_test');
      await query('grant select, update, delete on admin_activity_logs to lesser_of_this_test');
      await query('set local role lesser_of_this_test');
      await query(`select set_config('training_admin.erasing_activity_log', 'on', true)`);
      await query('delete from admin_activity_logs');
    });

    // The transaction fails, and takes the role with it.
    await assert.rejects(attempt, {constraint: 'admin_activity_logs_append_only'});
  });

  it('of activity is erased by one function, which says so in the log itself', async () => {
    await confirm(admin.token);
    const [rows] = await app.rows<{count: number}>(
      'select count(*)::integer as count from admin_activity_logs',
    );
    const erase = (reason: string | null) =>
      app.rows<{erased: string}>(`select erase_activity_logs(now() + interval '1 day', $1, $2) as erased`, [
        admin.id,
        reason,
      ]);
    await assert.rejects(erase(null), /needs a reason/);
    await assert.rejects(erase('  '), /needs a reason/);

    const [result] = await erase('six years are over');

    assert.equal(Number(result?.erased), rows?.count);
    const {items} = await list('activity-logs', {});
    assert.equal(items.length, 1);
    assert.deepEqual([items[0]?.action, items[0]?.adminId], ['activity_log.erased', admin.id]);
    const {reason, rows: erased} = (items[0]?.newValues ?? {}) as {reason?: string; rows?: number};
    assert.deepEqual([reason, erased], ['six years are over', rows?.count]);
    await assert.rejects(app.rows('delete from admin_activity_logs'), {
      constraint: 'admin_activity_logs_append_only',
    });
  });
});
