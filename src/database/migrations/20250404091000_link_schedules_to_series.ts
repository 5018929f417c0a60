import type {Knex} from 'knex';

/** Which recurring plan made a schedule, so that all of a plan are found together. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table course_schedules
      add column series_id integer
        constraint course_schedules_series_id_fkey references schedule_series (id) on delete restrict;
    create index course_schedules_series_id_index on course_schedules (series_id, id) where series_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table course_schedules drop column series_id;
  `);
}
