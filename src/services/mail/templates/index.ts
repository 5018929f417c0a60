import type {AccountTemplate, BookingTemplate, ScheduleTemplate} from '../template';
import {attendeesChanged} from './attendees_changed';
import {bookingCancelled} from './booking_cancelled';
import {bookingConfirmed} from './booking_confirmed';
import {bookingMoved} from './booking_moved';
import {bookingReceived} from './booking_received';
import {creditNote} from './credit_note';
import {emailVerification} from './email_verification';
import {holdExpired} from './hold_expired';
import {invoice} from './invoice';
import {latePaymentRefunded} from './late_payment_refunded';
import {passwordReset} from './password_reset';
import {receipt} from './receipt';
import {refundCompleted} from './refund_completed';
import {refundRejected} from './refund_rejected';
import {reminder} from './reminder';
import {scheduleCancelled} from './schedule_cancelled';
import {scheduleChanged} from './schedule_changed';
import {waitingListClosed} from './waiting_list_closed';
import {waitingListExpired} from './waiting_list_expired';
import {waitingListJoined} from './waiting_list_joined';
import {waitingListOffer} from './waiting_list_offer';

/** Every type of mail; the key is `email_logs.email_type` and the name of its file. */
export const MAIL_TEMPLATES = {
  attendees_changed: attendeesChanged,
  booking_cancelled: bookingCancelled,
  booking_confirmed: bookingConfirmed,
  booking_moved: bookingMoved,
  booking_received: bookingReceived,
  credit_note: creditNote,
  email_verification: emailVerification,
  hold_expired: holdExpired,
  invoice: invoice,
  late_payment_refunded: latePaymentRefunded,
  password_reset: passwordReset,
  receipt: receipt,
  refund_completed: refundCompleted,
  refund_rejected: refundRejected,
  reminder: reminder,
  schedule_cancelled: scheduleCancelled,
  schedule_changed: scheduleChanged,
  waiting_list_closed: waitingListClosed,
  waiting_list_expired: waitingListExpired,
  waiting_list_joined: waitingListJoined,
  waiting_list_offer: waitingListOffer,
};

type Templates = typeof MAIL_TEMPLATES;
export type MailType = keyof Templates;
type TypesAbout<About extends string> = {
  [T in MailType]: Templates[T] extends {about: About} ? T : never;
}[MailType];

export type BookingMailType = TypesAbout<'booking'>;
export type ScheduleMailType = TypesAbout<'schedule'>;
export type AccountMailType = TypesAbout<'account'>;

/** What has to be told of a mail of this type beside whom it goes to. */
export type PayloadOf<T extends MailType> =
  Templates[T] extends BookingTemplate<infer P>
    ? P
    : Templates[T] extends ScheduleTemplate<infer P>
      ? P
      : never;

export type AnyTemplate = BookingTemplate<object> | ScheduleTemplate<object> | AccountTemplate;

/** @returns undefined for a type that is not known any more */
export function templateOf(emailType: string): AnyTemplate | undefined {
  // A row's payload is what the template's own type says: only the queueing methods write it.
  return Object.hasOwn(MAIL_TEMPLATES, emailType)
    ? (MAIL_TEMPLATES[emailType as MailType] as unknown as AnyTemplate)
    : undefined;
}
