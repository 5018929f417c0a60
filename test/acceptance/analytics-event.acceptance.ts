import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PAGE = 'https://www.rft.co.uk/courses/efaw';

describe('Events of visitors', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    await app.rows('truncate analytics_events');
  });
  after(() => app?.stop());

  const send = (events: object[], headers: Record<string, string> = {}, bearer?: string) =>
    app.post(
      '/api/analytics/events',
      {events},
      {headers: {'User-Agent': FIREFOX, ...headers}, token: bearer},
    );
  const count = async () => (await app.rows('select id from analytics_events')).length;

  it('are taken several at once, by anybody, and kept without what names a person', async () => {
    const {status, body} = await send(
      [
        {
          eventType: 'course_view',
          sessionId: 'session-0001',
          pageUrl: `${PAGE}?utm_source=News&token=secret`,
          referrerUrl: 'https://www.google.com/search?q=first+aid',
          eventData: {courseId: 3, name: "O'Brien; drop table users --", isNew: true},
          occurredAt: '2027-03-01T09:59:30Z',
        },
        {eventType: 'contact_clicked'},
      ],
      {'X-Forwarded-For': '203.0.113.77'},
    );

    assert.deepEqual([status, body], [202, {accepted: 2}]);
    const rows = await app.rows<Record<string, unknown>>('select * from analytics_events order by id');
    assert.equal(rows.length, 2);
    const {id: _, ...kept} = rows[0] ?? {};
    assert.deepEqual(kept, {
      event_type: 'course_view',
      user_id: null,
      session_id: 'session-0001',
      page_url: `${PAGE}?utm_source=News`,
      referrer_url: 'https://www.google.com/search',
      event_data: {courseId: 3, name: "O'Brien; drop table users --", isNew: true},
      ip_address: '203.0.113.0/24',
      user_agent: FIREFOX,
      device_type: 'desktop',
      browser: 'Firefox',
      created_at: new Date('2027-03-01T09:59:30Z'),
      referrer_host: 'google.com',
      utm_source: 'news',
    });
    assert.deepEqual(rows[1]?.created_at, app.now);
    assert.equal((await app.rows('select * from rate_limits')).length, 0, 'no row per request');
  });

  it('are those of the user who is signed in; a bad token is refused', async () => {
    const customer = await app.givenSignIn('customer');

    assert.equal((await send([{eventType: 'page_view'}], {}, customer.token)).status, 202);
    assertRefused(await send([{eventType: 'page_view'}], {}, 'forged'), 401, 'NOT_AUTHENTICATED');

    const rows = await app.rows<{user_id: number}>('select user_id from analytics_events');
    assert.deepEqual(rows, [{user_id: customer.id}]);
  });

  it('are counted once when a request with a key comes again', async () => {
    const key = {'Idempotency-Key': 'batch-1'};

    const answers = [
      await send([{eventType: 'page_view'}], key),
      await send([{eventType: 'page_view'}], key),
    ];

    assert.deepEqual(
      answers.map(({status, body}) => [status, body]),
      [
        [202, {accepted: 1}],
        [202, {accepted: 1}],
      ],
    );
    assert.equal(await count(), 1);
    assertRefused(await send([{eventType: 'course_view'}], key), 409, 'IDEMPOTENCY_KEY_REUSED');
  });

  const WRONG: Record<string, unknown> = {
    'no event': {events: []},
    'more than fifty': {events: Array(51).fill({eventType: 'page_view'})},
    'a type that is not on the list': {events: [{eventType: 'page_veiw'}]},
    'a field of the server’s': {events: [{eventType: 'page_view', ipAddress: '1.2.3.4'}]},
    'another user': {events: [{eventType: 'page_view', userId: 1}]},
    'a script for an address': {events: [{eventType: 'page_view', pageUrl: 'javascript:alert(1)'}]},
    'an address that is none': {events: [{eventType: 'page_view', pageUrl: 'http://['}]},
    'a longer address': {events: [{eventType: 'page_view', pageUrl: `https://a.uk/${'x'.repeat(2000)}`}]},
    'a short session': {events: [{eventType: 'page_view', sessionId: 'x'}]},
    'nested data': {events: [{eventType: 'page_view', eventData: {a: {b: 1}}}]},
    'a list for data': {events: [{eventType: 'page_view', eventData: [1]}]},
    'large data': {
      events: [
        {
          eventType: 'page_view',
          eventData: {
            a: 'x'.repeat(500),
            b: 'x'.repeat(500),
            c: 'x'.repeat(500),
            d: 'x'.repeat(500),
            e: 'x'.repeat(100),
          },
        },
      ],
    },
    'the character that PostgreSQL can’t hold': {
      events: [{eventType: 'page_view', eventData: {a: '\u0000'}}],
    },
    'half a character': {events: [{eventType: 'page_view', eventData: {a: '\ud83d'}}]},
    'a time of last year': {events: [{eventType: 'page_view', occurredAt: '2026-03-01T10:00:00Z'}]},
    'a time to come': {events: [{eventType: 'page_view', occurredAt: '2027-03-02T10:00:00Z'}]},
    'a time that is none': {events: [{eventType: 'page_view', occurredAt: 'yesterday'}]},
    'a good event beside a bad one': {
      events: [{eventType: 'page_view'}, {eventType: 'page_view', pageUrl: 'x'}],
    },
  };
  for (const [what, body] of Object.entries(WRONG)) {
    it(`are refused whole with ${what}`, async () => {
      assertRefused(await app.post('/api/analytics/events', body), 422, 'VALIDATION_FAILED');
      assert.equal(await count(), 0);
    });
  }

  it('are refused when they are too large to read', async () => {
    const events = Array(50).fill({
      eventType: 'page_view',
      pageUrl: `https://a.uk/${'x'.repeat(1900)}`,
      referrerUrl: `https://b.uk/${'x'.repeat(1900)}`,
    });

    assertRefused(await send(events), 413, 'PAYLOAD_TOO_LARGE');
    assert.equal(await count(), 0);
  });
});
