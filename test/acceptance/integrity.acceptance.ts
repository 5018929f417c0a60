import assert from 'node:assert/strict';
import {paymentStatusOf} from '../../src/domain/payment-status';
import {givenApplication, type TestApp} from '../helpers/app';
import {book} from '../helpers/booking';
import {givenBusiness} from '../helpers/business';
import {bookByCard, type CardShop, givenCardShop, payByCard, payOutRefunds} from '../helpers/card';
import {RefundDesk} from '../helpers/refunds';
import {invalid} from '../helpers/stripe-objects';

interface Check {
  name: string;
  about: string;
  action: string;
  count: number;
  differences: {
    entity: string;
    id: number | null;
    reference: string | null;
    expected: string;
    found: string;
  }[];
}

describe('Whether the numbers agree', () => {
  let shop: CardShop;
  let token: string;

  before(async () => {
    shop = await givenCardShop({ACCESS_TOKEN_MINUTES: '1440'});
    token = await shop.app.givenAdminToken();
    // As if this application had always run beside its jobs.
    await shop.app.rows('update email_logs set status = $1', ['sent']);
  });
  after(() => shop?.stop());

  const report = async (): Promise<Record<string, Check>> => {
    const {status, body} = await shop.app.get('/api/admin/integrity', {token});
    assert.equal(status, 200);
    return Object.fromEntries(body.checks.map((check: Check) => [check.name, check]));
  };
  const reconcile = () => shop.app.post('/api/admin/integrity/reconciliation', undefined, {token});
  const found = async (name: string) => {
    const check = (await report())[name];
    assert.ok(check, `there is no check ${name}`);
    assert.ok(check.about.length > 10 && check.action.length > 10);
    assert.equal(check.count, check.differences.length);
    return check.differences.map(({entity, id, expected, found: is}) => [entity, id, expected, is]);
  };

  it('there is nothing to say after a day like any other', async () => {
    const {app, stripe} = shop;
    const desk = new RefundDesk(app, token);
    const paid = await bookByCard(shop);
    await payByCard(shop, paid);
    const cancelled = await bookByCard(shop, {discountCode: await app.given.discountCode()});
    await payByCard(shop, cancelled);
    await app.post(`/api/bookings/${cancelled.reference}/cancel`, undefined, {token: cancelled.token});
    const full = await app.given.schedule({seats: 2});
    const late = await bookByCard(shop, {scheduleId: full});
    app.passes({minutes: 16});
    const instead = await bookByCard(shop, {scheduleId: full});
    await payByCard(shop, late);
    await payByCard(shop, instead);
    const byHand = await book(app, await app.given.schedule());
    const [{id = 0} = {}] = await app.rows<{id: number}>('select max(id) as id from bookings');
    assert.ok(byHand.reference);
    await desk.receive(id, '75.00');
    await desk.given(id, '25.00');
    await payOutRefunds(app);
    const {status, body} = await reconcile();

    assert.equal(status, 200);
    assert.deepEqual(
      body.checks.filter(({count}: Check) => count > 0),
      [],
    );
    assert.equal(body.isClean, true);
    const {paymentsSeen, refundsSeen, mended, provider} = body.reconciliation;
    assert.deepEqual(
      {paymentsSeen, refundsSeen, mended, provider},
      {paymentsSeen: stripe.account.intents.size, refundsSeen: 2, mended: 0, provider: 'stripe'},
    );
  });

  describe('says what is wrong, and what mends it:', () => {
    const bookingId = async (): Promise<number> => {
      const {made} = await book(shop.app, await shop.app.given.schedule());
      const [row] = await shop.app.rows<{id: number}>(
        'select id from bookings where booking_reference = $1',
        [made.bookingReference],
      );
      return row?.id ?? 0;
    };
    const breaks: Record<
      string,
      {sql: string; expected: string; found: string; entity: string; undo: string}
    > = {
      seats: {
        sql: 'update course_schedules set seats_taken = seats_taken + 3 where id = (select course_schedule_id from bookings where id = $1) returning id',
        entity: 'schedule',
        expected: '1',
        found: '4',
        undo: 'update course_schedules set seats_taken = seats_taken - 3 where id = $1',
      },
      holds: {
        sql: `update bookings set hold_expires_at = timestamptz '2027-02-01' where id = $1 returning id`,
        entity: 'booking',
        expected: 'cancelled',
        found: 'pending',
        undo: `update bookings set hold_expires_at = timestamptz '2027-04-01' where id = $1`,
      },
      discount_uses: {
        sql: `insert into discount_codes (code, discount_type, discount_value, valid_from, valid_until, times_used)
          select 'WRONG', 'fixed', 1, '2027-01-01', '2027-12-31', 2 where $1 > 0 returning id`,
        entity: 'discount_code',
        expected: '0',
        found: '2',
        undo: 'update discount_codes set times_used = 0 where id = $1',
      },
      payment_status: {
        sql: `update bookings set payment_status = 'paid' where id = $1 returning id`,
        entity: 'booking',
        expected: 'pending',
        found: 'paid',
        undo: `update bookings set payment_status = 'pending' where id = $1`,
      },
      mails: {
        sql: `insert into email_logs (recipient, email_type, subject, booking_id, created_at)
          values ('a@example.com', 'x', 'x', $1, now() - interval '61 minutes') returning id`,
        entity: 'email',
        expected: 'sent',
        found: 'queued',
        undo: `update email_logs set status = 'sent' where id = $1`,
      },
      stuck_refunds: {
        sql: `insert into refunds (booking_id, amount, cause, reason, status, decided_at)
          values ($1, 75, 'staff', 'x', 'approved', timestamptz '2027-02-01') returning id`,
        entity: 'refund',
        expected: 'completed',
        found: 'approved',
        undo: `update refunds set status = 'rejected', rejection_reason = 'x' where id = $1`,
      },
    };

    for (const [name, {sql, entity, expected, found: is, undo}] of Object.entries(breaks)) {
      it(name, async () => {
        const {app} = shop;
        const id = await bookingId();
        if (name === 'stuck_refunds') await new RefundDesk(app, token).receive(id, '75.00');
        const [row] = await app.rows<{id: number}>(sql, [id]);

        const differences = await found(name);
        await app.rows(undo, [row?.id]);

        assert.deepEqual(differences, [[entity, Number(row?.id), expected, is]]);
        assert.deepEqual(await found(name), []);
      });
    }

    it('money that nobody has asked back', async () => {
      const {app} = shop;
      const [tooMuch, pending, expired] = [await bookingId(), await bookingId(), await bookingId()];
      const pay = (id: number, amount: string) =>
        app.rows(
          `insert into payment_transactions (booking_id, kind, amount, payment_method, status)
           values ($1, 'charge', $2, 'cash', 'succeeded')`,
          [id, amount],
        );
      await pay(tooMuch, '75.01');
      await pay(pending, '75.00');
      await pay(expired, '10.00');
      await app.rows(
        `update bookings set status = 'cancelled', hold_expires_at = null, cancelled_at = now(), cancellation_reason = 'expired'
         where id = $1`,
        [expired],
      );

      assert.deepEqual(await found('overpaid'), [['booking', tooMuch, '75.00', '75.01']]);
      assert.deepEqual(
        (await found('paid_but_pending')).map(([, id]) => id),
        [tooMuch, pending],
      );
      assert.deepEqual(await found('money_without_booking'), [['booking', expired, '0.00', '10.00']]);
    });

    it('money that came after another refund of the same booking, and not what staff refused', async () => {
      const {app} = shop;
      const desk = new RefundDesk(app, token);
      const expired = await bookingId();
      await desk.receive(expired, '10.00');
      await desk.reject(await desk.given(expired, '10.00', false));
      const end = (id: number) =>
        app.rows(
          `update bookings set status = 'cancelled', hold_expires_at = null, cancelled_at = now(),
             cancellation_reason = 'expired' where id = $1`,
          [id],
        );
      await end(expired);
      const ofThat = async (name: string, id: number) => (await found(name)).filter(([, of]) => of === id);
      assert.deepEqual(await ofThat('money_without_booking', expired), []);

      await app.rows(
        `insert into payment_transactions (booking_id, kind, amount, payment_method, status)
         values ($1, 'charge', 65, 'cash', 'succeeded')`,
        [expired],
      );

      assert.deepEqual(await ofThat('money_without_booking', expired), [
        ['booking', expired, '0.00', '75.00'],
      ]);
    });

    it('not that a booking became cheaper and staff refused to give the difference back', async () => {
      const {app} = shop;
      const id = await bookingId();
      const desk = new RefundDesk(app, token);
      await desk.receive(id, '75.00');
      await app.rows('update bookings set payment_amount = 50 where id = $1', [id]);
      const tooMuch = async () => (await found('overpaid')).filter(([, of]) => of === id);
      assert.equal((await tooMuch()).length, 1);
      const refund = await desk.given(id, '25.00', false);
      await app.rows(`update refunds set cause = 'booking_changed' where id = $1`, [refund]);

      await desk.reject(refund);

      assert.deepEqual(await tooMuch(), []);
    });

    it('a part by card that is stuck, though another part waits for staff; not one that has just been tried again', async () => {
      const {app, stripe} = shop;
      const desk = new RefundDesk(app, token);
      const booking = await bookByCard(shop);
      await desk.receive(booking.id, '50.00', 'cash');
      await stripe.send(
        app,
        stripe.event('payment_intent.succeeded', stripe.account.pay(booking.intent.id, 10000)),
      );
      stripe.account.refundStatus = 'pending';
      const id = await desk.given(booking.id, '150.00');
      await payOutRefunds(app);
      stripe.account.refundStatus = 'succeeded';
      assert.equal((await desk.read(id)).body.byHandAmount, '50.00');
      const stuck = async () => (await found('stuck_refunds')).filter(([, of]) => of === id);
      assert.deepEqual(await stuck(), []);

      await app.rows(`update refunds set decided_at = timestamptz '2027-02-01' where id = $1`, [id]);
      assert.equal((await stuck()).length, 1);

      await app.rows('update refunds set updated_at = $2 where id = $1', [id, app.now]);
      assert.deepEqual(await stuck(), []);
      await app.rows(
        `update payment_transactions set status = 'failed' where refund_id = $1 and provider_refund_id is not null`,
        [id],
      );
      await desk.paidBack(id);
      await desk.reject(id);
    });

    it('refunds that failed or wait for somebody, and messages that nobody has looked at', async () => {
      const {app, stripe} = shop;
      const desk = new RefundDesk(app, token);
      const booking = await bookByCard(shop);
      await payByCard(shop, booking);
      const failing = await desk.given(booking.id, '10.00');
      stripe.fail({request: 'POST /v1/refunds', refusal: invalid('The card has expired')});
      await payOutRefunds(app);
      const waiting = await desk.given(booking.id, '20.00', false);
      await app.rows(`update refunds set created_at = timestamptz '2027-02-01' where id = $1`, [waiting]);
      await stripe.send(
        app,
        stripe.event('charge.dispute.created', stripe.account.openDispute(booking.intent.id)),
      );

      assert.deepEqual(await found('failed_refunds'), [
        ['refund', failing, 'completed', 'The card has expired'],
      ]);
      assert.deepEqual(await found('waiting_refunds'), [['refund', waiting, 'completed', 'pending']]);
      const [event] = await found('payment_events');
      assert.deepEqual([event?.[0], event?.[2]], ['payment_event', 'resolved']);
    });
  });
});

describe('The check of payment statuses', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  it('derives the payment status as the application does, whatever the ledger holds', async () => {
    await givenBusiness(app);
    const bookings = await app.rows<{
      id: number;
      due: string;
      charged: string;
      refunded: string;
      failed: boolean;
      status: string;
    }>(
      `select b.id, (b.payment_amount * 100)::integer as due, b.payment_status as status,
         coalesce(sum(p.amount * 100) filter (where p.kind = 'charge' and p.status = 'succeeded'), 0)::integer as charged,
         coalesce(sum(p.amount * 100) filter (where p.kind = 'refund' and p.status = 'succeeded'), 0)::integer as refunded,
         coalesce(bool_or(p.kind = 'charge' and p.status = 'failed'), false) as failed
       from bookings b left join payment_transactions p on p.booking_id = b.id group by b.id order by b.id`,
    );
    const expected = new Map(
      bookings.map(({id, due, charged, refunded, failed}) => [
        id,
        paymentStatusOf({
          duePence: Number(due),
          chargedPence: Number(charged),
          refundedPence: Number(refunded),
          hasFailedCharge: failed,
        }),
      ]),
    );
    await app.rows(
      `update bookings b set payment_status = derived.status
       from unnest(cast($1 as integer[]), cast($2 as text[])) as derived (id, status) where b.id = derived.id`,
      [[...expected.keys()], [...expected.values()]],
    );

    const {body} = await app.get('/api/admin/integrity', {token: await app.givenAdminToken()});
    const {differences} = body.checks.find(({name}: Check) => name === 'payment_status');
    assert.deepEqual(differences, []);
    assert.ok(new Set(expected.values()).size >= 4, [...new Set(expected.values())].join());
  });
});
