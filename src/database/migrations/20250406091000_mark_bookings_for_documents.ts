import type {Knex} from 'knex';

/**
 * A booking or payment that changes leaves its booking here, in the same transaction; a job issues what is due. The
 * counters of document numbers would otherwise make all bookings wait for each other.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table document_marks (
      id bigint generated always as identity constraint document_marks_pkey primary key,
      booking_id integer not null
        constraint document_marks_booking_id_fkey references bookings (id) on delete cascade
    );
    create index document_marks_booking_id_index on document_marks (booking_id);

    create function mark_booking_for_documents() returns trigger language plpgsql as $$
    begin
      insert into document_marks (booking_id) values (new.id);
      return null;
    end
    $$;
    create trigger bookings_mark_added_for_documents after insert on bookings
      for each row when (new.payment_amount > 0 and (new.status <> 'pending' or new.payment_method = 'invoice'))
      execute function mark_booking_for_documents();
    create trigger bookings_mark_changed_for_documents after update on bookings
      for each row when ((old.status, old.payment_amount) is distinct from (new.status, new.payment_amount))
      execute function mark_booking_for_documents();

    create function mark_payment_for_documents() returns trigger language plpgsql as $$
    begin
      insert into document_marks (booking_id) values (new.booking_id);
      return null;
    end
    $$;
    create trigger payment_transactions_mark_added_for_documents after insert on payment_transactions
      for each row when (new.status = 'succeeded') execute function mark_payment_for_documents();
    create trigger payment_transactions_mark_changed_for_documents after update on payment_transactions
      for each row when (old.status is distinct from new.status) execute function mark_payment_for_documents();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger payment_transactions_mark_changed_for_documents on payment_transactions;
    drop trigger payment_transactions_mark_added_for_documents on payment_transactions;
    drop function mark_payment_for_documents();
    drop trigger bookings_mark_changed_for_documents on bookings;
    drop trigger bookings_mark_added_for_documents on bookings;
    drop function mark_booking_for_documents();
    drop table document_marks;
  `);
}
