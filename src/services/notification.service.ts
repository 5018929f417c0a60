import {BindingScope, inject, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {EmailLogRepository} from '../repositories/email-log.repository';

/** Whom a mail about a booking goes to. */
export interface BookingRecipient {
  bookingId: number;
  bookingReference: string;
  contactEmail: string;
}

const SUBJECTS = {
  booking_received: 'We have your booking',
  booking_confirmed: 'Your booking is confirmed',
  booking_cancelled: 'Your booking is cancelled',
  hold_expired: 'Your seats are no longer held',
  schedule_cancelled: 'Your course has been cancelled',
  schedule_changed: 'Your course has another time or place',
} as const;

export type BookingEmailType = keyof typeof SUBJECTS;

/** Queues mails in the transaction of their cause (rule 16); they are sent after it commits. */
@injectable({scope: BindingScope.SINGLETON})
export class NotificationService {
  constructor(@inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository) {}

  async aboutBooking(tx: Transaction, emailType: BookingEmailType, booking: BookingRecipient): Promise<void> {
    await this.emails.queue(tx, {
      recipient: booking.contactEmail,
      emailType,
      subject: `${SUBJECTS[emailType]} (${booking.bookingReference})`,
      bookingId: booking.bookingId,
    });
  }
}
