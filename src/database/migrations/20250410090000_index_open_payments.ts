import type {Knex} from 'knex';

/** A job looks every minute for payments that can still be made, among all that ever were. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create index payment_transactions_open_index on payment_transactions (id)
      where kind = 'charge' and status <> 'succeeded' and provider_payment_id is not null
        and (metadata -> 'ended') is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index payment_transactions_open_index;
  `);
}
