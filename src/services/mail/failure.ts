import {oneLine} from './content';

/** What became of an attempt that did not succeed. */
export interface Failure {
  /** `later`: another attempt may succeed. `bounced`: the recipient is refused for good. */
  verdict: 'later' | 'failed' | 'bounced';
  /** For the email log: one line, and nothing that PostgreSQL can't store. */
  message: string;
}

interface SmtpError {
  code?: string;
  /** The SMTP command that was answered. */
  command?: string;
  responseCode?: number;
}

const MAX_MESSAGE = 1000;

/** "Sign in first", "the password is wrong" and "encrypt first", whatever command they answer. */
const BETWEEN_US = [530, 534, 535, 538];

/**
 * Only an answer to this very mail ends it. A refused sign-in, a greeting that says no, or encryption that can't be
 * agreed on is between us and the server, and is mended without the mail.
 */
export function failureOf(error: unknown): Failure {
  const {code, command, responseCode = 0} = error as SmtpError;
  const message = oneLine((error as Error).message ?? String(error)).slice(0, MAX_MESSAGE);
  const isFinal = responseCode >= 500 && responseCode < 600 && !BETWEEN_US.includes(responseCode);
  if (isFinal && command === 'RCPT TO') return {verdict: 'bounced', message};
  if (isFinal && (command === 'MAIL FROM' || command === 'DATA')) return {verdict: 'failed', message};
  // What the library itself refuses: an address that fits in no command, or more than the server takes.
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode === 0)
    return {verdict: 'failed', message};
  return {verdict: 'later', message};
}
