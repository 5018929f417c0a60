import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table settings add column version integer not null default 1;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table settings drop column version;
  `);
}
