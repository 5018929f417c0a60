import type {Knex} from 'knex';

/** Until when an invoice is to be paid, and what had been paid of it when it was issued. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table sales_documents
      add column payment_due_on date,
      add column paid_amount decimal(10,2) not null default 0;
    alter table sales_documents add constraint sales_documents_terms_check check (
      paid_amount between 0 and total_amount
      and (kind = 'invoice' or (payment_due_on is null and paid_amount = 0))
    ) not valid;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table sales_documents drop column payment_due_on, drop column paid_amount;
  `);
}
