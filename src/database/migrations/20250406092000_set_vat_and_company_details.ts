import type {Knex} from 'knex';

/** What stands on invoices beside the name. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    insert into settings (key, value, description) values
      ('vat.rate_percent', '0', 'VAT in percent that prices include, up to two places; 0: none is charged'),
      ('vat.number', '""', 'VAT registration number, for invoices; empty: none'),
      ('company.address', '""', 'Postal address on invoices, lines separated by line breaks'),
      ('company.payment_details', '""', 'How an invoice is paid, such as the bank account');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    delete from settings where key in ('vat.rate_percent', 'vat.number', 'company.address', 'company.payment_details');
  `);
}
