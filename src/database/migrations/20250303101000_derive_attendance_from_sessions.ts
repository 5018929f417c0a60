import type {Knex} from 'knex';

/**
 * booking_attendees.attendance sums up the whole course; attendance_of() is the one place that knows how, and triggers
 * call it whenever a mark or the sessions of a schedule change. Attendees without any mark are left as they are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function attendance_of(attendee_id integer) returns varchar language sql stable as $$
      select case
        when bool_or(m.attendance = 'absent') then 'absent'
        when count(m.attendance) < count(*) or count(*) = 0 then 'expected'
        when bool_or(m.attendance = 'late') then 'late'
        else 'present'
      end
      from booking_attendees a
      join bookings b on b.id = a.booking_id
      join schedule_sessions e on e.course_schedule_id = b.course_schedule_id
      left join session_attendances m on m.booking_attendee_id = a.id and m.schedule_session_id = e.id
      where a.id = attendee_id
    $$;

    create function sum_up_marked_attendance() returns trigger language plpgsql as $$
    begin
      update booking_attendees a set attendance = attendance_of(a.id), updated_at = now()
      where a.id in (select booking_attendee_id from changed)
        and a.attendance <> attendance_of(a.id);
      return null;
    end
    $$;
    create trigger session_attendances_sum_up_inserted after insert on session_attendances
      referencing new table as changed for each statement execute function sum_up_marked_attendance();
    create trigger session_attendances_sum_up_updated after update on session_attendances
      referencing new table as changed for each statement execute function sum_up_marked_attendance();
    create trigger session_attendances_sum_up_deleted after delete on session_attendances
      referencing old table as changed for each statement execute function sum_up_marked_attendance();

    create function sum_up_attendance_of_schedule() returns trigger language plpgsql as $$
    begin
      update booking_attendees a set attendance = attendance_of(a.id), updated_at = now()
      where a.id in (
          select m.booking_attendee_id from session_attendances m
          join schedule_sessions e on e.id = m.schedule_session_id
          where e.course_schedule_id in (select course_schedule_id from changed)
        )
        and a.attendance <> attendance_of(a.id);
      return null;
    end
    $$;
    create trigger schedule_sessions_sum_up_inserted after insert on schedule_sessions
      referencing new table as changed for each statement execute function sum_up_attendance_of_schedule();
    create trigger schedule_sessions_sum_up_deleted after delete on schedule_sessions
      referencing old table as changed for each statement execute function sum_up_attendance_of_schedule();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger schedule_sessions_sum_up_deleted on schedule_sessions;
    drop trigger schedule_sessions_sum_up_inserted on schedule_sessions;
    drop function sum_up_attendance_of_schedule();
    drop trigger session_attendances_sum_up_deleted on session_attendances;
    drop trigger session_attendances_sum_up_updated on session_attendances;
    drop trigger session_attendances_sum_up_inserted on session_attendances;
    drop function sum_up_marked_attendance();
    drop function attendance_of(integer);
  `);
}
