import type {Knex} from 'knex';

/** Apart from the migration that adds them: so the rows are read while others can write. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table email_logs validate constraint email_logs_status_check;
    alter table email_logs validate constraint email_logs_locked_check;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table email_logs drop constraint email_logs_locked_check;
    alter table email_logs drop constraint email_logs_status_check;
    alter table email_logs add constraint email_logs_status_check
      check (status in ('queued', 'sending', 'sent', 'failed', 'bounced', 'withdrawn')) not valid;
    alter table email_logs add constraint email_logs_locked_check
      check ((status = 'sending') = (locked_until is not null)) not valid;
  `);
}
