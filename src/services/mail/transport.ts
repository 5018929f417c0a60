import type {MailAddress} from '../../config';
import type {Attachment} from './template';

/** A mail as it goes out. */
export interface OutgoingMail {
  /** Of the row in the email log; names the file in the outbox. */
  id: number;
  emailType: string;
  /** With its angle brackets. */
  messageId: string;
  to: MailAddress;
  /** Null: answers go to whom it comes from. */
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  attachments: Attachment[];
}

/** Hands mails on; chosen in one place, `mail-transports.ts`. */
export interface MailTransport {
  /**
   * Resolves when somebody else has taken the mail over.
   * @param signal ends the attempt
   * @throws what `failureOf` can judge
   */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
  /** Ends idle connections. */
  close(): Promise<void>;
}
