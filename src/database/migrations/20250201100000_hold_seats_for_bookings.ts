import type {Knex} from 'knex';

/** A pending booking always has an end to its hold, so no seat is held for ever. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      add column seats integer not null default 1 constraint bookings_seats_check check (seats > 0),
      add column payment_method varchar(20) not null default 'invoice'
        constraint bookings_payment_method_check
          check (payment_method in ('card', 'invoice', 'cash', 'bank_transfer')),
      add column hold_expires_at timestamptz,
      add column cancelled_at timestamptz,
      add column cancellation_reason varchar(500);
    update bookings set hold_expires_at = created_at + interval '7 days' where status = 'pending';
    update bookings set cancelled_at = updated_at where status = 'cancelled';
    alter table bookings
      add constraint bookings_hold_check check ((status = 'pending') = (hold_expires_at is not null)),
      add constraint bookings_cancelled_check check ((status = 'cancelled') = (cancelled_at is not null));
    create index bookings_hold_expires_at_index on bookings (hold_expires_at) where status = 'pending';
    create index bookings_schedule_hold_index on bookings (course_schedule_id, hold_expires_at) where status = 'pending';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index bookings_schedule_hold_index;
    drop index bookings_hold_expires_at_index;
    alter table bookings
      drop column cancellation_reason,
      drop column cancelled_at,
      drop column hold_expires_at,
      drop column payment_method,
      drop column seats;
  `);
}
