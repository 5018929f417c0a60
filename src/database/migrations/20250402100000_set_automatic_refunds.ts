import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    insert into settings (key, value, description) values
      ('refunds.automatic', 'true',
       'Whether refunds that a rule decides (cancellation policy, cancelled by the company) need nobody to approve them');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    delete from settings where key = 'refunds.automatic';
  `);
}
