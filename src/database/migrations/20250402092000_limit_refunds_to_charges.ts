import type {Knex} from 'knex';

/**
 * Never more goes back than was paid. Both checks lock the booking first, so that two refunds at once take turns, and
 * look again after it. Disputes are not bounded: what the bank says has happened is recorded whatever it adds up to.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function refundable_amount(of_booking integer) returns decimal(12,2) language sql stable as $$
      select coalesce(sum(case p.kind when 'charge' then p.amount else -p.amount end), 0) - (
        select coalesce(sum(r.amount - paid_back.amount), 0)
        from refunds r
        cross join lateral (
          select coalesce(sum(t.amount), 0) as amount from payment_transactions t
          where t.refund_id = r.id and t.status = 'succeeded'
        ) paid_back
        where r.booking_id = of_booking and r.status in ('pending', 'approved', 'processing')
      )
      from payment_transactions p
      where p.booking_id = of_booking and (p.status = 'succeeded' or (p.kind = 'dispute' and p.status = 'pending'))
    $$;

    create function check_refund_is_covered() returns trigger language plpgsql as $$
    begin
      perform from bookings where id = new.booking_id for no key update;
      if refundable_amount(new.booking_id) < 0 then
        raise exception 'the refunds of booking % would be more than was paid', new.booking_id
          using errcode = 'check_violation', constraint = 'refunds_within_charges_check', table = 'refunds';
      end if;
      return null;
    end
    $$;
    create trigger refunds_within_charges_added after insert on refunds
      for each row when (new.status in ('pending', 'approved', 'processing'))
      execute function check_refund_is_covered();
    create trigger refunds_within_charges_changed after update of status, amount, booking_id on refunds
      for each row
      when (
        new.status in ('pending', 'approved', 'processing')
        and (old.status not in ('pending', 'approved', 'processing')
          or (old.amount, old.booking_id) is distinct from (new.amount, new.booking_id))
      )
      execute function check_refund_is_covered();

    create function check_refunds_within_charges() returns trigger language plpgsql as $$
    declare
      balance decimal;
    begin
      perform from bookings where id = new.booking_id for no key update;
      select coalesce(sum(case kind when 'charge' then amount else -amount end), 0) into balance
      from payment_transactions
      where booking_id = new.booking_id and status = 'succeeded' and kind in ('charge', 'refund');
      if balance < 0 then
        raise exception 'the refunds in the ledger of booking % would be more than its charges', new.booking_id
          using errcode = 'check_violation', constraint = 'payment_transactions_within_charges_check',
                table = 'payment_transactions';
      end if;
      return null;
    end
    $$;
    create trigger payment_transactions_within_charges_added after insert on payment_transactions
      for each row when (new.kind = 'refund' and new.status = 'succeeded')
      execute function check_refunds_within_charges();
    create trigger payment_transactions_within_charges_changed after update on payment_transactions
      for each row
      when (
        new.kind = 'refund' and new.status = 'succeeded'
        and (old.kind, old.status, old.amount, old.booking_id)
          is distinct from (new.kind, new.status, new.amount, new.booking_id)
      )
      execute function check_refunds_within_charges();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger payment_transactions_within_charges_changed on payment_transactions;
    drop trigger payment_transactions_within_charges_added on payment_transactions;
    drop function check_refunds_within_charges();
    drop trigger refunds_within_charges_changed on refunds;
    drop trigger refunds_within_charges_added on refunds;
    drop function check_refund_is_covered();
    drop function refundable_amount(integer);
  `);
}
