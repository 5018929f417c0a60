import type {Knex} from 'knex';

/**
 * Whoever changes a booking, a payment or what a schedule is about leaves the days that it counts for, in the same
 * transaction. A mark is only ever added, so that no two changes wait for each other; that there is one already does not
 * spare another, since it may be about to be removed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function mark_report_days(variadic moments timestamptz[]) returns void language sql as $$
      insert into stale_report_days (day)
      select distinct cast(moment at time zone 'Europe/London' as date)
      from unnest(moments) as moment where moment is not null
    $$;

    create function mark_days_of_bookings() returns trigger language plpgsql as $$
    begin
      insert into stale_report_days (day)
      select distinct cast(moment at time zone 'Europe/London' as date)
      from changed cross join lateral (values (created_at), (cancelled_at)) as moments (moment)
      where moment is not null;
      return null;
    end
    $$;
    create trigger bookings_mark_added_days after insert on bookings
      referencing new table as changed for each statement execute function mark_days_of_bookings();
    create trigger bookings_mark_removed_days after delete on bookings
      referencing old table as changed for each statement execute function mark_days_of_bookings();

    create function mark_days_of_booking() returns trigger language plpgsql as $$
    begin
      perform mark_report_days(old.created_at, old.cancelled_at, new.created_at, new.cancelled_at);
      if new.course_schedule_id <> old.course_schedule_id then
        perform mark_report_days(variadic array(
          select processed_at from payment_transactions where booking_id = new.id
        ));
      end if;
      return null;
    end
    $$;
    create trigger bookings_mark_changed_days after update on bookings
      for each row
      when (
        (old.created_at, old.cancelled_at, old.status = 'cancelled', old.cancellation_reason, old.seats,
          old.payment_amount, old.course_schedule_id)
        is distinct from
        (new.created_at, new.cancelled_at, new.status = 'cancelled', new.cancellation_reason, new.seats,
          new.payment_amount, new.course_schedule_id)
      )
      execute function mark_days_of_booking();

    create function mark_days_of_payments() returns trigger language plpgsql as $$
    begin
      insert into stale_report_days (day)
      select distinct cast(processed_at at time zone 'Europe/London' as date)
      from changed where status = 'succeeded' and processed_at is not null;
      return null;
    end
    $$;
    create trigger payment_transactions_mark_added_days after insert on payment_transactions
      referencing new table as changed for each statement execute function mark_days_of_payments();
    create trigger payment_transactions_mark_removed_days after delete on payment_transactions
      referencing old table as changed for each statement execute function mark_days_of_payments();

    create function mark_days_of_payment() returns trigger language plpgsql as $$
    begin
      perform mark_report_days(old.processed_at, new.processed_at);
      return null;
    end
    $$;
    create trigger payment_transactions_mark_changed_days after update on payment_transactions
      for each row
      when (
        (old.booking_id, old.kind, old.status, old.amount, old.processed_at)
        is distinct from
        (new.booking_id, new.kind, new.status, new.amount, new.processed_at)
      )
      execute function mark_days_of_payment();

    create function mark_days_of_schedule() returns trigger language plpgsql as $$
    begin
      perform mark_report_days(variadic array(
        select moment
        from bookings b cross join lateral (
          values (b.created_at), (b.cancelled_at)
          union all select processed_at from payment_transactions where booking_id = b.id
        ) as moments (moment)
        where b.course_schedule_id = new.id
      ));
      return null;
    end
    $$;
    create trigger course_schedules_mark_changed_days after update of course_id, venue_id, instructor_id on course_schedules
      for each row
      when (
        (old.course_id, old.venue_id, old.instructor_id) is distinct from (new.course_id, new.venue_id, new.instructor_id)
      )
      execute function mark_days_of_schedule();

    create function mark_all_report_days() returns trigger language plpgsql as $$
    begin
      insert into stale_report_days (day) select day from report_days where thing = 'all';
      return null;
    end
    $$;
    create trigger bookings_mark_truncated_days after truncate on bookings
      for each statement execute function mark_all_report_days();
    create trigger payment_transactions_mark_truncated_days after truncate on payment_transactions
      for each statement execute function mark_all_report_days();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger payment_transactions_mark_truncated_days on payment_transactions;
    drop trigger bookings_mark_truncated_days on bookings;
    drop function mark_all_report_days();
    drop trigger course_schedules_mark_changed_days on course_schedules;
    drop function mark_days_of_schedule();
    drop trigger payment_transactions_mark_changed_days on payment_transactions;
    drop function mark_days_of_payment();
    drop trigger payment_transactions_mark_removed_days on payment_transactions;
    drop trigger payment_transactions_mark_added_days on payment_transactions;
    drop function mark_days_of_payments();
    drop trigger bookings_mark_changed_days on bookings;
    drop function mark_days_of_booking();
    drop trigger bookings_mark_removed_days on bookings;
    drop trigger bookings_mark_added_days on bookings;
    drop function mark_days_of_bookings();
    drop function mark_report_days(timestamptz[]);
  `);
}
