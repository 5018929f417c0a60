import type {MailConfig} from '../../config';
import {OutboxTransport} from './outbox-transport';
import {SmtpTransport} from './smtp-transport';
import type {MailTransport} from './transport';

/** @returns null when mails are to stay queued */
export function createMailTransport(config: MailConfig): MailTransport | null {
  switch (config.way.kind) {
    case 'smtp':
      return new SmtpTransport(config, config.way.url);
    case 'outbox':
      return new OutboxTransport(config, config.way.folder);
    case 'none':
      return null;
  }
}
