import assert from 'node:assert/strict';
import {retryDelayS} from '../../src/domain/mail-retry';
import {remindedDay} from '../../src/domain/reminders';
import {failureOf} from '../../src/services/mail/failure';
import {MailLinks} from '../../src/services/mail/mail-links';
import {messageOf} from '../../src/services/mail/message';

const smtpError = (responseCode: number, command: string, code = 'EPROTOCOL') =>
  Object.assign(new Error(`the server says ${responseCode}`), {responseCode, command, code});

describe('An attempt to send a mail that fails', () => {
  const cases: [what: string, error: unknown, verdict: string][] = [
    ['no such mailbox', smtpError(550, 'RCPT TO', 'EENVELOPE'), 'bounced'],
    ['a full mailbox for good', smtpError(552, 'RCPT TO', 'EENVELOPE'), 'bounced'],
    ['a mailbox that is busy', smtpError(450, 'RCPT TO', 'EENVELOPE'), 'later'],
    ['a mail that is taken for spam', smtpError(554, 'DATA', 'EMESSAGE'), 'failed'],
    ['a server without room', smtpError(452, 'DATA', 'EMESSAGE'), 'later'],
    ['a sender that is refused', smtpError(553, 'MAIL FROM', 'EENVELOPE'), 'failed'],
    ['a sender who has to sign in first', smtpError(530, 'MAIL FROM', 'EENVELOPE'), 'later'],
    ['a wrong password', smtpError(535, 'AUTH PLAIN', 'EAUTH'), 'later'],
    ['a server that takes nobody', smtpError(554, 'CONN'), 'later'],
    ['a server that is about to stop', smtpError(421, 'DATA', 'EMESSAGE'), 'later'],
    ['an address that fits into no command', Object.assign(new Error('x'), {code: 'EENVELOPE'}), 'failed'],
    ['a mail that is too large', Object.assign(new Error('x'), {code: 'EMESSAGE'}), 'failed'],
    ['a connection that is lost', Object.assign(new Error('x'), {code: 'ECONNECTION'}), 'later'],
    ['a template that throws', new TypeError('x is undefined'), 'later'],
  ];
  for (const [what, error, verdict] of cases) {
    it(`is judged ${verdict} for ${what}`, () => {
      assert.equal(failureOf(error).verdict, verdict);
    });
  }

  it('is told in one line that the database can keep', () => {
    const {message} = failureOf(new Error(`550-no\r\n550 such\0 box${'x'.repeat(5000)}`));

    assert.ok(message.startsWith('550-no 550 such  box'));
    assert.equal(message.length, 1000);
  });

  it('is repeated after half a minute, then ever later, up to six hours', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 100].map(retryDelayS),
      [30, 120, 480, 1920, 7680, 21_600, 21_600, 21_600],
    );
  });
});

describe('The day that is reminded of', () => {
  it('is two company days ahead, from eight in the morning in London', () => {
    const days = [
      '2027-03-01T07:59:59Z',
      '2027-03-01T08:00:00Z',
      '2027-03-01T23:59:59Z',
      '2027-06-01T06:59:59Z',
      '2027-06-01T07:00:00Z',
      '2027-06-01T23:00:00Z',
      '2027-03-26T12:00:00Z',
      '2027-03-27T12:00:00Z',
      '2027-10-30T12:00:00Z',
      '2027-12-30T12:00:00Z',
    ].map(text => remindedDay(new Date(text)));

    assert.deepEqual(days, [
      undefined,
      '2027-03-03',
      '2027-03-03',
      undefined,
      '2027-06-03',
      undefined,
      '2027-03-28',
      '2027-03-29',
      '2027-11-01',
      '2028-01-01',
    ]);
  });
});

describe('The links in mails', () => {
  it('have their token where no server sees it, or none at all', () => {
    const links = new MailLinks('https://www.example.com/book/', false);
    const hidden = new MailLinks('https://www.example.com/book/', true);

    assert.equal(
      links.booking('RFT-1', 'abc', 'booking'),
      'https://www.example.com/book/?booking=RFT-1#token=abc',
    );
    assert.equal(
      links.booking('RFT-1', 'abc', 'choice'),
      'https://www.example.com/book/?booking=RFT-1&choose#token=abc',
    );
    assert.equal(
      links.page('reset-password', 'abc'),
      'https://www.example.com/book/?reset-password#token=abc',
    );
    assert.ok(!hidden.page('verify-email', 'abc').includes('abc'));
  });
});

describe('The message that goes out', () => {
  it('has no line that people made up', () => {
    const config = {
      way: {kind: 'none'} as const,
      from: {name: 'Office', address: 'office@example.com'},
      replyTo: null,
      publicBaseUrl: 'https://www.example.com/',
      maxAttempts: 1,
      parallel: 1,
      timeoutMs: 1,
    };

    const message = messageOf(config, {
      id: 1,
      emailType: 'receipt',
      messageId: '<a@b>',
      to: {name: 'Ann\r\nBcc: x@example.com', address: 'ann@example.com'},
      replyTo: 'office,all@example.com',
      subject: 'Hello\nBcc: x@example.com\u2028',
      text: 'x',
      html: 'x',
      attachments: [{filename: 'a\r\nb.pdf', contentType: 'application/pdf', content: 'x'}],
    });

    assert.doesNotMatch(JSON.stringify([message.to, message.subject, message.attachments]), /\\[rn]|\u2028/);
    assert.equal(message.to.name, 'Ann Bcc: x@example.com');
    assert.deepEqual(message.replyTo, {name: '', address: 'office,all@example.com'});
    assert.deepEqual([message.disableFileAccess, message.disableUrlAccess], [true, true]);
  });
});
