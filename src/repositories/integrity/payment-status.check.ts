import type {IntegrityCheck} from './check';

/** The rule of `domain/payment-status.ts`, in SQL: a test compares the two. */
const DERIVED = `case
  when ledger.refunded > 0 and ledger.refunded >= ledger.charged then 'refunded'
  when ledger.charged - ledger.refunded >= b.payment_amount then 'paid'
  when ledger.refunded > 0 then 'partially_refunded'
  when ledger.charged = 0 and ledger.has_failed then 'failed'
  else 'pending' end`;

export const paymentStatus: IntegrityCheck = {
  name: 'payment_status',
  about: 'Payment status of each booking: what its transactions come to',
  action:
    'Record a payment or refund that is missing; else set bookings.payment_status to what the ledger says',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, ${DERIVED} as expected,
      b.payment_status as found
    from bookings b
    left join (
      select booking_id,
        sum(amount) filter (where kind = 'charge' and status = 'succeeded') as charged,
        sum(amount) filter (where kind = 'refund' and status = 'succeeded') as refunded,
        bool_or(kind = 'charge' and status = 'failed') as has_failed
      from payment_transactions group by booking_id
    ) sums on sums.booking_id = b.id
    cross join lateral (
      select coalesce(sums.charged, 0) as charged, coalesce(sums.refunded, 0) as refunded,
        coalesce(sums.has_failed, false) as has_failed
    ) ledger
    where b.payment_status <> ${DERIVED}`,
};
