import type {Knex} from 'knex';

/** An index for each way in which staff read the lists that grow for ever. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create index bookings_payment_status_index on bookings (payment_status, id);
    create index bookings_contact_last_name_index on bookings (contact_last_name, id);
    create index bookings_created_at_index on bookings (created_at);
    create index course_schedules_start_datetime_index on course_schedules (start_datetime, id);
    create index users_last_name_index on users (last_name, id);
    create index users_inactive_index on users (id) where not is_active;
    create index payment_transactions_kind_index on payment_transactions (kind, id);
    create index payment_transactions_moved_at_index
      on payment_transactions ((coalesce(processed_at, created_at)));
    create index payment_transactions_status_index on payment_transactions (status, id);
    create index payment_transactions_payment_method_index on payment_transactions (payment_method, id);
    create index email_logs_email_type_index on email_logs (email_type, id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index email_logs_email_type_index;
    drop index payment_transactions_payment_method_index;
    drop index payment_transactions_status_index;
    drop index payment_transactions_moved_at_index;
    drop index payment_transactions_kind_index;
    drop index users_inactive_index;
    drop index users_last_name_index;
    drop index course_schedules_start_datetime_index;
    drop index bookings_created_at_index;
    drop index bookings_contact_last_name_index;
    drop index bookings_payment_status_index;
  `);
}
