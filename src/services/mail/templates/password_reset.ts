import {link, paragraph} from '../content';
import {accountMail} from '../template';
import {dayAndTime} from '../words';

export const passwordReset = accountMail({
  subject: 'Reset your password',
  purpose: 'password-reset',
  obsoleteBecause: ({endedBecause}) => endedBecause ?? undefined,
  body: ({link: url, expiresAt}) => [
    paragraph('Somebody, we hope you, asked to set a new password for your account.'),
    link('Set a new password', url),
    paragraph(
      `The link works once, until ${dayAndTime(expiresAt)}. If it was not you, do nothing: your password stays.`,
    ),
  ],
});
