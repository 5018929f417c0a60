import type {Knex} from 'knex';

/**
 * A schedule never has more seats than its venue. The trigger on schedules locks the venue's row `for share`,
 * so a venue made smaller at the same time waits and then sees the schedule (or the other way round).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function check_schedule_fits_venue() returns trigger language plpgsql as $$
    declare
      venue_capacity integer;
    begin
      select capacity into venue_capacity from venues where id = new.venue_id for share;
      if new.capacity > venue_capacity then
        raise exception 'capacity % exceeds the venue''s %', new.capacity, venue_capacity
          using errcode = 'check_violation', constraint = 'course_schedules_venue_capacity_check',
                table = 'course_schedules';
      end if;
      return null;
    end
    $$;
    create constraint trigger course_schedules_venue_capacity_check
      after insert or update of capacity, venue_id on course_schedules
      for each row execute function check_schedule_fits_venue();

    create function check_venue_holds_schedules() returns trigger language plpgsql as $$
    begin
      if exists (
        select from course_schedules
        where venue_id = new.id and status in ('draft', 'published') and capacity > new.capacity
      ) then
        raise exception 'a schedule at this venue has more than % seats', new.capacity
          using errcode = 'check_violation', constraint = 'venues_schedule_capacity_check', table = 'venues';
      end if;
      return null;
    end
    $$;
    create constraint trigger venues_schedule_capacity_check
      after update of capacity on venues
      for each row when (new.capacity < old.capacity) execute function check_venue_holds_schedules();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger venues_schedule_capacity_check on venues;
    drop function check_venue_holds_schedules();
    drop trigger course_schedules_venue_capacity_check on course_schedules;
    drop function check_schedule_fits_venue();
  `);
}
