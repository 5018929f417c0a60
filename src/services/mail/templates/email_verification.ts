import {link, paragraph} from '../content';
import {accountMail} from '../template';
import {dayAndTime} from '../words';

export const emailVerification = accountMail({
  subject: 'Confirm your email address',
  purpose: 'email-verification',
  obsoleteBecause: ({endedBecause}) => endedBecause ?? undefined,
  body: ({link: url, expiresAt}) => [
    paragraph('Please confirm that this is your email address. You need to be signed in to your account.'),
    link('Confirm your email address', url),
    paragraph(
      `The link works once, until ${dayAndTime(expiresAt)}. If you have no account with us, do nothing.`,
    ),
  ],
});
