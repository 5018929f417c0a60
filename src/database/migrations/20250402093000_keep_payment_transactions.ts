import type {Knex} from 'knex';

/**
 * The ledger is append-only in meaning: no row goes away or becomes another payment, what has succeeded keeps its amount,
 * and a status only moves on. A refund that succeeded may still come back from the bank, and a charge that failed may
 * be tried again; how a dispute stands is the provider's to say.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function refuse_ledger_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE'
        and (new.id, new.booking_id, new.kind, new.currency)
          is not distinct from (old.id, old.booking_id, old.kind, old.currency)
        and (new.payment_method = old.payment_method or old.status = 'pending')
        and (old.provider_payment_id is null or new.provider_payment_id is not distinct from old.provider_payment_id)
        and (old.provider_refund_id is null or new.provider_refund_id is not distinct from old.provider_refund_id)
        and (new.amount = old.amount or old.status <> 'succeeded')
        and (
          new.status = old.status or old.status = 'pending' or old.kind = 'dispute'
          or (old.kind, old.status, new.status) in (('charge', 'failed', 'succeeded'), ('refund', 'succeeded', 'failed'))
        )
      then
        return new;
      end if;
      raise exception 'payment_transactions keeps what happened: add a row instead'
        using errcode = 'insufficient_privilege', constraint = 'payment_transactions_append_only',
              table = 'payment_transactions';
    end
    $$;
    create trigger payment_transactions_append_only before update or delete on payment_transactions
      for each row execute function refuse_ledger_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger payment_transactions_append_only on payment_transactions;
    drop function refuse_ledger_change();
  `);
}
