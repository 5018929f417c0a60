import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {EmailVerification} from '../models/email-verification.model';
import {SEND_AFTER_COMMIT} from './mail-job';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class EmailVerificationRepository extends tableRepository<EmailVerification, EmailVerification['id']>(
  EmailVerification,
) {
  /** Adds a verification and queues its mail. */
  async queue(tx: Transaction, user: {id: number; email: string}, expiresAt: Date): Promise<void> {
    await tx.rows(
      `with verification as (
         insert into email_verifications (user_id, expires_at) values (:id, :expiresAt) returning id
       ), queued_mail as (
         insert into email_logs (recipient, email_type, subject, payload)
         select :email, 'email_verification', 'Confirm your email address',
                jsonb_build_object('emailVerificationId', verification.id)
         from verification
         returning id
       )
       ${SEND_AFTER_COMMIT}`,
      {id: user.id, email: user.email, expiresAt},
    );
  }

  /** @returns whether it was this user's, and neither used up nor out of date */
  async use(tx: Transaction, id: number, userId: number, now: Date): Promise<boolean> {
    const used = await tx.rows(
      `update email_verifications set used_at = :now
       where id = :id and user_id = :userId and used_at is null and expires_at > :now
       returning id`,
      {id, userId, now},
    );
    return used.length === 1;
  }

  /** @returns how many expired verifications were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from email_verifications where id in (
         select id from email_verifications where expires_at <= :now limit :limit
       ) returning id`,
      {now, limit},
    );
    return removed.length;
  }
}
