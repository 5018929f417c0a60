import type {IntegrityCheck} from './check';

export const holds: IntegrityCheck = {
  name: 'holds',
  about: 'Holds, and offers to the waiting list, that ran out five minutes ago or more and still take seats',
  action: 'See whether the background jobs run: GET /api/admin/jobs',
  sql: `
    select 'booking' as entity, b.id, b.booking_reference as reference, 'cancelled' as expected, b.status as found
    from bookings b
    where b.status = 'pending' and b.hold_expires_at <= cast(:now as timestamptz) - interval '5 minutes'
    union all
    select 'waiting_list_entry', w.id, w.reference, 'expired', w.status
    from waiting_list_entries w
    where w.status = 'offered' and w.offer_expires_at <= cast(:now as timestamptz) - interval '5 minutes'`,
};
