import type {Context} from '@loopback/core';
import type {WaitingStatus} from '../../domain/statuses';
import type {BookingView} from '../booking-view';
import type {Block} from './content';

export interface Attachment {
  filename: string;
  contentType: string;
  content: Buffer | string;
}

/** Minted when a mail is sent or shown, and stored nowhere. */
export interface BookingLinks {
  /** The holder's page of the booking, with its access token. */
  booking: string;
  /** The same page, opened at the choice between another date and the money back. */
  choice: string;
}

export interface AnyView {
  now: Date;
  /** As the settings have it; an empty address: none. */
  company: {name: string; email: string};
  /** First name of whom the mail greets; null when nobody knows it. */
  firstName: string | null;
}

/** What a mail about a booking is written from: the booking as it is when the mail is sent. */
export interface BookingMailView<Payload extends object = object> extends AnyView {
  booking: BookingView;
  /** Whether it goes to the booking's company, whom no link opens the booking. */
  isForCompany: boolean;
  /** Whether a mail with its calendar file has gone out. */
  isInCalendar: boolean;
  payload: Payload;
  links: BookingLinks;
}

/** What a mail about a schedule to somebody on its waiting list is written from. */
export interface ScheduleMailView<Payload extends object = object> extends AnyView {
  schedule: BookingView['schedule'];
  payload: Payload & SchedulePayload;
  /** Their place as it is when the mail is sent. */
  entry: {status: WaitingStatus; seats: number; offerExpiresAt: Date | null};
  /** Its holder's page of the entry, with its access token. */
  link: string;
}

/** What mails with documents keep in their rows. */
export interface DocumentPayload {
  /** Attached as PDF files. */
  documentIds?: number[];
  /** The copy for the booking's company. */
  forCompany?: true;
}

/** What every mail about a schedule keeps in its row. */
export interface SchedulePayload {
  courseScheduleId: number;
  firstName: string;
  waitingListReference: string;
}

/** What a mail about an account is written from. */
export interface AccountMailView extends AnyView {
  link: string;
  expiresAt: Date;
  /** Why the link is of no use any more. */
  endedBecause: string | null;
}

export interface Template<View> {
  /** Fixed words: what varies, such as the reference, is added where the mail is queued. */
  subject: string;
  body(view: View): Block[];
  /** Asked just before sending: why this mail is no longer true. Then it is withdrawn instead of sent. */
  obsoleteBecause?(view: View): string | undefined;
  /** Made at send time; `application` gives the services that a file needs. */
  attachments?(view: View, application: Context): Promise<Attachment[]>;
}

export interface BookingTemplate<Payload extends object> extends Template<BookingMailView<Payload>> {
  about: 'booking';
}
export interface ScheduleTemplate<Payload extends object> extends Template<ScheduleMailView<Payload>> {
  about: 'schedule';
}
export interface AccountTemplate extends Template<AccountMailView> {
  about: 'account';
  /** What the link does, which is also the name of its token. */
  purpose: 'password-reset' | 'email-verification';
}

/**
 * A mail about a booking. `Payload` is what the booking itself does not say; it is kept as JSON, so amounts and times
 * are strings, and it never holds a secret.
 */
export function bookingMail<Payload extends object = object>(
  template: Omit<BookingTemplate<Payload>, 'about'>,
): BookingTemplate<Payload> {
  return {about: 'booking', ...template};
}

/** A mail about a schedule to somebody who has no booking on it, such as one who waits. */
export function scheduleMail<Payload extends object = object>(
  template: Omit<ScheduleTemplate<Payload>, 'about'>,
): ScheduleTemplate<Payload> {
  return {about: 'schedule', ...template};
}

export function accountMail(template: Omit<AccountTemplate, 'about'>): AccountTemplate {
  return {about: 'account', ...template};
}
