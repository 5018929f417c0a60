import type {Knex} from 'knex';

/**
 * A mail is being sent by one process until `locked_until`; `message_id` stays the same over retries, so that a receiver
 * can tell a mail that comes twice. `withdrawn` is a mail that was not true any more when it was to be sent.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table email_logs
      add column message_id varchar(255),
      add column locked_until timestamptz,
      add column next_attempt_at timestamptz;
    alter table email_logs drop constraint email_logs_status_check;
    alter table email_logs add constraint email_logs_status_check
      check (status in ('queued', 'sending', 'sent', 'failed', 'bounced', 'withdrawn')) not valid;
    alter table email_logs add constraint email_logs_locked_check
      check ((status = 'sending') = (locked_until is not null)) not valid;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table email_logs drop constraint email_logs_locked_check;
    alter table email_logs drop constraint email_logs_status_check;
    update email_logs set status = 'queued' where status = 'sending';
    update email_logs set status = 'failed' where status = 'withdrawn';
    alter table email_logs add constraint email_logs_status_check
      check (status in ('queued', 'sent', 'failed', 'bounced'));
    alter table email_logs drop column next_attempt_at, drop column locked_until, drop column message_id;
  `);
}
