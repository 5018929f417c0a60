import type {Knex} from 'knex';

/** What was refunded has a request that is done; another one waits for staff, and the card payments have their events. */
export async function seed(knex: Knex): Promise<void> {
  await knex.raw(`
    with paid_back as (
      select p.id, p.booking_id, p.amount, coalesce(p.processed_at, p.created_at) as at,
        (select min(c.id) from payment_transactions c where c.booking_id = p.booking_id and c.kind = 'charge') as charge_id
      from payment_transactions p join bookings b on b.id = p.booking_id
      where b.booking_reference like 'RFT-DEMK%' and p.kind = 'refund' and p.status = 'succeeded'
        and p.refund_id is null
    ), requested as (
      insert into refunds (booking_id, charge_transaction_id, amount, cause, reason, status, decided_at, completed_at, created_at)
      select booking_id, charge_id, amount, 'customer_cancelled', 'cancelled by the customer', 'completed', at, at, at
      from paid_back
      returning id, booking_id
    )
    update payment_transactions p set refund_id = requested.id, charge_transaction_id = paid_back.charge_id
    from requested join paid_back on paid_back.booking_id = requested.booking_id
    where p.id = paid_back.id`);
  await knex.raw(`
    insert into refunds (booking_id, amount, cause, reason, created_by, created_at)
    select b.id, 25, 'staff', 'A coffee machine that did not work: as agreed on the telephone', u.id, b.created_at + interval '1 day'
    from bookings b join users u on u.email = 'admin@reactfasttraining.co.uk'
    where b.booking_reference = 'RFT-DEMK0003'
      and not exists (select from refunds r where r.booking_id = b.id)`);
  await knex.raw(`
    insert into payment_provider_events
      (provider, event_id, event_type, object_id, booking_id, outcome, occurred_at, received_at)
    select 'stripe', 'evt_seed_' || b.booking_reference, 'payment_intent.succeeded', 'pi_seed_' || b.booking_reference,
      b.id, 'applied', p.created_at, p.created_at
    from bookings b join payment_transactions p on p.booking_id = b.id
    where b.booking_reference like 'RFT-DEMK%' and p.kind = 'charge' and p.status = 'succeeded'
      and p.payment_method = 'card'
    on conflict on constraint payment_provider_events_event_id_key do nothing`);
}
