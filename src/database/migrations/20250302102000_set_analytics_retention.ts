import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    insert into settings (key, value, description) values
      ('analytics.retention_days', '400', 'For how many days events of visitors are kept; their daily sums stay');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    delete from settings where key = 'analytics.retention_days';
  `);
}
