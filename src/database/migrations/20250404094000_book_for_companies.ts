import type {Knex} from 'knex';

/** For whom a booking is: the company in the customer's own words, the one that staff know it as, and when it pays. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      add column company_id integer
        constraint bookings_company_id_fkey references companies (id) on delete restrict,
      add column company_name varchar(200),
      add column purchase_order_number varchar(50),
      add column payment_due_on date;
    create index bookings_company_id_index on bookings (company_id, id) where company_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      drop column payment_due_on,
      drop column purchase_order_number,
      drop column company_name,
      drop column company_id;
  `);
}
