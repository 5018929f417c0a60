import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {EmailLog} from '../models/email-log.model';
import {tableRepository} from './table.repository';

/** A mail to send after commit; `payload` is what its template needs and never a secret. */
export interface QueuedEmail {
  recipient: string;
  emailType: string;
  subject: string;
  bookingId?: number;
  payload?: Record<string, unknown>;
}

@injectable({scope: BindingScope.SINGLETON})
export class EmailLogRepository extends tableRepository<EmailLog, EmailLog['id']>(EmailLog) {
  /** Queues a mail in the transaction of its cause: it is sent if, and only if, that commits. */
  async queue(tx: Transaction, email: QueuedEmail): Promise<void> {
    await tx.rows(
      `insert into email_logs (recipient, email_type, subject, booking_id, payload)
       values (:recipient, :emailType, :subject, :bookingId, :payload)`,
      {...email, bookingId: email.bookingId ?? null, payload: JSON.stringify(email.payload ?? {})},
    );
  }

  /** @returns the new row's id; undefined when there is no such mail */
  async queueAgain(tx: Transaction, id: number): Promise<number | undefined> {
    const [copy] = await tx.rows<{id: number}>(
      `insert into email_logs (recipient, email_type, subject, booking_id, payload)
       select recipient, email_type, subject, booking_id, payload from email_logs where id = :id
       returning id`,
      {id},
    );
    return copy?.id;
  }
}
