import type {Knex} from 'knex';

/** The day of the start that the reminder was about: a booking on another day since is reminded again. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings add column reminded_of date;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings drop column reminded_of;
  `);
}
