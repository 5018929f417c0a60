import type {IntegrityCheck} from './check';

/** Mails are stamped by the database's clock. */
export const mails: IntegrityCheck = {
  name: 'mails',
  about: 'Mails that should have gone out an hour ago or more',
  action: 'See SMTP_URL and GET /api/admin/jobs; POST /api/admin/email-logs/{id}/resend',
  sql: `
    select 'email' as entity, e.id, b.booking_reference as reference, 'sent' as expected, e.status as found
    from email_logs e left join bookings b on b.id = e.booking_id
    where (e.status = 'queued' and coalesce(e.next_attempt_at, e.created_at) <= now() - interval '1 hour')
      or (e.status = 'sending' and e.locked_until <= now() - interval '1 hour')`,
};
