import type {Knex} from 'knex';

/** Null: as often as the code's own limit allows. The index counts the uses of one email address. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table discount_codes
      add column max_uses_per_customer integer
        constraint discount_codes_max_uses_per_customer_check check (max_uses_per_customer > 0);
    create index bookings_discount_code_contact_index on bookings (discount_code_id, lower(contact_email))
      where discount_code_id is not null and status <> 'cancelled';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index bookings_discount_code_contact_index;
    alter table discount_codes drop column max_uses_per_customer;
  `);
}
