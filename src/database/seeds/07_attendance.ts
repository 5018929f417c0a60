import type {Knex} from 'knex';

/** The seeded attendees of past courses, marked at each session by who taught it. */
export async function seed(knex: Knex): Promise<void> {
  await knex.raw(`
    insert into session_attendances (booking_attendee_id, schedule_session_id, attendance, marked_by, marked_at)
    select a.id, e.id, a.attendance, e.instructor_id, e.start_datetime
    from booking_attendees a
    join bookings b on b.id = a.booking_id
    join schedule_sessions e on e.course_schedule_id = b.course_schedule_id
    where b.booking_reference like 'RFT-DEMK%' and a.attendance <> 'expected'
    on conflict on constraint session_attendances_pkey do nothing`);
}
