import type {Knex} from 'knex';

/**
 * Only who attended the whole course can have passed it. Somebody who passed without that stops the migration here, by
 * the name of the constraint.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table booking_attendees add constraint booking_attendees_passed_check
      check (assessment <> 'passed' or attendance in ('present', 'late'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table booking_attendees drop constraint booking_attendees_passed_check;
  `);
}
