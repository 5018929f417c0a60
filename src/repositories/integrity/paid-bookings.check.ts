import type {IntegrityCheck} from './check';

/** Transactions of bookings, with what is on its way back. */
const BALANCE = `
  select p.booking_id,
    sum(case p.kind when 'charge' then p.amount else -p.amount end)
      - coalesce((select sum(r.amount) from refunds r
          where r.booking_id = p.booking_id and r.status in ('pending', 'approved', 'processing')), 0)
      + coalesce((select sum(t.amount) from payment_transactions t join refunds r on r.id = t.refund_id
          where t.booking_id = p.booking_id and t.status = 'succeeded'
            and r.status in ('pending', 'approved', 'processing')), 0) as amount
  from payment_transactions p
  where p.status = 'succeeded' or (p.kind = 'dispute' and p.status = 'pending')
  group by p.booking_id`;

/** What of the refunds of a booking staff refused to give back, or have still to mend: other checks tell of those. */
const decided = (refunds: string) => `(
  select coalesce(sum(r.amount - back.amount), 0) from refunds r
  cross join lateral (
    select coalesce(sum(t.amount), 0) as amount from payment_transactions t
    where t.refund_id = r.id and t.status = 'succeeded'
  ) back
  where r.booking_id = b.id and ${refunds}
)`;

export const overpaid: IntegrityCheck = {
  name: 'overpaid',
  about: 'Bookings that more was paid for than they cost, and nobody has asked for it back',
  action: 'Refund the difference: POST /api/admin/bookings/{id}/refunds',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, cast(b.payment_amount as text) as expected,
      cast(balance.amount as text) as found
    from (${BALANCE}) balance join bookings b on b.id = balance.booking_id
    where b.status <> 'cancelled'
      and balance.amount - ${decided("r.status = 'rejected' and r.cause <> 'staff'")} > b.payment_amount`,
};

export const unconfirmed: IntegrityCheck = {
  name: 'paid_but_pending',
  about: 'Bookings that are paid in full and still pending',
  action: 'Confirm the booking: POST /api/admin/bookings/{id}/confirm',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, 'confirmed' as expected, b.status as found
    from (${BALANCE}) balance join bookings b on b.id = balance.booking_id
    where b.status = 'pending' and balance.amount >= b.payment_amount`,
};

export const unreturned: IntegrityCheck = {
  name: 'money_without_booking',
  about:
    'Money for bookings that expired, or that the company cancelled, which nobody has asked back or decided about',
  action: 'Refund it: POST /api/admin/bookings/{id}/refunds',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, '0.00' as expected,
      cast(balance.amount as text) as found
    from (${BALANCE}) balance join bookings b on b.id = balance.booking_id
    where b.status = 'cancelled' and b.cancellation_reason in ('expired', 'schedule cancelled')
      and balance.amount > ${decided("r.status in ('rejected', 'failed')")}`,
};
