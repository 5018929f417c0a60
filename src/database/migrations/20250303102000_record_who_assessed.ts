import type {Knex} from 'knex';

/** Assessments from before this migration have no assessor: nobody wrote down who it was. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table booking_attendees
      add column assessed_by integer
        constraint booking_attendees_assessed_by_fkey references users (id) on delete set null,
      add column assessed_at timestamptz;
    create index booking_attendees_assessed_by_index on booking_attendees (assessed_by)
      where assessed_by is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table booking_attendees drop column assessed_at, drop column assessed_by;
  `);
}
