import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, whileInsertsFail} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {givenAttendees, givenClass} from '../helpers/register';
import {activityOf, racingForRow, StaffRecords} from '../helpers/staff-records';

describe('Staff look after a booking', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let bookings: StaffRecords;

  before(async () => {
    app = await givenApplication();
    // Rows say when they were written by the database's clock.
    app.now = new Date();
    admin = await app.givenSignIn('admin');
    bookings = new StaffRecords(app, admin.token, '/api/admin/bookings');
  });
  after(() => app?.stop());

  const booked = async (request: {[field: string]: unknown} = {}) => {
    const {reference} = await book(app, await app.given.schedule(), request);
    return {id: Number((await bookingRow(app, reference)).id), reference};
  };
  const act = (id: number, verb: string, body?: object) =>
    app.post(`/api/admin/bookings/${id}/${verb}`, body, {token: admin.token});

  it('edit notes and contact; a booking with another address is another person’s; the log has both values', async () => {
    const {id} = await booked({
      contact: {firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', phone: '0113 496 0000'},
    });
    const {body: before} = await bookings.read(id);
    const contact = {lastName: "O'Brien", email: '  Ann.OBrien@example.com '};

    const {status, body, headers} = await bookings.edit(id, {notes: 'vegan', contact}, 1);

    assert.deepEqual([status, headers.get('ETag')], [200, '"2"']);
    const now = {...before.contact, lastName: "O'Brien", email: 'Ann.OBrien@example.com'};
    const {userId, ...rest} = body;
    const {userId: formerUserId, ...restBefore} = before;
    assert.deepEqual(rest, {...restBefore, notes: 'vegan', contact: now, version: 2});
    // Whoever owns the mistyped address does not keep the booking.
    assert.notEqual(userId, formerUserId);
    assert.deepEqual(await app.rows('select email from users where id = $1', [userId]), [{email: now.email}]);
    const [activity] = await activityOf(app, 'booking', id);
    assert.deepEqual(activity, {
      admin_id: admin.id,
      action: 'booking.updated',
      old_values: {lastName: 'Lee', email: 'ann@example.com', notes: null},
      new_values: {lastName: "O'Brien", email: 'Ann.OBrien@example.com', notes: 'vegan'},
    });
    const cleared = await bookings.edit(id, {notes: null, contact: {phone: null}}, 2);
    assert.deepEqual([cleared.body.notes, cleared.body.contact.phone], [null, null]);
  });

  it('leave the booking with its account while its address stays, also when the account has another one by now', async () => {
    const {id} = await booked({contact: {firstName: 'Ann', lastName: 'Lee', email: 'ann.first@example.com'}});
    const {body: before} = await bookings.read(id);
    await app.rows('update users set email = $1 where id = $2', ['ann.second@example.com', before.userId]);

    const contact = {...before.contact, email: 'Ann.First@example.com', phone: '0113 496 0001'};
    const {status, body} = await bookings.edit(id, {contact}, 1);

    assert.deepEqual([status, body.contact.phone, body.userId], [200, '0113 496 0001', before.userId]);
    assert.deepEqual(await app.rows("select id from users where lower(email) = 'ann.first@example.com'"), []);
  });

  it('send what has not gone out yet to the address that is right, and leave alone what has', async () => {
    const contact = {firstName: 'Ann', lastName: 'Lee', email: 'mistyped@example.com'};
    const {id} = await booked({contact});
    await app.rows(
      `insert into email_logs (recipient, email_type, subject, booking_id, status, sent_at)
       values ('mistyped@example.com', 'receipt', 'x', $1, 'sent', now())`,
      [id],
    );

    await bookings.edit(id, {contact: {email: 'right@example.com'}}, 1);

    assert.deepEqual(
      await app.rows('select recipient, status from email_logs where booking_id = $1 order by id', [id]),
      [
        {recipient: 'right@example.com', status: 'queued'},
        {recipient: 'mistyped@example.com', status: 'sent'},
      ],
    );
  });

  it('change nothing by what is the same already', async () => {
    const {id} = await booked();
    const {body: before} = await bookings.read(id);

    const {body} = await bookings.edit(
      id,
      {notes: null, contact: {firstName: before.contact.firstName, email: ` ${before.contact.email}`}},
      1,
    );

    assert.deepEqual(body, before);
    assert.deepEqual(await activityOf(app, 'booking', id), []);
  });

  it('edit only what they have seen; the slower of two is told how it is now', async () => {
    const {id} = await booked();

    const editors = [0, 1, 2, 3, 4].map(n => () => bookings.edit(id, {notes: `editor ${n}`}, 1));
    const answers = await racingForRow(app.database, 'bookings', id, editors);

    assert.deepEqual(outcomes(answers), {200: 1, VERSION_CONFLICT: 4});
    const {body: now} = await bookings.read(id);
    assert.deepEqual(
      [now.version, now.notes],
      [2, `editor ${answers.findIndex(({status}) => status === 200)}`],
    );
    const late = await bookings.edit(id, {notes: 'late'}, 1);
    assert.deepEqual(late.body.error.details.current, now);
    assertRefused(await bookings.edit(id, {notes: 'blind'}, null), 428, 'VERSION_REQUIRED');
    await act(id, 'confirm');
    assertRefused(await bookings.edit(id, {notes: 'did not see it confirmed'}, 2), 412, 'VERSION_CONFLICT');
    assertRefused(await bookings.edit(2_147_483_647, {notes: 'x'}, 1), 404, 'BOOKING_NOT_FOUND');
  });

  it('go on from any answer: each carries the version that the next change must name', async () => {
    const {scheduleId} = await givenClass(app);
    const {bookingId} = await givenAttendees(app, scheduleId, ['Ann']);
    const paid = await act(bookingId, 'payments', {amount: '75.00', paymentMethod: 'cash'});
    const completed = await act(bookingId, 'complete');
    const {id} = await booked();
    const confirmed = await act(id, 'confirm');
    const cancelled = await act(id, 'cancel', {reason: 'x'});

    const etags = [paid, completed, confirmed, cancelled].map(({headers, body}) => [
      headers.get('ETag'),
      body.version,
    ]);
    assert.deepEqual(etags, [
      ['"2"', 2],
      ['"3"', 3],
      ['"2"', 2],
      ['"3"', 3],
    ]);
  });

  it('edit nothing that has its own way, and nothing without the log', async () => {
    const {id, reference} = await booked();
    const before = await bookingRow(app, reference);

    for (const change of [
      {},
      {status: 'confirmed'},
      {seats: 1},
      {paymentAmount: '1.00'},
      {contact: {}},
      {contact: null},
      {contact: {email: 'x'}},
      {contact: {firstName: null}},
      {contact: {firstName: ' '}},
      {version: 2},
      {notes: 'half a \ud83d smiley'},
    ]) {
      assertRefused(await bookings.edit(id, change, 1), 422, 'VALIDATION_FAILED');
    }
    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await bookings.edit(id, {notes: 'x'}, 1), 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual(await bookingRow(app, reference), before);
  });

  it('close a booking as completed or no-show, once its course has begun', async () => {
    const {scheduleId} = await givenClass(app);
    const [came, stayedAway, pending] = [
      await givenAttendees(app, scheduleId, ['Ann']),
      await givenAttendees(app, scheduleId, ['Bob']),
      await givenAttendees(app, scheduleId, ['Cid'], 'pending'),
    ];

    const completed = await act(came.bookingId, 'complete');
    const noShow = await act(stayedAway.bookingId, 'no-show');

    assert.deepEqual([completed.status, completed.body.status], [200, 'completed']);
    assert.deepEqual([noShow.status, noShow.body.status], [200, 'no_show']);
    const log = await activityOf(app, 'booking', stayedAway.bookingId);
    assert.deepEqual(log.at(-1), {
      admin_id: admin.id,
      action: 'booking.no_show',
      old_values: {status: 'confirmed'},
      new_values: {status: 'no_show'},
    });
    for (const verb of ['complete', 'no-show', 'confirm']) {
      assertRefused(await act(came.bookingId, verb), 409, 'INVALID_STATUS_CHANGE');
    }
    for (const verb of ['complete', 'no-show'])
      assertRefused(await act(pending.bookingId, verb), 409, 'INVALID_STATUS_CHANGE');
  });

  it('close nothing before the course has begun, nor what is not there', async () => {
    const {id} = await booked();
    await act(id, 'confirm');

    for (const verb of ['complete', 'no-show']) {
      assertRefused(await act(id, verb), 409, 'INVALID_STATUS_CHANGE');
      assertRefused(await act(2_147_483_647, verb), 404, 'BOOKING_NOT_FOUND');
    }
    assert.equal((await bookings.read(id)).body.status, 'confirmed');
  });

  it('read in one call all that happened to a booking, in its order', async () => {
    const {id} = await booked({seats: 2});
    app.now = new Date();
    await bookings.edit(id, {notes: 'x'}, 1);
    app.now = new Date();
    await act(id, 'payments', {amount: '50.00', paymentMethod: 'cash'});
    app.now = new Date();
    await act(id, 'payments', {amount: '100.00', paymentMethod: 'bank_transfer'});
    app.now = new Date();
    await act(id, 'cancel', {reason: 'ill'});

    const {status, body} = await app.get(`/api/admin/bookings/${id}/timeline`, {token: admin.token});

    assert.equal(status, 200);
    const told = body.items.map(({kind, what}: {kind: string; what: string}) => `${kind} ${what}`);
    assert.deepEqual(told, [
      'booking booking.made',
      'email booking_received.queued',
      'activity booking.updated',
      'payment charge.succeeded',
      'activity booking.payment_recorded',
      'payment charge.succeeded',
      'activity booking.payment_recorded',
      'activity booking.confirmed',
      'email booking_confirmed.queued',
      'activity booking.cancelled',
      'activity refund.requested',
      'email booking_cancelled.queued',
    ]);
    const times = body.items.map((item: {at: string}) => item.at);
    assert.deepEqual(times, times.toSorted());
    const [made, , updated, paid] = body.items;
    assert.deepEqual([made.details, made.by], [{seats: 2, paymentAmount: '150.00'}, null]);
    assert.deepEqual(
      [updated.details, updated.by],
      [{oldValues: {notes: null}, newValues: {notes: 'x'}}, 'Ada admin'],
    );
    assert.deepEqual(paid.details, {amount: '50.00', paymentMethod: 'cash', failureReason: null});
  });

  it('read of a booking that its holder cancelled, or that expired, that nobody of theirs did it', async () => {
    const {id} = await booked();
    await app.rows('update bookings set hold_expires_at = $1 where id = $2', [app.now, id]);
    await bookings.read(id);

    const {body} = await app.get(`/api/admin/bookings/${id}/timeline`, {token: admin.token});

    const cancelled = body.items.find(({what}: {what: string}) => what === 'booking.cancelled');
    assert.deepEqual(
      [cancelled.kind, cancelled.by, cancelled.details],
      ['booking', null, {reason: 'expired'}],
    );
    assertRefused(
      await app.get('/api/admin/bookings/2147483647/timeline', {token: admin.token}),
      404,
      'BOOKING_NOT_FOUND',
    );
  });
});
