import type {IntegrityCheck} from './check';

export const paymentEvents: IntegrityCheck = {
  name: 'payment_events',
  about: 'What the payment provider told us and nobody has looked at yet',
  action: 'See GET /api/admin/payment-events?isOpen=true, do what is needed, then POST …/{id}/resolve',
  sql: `
    select 'payment_event' as entity, e.id, b.booking_reference as reference, 'resolved' as expected,
      coalesce(e.note, e.event_type) as found
    from payment_provider_events e left join bookings b on b.id = e.booking_id
    where e.outcome = 'attention' and e.resolved_at is null`,
};
