import type {MailConfig} from '../../config';
import {oneLine} from './content';
import type {OutgoingMail} from './transport';

/** A mail in the words of nodemailer. It may open neither files nor addresses: all that it says is in it. */
export function messageOf({from}: Pick<MailConfig, 'from'>, mail: OutgoingMail) {
  return {
    // Copies: the library writes into what it is given.
    from: {...from},
    to: {name: oneLine(mail.to.name), address: mail.to.address},
    // Never as a text, in which a comma would make it two addresses.
    ...(mail.replyTo === null ? {} : {replyTo: {name: '', address: oneLine(mail.replyTo)}}),
    subject: oneLine(mail.subject),
    messageId: mail.messageId,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({filename, contentType, content}) => ({
      filename: oneLine(filename),
      contentType,
      // The only encoding in which nobody on the way changes the ends of lines.
      contentTransferEncoding: 'base64' as const,
      content,
    })),
    // Nobody's holiday reply, and no answer to it, is wanted.
    headers: {'Auto-Submitted': 'auto-generated'},
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
