import {mkdir, rename, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {MailConfig} from '../../config';
import {messageOf} from './message';
import type {MailTransport, OutgoingMail} from './transport';

/** For development: each mail is a file that mail programs open. */
export class OutboxTransport implements MailTransport {
  constructor(
    private readonly config: MailConfig,
    private readonly folder: string,
  ) {}

  /** Whoever watches the folder never meets half a file. */
  async send(mail: OutgoingMail): Promise<void> {
    const {createTransport} = await import('nodemailer');
    const writer = createTransport({streamTransport: true, buffer: true, newline: 'windows'});
    const {message} = await writer.sendMail(messageOf(this.config, mail));
    await mkdir(this.folder, {recursive: true});
    const file = path.join(this.folder, `${String(mail.id).padStart(6, '0')}-${mail.emailType}.eml`);
    const draft = `${file}.${process.pid}.tmp`;
    await writeFile(draft, message as Buffer);
    await rename(draft, file);
  }

  async close(): Promise<void> {}
}
