import type {Knex} from 'knex';

const VISITS = 240;
const WEEKS = 4;

/** Visits of the last weeks, most of which end on the way to a booking, from where such visits come. */
export async function seed(knex: Knex): Promise<void> {
  await knex.raw(
    `insert into analytics_events (event_type, session_id, page_url, referrer_url, referrer_host, utm_source, event_data,
       device_type, browser, created_at)
     select s.event_type, 'seed-visit-' || v.n,
       'https://www.reactfasttraining.co.uk' || s.path ||
         case when v.campaign is not null and s.place = 1 then '\\?utm_source=' || v.campaign else '' end,
       case when s.place = 1 then 'https://' || v.host || '/' end, case when s.place = 1 then v.host end, v.campaign, '{}',
       v.device, v.browser, v.began + make_interval(mins => s.place)
     from (
       select n, (array['google.com', null, 'facebook.com', 'google.com', 'bing.com'])[1 + n % 5] as host,
         case when n % 9 = 0 then 'newsletter' end as campaign,
         (array['mobile', 'desktop', 'mobile', 'tablet'])[1 + n % 4] as device,
         (array['Chrome', 'Safari', 'Firefox'])[1 + n % 3] as browser,
         now() - make_interval(days => n % cast(:days as integer), hours => 1 + n % 8, mins => n % 50) as began,
         1 + n % 6 as steps
       from generate_series(1, cast(:visits as integer)) as n
     ) as v
     cross join (values
       (1, 'page_view', '/'), (2, 'course_view', '/courses/emergency-first-aid-at-work'), (3, 'schedule_view', '/dates'),
       (4, 'booking_started', '/book'), (5, 'booking_completed', '/book/done')
     ) as s (place, event_type, path)
     where s.place <= v.steps
       and not exists (select from analytics_events where session_id like 'seed-visit-%')`,
    {visits: VISITS, days: WEEKS * 7},
  );
}
