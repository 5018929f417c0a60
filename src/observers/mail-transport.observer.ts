import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import type {Config} from '../config';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import type {MailTransport} from '../services/mail/transport';

/** Starts before the jobs and stops after them: connections to the mail server end when nobody sends any more. */
@lifeCycleObserver('mail')
export class MailTransportObserver implements LifeCycleObserver {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.MAIL_TRANSPORT) private readonly transport: MailTransport | null,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    if (this.transport === null && this.config.jobsOn) {
      this.logger.warn({}, 'no mail server is configured (SMTP_URL): mails stay queued until there is one');
    }
  }

  async stop(): Promise<void> {
    await this.transport?.close();
  }
}
