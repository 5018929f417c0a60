import assert from 'node:assert/strict';
import {lastClosedDay, type ReportedEvent, recordedEvents} from '../../src/domain/analytics';
import {anonymised, visitorOf} from '../../src/services/visitor';

const NOW = new Date('2027-03-01T10:00:00Z');
const one = (event: Partial<ReportedEvent>) => recordedEvents([{eventType: 'page_view', ...event}], NOW)[0];

function problemPaths(...events: Partial<ReportedEvent>[]): string[] {
  try {
    recordedEvents(
      events.map(event => ({eventType: 'page_view', ...event})),
      NOW,
    );
  } catch (error) {
    const {code, details} = error as {code: string; details: {problems: {path: string}[]}};
    assert.equal(code, 'VALIDATION_FAILED');
    return details.problems.map(({path}) => path);
  }
  return [];
}

describe('What is kept of an event', () => {
  it('is its address without what could open something: token, fragment, user and password', () => {
    const event = one({
      pageUrl:
        'https://ann:secret@rft.co.uk/book?token=abc&utm_source=News&email=ann%40x.uk&utm_term=a%20b#t=1',
      referrerUrl: 'https://www.google.com/search?q=ann+smith',
    });

    assert.equal(event?.pageUrl, 'https://rft.co.uk/book?utm_source=News&utm_term=a+b');
    assert.equal(event?.referrerUrl, 'https://www.google.com/search');
  });

  it('is where the visitor came from: the campaign, and the host of a page that is not ours', () => {
    const event = one({
      pageUrl: 'https://www.rft.co.uk/?utm_source=%20Spring%20',
      referrerUrl: 'https://WWW.Bing.com/a',
    });
    const inside = one({pageUrl: 'https://www.rft.co.uk/a', referrerUrl: 'https://rft.co.uk/'});

    assert.deepEqual([event?.utmSource, event?.referrerHost], ['spring', 'bing.com']);
    assert.deepEqual([inside?.utmSource, inside?.referrerHost], [null, null]);
  });

  it('is the time at which it happened, and now when the visitor’s clock is a little fast', () => {
    assert.equal(one({})?.occurredAt.toISOString(), NOW.toISOString());
    assert.equal(
      one({occurredAt: '2027-03-01T09:00:00+00:00'})?.occurredAt.toISOString(),
      '2027-03-01T09:00:00.000Z',
    );
    assert.equal(one({occurredAt: '2027-03-01T10:04:00Z'})?.occurredAt.toISOString(), NOW.toISOString());
  });

  it('is nothing of a request in which anything is wrong, and all that is wrong is told', () => {
    const paths = problemPaths(
      {},
      {pageUrl: 'https://'},
      {occurredAt: '2027-02-28T21:59:00Z'},
      {occurredAt: '2027-03-01T10:06:00Z'},
      {eventData: {'<script>': 1}},
      {eventData: {text: 'ü'.repeat(1020)}},
    );

    assert.deepEqual(paths, [
      '/events/1/pageUrl',
      '/events/2/occurredAt',
      '/events/3/occurredAt',
      '/events/4/eventData',
      '/events/5/eventData',
    ]);
    assert.deepEqual(
      problemPaths({eventData: {text: 'ü'.repeat(1000)}, occurredAt: '2027-02-28T22:00:00Z'}),
      [],
    );
  });

  it('is never a half character of a long campaign', () => {
    const event = one({pageUrl: `https://rft.co.uk/?utm_source=${'x'.repeat(99)}😀😀`});

    assert.equal(event?.utmSource, `${'x'.repeat(99)}😀`);
  });
});

describe('A day of analytics', () => {
  it('is closed only when no event of it can arrive any more, also where a day has 23 hours', () => {
    for (const now of ['2027-03-01T10:00:00Z', '2027-03-28T23:05:00Z', '2027-10-31T23:59:00Z']) {
      const closed = lastClosedDay(new Date(now));
      const oldest = recordedEvents(
        [{eventType: 'page_view', occurredAt: new Date(Date.parse(now) - 12 * 3_600_000).toISOString()}],
        new Date(now),
      )[0]?.occurredAt;

      assert.ok(oldest && oldest.getTime() > Date.parse(`${closed}T23:59:59+00:00`), `${now}: ${closed}`);
    }
  });
});

describe('A visitor', () => {
  it('is known by the network and not by the address', () => {
    assert.equal(anonymised('203.0.113.77'), '203.0.113.0/24');
    assert.equal(anonymised('::ffff:203.0.113.77'), '203.0.113.0/24');
    assert.equal(anonymised('2001:db8:1:2:3:4:5:6'), '2001:db8:1::/48');
    assert.equal(anonymised('2001:DB8::1'), '2001:db8:0::/48');
    assert.equal(anonymised('fe80::1%eth0'), 'fe80:0:0::/48');
  });

  it('is nobody when a proxy says something that is no address', () => {
    for (const text of [undefined, '', 'unknown', "1.2.3.4'; drop table users", '300.1.1.1']) {
      assert.equal(anonymised(text), null);
    }
  });

  it('has the device and the browser that it says', () => {
    const iPhone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
    const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    const of = (userAgent?: string) => {
      const {deviceType, browser} = visitorOf('203.0.113.77', userAgent, null);
      return [deviceType, browser];
    };

    assert.deepEqual(of(iPhone), ['mobile', 'Safari']);
    assert.deepEqual(of(firefox), ['desktop', 'Firefox']);
    assert.equal(of(bot)[0], 'bot');
    assert.deepEqual(of('x'), [null, null]);
    assert.deepEqual(of(undefined), [null, null]);
    assert.equal(visitorOf(undefined, 'y'.repeat(9000), null).userAgent?.length, 500);
  });
});
