import assert from 'node:assert/strict';
import path from 'node:path';
import {ConfigError, loadConfig, loadLifecycleConfig, PROJECT_ROOT} from '../../src/config';

const DEPLOYED = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:pw@db.example.com/training',
  JWT_SECRET: 'x'.repeat(32),
};
const MAIL = {
  SMTP_URL: 'smtp://mailer:secret@smtp.example.com:587',
  MAIL_FROM: 'React Fast Training <bookings@example.com>',
  PUBLIC_BASE_URL: 'https://www.example.com/courses',
};

const mail = (env: Record<string, string> = {}) =>
  loadConfig({env: {NODE_ENV: 'test', JWT_SECRET: DEPLOYED.JWT_SECRET, ...env}}).mail;

function problemsOf(env: Record<string, string>): string[] {
  try {
    mail(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe('The configuration of mail', () => {
  it('is files in the outbox in development and test, where nothing is set', () => {
    for (const NODE_ENV of ['development', 'test']) {
      const {way, from, replyTo, publicBaseUrl} = mail({NODE_ENV, PORT: '4000'});

      assert.deepEqual(way, {kind: 'outbox', folder: path.join(PROJECT_ROOT, '.data', 'outbox')});
      assert.deepEqual(
        [from.name, replyTo, publicBaseUrl],
        ['React Fast Training', null, 'http://localhost:4000/'],
      );
    }
  });

  it('may be missing where the application is deployed: then mails wait', () => {
    for (const NODE_ENV of ['staging', 'production']) {
      assert.deepEqual(mail({...DEPLOYED, NODE_ENV}).way, {kind: 'none'});
    }
  });

  it('with a mail server needs a sender and the address of the pages, where it is deployed', () => {
    const {SMTP_URL} = MAIL;
    assert.deepEqual(problemsOf({...DEPLOYED, SMTP_URL}), [
      'MAIL_FROM is required with SMTP_URL',
      'PUBLIC_BASE_URL is required with SMTP_URL',
    ]);
    assert.deepEqual(problemsOf({SMTP_URL}), []);
    assert.deepEqual(problemsOf({...DEPLOYED, ...MAIL}), []);
    // A release phase sends nothing.
    loadLifecycleConfig({env: {...DEPLOYED, SMTP_URL}});
  });

  it('reads a sender with and without a name, and a base with and without a slash', () => {
    const senders = [
      'React Fast Training <bookings@example.com>',
      '"Training, Leeds" <bookings@example.com>',
      'bookings@example.com',
      '<bookings@example.com>',
    ].map(MAIL_FROM => mail({MAIL_FROM}).from);

    assert.deepEqual(senders, [
      {name: 'React Fast Training', address: 'bookings@example.com'},
      {name: 'Training, Leeds', address: 'bookings@example.com'},
      {name: 'React Fast Training', address: 'bookings@example.com'},
      {name: 'React Fast Training', address: 'bookings@example.com'},
    ]);
    for (const PUBLIC_BASE_URL of ['https://www.example.com/courses', 'https://www.example.com/courses/']) {
      assert.equal(mail({PUBLIC_BASE_URL}).publicBaseUrl, 'https://www.example.com/courses/');
    }
  });

  it('is refused with what is wrong with it', () => {
    for (const [env, problem] of [
      [{SMTP_URL: 'smtp.example.com'}, /^SMTP_URL must have the form/],
      [{SMTP_URL: 'http://smtp.example.com'}, /^SMTP_URL must have the form/],
      [{MAIL_FROM: 'the office'}, /^MAIL_FROM must have the form/],
      [{MAIL_FROM: 'a <b@c>\u0007'}, /^MAIL_FROM must have the form/],
      [{MAIL_FROM: 'a <b@c, d@e>'}, /^MAIL_FROM must have the form/],
      [{MAIL_REPLY_TO: 'office'}, /^MAIL_REPLY_TO must be/],
      [{PUBLIC_BASE_URL: 'www.example.com'}, /^PUBLIC_BASE_URL must be/],
      [{PUBLIC_BASE_URL: 'https://www.example.com/?a'}, /^PUBLIC_BASE_URL must be/],
      [{MAIL_PARALLEL: '0'}, /^MAIL_PARALLEL must be/],
      [{MAIL_MAX_ATTEMPTS: 'many'}, /^MAIL_MAX_ATTEMPTS must be/],
      [{MAIL_TIMEOUT_S: '301'}, /^MAIL_TIMEOUT_S must be/],
    ] as [Record<string, string>, RegExp][]) {
      const [found = '', ...others] = problemsOf(env);
      assert.match(found, problem);
      assert.deepEqual(others, []);
    }
  });

  it('never sends a password in the clear where it is deployed, unless the URL says so', () => {
    const url = (SMTP_URL: string, env: Record<string, string> = DEPLOYED) => {
      const {way} = mail({...env, ...MAIL, SMTP_URL});
      assert.ok(way.kind === 'smtp');
      return way.url;
    };

    assert.match(url('smtp://a:b@example.com'), /\?requireTLS=true$/);
    assert.equal(url('smtp://a:b@example.com?requireTLS=false'), 'smtp://a:b@example.com?requireTLS=false');
    assert.equal(url('smtps://a:b@example.com'), 'smtps://a:b@example.com');
    assert.equal(url('smtp://relay.internal'), 'smtp://relay.internal');
    assert.equal(url('smtp://a:b@example.com', {}), 'smtp://a:b@example.com');
  });
});
