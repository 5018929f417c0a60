import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config, MailConfig} from '../../config';
import {retryDelayS} from '../../domain/mail-retry';
import {AppBindings} from '../../keys';
import type {Logger} from '../../logger';
import type {ClaimedEmail, EmailLogRepository} from '../../repositories/email-log.repository';
import {failureOf} from './failure';
import {GONE, type MailComposerService} from './mail-composer.service';
import type {MailTransport} from './transport';

/** Over the limit of an attempt comes the time to write down how it ended. */
const LEASE_RESERVE_S = 60;
const STUCK_AT_ONCE = 1000;

/** Sends queued mails, each by one process at a time, and writes down what became of them. */
@injectable({scope: BindingScope.SINGLETON})
export class MailDeliveryService {
  private readonly config: MailConfig;
  private readonly limitMs: number;

  constructor(
    @inject(AppBindings.CONFIG) config: Readonly<Config>,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject(AppBindings.MAIL_TRANSPORT) private readonly transport: MailTransport | null,
    @inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository,
    @inject('services.MailComposerService') private readonly composer: MailComposerService,
  ) {
    this.config = config.mail;
    this.limitMs = 3 * this.config.timeoutMs;
  }

  /**
   * One attempt. The claim is committed before the mail server is spoken to, so a process that dies leaves a mail of
   * which nobody knows whether it arrived: it is sent again when its lease is over, with the same Message-ID.
   * @param stopping ends the attempt; the mail goes back into the queue
   */
  async send(id: number, stopping?: AbortSignal): Promise<void> {
    if (this.transport === null) return;
    const email = await this.emails.claim(id, {
      leaseS: this.limitMs / 1000 + LEASE_RESERVE_S,
      domain: this.config.from.address.split('@')[1] ?? 'localhost',
      maxAttempts: this.config.maxAttempts,
    });
    if (email === undefined) return;
    const limit = AbortSignal.timeout(this.limitMs);
    const signal = stopping === undefined ? limit : AbortSignal.any([stopping, limit]);
    let obsoleteBecause: string | null;
    try {
      obsoleteBecause = await this.attempt(email, this.transport, signal);
    } catch (error) {
      if (stopping?.aborted) await this.emails.tryLater(email, 'the process that sent it stopped', 0);
      else await this.fail(email, limit.aborted ? new Error('the mail server took too long') : error);
      return;
    }
    // Apart from the attempt: a mail that went out is not tried again because it could not be written down at once.
    await this.emails.finish(email, obsoleteBecause === null ? 'sent' : 'withdrawn', obsoleteBecause);
  }

  /** Mails that no job is left for, and those whose last attempt ended with its process. */
  async sendStuck(): Promise<void> {
    if (this.transport === null) return;
    await this.emails.giveUp(this.config.maxAttempts);
    await this.emails.wakeStuck(STUCK_AT_ONCE);
  }

  /** @returns why the mail was not sent; null when it was */
  private async attempt(
    email: ClaimedEmail,
    transport: MailTransport,
    signal: AbortSignal,
  ): Promise<string | null> {
    const {id, recipient, emailType, subject, messageId} = email;
    const composed = await this.composer.compose(email, 'recipient');
    if (composed === undefined) return GONE;
    const {name, replyTo, text, html, attachments, obsoleteBecause} = composed;
    if (obsoleteBecause !== null) return obsoleteBecause;
    // Nobody else may have taken it over by the time the talk with the server begins.
    signal.throwIfAborted();
    const to = {name, address: recipient};
    const mail = {id, emailType, messageId, to, replyTo, subject, text, html, attachments};
    await transport.send(mail, signal);
    return null;
  }

  private async fail(email: ClaimedEmail, error: unknown): Promise<void> {
    const {verdict, message} = failureOf(error);
    const {id: emailLogId, emailType, attempts} = email;
    // What the server said is in the email log: it may name people, and a log line must not.
    const reason = isFromServer(error) ? {code: error.code, responseCode: error.responseCode} : {err: error};
    this.logger.warn({emailLogId, emailType, attempts, verdict, ...reason}, 'a mail was not sent');
    if (verdict === 'bounced') await this.emails.finish(email, 'bounced', message);
    else if (verdict === 'failed' || attempts >= this.config.maxAttempts) {
      await this.emails.finish(email, 'failed', message);
    } else await this.emails.tryLater(email, message, retryDelayS(attempts));
  }
}

function isFromServer(error: unknown): error is {code: string; responseCode: number} {
  return typeof (error as {responseCode?: unknown}).responseCode === 'number';
}
