import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {book, bookingRow, untilSomeoneWaits} from '../helpers/booking';

const REFUND = `insert into refunds (booking_id, amount, cause, reason) values ($1, $2, 'staff', 'x') returning id`;
const PAID_BACK = `
  insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
  values ($1, 'refund', $2, 'cash', 'succeeded', now()) returning id`;

describe('The ledger', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  /** A booking that £75.00 was paid for. */
  const paid = async (): Promise<number> => {
    const {reference} = await book(app, await app.given.schedule());
    await app.given.payment(reference, '75.00');
    return Number((await bookingRow(app, reference)).id);
  };
  const row = async (bookingId: number, kind: string, status: string): Promise<number> => {
    const [{id = 0} = {}] = await app.rows<{id: number}>(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status)
       values ($1, $2, 10, 'card', $3) returning id`,
      [bookingId, kind, status],
    );
    return id;
  };
  const without = async <T>(table: string, trigger: string, work: () => Promise<T>): Promise<T> => {
    await app.rows(`alter table ${table} disable trigger ${trigger}`);
    try {
      return await work();
    } finally {
      await app.rows(`alter table ${table} enable trigger ${trigger}`);
    }
  };
  /** Two of the same at once, neither of which sees the other when it begins. */
  const twoAtOnce = async (sql: string, bookingId: number): Promise<string[]> => {
    const attempt = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        error => (error as {constraint?: string}).constraint ?? String(error),
      );
    let second: Promise<string> = Promise.resolve('');
    const first = await attempt(
      app.database.transaction(async query => {
        await query(sql, [bookingId, '50.00']);
        second = attempt(app.rows(sql, [bookingId, '50.00']));
        await Promise.race([second, untilSomeoneWaits(app.database)]);
      }),
    );
    return [first, await second];
  };

  for (const {what, sql, table, constraint, trigger} of [
    {
      what: 'requests',
      sql: REFUND,
      table: 'refunds',
      constraint: 'refunds_within_charges_check',
      trigger: 'refunds_within_charges_added',
    },
    {
      what: 'refunds in the ledger',
      sql: PAID_BACK,
      table: 'payment_transactions',
      constraint: 'payment_transactions_within_charges_check',
      trigger: 'payment_transactions_within_charges_added',
    },
  ]) {
    it(`two ${what} at once come to no more than was paid`, async () => {
      assert.deepEqual(await twoAtOnce(sql, await paid()), ['done', constraint]);
    });

    it(`two ${what} at once come to more without the check: it is what stops them`, async () => {
      const bookingId = await paid();

      const outcome = await without(table, trigger, () => twoAtOnce(sql, bookingId));

      assert.deepEqual(outcome, ['done', 'done']);
    });
  }

  it('counts what is asked for, what went back and what is disputed against what was paid', async () => {
    const id = await paid();
    const refundable = async () =>
      (await app.rows<{amount: string}>('select refundable_amount($1) as amount', [id]))[0]?.amount;
    assert.equal(await refundable(), '75.00');

    const [{id: refundId = 0} = {}] = await app.rows<{id: number}>(REFUND, [id, '30.00']);
    assert.equal(await refundable(), '45.00');
    await app.rows(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status, refund_id)
       values ($1, 'refund', 20, 'card', 'succeeded', $2)`,
      [id, refundId],
    );
    assert.equal(await refundable(), '45.00');
    await app.rows(
      `update refunds set status = 'failed', decided_at = now(), failure_reason = 'the rest failed' where id = $1`,
      [refundId],
    );
    assert.equal(await refundable(), '55.00');
    await row(id, 'dispute', 'pending');
    assert.equal(await refundable(), '45.00');
    await row(id, 'charge', 'pending');
    await row(id, 'charge', 'failed');
    await row(id, 'refund', 'failed');
    await row(id, 'dispute', 'failed');
    assert.equal(await refundable(), '45.00');
    await app.rows(REFUND, [id, '45.00']);
    await assert.rejects(app.rows(`update refunds set status = 'approved' where id = $1`, [refundId]), {
      constraint: 'refunds_within_charges_check',
    });
  });

  it('forgets nothing: no row goes away or becomes another payment', async () => {
    const id = await paid();
    const other = await paid();
    const charge = await row(id, 'charge', 'succeeded');
    await app.rows(`update payment_transactions set provider_payment_id = $2 where id = $1`, [
      charge,
      `pi_${charge}`,
    ]);

    for (const change of [
      'amount = 11',
      `kind = 'refund'`,
      `currency = 'EUR'`,
      `payment_method = 'cash'`,
      `provider_payment_id = 'pi_other'`,
      'provider_payment_id = null',
      `booking_id = ${other}`,
      `id = ${charge} + 1000000`,
      `status = 'pending'`,
      `status = 'failed'`,
    ]) {
      await assert.rejects(
        app.rows(`update payment_transactions set ${change} where id = $1`, [charge]),
        {constraint: 'payment_transactions_append_only'},
        change,
      );
    }
    await assert.rejects(app.rows('delete from payment_transactions where id = $1', [charge]), {
      constraint: 'payment_transactions_append_only',
    });
  });

  it('moves on: what is open may end, what failed may be tried again, and a bank may return a refund', async () => {
    const id = await paid();
    const may = async (kind: string, from: string, to: string): Promise<boolean> => {
      const rowId = await row(id, kind, from);
      return app.rows('update payment_transactions set status = $2 where id = $1', [rowId, to]).then(
        () => true,
        () => false,
      );
    };
    const steps: [string, string, string, boolean][] = [
      ['charge', 'pending', 'succeeded', true],
      ['charge', 'pending', 'failed', true],
      ['charge', 'failed', 'succeeded', true],
      ['charge', 'failed', 'pending', false],
      ['charge', 'succeeded', 'failed', false],
      ['refund', 'pending', 'succeeded', true],
      ['refund', 'pending', 'failed', true],
      ['refund', 'succeeded', 'failed', true],
      ['refund', 'failed', 'succeeded', false],
      ['dispute', 'pending', 'succeeded', true],
      ['dispute', 'succeeded', 'failed', true],
    ];

    for (const [kind, from, to, allowed] of steps) {
      assert.equal(await may(kind, from, to), allowed, `${kind} ${from} → ${to}`);
    }
  });
});
