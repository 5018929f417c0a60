import {BindingScope, inject, injectable} from '@loopback/core';
import {
  FUNNEL_STEPS,
  type FunnelStep,
  lastClosedDay,
  type ReportedEvent,
  recordedEvents,
} from '../domain/analytics';
import {companyDay} from '../domain/company-time';
import {addDays, type DayRange, daysIn, nextDays, type Period, reportRange} from '../domain/report-range';
import {percentOf} from '../domain/reports';
import {AppBindings, type Clock} from '../keys';
import type {AnalyticsDayRepository, AnalyticsSum} from '../repositories/analytics-day.repository';
import type {AnalyticsEventRepository, Visitor} from '../repositories/analytics-event.repository';
import type {IdempotencyService} from './idempotency.service';

/** Days that one statement sums up: a few seconds of work at most. */
const DAYS_AT_ONCE = 7;
const REMOVED_AT_ONCE = 5000;
const SOURCES_SHOWN = 50;

interface Visits {
  visits: number;
  bookings: number;
}

export interface AnalyticsView extends DayRange {
  definitions: Readonly<Record<'visits' | 'funnel' | 'sources' | 'devices', string>>;
  groupBy: Period;
  rows: (Visits & {key: string; label: string; pageViews: number})[];
  total: Visits & {pageViews: number};
  funnel: {step: FunnelStep; visits: number; percentOfFirst: string | null}[];
  sources: (Visits & {kind: string; name: string | null})[];
  devices: (Visits & {deviceType: string})[];
  browsers: (Visits & {browser: string})[];
}

const DEFINITIONS: AnalyticsView['definitions'] = {
  visits:
    'A visit is what one session did on one day in London. Page views are events of that type, those without a session ' +
    'too; bookings are visits with a completed booking. Programs that say they are one do not count.',
  funnel: 'Visits that came to each step after they came to the step before it.',
  sources:
    'Where the first event of a visit says it came from: its campaign (utm_source), else the page that led to ours, else ' +
    'direct. Those with few visits are summed up as other.',
  devices: 'What the browser said it is.',
};

/** What visitors of the booking front-end do, and what it adds up to. */
@injectable({scope: BindingScope.SINGLETON})
export class AnalyticsService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.AnalyticsEventRepository') private readonly events: AnalyticsEventRepository,
    @inject('repositories.AnalyticsDayRepository') private readonly days: AnalyticsDayRepository,
    @inject('services.IdempotencyService') private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * @param key the Idempotency-Key; without one (the usual case) it is one insert and nothing else
   * @returns how many events were taken
   * @throws DomainError VALIDATION_FAILED, and then none is; IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS
   */
  async record(reported: readonly ReportedEvent[], visitor: Visitor, key?: string): Promise<number> {
    const events = recordedEvents(reported, this.clock());
    if (key === undefined) await this.events.insert(events, visitor);
    else {
      const request = {key, method: 'POST', path: '/api/analytics/events', body: reported};
      await this.idempotency.once(request, async tx => {
        await this.events.insert(events, visitor, tx);
        return {};
      });
    }
    return events.length;
  }

  /** @throws DomainError VALIDATION_FAILED for days that do not exist, or too many of them */
  async report({groupBy, ...asked}: Partial<DayRange> & {groupBy: Period}): Promise<AnalyticsView> {
    const range = reportRange(asked, groupBy, this.clock());
    const sums = await this.days.sums(range, groupBy);
    const of = (dimension: AnalyticsSum['dimension']) => sums.filter(sum => sum.dimension === dimension);
    return {
      definitions: DEFINITIONS,
      ...range,
      groupBy,
      rows: of('visits').map(({key, label, visits, pageViews, bookings}) => ({
        key,
        label: label ?? key,
        visits,
        pageViews,
        bookings,
      })),
      total: added(of('visits')),
      funnel: funnelOf(of('funnel')),
      sources: sourcesOf(of('source')),
      devices: of('device').map(({key, visits, bookings}) => ({deviceType: key, visits, bookings})),
      browsers: of('browser').map(({key, visits, bookings}) => ({browser: key, visits, bookings})),
    };
  }

  /** Sums up the days of which no event can arrive any more. */
  async closeDays(): Promise<void> {
    const first = await this.events.firstDay();
    if (first === undefined) return;
    const closed = {from: first, to: lastClosedDay(this.clock())};
    for (;;) {
      const from = await this.days.firstOpen(closed);
      if (from === undefined) return;
      await this.days.close(nextDays(from, Math.min(DAYS_AT_ONCE, daysIn({from, to: closed.to}))));
    }
  }

  /**
   * Removes events that are older than `analytics.retention_days`, which is a day at least: those days are closed, and
   * summed up first.
   */
  async removeOld(): Promise<void> {
    await this.closeDays();
    const firstKept = addDays(companyDay(this.clock()), -(await this.events.retentionDays()));
    while ((await this.events.removeBefore(firstKept, REMOVED_AT_ONCE)) === REMOVED_AT_ONCE);
  }
}

function added(sums: readonly AnalyticsSum[]): AnalyticsView['total'] {
  const total = {visits: 0, pageViews: 0, bookings: 0};
  for (const {visits, pageViews, bookings} of sums) {
    total.visits += visits;
    total.pageViews += pageViews;
    total.bookings += bookings;
  }
  return total;
}

function funnelOf(sums: readonly AnalyticsSum[]): AnalyticsView['funnel'] {
  const visitsOf = (step: string) => sums.find(({key}) => key === step)?.visits ?? 0;
  const first = visitsOf(FUNNEL_STEPS[0]);
  return FUNNEL_STEPS.map(step => ({
    step,
    visits: visitsOf(step),
    percentOfFirst: percentOf(visitsOf(step), first),
  }));
}

/** Keys are `direct`, `other`, `campaign:newsletter` and `referrer:google.com`. */
function sourcesOf(sums: readonly AnalyticsSum[]): AnalyticsView['sources'] {
  const named = sums.filter(({key}) => key !== 'other');
  const rest = [...named.slice(SOURCES_SHOWN), ...sums.filter(({key}) => key === 'other')];
  const {visits, bookings} = added(rest);
  return [
    ...named.slice(0, SOURCES_SHOWN).map(sum => {
      const [kind = '', ...name] = sum.key.split(':');
      return {
        kind,
        name: name.length === 0 ? null : name.join(':'),
        visits: sum.visits,
        bookings: sum.bookings,
      };
    }),
    ...(rest.length === 0 ? [] : [{kind: 'other', name: null, visits, bookings}]),
  ];
}
