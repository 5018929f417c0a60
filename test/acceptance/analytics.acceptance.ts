import assert from 'node:assert/strict';
import {companyDay} from '../../src/domain/company-time';
import {removeOldAnalytics} from '../../src/jobs/remove-old-analytics.job';
import type {AnalyticsService} from '../../src/services/analytics.service';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const PAGE = 'https://www.rft.co.uk/courses/efaw';

describe('Analytics', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  beforeEach(async () => {
    app.now = new Date('2027-03-01T10:00:00.000Z');
    await app.rows('truncate analytics_events, analytics_days');
  });
  after(() => app?.stop());

  const send = (events: object[], userAgent = FIREFOX) =>
    app.post('/api/analytics/events', {events}, {headers: {'User-Agent': userAgent}});
  /** Signs in afresh: the clock has moved on further than a token lives. */
  const report = async (query = '') => {
    const {status, body} = await app.get(`/api/admin/analytics${query}`, {
      token: await app.givenAdminToken(),
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const count = async () => (await app.rows('select id from analytics_events')).length;

  /** A visit that goes through these steps, a minute between them. */
  async function visit(
    sessionId: string,
    steps: string[],
    {first = {}, userAgent = FIREFOX}: {first?: object; userAgent?: string} = {},
  ): Promise<void> {
    const start = app.now.getTime() - steps.length * 60_000;
    const events = steps.map((eventType, index) => ({
      eventType,
      sessionId,
      pageUrl: PAGE,
      occurredAt: new Date(start + index * 60_000).toISOString(),
      ...(index === 0 ? first : {}),
    }));
    const {status, body} = await send(events, userAgent);
    assert.equal(status, 202, JSON.stringify(body));
  }

  describe('the report', () => {
    it('counts visits, page views and bookings by day, week and month', async () => {
      await visit('session-0001', ['page_view', 'page_view', 'booking_completed']);
      await visit('session-0002', ['page_view']);
      app.passes({days: 1});
      await visit('session-0001', ['page_view']);
      await send([{eventType: 'page_view'}]);
      await visit('session-0003', ['page_view', 'booking_completed'], {userAgent: GOOGLEBOT});

      const byDay = await report('?from=2027-02-28&to=2027-03-02');
      const byWeek = await report('?from=2027-02-28&to=2027-03-02&groupBy=week');

      assert.deepEqual(byDay.rows, [
        {key: '2027-02-28', label: 'Sun 28 Feb 2027', visits: 0, pageViews: 0, bookings: 0},
        {key: '2027-03-01', label: 'Mon 01 Mar 2027', visits: 2, pageViews: 3, bookings: 1},
        {key: '2027-03-02', label: 'Tue 02 Mar 2027', visits: 1, pageViews: 2, bookings: 0},
      ]);
      assert.deepEqual(byDay.total, {visits: 3, pageViews: 5, bookings: 1});
      assert.deepEqual(
        byWeek.rows.map(({key, visits}: {key: string; visits: number}) => [key, visits]),
        [
          ['2027-W08', 0],
          ['2027-W09', 3],
        ],
      );
    });

    it('follows visits from course to booking, and counts a step only after the one before it', async () => {
      await visit('session-0001', ['course_view', 'schedule_view', 'booking_started', 'booking_completed']);
      await visit('session-0002', ['course_view', 'booking_started']);
      await visit('session-0003', ['schedule_view', 'course_view']);
      await visit('session-0004', ['schedule_view', 'course_view', 'schedule_view', 'booking_started']);
      await visit('session-0005', ['booking_completed']);

      const {funnel} = await report();

      assert.deepEqual(funnel, [
        {step: 'course_view', visits: 4, percentOfFirst: '100.0'},
        {step: 'schedule_view', visits: 2, percentOfFirst: '50.0'},
        {step: 'booking_started', visits: 2, percentOfFirst: '50.0'},
        {step: 'booking_completed', visits: 1, percentOfFirst: '25.0'},
      ]);
    });

    it('says where visits came from: campaign, else the page before, else nowhere; and with what', async () => {
      const google = {referrerUrl: 'https://www.google.com/'};
      await visit('session-0001', ['page_view', 'booking_completed'], {first: google});
      await visit('session-0002', ['page_view'], {first: google, userAgent: IPHONE});
      await visit('session-0003', ['page_view'], {first: {pageUrl: `${PAGE}?utm_source=spring`, ...google}});
      await visit('session-0004', ['page_view'], {first: {referrerUrl: 'https://rft.co.uk/'}});

      const {sources, devices, browsers} = await report();

      assert.deepEqual(sources, [
        {kind: 'referrer', name: 'google.com', visits: 2, bookings: 1},
        {kind: 'campaign', name: 'spring', visits: 1, bookings: 0},
        {kind: 'direct', name: null, visits: 1, bookings: 0},
      ]);
      assert.deepEqual(devices, [
        {deviceType: 'desktop', visits: 3, bookings: 1},
        {deviceType: 'mobile', visits: 1, bookings: 0},
      ]);
      assert.deepEqual(
        browsers.map(({browser}: {browser: string}) => browser),
        ['Firefox', 'Safari'],
      );
    });

    it('shows fifty sources, and all others as one', async () => {
      for (let start = 0; start < 60; start += 20) {
        for (let n = start; n < start + 20; n += 1) {
          await visit(`session-00${String(n).padStart(2, '0')}`, ['page_view'], {
            first: {referrerUrl: `https://site-${n}.example/`},
          });
        }
      }

      const {sources} = await report();

      assert.equal(sources.length, 51);
      assert.deepEqual(sources.at(-1), {kind: 'other', name: null, visits: 10, bookings: 0});
    });

    it('refuses days that do not exist, too many of them, and groups that are no time', async () => {
      const token = await app.givenAdminToken();
      const get = (query: string) => app.get(`/api/admin/analytics?${query}`, {token});
      assertRefused(await get('from=2027-02-30'), 422, 'VALIDATION_FAILED');
      assertRefused(await get('from=2025-02-01&to=2027-02-01'), 422, 'VALIDATION_FAILED');
      assertRefused(await get('groupBy=course'), 400, 'INVALID_PARAMETER');
    });
  });

  describe('old events', () => {
    const closeDays = async () =>
      (await app.application.get<AnalyticsService>('services.AnalyticsService')).closeDays();

    /** The same numbers from the rows, in JavaScript. */
    async function recomputedVisits(): Promise<[string, number, number][]> {
      const rows = await app.rows<{
        session_id: string | null;
        event_type: string;
        created_at: Date;
        device_type: string;
      }>('select session_id, event_type, created_at, device_type from analytics_events');
      const people = rows.filter(row => row.device_type !== 'bot');
      const days = [...new Set(people.map(row => companyDay(row.created_at)))].sort();
      return days.map(day => {
        const ofDay = people.filter(row => companyDay(row.created_at) === day);
        const sessions = new Set(ofDay.map(row => row.session_id).filter(id => id !== null));
        return [day, sessions.size, ofDay.filter(row => row.event_type === 'page_view').length];
      });
    }

    /** Visits around midnight of the days on which the clocks change, and of others. */
    async function givenVisitsOverTheYear(): Promise<void> {
      for (const [index, time] of [
        '2026-10-24T23:30:00Z',
        '2026-10-25T23:30:00Z',
        '2026-10-26T00:05:00Z',
        '2027-03-27T23:55:00Z',
        '2027-03-28T22:55:00Z',
        '2027-03-28T23:30:00Z',
        '2027-03-30T12:00:00Z',
      ].entries()) {
        app.now = new Date(time);
        await visit(`session-100${index}`, ['page_view', 'course_view', 'schedule_view']);
        await visit(`session-200${index}`, ['course_view'], {userAgent: index % 2 ? IPHONE : GOOGLEBOT});
      }
      app.now = new Date('2027-03-30T18:00:00Z');
    }

    it('are summed up by day, and the report says the same before and after', async () => {
      await givenVisitsOverTheYear();
      const range = '?from=2026-10-20&to=2027-03-31';
      const before = await report(range);

      await closeDays();
      const [closed] = await app.rows<{last: string; days: number}>(
        `select max(day)::text as last, count(*)::int as days from analytics_days where dimension = 'visits'`,
      );

      assert.deepEqual(closed, {last: '2027-03-29', days: 156});
      assert.deepEqual(await report(range), before);
      const rows = (before.rows as {key: string; visits: number; pageViews: number}[])
        .filter(row => row.visits > 0)
        .map(({key, visits, pageViews}) => [key, visits, pageViews]);
      assert.deepEqual(rows, await recomputedVisits());
      await closeDays();
      assert.deepEqual(await report(range), before);
    });

    it('are removed when they are older than the setting says, and their sums stay', async () => {
      await givenVisitsOverTheYear();
      const range = '?from=2026-10-20&to=2027-03-31';
      const before = await report(range);
      await app.rows(`update settings set value = '2' where key = 'analytics.retention_days'`);

      await removeOldAnalytics.run(app.application);

      const [oldest] = await app.rows<{day: string}>(
        `select min(created_at at time zone 'Europe/London')::date::text as day from analytics_events`,
      );
      assert.equal(oldest?.day, '2027-03-28');
      assert.deepEqual(await report(range), before);
      await app.rows(`update settings set value = '400' where key = 'analytics.retention_days'`);
    });

    it('are never removed before they are summed up, however short the setting', async () => {
      await givenVisitsOverTheYear();
      const before = await report('?from=2026-10-20&to=2027-03-31');
      await app.rows(`update settings set value = '1' where key = 'analytics.retention_days'`);
      app.now = new Date('2027-03-31T06:00:00Z');

      await removeOldAnalytics.run(app.application);

      assert.deepEqual(await report('?from=2026-10-20&to=2027-03-31'), before);
      await app.rows(`update settings set value = '400' where key = 'analytics.retention_days'`);
    });

    it('stay when the setting is no number of days, and the job fails', async () => {
      await givenVisitsOverTheYear();
      const kept = await count();
      for (const value of ['"many"', '0', '1.5', 'null']) {
        await app.rows(`update settings set value = $1 where key = 'analytics.retention_days'`, [value]);
        await assert.rejects(removeOldAnalytics.run(app.application), /analytics\.retention_days/);
      }

      assert.equal(await count(), kept);
      await app.rows(`update settings set value = '400' where key = 'analytics.retention_days'`);
    });
  });
});
