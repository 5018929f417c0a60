import {BindingScope, injectable} from '@loopback/core';
import {type AnalyticsDimension, FUNNEL_STEPS} from '../domain/analytics';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import type {DayRange, Period} from '../domain/report-range';
import {AnalyticsDay} from '../models/analytics-day.model';
import {PERIOD_FORMATS} from './period-formats';
import {tableRepository} from './table.repository';

/** More sources or browsers than that in one day are one row: whoever sends events may invent any number of them. */
const KEYS_PER_DAY = 200;

/** A step counts when it happened after the step before it, in the same visit. */
const STEPS = FUNNEL_STEPS.map((step, index) => {
  const before = index === 0 ? '' : `join step_${index - 1} b using (day, session_id)`;
  return `step_${index} as (
    select day, session_id, min(e.created_at) as reached_at from events e ${before}
    where e.session_id is not null and e.event_type = '${step}'
      ${index === 0 ? '' : 'and e.created_at >= b.reached_at'}
    group by day, session_id
  )`;
});

const STEP_SUMS = FUNNEL_STEPS.map(
  (step, index) => `select day, 'funnel', '${step}', count(*), 0, 0 from step_${index} group by day`,
);

/**
 * `facts`: what the days from `:from` to `:to` that are not summed up yet came to. A visit is what one session did on one
 * day; it came from where its first event says. Programs that say they are one do not count.
 */
const FACTS = `
  open_days as (
    select cast(d as date) as day, d at time zone '${COMPANY_TIME_ZONE}' as begins,
      (d + interval '1 day') at time zone '${COMPANY_TIME_ZONE}' as ends
    from generate_series(cast(:from as timestamp), cast(:to as timestamp), interval '1 day') as d
    where not exists (select from analytics_days a where a.day = cast(d as date) and a.dimension = 'visits')
  ), events as materialized (
    select o.day, e.* from open_days o cross join lateral (
      select id, session_id, event_type, created_at, coalesce(device_type, 'unknown') as device,
        coalesce(browser, 'unknown') as browser,
        coalesce('campaign:' || utm_source, 'referrer:' || referrer_host, 'direct') as source
      from analytics_events
      where created_at >= o.begins and created_at < o.ends and device_type is distinct from 'bot'
    ) e
  ), ${STEPS.join(', ')}, booked as (
    select distinct day, session_id from events where session_id is not null and event_type = 'booking_completed'
  ), visits as (
    select distinct on (day, session_id) day, e.source, e.device, e.browser, b.session_id is not null as is_booked
    from events e left join booked b using (day, session_id)
    where session_id is not null
    order by day, session_id, e.created_at, e.id
  ), keyed as (
    select day, 'source' as dimension, source as key, is_booked from visits
    union all select day, 'device', device, is_booked from visits
    union all select day, 'browser', browser, is_booked from visits
  ), counted as (
    select day, dimension, key, count(*) as visits, count(*) filter (where is_booked) as bookings,
      row_number() over (partition by day, dimension order by count(*) desc, key) as place
    from keyed group by day, dimension, key
  ), facts (day, dimension, key, visits, page_views, bookings) as (
    select o.day, 'visits', '', coalesce(v.visits, 0), coalesce(p.page_views, 0), coalesce(v.bookings, 0)
    from open_days o
    left join (
      select day, count(*) as visits, count(*) filter (where is_booked) as bookings from visits group by day
    ) v using (day)
    left join (
      select day, count(*) as page_views from events where event_type = 'page_view' group by day
    ) p using (day)
    union all ${STEP_SUMS.join(' union all ')}
    union all
    select day, dimension, case when place <= ${KEYS_PER_DAY} then key else 'other' end, sum(visits), 0, sum(bookings)
    from counted group by 1, 2, 3
  )`;

export interface AnalyticsSum {
  dimension: AnalyticsDimension;
  /** A funnel's step, a source, a device, a browser; of a period of visits, the period. */
  key: string;
  label: string | null;
  visits: number;
  pageViews: number;
  bookings: number;
}

@injectable({scope: BindingScope.SINGLETON})
export class AnalyticsDayRepository extends tableRepository<AnalyticsDay, AnalyticsDay['day']>(AnalyticsDay) {
  /** Visits by period, in its order and empty ones too; the other dimensions over all days, most visits first. */
  sums({from, to}: DayRange, period: Period): Promise<AnalyticsSum[]> {
    const {key, label} = PERIOD_FORMATS[period];
    return this.db.rows<AnalyticsSum>(
      `with ${FACTS}, days as (
         select day, dimension, key, visits, page_views, bookings from analytics_days
         where day between cast(:from as date) and cast(:to as date)
         union all
         select day, dimension, key, visits, page_views, bookings from facts
       ), sums as (
         select dimension, key, cast(sum(visits) as bigint) as visits, cast(sum(page_views) as bigint) as page_views,
           cast(sum(bookings) as bigint) as bookings,
           case when dimension = 'visits' then date_trunc(:period, cast(day as timestamp)) end as begins
         from days group by dimension, key, begins
       )
       select dimension, case when dimension = 'visits' then to_char(begins, :key) else key end as key,
         to_char(begins, :label) as label, visits, page_views as "pageViews", bookings
       from sums order by dimension, begins, visits desc, key`,
      {from, to, period, key, label},
    );
  }

  /** The first of these days that is not summed up yet. */
  async firstOpen({from, to}: DayRange): Promise<string | undefined> {
    const [row] = await this.db.rows<{day: string | null}>(
      `select cast(min(d) as date) as day
       from generate_series(cast(:from as timestamp), cast(:to as timestamp), interval '1 day') as d
       where not exists (select from analytics_days a where a.day = cast(d as date) and a.dimension = 'visits')`,
      {from, to},
    );
    return row?.day ?? undefined;
  }

  /** Keeps what days came to of which no event can arrive any more; those that are kept already stay as they are. */
  async close({from, to}: DayRange): Promise<void> {
    await this.db.rows(
      `with ${FACTS}
       insert into analytics_days (day, dimension, key, visits, page_views, bookings)
       select day, dimension, key, visits, page_views, bookings from facts
       on conflict do nothing`,
      {from, to},
    );
  }
}
