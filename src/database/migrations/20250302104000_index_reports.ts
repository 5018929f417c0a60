import type {Knex} from 'knex';

/** Reports read ranges of these indexes and no table: each has all that its report adds up. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index bookings_created_at_index;
    create index bookings_created_at_index on bookings (created_at)
      include (course_schedule_id, seats, payment_amount);
    create index bookings_cancelled_at_index on bookings (cancelled_at)
      include (course_schedule_id, seats, payment_amount, cancellation_reason) where status = 'cancelled';
    create index bookings_no_show_index on bookings (course_schedule_id) include (seats) where status = 'no_show';
    create index bookings_unpaid_index on bookings (payment_status, id)
      where status = 'confirmed' and payment_status in ('pending', 'failed');
    create index payment_transactions_processed_at_index on payment_transactions (processed_at)
      include (course_schedule_id, kind, amount) where status = 'succeeded';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index payment_transactions_processed_at_index;
    drop index bookings_unpaid_index;
    drop index bookings_no_show_index;
    drop index bookings_cancelled_at_index;
    drop index bookings_created_at_index;
    create index bookings_created_at_index on bookings (created_at);
  `);
}
