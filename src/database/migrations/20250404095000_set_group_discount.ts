import type {Knex} from 'knex';

/** Off until somebody sets a percentage. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    insert into settings (key, value, description) values
      ('group_discount.min_seats', '6', 'From how many seats of one booking the group discount counts'),
      ('group_discount.percent', '0', 'Group discount in percent, up to two places; 0: there is none');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    delete from settings where key in ('group_discount.min_seats', 'group_discount.percent');
  `);
}
