import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {EmailLog} from '../models/email-log.model';
import {SEND_AFTER_COMMIT} from './mail-job';
import {tableRepository} from './table.repository';

/** A mail to send after commit; `payload` is what its template needs and never a secret. */
export interface QueuedEmail {
  recipient: string;
  emailType: string;
  subject: string;
  bookingId?: number;
  payload?: Record<string, unknown>;
}

/** What a mail is written from. */
export interface LoggedEmail {
  id: number;
  recipient: string;
  emailType: string;
  subject: string;
  bookingId: number | null;
  payload: Record<string, unknown>;
}

/** A mail that this process, and no other, is sending. */
export interface ClaimedEmail extends LoggedEmail {
  /** The number of this attempt, from 1. */
  attempts: number;
  /** The same at each attempt. */
  messageId: string;
}

export interface ClaimTerms {
  /** How long nobody else may send it. */
  leaseS: number;
  /** The part of its Message-ID after the @. */
  domain: string;
  maxAttempts: number;
}

export type FinalStatus = 'sent' | 'failed' | 'bounced' | 'withdrawn';

const MAIL = `id, recipient, email_type as "emailType", subject, booking_id as "bookingId", payload`;
/** A job normally takes a queued mail at once. */
const STUCK_AFTER_S = 60;

@injectable({scope: BindingScope.SINGLETON})
export class EmailLogRepository extends tableRepository<EmailLog, EmailLog['id']>(EmailLog) {
  /** Queues a mail in the transaction of its cause: it is sent if, and only if, that commits. */
  async queue(tx: Transaction, email: QueuedEmail): Promise<void> {
    await tx.rows(
      `with queued_mail as (
         insert into email_logs (recipient, email_type, subject, booking_id, payload)
         values (:recipient, :emailType, :subject, :bookingId, :payload)
         returning id
       )
       ${SEND_AFTER_COMMIT}`,
      {...email, bookingId: email.bookingId ?? null, payload: JSON.stringify(email.payload ?? {})},
    );
  }

  /**
   * A mail about a booking goes to the address that the booking has now, a copy for its company to the company's.
   * @returns the new row's id; undefined when there is no such mail
   */
  async queueAgain(tx: Transaction, id: number): Promise<number | undefined> {
    const [copy] = await tx.rows<{id: number}>(
      `insert into email_logs (recipient, email_type, subject, booking_id, payload)
       select coalesce(case when e.payload -> 'forCompany' is not null then k.email else b.contact_email end, e.recipient),
         e.email_type, e.subject, e.booking_id, e.payload
       from email_logs e
       left join bookings b on b.id = e.booking_id
       left join companies k on k.id = b.company_id
       where e.id = :id
       returning id`,
      {id},
    );
    if (copy === undefined) return undefined;
    await tx.rows(`with queued_mail as (select cast(:id as bigint) as id) ${SEND_AFTER_COMMIT}`, {
      id: copy.id,
    });
    return copy.id;
  }

  /** What waits to be sent about a booking goes to the address that it has now. */
  async readdress(tx: Transaction, bookingId: number, recipient: string): Promise<void> {
    await tx.rows(
      `update email_logs set recipient = :recipient
       where booking_id = :bookingId and status = 'queued' and recipient <> :recipient
         and payload -> 'forCompany' is null`,
      {bookingId, recipient},
    );
  }

  async findMail(id: number): Promise<LoggedEmail | undefined> {
    const [email] = await this.db.rows<LoggedEmail>(`select ${MAIL} from email_logs where id = :id`, {id});
    return email;
  }

  /**
   * Takes a mail for sending: one that waits, or one whose sender has not been heard of until its lease ended.
   * @returns undefined when it is not to be sent, or somebody else is sending it
   */
  async claim(id: number, {leaseS, domain, maxAttempts}: ClaimTerms): Promise<ClaimedEmail | undefined> {
    const [email] = await this.db.rows<ClaimedEmail>(
      `update email_logs
       set status = 'sending', attempts = attempts + 1, next_attempt_at = null,
         locked_until = now() + make_interval(secs => :leaseS),
         message_id = coalesce(message_id, '<' || gen_random_uuid() || '@' || :domain || '>')
       where id = :id and attempts < :maxAttempts
         and (status = 'queued' or (status = 'sending' and locked_until < now()))
       returning ${MAIL}, attempts, message_id as "messageId"`,
      {id, leaseS, domain, maxAttempts},
    );
    return email;
  }

  /** The end of a mail. An attempt whose lease another process has taken over has no say any more. */
  async finish(
    {id, attempts}: ClaimedEmail,
    status: FinalStatus,
    errorMessage: string | null,
  ): Promise<void> {
    await this.db.rows(
      `with finished as (
         update email_logs
         set status = :status, error_message = :errorMessage, locked_until = null,
           sent_at = case when :status = 'sent' then now() end
         where id = :id and status = 'sending' and attempts = :attempts
         returning booking_id, email_type, status
       )
       update bookings b set confirmation_sent = true
       from finished f
       where b.id = f.booking_id and f.email_type = 'booking_confirmed' and f.status = 'sent'
         and not b.confirmation_sent`,
      {id, attempts, status, errorMessage},
    );
  }

  /** Back into the queue, for another attempt after some seconds. */
  async tryLater({id, attempts}: ClaimedEmail, errorMessage: string, delayS: number): Promise<void> {
    await this.db.rows(
      `with queued_mail as (
         update email_logs
         set status = 'queued', error_message = :errorMessage, locked_until = null,
           next_attempt_at = now() + make_interval(secs => :delayS)
         where id = :id and status = 'sending' and attempts = :attempts
         returning id, next_attempt_at
       )
       select job.id from queued_mail
       cross join lateral graphile_worker.add_job(
         'send_mail', json_build_object('id', queued_mail.id), run_at := queued_mail.next_attempt_at
       ) as job`,
      {id, attempts, errorMessage, delayS},
    );
  }

  /**
   * Adds a job for mails that have none any more: their process ended, or they were queued while nothing could send.
   * A key keeps it at one job for each, however often this is asked.
   * @returns how many mails
   */
  async wakeStuck(limit: number): Promise<number> {
    const woken = await this.db.rows(
      `with stuck as (
         select id from email_logs
         where (status = 'queued' and coalesce(next_attempt_at, created_at) < now() - make_interval(secs => :afterS))
           or (status = 'sending' and locked_until < now())
         order by id limit :limit
       )
       select job.id from stuck
       cross join lateral graphile_worker.add_job(
         'send_mail', json_build_object('id', stuck.id), job_key := 'send_mail ' || stuck.id
       ) as job`,
      {limit, afterS: STUCK_AFTER_S},
    );
    return woken.length;
  }

  /** Removes mails of before a moment; those that are still to be sent stay. @returns how many */
  async removeEnded(before: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from email_logs where id in (
         select id from email_logs
         where created_at < :before and status not in ('queued', 'sending')
         order by created_at limit :limit
       ) returning id`,
      {before, limit},
    );
    return removed.length;
  }

  /** Mails whose last attempt was never heard of again. */
  async giveUp(maxAttempts: number): Promise<void> {
    await this.db.rows(
      `update email_logs
       set status = 'failed', locked_until = null,
         error_message = coalesce(error_message || '; ', '') || 'no more attempts'
       where attempts >= :maxAttempts
         and (status = 'queued' or (status = 'sending' and locked_until < now()))`,
      {maxAttempts},
    );
  }
}
