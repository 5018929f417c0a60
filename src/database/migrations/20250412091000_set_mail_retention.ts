import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    insert into settings (key, value, description) values
      ('mail.retention_days', '730', 'For how many days the log of mails is kept');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    delete from settings where key = 'mail.retention_days';
  `);
}
