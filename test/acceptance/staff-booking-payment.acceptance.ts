import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, mailsTo, whileInsertsFail} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {StaffList} from '../helpers/staff-list';
import {activityOf, racingForRow} from '../helpers/staff-records';

describe('Staff record money by hand', () => {
  let app: TestApp;
  let admin: {id: number; token: string};
  let payments: StaffList;

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
    payments = new StaffList(app, admin.token, '/api/admin/payments');
  });
  after(() => app?.stop());

  /** A booking of two seats at 75.00. */
  const booked = async (email = 'payer@example.com') => {
    const {reference} = await book(app, await app.given.schedule(), {
      seats: 2,
      contact: {firstName: 'Pay', lastName: 'Er', email},
    });
    return {id: Number((await bookingRow(app, reference)).id), reference};
  };
  const pay = (id: number, amount: string, rest: object = {}): Promise<Answer> =>
    app.post(
      `/api/admin/bookings/${id}/payments`,
      {amount, paymentMethod: 'bank_transfer', ...rest},
      {token: admin.token},
    );
  const ledger = (id: number) =>
    app.rows<{kind: string; amount: string; status: string; processed_at: Date; metadata: object}>(
      'select kind, amount, status, payment_method, processed_at, metadata from payment_transactions where booking_id = $1 order by id',
      [id],
    );

  it('whoever booked is told how to pay while something is due, and nothing more once it is paid or cancelled', async () => {
    const {id, reference} = await booked('told@example.com');
    const {token} = admin;
    const resume = () => app.post(`/api/bookings/${reference}/payment`, undefined, {token});
    const due = await resume();
    await pay(id, '150.00');
    const paid = await resume();
    await app.post(`/api/admin/bookings/${id}/cancel`, {reason: 'x', refundAmount: '0.00'}, {token});

    assert.deepEqual([due.body.provider, due.body.status], ['offline', 'awaiting_payment']);
    assert.deepEqual([paid.body.provider, paid.body.status], ['offline', 'nothing_to_pay']);
    assertRefused(await resume(), 409, 'INVALID_STATUS_CHANGE');
  });

  it('a part leaves it pending, the rest confirms it and tells the customer', async () => {
    const {id} = await booked('parts@example.com');
    const receivedAt = new Date(app.now.getTime() - 86_400_000).toISOString();

    const part = await pay(id, '50.00', {receivedAt, note: 'statement 12, line 3'});
    const rest = await pay(id, '100.00', {paymentMethod: 'cash'});

    assert.deepEqual(
      [part.status, part.body.status, part.body.paymentStatus, part.body.paidAmount],
      [200, 'pending', 'pending', '50.00'],
    );
    assert.deepEqual(
      [rest.body.status, rest.body.paymentStatus, rest.body.paidAmount, rest.body.holdExpiresAt],
      ['confirmed', 'paid', '150.00', null],
    );
    assert.deepEqual(await mailsTo(app, 'parts@example.com'), ['booking_received', 'booking_confirmed']);
    const [first, second] = await ledger(id);
    assert.deepEqual(first, {
      kind: 'charge',
      amount: '50.00',
      status: 'succeeded',
      payment_method: 'bank_transfer',
      processed_at: new Date(receivedAt),
      metadata: {recordedBy: admin.id, note: 'statement 12, line 3'},
    });
    assert.deepEqual([second?.amount, second?.processed_at], ['100.00', app.now]);
  });

  it('shows in the list of payments, and in the activity log with what was paid before', async () => {
    const {id, reference} = await booked();
    await pay(id, '50.00', {note: 'x'});
    await pay(id, '100.00');

    const {items, total} = await payments.page({bookingId: id});

    assert.deepEqual(
      items.map(item => [
        item.amount,
        item.kind,
        item.status,
        item.paymentMethod,
        item.bookingReference,
        item.contactLastName,
      ]),
      [
        ['100.00', 'charge', 'succeeded', 'bank_transfer', reference, 'Er'],
        ['50.00', 'charge', 'succeeded', 'bank_transfer', reference, 'Er'],
      ],
    );
    assert.deepEqual(total, {count: 2, isExact: true});
    const log = (await activityOf(app, 'booking', id)).map(({action, old_values, new_values}) => [
      action,
      old_values,
      new_values,
    ]);
    assert.deepEqual(log, [
      [
        'booking.payment_recorded',
        {paidAmount: '0.00', paymentStatus: 'pending'},
        {amount: '50.00', paymentMethod: 'bank_transfer', paymentStatus: 'pending', note: 'x'},
      ],
      [
        'booking.payment_recorded',
        {paidAmount: '50.00', paymentStatus: 'pending'},
        {amount: '100.00', paymentMethod: 'bank_transfer', paymentStatus: 'paid'},
      ],
      ['booking.confirmed', {status: 'pending'}, {status: 'confirmed'}],
    ]);
  });

  it('never more than is due', async () => {
    const {id} = await booked();
    await pay(id, '50.00');

    const refused = await pay(id, '100.01');

    assertRefused(refused, 409, 'PAYMENT_EXCEEDS_DUE');
    assert.deepEqual(refused.body.error.details, {due: '100.00'});
    assert.equal((await ledger(id)).length, 1);
    assert.equal((await pay(id, '100.00')).status, 200);
    assert.deepEqual((await pay(id, '0.01')).body.error.details, {due: '0.00'});
  });

  it('never more than is due when several admins record the same transfer at once', async () => {
    const {id} = await booked();

    const answers = await racingForRow(
      app.database,
      'bookings',
      id,
      [1, 2, 3, 4, 5].map(() => () => pay(id, '100.00')),
    );

    assert.deepEqual(outcomes(answers), {200: 1, PAYMENT_EXCEEDS_DUE: 4});
    const rest = await racingForRow(
      app.database,
      'bookings',
      id,
      [1, 2, 3, 4, 5].map(() => () => pay(id, '25.00')),
    );
    assert.deepEqual(outcomes(rest), {200: 2, PAYMENT_EXCEEDS_DUE: 3});
    assert.deepEqual(
      (await ledger(id)).map(row => row.amount),
      ['100.00', '25.00', '25.00'],
    );
    const confirmations = (await activityOf(app, 'booking', id)).filter(
      ({action}) => action === 'booking.confirmed',
    );
    assert.equal(confirmations.length, 1);
  });

  it('for a booking that is confirmed already, without confirming it again', async () => {
    const {id} = await booked('invoice@example.com');
    await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token: admin.token});

    const {body} = await pay(id, '150.00', {paymentMethod: 'invoice'});

    assert.deepEqual([body.status, body.paymentStatus], ['confirmed', 'paid']);
    assert.deepEqual(await mailsTo(app, 'invoice@example.com'), ['booking_received', 'booking_confirmed']);
  });

  it('not for a booking that is cancelled, whose hold ran out, that is free or not there', async () => {
    const cancelled = await booked();
    await app.post(`/api/admin/bookings/${cancelled.id}/cancel`, {reason: 'x'}, {token: admin.token});
    const expired = await booked();
    await app.rows('update bookings set hold_expires_at = $1 where id = $2', [app.now, expired.id]);
    const free = await book(app, await app.given.schedule(), {
      discountCode: await app.given.discountCode({value: '100'}),
    });

    assertRefused(await pay(cancelled.id, '1.00'), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(await pay(expired.id, '150.00'), 409, 'INVALID_STATUS_CHANGE');
    assertRefused(
      await pay(Number((await bookingRow(app, free.reference)).id), '0.01'),
      409,
      'PAYMENT_EXCEEDS_DUE',
    );
    assertRefused(await pay(2_147_483_647, '1.00'), 404, 'BOOKING_NOT_FOUND');
    assert.deepEqual([await ledger(cancelled.id), await ledger(expired.id)], [[], []]);
  });

  it('counts what went back: after a refund it is due again', async () => {
    const {id, reference} = await booked();
    await pay(id, '150.00');
    await app.given.payment(reference, '40.00', 'refund');

    assert.deepEqual((await pay(id, '40.01')).body.error.details, {due: '40.00'});
    assert.equal((await pay(id, '40.00')).body.paidAmount, '150.00');
  });

  it('in pounds and pence, more than nothing, from a time that has been', async () => {
    const {id} = await booked();
    const refused: [amount: unknown, rest?: object][] = [
      ['0.00'],
      ['-1.00'],
      ['1'],
      ['1.5'],
      ['1e2'],
      ['100000000.00'],
      [75],
      ['1.00', {paymentMethod: 'cheque'}],
      ['1.00', {note: ' '}],
      ['1.00', {receivedAt: new Date(app.now.getTime() + 1).toISOString()}],
      ['1.00', {receivedAt: '2027-02-30T10:00:00Z'}],
      ['1.00', {receivedAt: '2016-12-31T23:59:60Z'}],
      ['1.00', {receivedAt: '0000-01-01T00:00:00Z'}],
      ['1.00', {receivedAt: 'yesterday'}],
      ['1.00', {status: 'succeeded'}],
      ['1.00', {kind: 'refund'}],
    ];

    for (const [amount, rest] of refused)
      assertRefused(await pay(id, amount as string, rest), 422, 'VALIDATION_FAILED');

    assert.deepEqual(await ledger(id), []);
  });

  it('leaves nothing when it can not be logged', async () => {
    const {id, reference} = await booked();
    const before = await bookingRow(app, reference);

    await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
      assertRefused(await pay(id, '150.00'), 500, 'INTERNAL_ERROR');
    });

    assert.deepEqual([await ledger(id), await bookingRow(app, reference)], [[], before]);
  });
});
