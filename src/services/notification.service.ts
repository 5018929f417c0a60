import {BindingScope, inject, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {EmailLogRepository, QueuedEmail} from '../repositories/email-log.repository';
import type {SchedulePayload} from './mail/template';
import {type BookingMailType, MAIL_TEMPLATES, type PayloadOf, type ScheduleMailType} from './mail/templates';

/** Whom a mail about a booking goes to. */
export interface BookingRecipient {
  bookingId: number;
  bookingReference: string;
  contactEmail: string;
}

/** Somebody without a booking, such as one on a waiting list. */
export interface ScheduleRecipient extends SchedulePayload {
  email: string;
}

export type BookingEmailType = BookingMailType;

/** The payload may be left out when nothing in it is required. */
type PayloadArgument<T extends BookingMailType | ScheduleMailType> =
  Record<never, never> extends PayloadOf<T> ? [payload?: PayloadOf<T>] : [payload: PayloadOf<T>];

/** A mail about a booking, as it is queued. */
export function bookingMail(
  emailType: BookingMailType,
  {bookingReference, contactEmail}: Pick<BookingRecipient, 'bookingReference' | 'contactEmail'>,
): Omit<QueuedEmail, 'bookingId'> {
  return {
    recipient: contactEmail,
    emailType,
    subject: `${MAIL_TEMPLATES[emailType].subject} (${bookingReference})`,
  };
}

/** Queues mails in the transaction of their cause (rule 16); they are sent after it commits. */
@injectable({scope: BindingScope.SINGLETON})
export class NotificationService {
  constructor(@inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository) {}

  /** What the booking says when the mail goes out is read then: the payload has only what it does not say. */
  async aboutBooking<T extends BookingMailType>(
    tx: Transaction,
    emailType: T,
    booking: BookingRecipient,
    ...[payload]: PayloadArgument<T>
  ): Promise<void> {
    const mail = bookingMail(emailType, booking);
    await this.emails.queue(tx, {...mail, bookingId: booking.bookingId, payload: {...payload}});
  }

  /** To somebody who has no booking on the schedule. */
  async aboutSchedule<T extends ScheduleMailType>(
    tx: Transaction,
    emailType: T,
    {email, ...told}: ScheduleRecipient,
    ...[payload]: PayloadArgument<T>
  ): Promise<void> {
    await this.emails.queue(tx, {
      recipient: email,
      emailType,
      subject: MAIL_TEMPLATES[emailType].subject,
      payload: {...told, ...payload},
    });
  }
}
