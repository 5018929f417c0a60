import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table sales_documents validate constraint sales_documents_terms_check;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table sales_documents drop constraint sales_documents_terms_check;
    alter table sales_documents add constraint sales_documents_terms_check check (
      paid_amount between 0 and total_amount
      and (kind = 'invoice' or (payment_due_on is null and paid_amount = 0))
    ) not valid;
  `);
}
