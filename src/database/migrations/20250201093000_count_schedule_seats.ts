import type {Knex} from 'knex';

/** Each booking so far is one seat. A schedule that is already oversold stops here, by the name of the constraint. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table course_schedules
      add column seats_taken integer not null default 0,
      add column min_seats integer not null default 1;
    update course_schedules s
    set seats_taken = booked.seats
    from (
      select course_schedule_id, count(*)::integer as seats from bookings
      where status <> 'cancelled' group by course_schedule_id
    ) booked
    where booked.course_schedule_id = s.id;
    alter table course_schedules
      add constraint course_schedules_seats_taken_check check (seats_taken between 0 and capacity),
      add constraint course_schedules_min_seats_check check (min_seats between 0 and capacity);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table course_schedules drop column min_seats, drop column seats_taken;
  `);
}
