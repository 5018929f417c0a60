import type {MailConfig} from '../../config';
import {messageOf} from './message';
import type {MailTransport, OutgoingMail} from './transport';

type Pool = ReturnType<typeof createPool>;

/** A mail server, over a few connections that are kept for the next mails. */
export class SmtpTransport implements MailTransport {
  private pool: Promise<Pool> | undefined;

  constructor(
    private readonly config: MailConfig,
    private readonly url: string,
  ) {}

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<void> {
    this.pool ??= import('nodemailer').then(library => createPool(library, this.config, this.url));
    const pool = await this.pool;
    await pool.sendMail({...messageOf(this.config, mail), signal});
  }

  async close(): Promise<void> {
    (await this.pool)?.close();
    this.pool = undefined;
  }
}

function createPool(library: typeof import('nodemailer'), config: MailConfig, url: string) {
  return library.createTransport({
    url,
    pool: true,
    maxConnections: config.parallel,
    // The pool would send a mail again by itself when a connection closes on it: attempts are ours to count.
    maxRequeues: 0,
    idleTimeout: 30_000,
    dnsTimeout: config.timeoutMs,
    connectionTimeout: config.timeoutMs,
    greetingTimeout: config.timeoutMs,
    socketTimeout: config.timeoutMs,
  });
}
