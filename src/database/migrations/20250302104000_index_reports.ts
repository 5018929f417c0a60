import type {Knex} from 'knex';

/** What reports and the dashboard look for in tables that grow for ever. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create index bookings_cancelled_at_index on bookings (cancelled_at) where status = 'cancelled';
    create index bookings_no_show_index on bookings (course_schedule_id) include (seats) where status = 'no_show';
    create index bookings_unpaid_index on bookings (payment_status, id)
      where status = 'confirmed' and payment_status in ('pending', 'failed');
    create index payment_transactions_processed_at_index on payment_transactions (processed_at)
      where status = 'succeeded';
    create index schedule_sessions_start_datetime_index on schedule_sessions (start_datetime);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index schedule_sessions_start_datetime_index;
    drop index payment_transactions_processed_at_index;
    drop index bookings_unpaid_index;
    drop index bookings_no_show_index;
    drop index bookings_cancelled_at_index;
  `);
}
