import type {IntegrityCheck} from './check';

export const refundsBeyondCharges: IntegrityCheck = {
  name: 'refunds_beyond_charges',
  about: 'Bookings that more went back for than was ever paid',
  action: 'Compare with the provider and the bank: record the charge that is missing',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, cast(sums.charged as text) as expected,
      cast(sums.refunded as text) as found
    from (
      select booking_id, coalesce(sum(amount) filter (where kind = 'charge'), 0) as charged,
        coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded
      from payment_transactions where status = 'succeeded' group by booking_id
    ) sums join bookings b on b.id = sums.booking_id
    where sums.refunded > sums.charged`,
};

export const refundParts: IntegrityCheck = {
  name: 'refund_parts',
  about: 'Completed refunds: what went back by the ledger',
  action: 'Compare with the provider and the bank; what did not go back: ask for another refund',
  sql: `
    select 'refund' as entity, r.id, b.booking_reference as reference, cast(r.amount as text) as expected,
      cast(coalesce(done.amount, 0.00) as text) as found
    from refunds r join bookings b on b.id = r.booking_id
    left join (
      select refund_id, sum(amount) as amount from payment_transactions
      where refund_id is not null and status = 'succeeded' group by refund_id
    ) done on done.refund_id = r.id
    where r.status = 'completed' and coalesce(done.amount, 0) <> r.amount`,
};

const waitsFor = (whom: 'staff' | 'the provider') => `exists (
  select from payment_transactions p
  where p.refund_id = r.id and p.status = 'pending' and (p.metadata -> 'byHand') is ${whom === 'staff' ? 'not ' : ''}null
)`;

export const stuckRefunds: IntegrityCheck = {
  name: 'stuck_refunds',
  about: 'Refunds by card that were approved an hour ago or more and have not gone back',
  action:
    'See failureReason in GET /api/admin/refunds/{id}: the payment provider, its keys, or the background jobs',
  sql: `
    select 'refund' as entity, r.id, b.booking_reference as reference, 'completed' as expected, r.status as found
    from refunds r join bookings b on b.id = r.booking_id
    where (r.status = 'approved' or (r.status = 'processing' and ${waitsFor('the provider')}))
      and greatest(r.decided_at, r.updated_at) <= cast(:now as timestamptz) - interval '1 hour'`,
};

export const failedRefunds: IntegrityCheck = {
  name: 'failed_refunds',
  about: 'Refunds that failed',
  action: 'POST /api/admin/refunds/{id}/retry, or give the money back another way and POST …/paid-back',
  sql: `
    select 'refund' as entity, r.id, b.booking_reference as reference, 'completed' as expected,
      coalesce(r.failure_reason, r.status) as found
    from refunds r join bookings b on b.id = r.booking_id
    where r.status = 'failed'`,
};

export const waitingRefunds: IntegrityCheck = {
  name: 'waiting_refunds',
  about: 'Refunds that have waited for staff for a week or more, to decide about or to pay back',
  action: 'POST /api/admin/refunds/{id}/approve, …/reject or …/paid-back',
  sql: `
    select 'refund' as entity, r.id, b.booking_reference as reference, 'completed' as expected, r.status as found
    from refunds r join bookings b on b.id = r.booking_id
    where (r.status = 'pending' and r.created_at <= cast(:now as timestamptz) - interval '7 days')
      or (r.status = 'processing' and ${waitsFor('staff')}
        and r.decided_at <= cast(:now as timestamptz) - interval '7 days')`,
};
