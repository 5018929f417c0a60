import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {PasswordReset} from '../models/password-reset.model';
import {SEND_AFTER_COMMIT} from './mail-job';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class PasswordResetRepository extends tableRepository<PasswordReset, PasswordReset['id']>(
  PasswordReset,
) {
  /**
   * Adds a reset and queues its mail when an active account has that address; for staff also their first password, as
   * whoever made their account did not give one. One statement, so that it does nearly the
   * same work when none has.
   */
  async queue(tx: Transaction, email: string, expiresAt: Date): Promise<void> {
    await tx.rows(
      `with account as (
         select id, email from users
         where lower(email) = lower(:email) and is_active
           and (password_hash is not null or role in ('admin', 'instructor'))
       ), reset as (
         insert into password_resets (user_id, expires_at) select id, :expiresAt from account returning id
       ), queued_mail as (
         insert into email_logs (recipient, email_type, subject, payload)
         select account.email, 'password_reset', 'Reset your password', jsonb_build_object('passwordResetId', reset.id)
         from account, reset
         returning id
       )
       ${SEND_AFTER_COMMIT}`,
      {email, expiresAt},
    );
  }

  /** @returns the user's id; undefined when the reset is used up or out of date */
  async findUsable(id: number, now: Date): Promise<number | undefined> {
    const [reset] = await this.db.rows<{userId: number}>(
      `select user_id as "userId" from password_resets where id = :id and used_at is null and expires_at > :now`,
      {id, now},
    );
    return reset?.userId;
  }

  /** Uses up this reset and with it the user's others. @returns false when it was used up meanwhile */
  async use(tx: Transaction, id: number, userId: number, now: Date): Promise<boolean> {
    const used = await tx.rows<{id: number}>(
      `update password_resets set used_at = :now where user_id = :userId and used_at is null returning id`,
      {userId, now},
    );
    return used.some(reset => reset.id === id);
  }

  /** @returns how many expired resets were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from password_resets where id in (
         select id from password_resets where expires_at <= :now limit :limit
       ) returning id`,
      {now, limit},
    );
    return removed.length;
  }
}
