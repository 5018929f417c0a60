import type {Knex} from 'knex';

/** Which request a refund in the ledger belongs to, and which charge it gives back; a dispute has an id of its own. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table payment_transactions
      add column refund_id integer
        constraint payment_transactions_refund_id_fkey references refunds (id) on delete restrict,
      add column charge_transaction_id integer
        constraint payment_transactions_charge_transaction_id_fkey
          references payment_transactions (id) on delete restrict,
      add column provider_dispute_id varchar(255)
        constraint payment_transactions_provider_dispute_id_key unique;
    create index payment_transactions_refund_id_index on payment_transactions (refund_id)
      where refund_id is not null;
    create index payment_transactions_charge_transaction_id_index on payment_transactions (charge_transaction_id)
      where charge_transaction_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index payment_transactions_charge_transaction_id_index;
    drop index payment_transactions_refund_id_index;
    alter table payment_transactions
      drop column provider_dispute_id,
      drop column charge_transaction_id,
      drop column refund_id;
  `);
}
