import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create extension if not exists pg_trgm;
    create index bookings_search_index on bookings using gin (
      lower(booking_reference || ' ' || contact_first_name || ' ' || contact_last_name || ' ' || contact_email)
      gin_trgm_ops
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index bookings_search_index;
    drop extension pg_trgm;
  `);
}
