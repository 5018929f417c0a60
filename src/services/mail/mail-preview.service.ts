import {BindingScope, inject, injectable} from '@loopback/core';
import {DomainError} from '../../domain/errors';
import type {EmailLogRepository} from '../../repositories/email-log.repository';
import {GONE, type MailComposerService} from './mail-composer.service';

/** A mail as staff look at it. */
export interface MailPreview {
  id: number;
  recipient: string;
  subject: string;
  /** Null: what it is about is gone. */
  text: string | null;
  html: string | null;
  /** Why it would not be sent any more; null: it would. */
  obsoleteBecause: string | null;
}

/** Shows what a mail would say now. Nothing in its links opens anything. */
@injectable({scope: BindingScope.SINGLETON})
export class MailPreviewService {
  constructor(
    @inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository,
    @inject('services.MailComposerService') private readonly composer: MailComposerService,
  ) {}

  /** @throws DomainError EMAIL_NOT_FOUND */
  async preview(id: number): Promise<MailPreview> {
    const email = await this.emails.findMail(id);
    if (email === undefined) throw new DomainError('EMAIL_NOT_FOUND', 'There is no such mail');
    const composed = await this.composer.compose(email, 'staff');
    const {recipient, subject} = email;
    return {
      id: email.id,
      recipient,
      subject,
      text: composed?.text ?? null,
      html: composed?.html ?? null,
      obsoleteBecause: composed === undefined ? GONE : composed.obsoleteBecause,
    };
  }
}
