/**
 * The end of a statement that queues mails in a common table expression `queued_mail` with their ids: a job sends each
 * as soon as the transaction commits, and never when it does not.
 */
export const SEND_AFTER_COMMIT = `
  select job.id from queued_mail
  cross join lateral graphile_worker.add_job('send_mail', json_build_object('id', queued_mail.id)) as job`;
