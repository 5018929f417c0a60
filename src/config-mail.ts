import {required} from './config-parsers';
import type {Values} from './config-variables';

export interface MailAddress {
  name: string;
  address: string;
}

/** Where mails go: to a mail server, into files, or nowhere yet. */
export type MailWay = {kind: 'smtp'; url: string} | {kind: 'outbox'; folder: string} | {kind: 'none'};

export interface MailConfig {
  way: MailWay;
  from: MailAddress;
  /** Null: answers go to `from`. */
  replyTo: string | null;
  /** Ends with a slash. */
  publicBaseUrl: string;
  maxAttempts: number;
  parallel: number;
  /** Silence of the server that ends an attempt. */
  timeoutMs: number;
}

const DEFAULT_FROM: MailAddress = {name: 'React Fast Training', address: 'bookings@localhost'};
const ADDRESS = /^[^\s<>@,;:"()]+@[^\s<>@,;:"()]+$/;

/**
 * Mail needs no setting in development and test. Deployed without SMTP_URL the application runs and mails wait: they are
 * rows, so nothing is lost, and a company can be set up before it has a mail server.
 * @param outbox folder for mails when there is no server
 */
export function readMail(
  values: Values,
  outbox: string,
  isDeployed: boolean,
  problems: string[],
): MailConfig {
  const way = wayOf(values.SMTP_URL, outbox, isDeployed, problems);
  if (isDeployed && way.kind === 'smtp') {
    for (const name of ['MAIL_FROM', 'PUBLIC_BASE_URL'] as const) {
      if (values[name] === undefined) problems.push(`${name} is required with SMTP_URL`);
    }
  }
  if (values.MAIL_REPLY_TO !== undefined && !ADDRESS.test(values.MAIL_REPLY_TO)) {
    problems.push('MAIL_REPLY_TO must be an email address');
  }
  return {
    way,
    from: fromOf(values.MAIL_FROM, problems),
    replyTo: values.MAIL_REPLY_TO ?? null,
    publicBaseUrl: baseOf(values.PUBLIC_BASE_URL ?? `http://localhost:${required(values.PORT)}/`, problems),
    maxAttempts: required(values.MAIL_MAX_ATTEMPTS),
    parallel: required(values.MAIL_PARALLEL),
    timeoutMs: required(values.MAIL_TIMEOUT_S) * 1000,
  };
}

function wayOf(url: string | undefined, folder: string, isDeployed: boolean, problems: string[]): MailWay {
  if (url === undefined) return isDeployed ? {kind: 'none'} : {kind: 'outbox', folder};
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['smtp:', 'smtps:'].includes(parsed.protocol) || parsed.hostname === '') {
    problems.push(
      'SMTP_URL must have the form smtp://user:password@host:587 or smtps://user:password@host:465',
    );
    return {kind: 'none'};
  }
  // A password never crosses the network in the clear, unless the URL itself says so.
  const isSecret = isDeployed && parsed.protocol === 'smtp:' && parsed.password !== '';
  if (isSecret && !parsed.searchParams.has('requireTLS') && !parsed.searchParams.has('ignoreTLS')) {
    parsed.searchParams.set('requireTLS', 'true');
  }
  return {kind: 'smtp', url: parsed.href};
}

/** `Name <address>`, or an address alone. */
function fromOf(from: string | undefined, problems: string[]): MailAddress {
  if (from === undefined) return DEFAULT_FROM;
  const [, name = '', quoted = from] = /^"?([^"<>]*?)"?\s*<([^<>]+)>$/.exec(from) ?? [];
  if (!ADDRESS.test(quoted) || /\p{Cc}/u.test(from)) {
    problems.push('MAIL_FROM must have the form React Fast Training <bookings@example.com>');
  }
  return {name: name.trim() || DEFAULT_FROM.name, address: quoted};
}

function baseOf(url: string, problems: string[]): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (
    parsed === undefined ||
    !['http:', 'https:'].includes(parsed.protocol) ||
    parsed.search ||
    parsed.hash
  ) {
    problems.push('PUBLIC_BASE_URL must be an address such as https://www.example.com/courses/');
    return url;
  }
  return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
}
