import type {Knex} from 'knex';

/** Somebody who waits for the fullest coming schedule, and somebody who has changed their mind. */
export async function seed(knex: Knex): Promise<void> {
  await knex.raw(`
    with fullest as (
      select id from course_schedules
      where status = 'published' and start_datetime > now()
      order by capacity - seats_taken, id limit 1
    ), people as (
      select id, first_name, last_name, email, row_number() over (order by id) as n
      from users where role = 'customer' order by id limit 2
    )
    insert into waiting_list_entries (reference, course_schedule_id, user_id, contact_first_name, contact_last_name,
      contact_email, seats, status, ended_at)
    select 'RFW-SEED000' || n, fullest.id, people.id, first_name, last_name, email,
      (select capacity from course_schedules s where s.id = fullest.id),
      case n when 1 then 'waiting' else 'left' end, case n when 1 then null else now() end
    from fullest cross join people
    where not exists (select from waiting_list_entries w where w.reference = 'RFW-SEED000' || n)`);
}
