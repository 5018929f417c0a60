import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {EmailStatus} from '../domain/statuses';
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

export interface EmailLogRow {
  id: number;
  recipient: string;
  emailType: string;
  subject: string;
  bookingId: number | null;
  bookingReference: string | null;
  status: EmailStatus;
  attempts: number;
  errorMessage: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

export interface EmailLogFilter {
  status?: EmailStatus;
  emailType?: string;
  recipient?: string;
  beforeId?: number;
  limit: number;
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

  /** Newest first. */
  list(filter: EmailLogFilter): Promise<EmailLogRow[]> {
    return this.db
      .table<EmailLogRow>('email_logs as e')
      .leftJoin('bookings as b', 'b.id', 'e.booking_id')
      .select({
        id: 'e.id',
        recipient: 'e.recipient',
        emailType: 'e.email_type',
        subject: 'e.subject',
        bookingId: 'e.booking_id',
        bookingReference: 'b.booking_reference',
        status: 'e.status',
        attempts: 'e.attempts',
        errorMessage: 'e.error_message',
        createdAt: 'e.created_at',
        sentAt: 'e.sent_at',
      })
      .modify(query => {
        if (filter.status !== undefined) query.where('e.status', filter.status);
        if (filter.emailType !== undefined) query.where('e.email_type', filter.emailType);
        if (filter.recipient !== undefined)
          query.whereRaw('lower(e.recipient) = lower(?)', [filter.recipient]);
        if (filter.beforeId !== undefined) query.where('e.id', '<', filter.beforeId);
      })
      .orderBy('e.id', 'desc')
      .limit(filter.limit) as unknown as Promise<EmailLogRow[]>;
  }
}
