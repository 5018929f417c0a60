import type {Knex} from 'knex';

/**
 * Who was there, by attendee and session. A mark belongs to a session of the schedule that its attendee is booked on:
 * the trigger locks the booking's row `for share`, so a booking that moves to another schedule at the same time waits
 * and then sees the mark (or the other way round).
 * Attendees who were marked for the whole course before get the same mark for each of its sessions.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table session_attendances (
      booking_attendee_id integer not null
        constraint session_attendances_booking_attendee_id_fkey references booking_attendees (id) on delete cascade,
      schedule_session_id integer not null
        constraint session_attendances_schedule_session_id_fkey references schedule_sessions (id) on delete restrict,
      attendance varchar(20) not null
        constraint session_attendances_attendance_check check (attendance in ('present', 'late', 'absent')),
      marked_by integer
        constraint session_attendances_marked_by_fkey references users (id) on delete set null,
      marked_at timestamptz not null default now(),
      constraint session_attendances_pkey primary key (booking_attendee_id, schedule_session_id)
    );
    create index session_attendances_schedule_session_id_index on session_attendances (schedule_session_id);
    create index session_attendances_marked_by_index on session_attendances (marked_by) where marked_by is not null;

    insert into session_attendances (booking_attendee_id, schedule_session_id, attendance, marked_at)
    select a.id, e.id, a.attendance, a.updated_at
    from booking_attendees a
    join bookings b on b.id = a.booking_id
    join schedule_sessions e on e.course_schedule_id = b.course_schedule_id
    where a.attendance <> 'expected';

    create function check_mark_is_of_schedule() returns trigger language plpgsql as $$
    declare
      booked_schedule integer;
    begin
      select b.course_schedule_id into booked_schedule
      from bookings b join booking_attendees a on a.booking_id = b.id
      where a.id = new.booking_attendee_id
      for share of b;
      if booked_schedule is distinct from (
        select course_schedule_id from schedule_sessions where id = new.schedule_session_id
      ) then
        raise exception 'attendee % is not booked on the schedule of session %',
          new.booking_attendee_id, new.schedule_session_id
          using errcode = 'check_violation', constraint = 'session_attendances_schedule_check',
                table = 'session_attendances';
      end if;
      return null;
    end
    $$;
    create trigger session_attendances_schedule_check
      after insert or update of booking_attendee_id, schedule_session_id on session_attendances
      for each row execute function check_mark_is_of_schedule();

    create function check_moved_booking_is_unmarked() returns trigger language plpgsql as $$
    begin
      if exists (
        select from session_attendances m join booking_attendees a on a.id = m.booking_attendee_id
        where a.booking_id = new.id
      ) then
        raise exception 'the attendance of booking % is marked', new.id
          using errcode = 'check_violation', constraint = 'bookings_moved_unmarked_check', table = 'bookings';
      end if;
      return null;
    end
    $$;
    create trigger bookings_moved_unmarked_check after update of course_schedule_id on bookings
      for each row when (old.course_schedule_id <> new.course_schedule_id)
      execute function check_moved_booking_is_unmarked();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger bookings_moved_unmarked_check on bookings;
    drop function check_moved_booking_is_unmarked();
    drop table session_attendances;
    drop function check_mark_is_of_schedule();
  `);
}
