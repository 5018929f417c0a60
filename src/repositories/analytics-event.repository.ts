import {BindingScope, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import type {RecordedEvent} from '../domain/analytics';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {AnalyticsEvent} from '../models/analytics-event.model';
import {tableRepository} from './table.repository';

/** Whose events they are, as far as anybody may know. */
export interface Visitor {
  userId: number | null;
  /** A network, not an address. */
  ipAddress: string | null;
  userAgent: string | null;
  deviceType: string | null;
  browser: string | null;
}

@injectable({scope: BindingScope.SINGLETON})
export class AnalyticsEventRepository extends tableRepository<AnalyticsEvent, AnalyticsEvent['id']>(
  AnalyticsEvent,
) {
  /** All of them in one statement. */
  async insert(
    events: readonly RecordedEvent[],
    visitor: Visitor,
    on: Pick<Queryable, 'rows'> = this.db,
  ): Promise<void> {
    await on.rows(
      `insert into analytics_events
         (event_type, user_id, session_id, page_url, referrer_url, referrer_host, utm_source, event_data,
          ip_address, user_agent, device_type, browser, created_at)
       select event_type, cast(:userId as integer), session_id, page_url, referrer_url, referrer_host, utm_source,
         event_data, cast(:ipAddress as inet), :userAgent, :deviceType, :browser, created_at
       from jsonb_to_recordset(cast(:events as jsonb)) as e (
         event_type text, session_id text, page_url text, referrer_url text, referrer_host text, utm_source text,
         event_data jsonb, created_at timestamptz
       )`,
      {...visitor, events: JSON.stringify(events.map(toColumns))},
    );
  }

  /** The day of the company's calendar on which the oldest event that is kept happened. */
  async firstDay(): Promise<string | undefined> {
    const [row] = await this.db.rows<{day: string | null}>(
      `select cast(min(created_at) at time zone '${COMPANY_TIME_ZONE}' as date) as day from analytics_events`,
    );
    return row?.day ?? undefined;
  }

  /** Removes events of the days before one, at most so many. @returns how many there were */
  async removeBefore(day: string, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from analytics_events where id in (
         select id from analytics_events
         where created_at < cast(:day as timestamp) at time zone '${COMPANY_TIME_ZONE}'
         order by created_at limit :limit
       ) returning id`,
      {day, limit},
    );
    return removed.length;
  }

  /** The setting `analytics.retention_days`. @throws when it is no number of days */
  async retentionDays(): Promise<number> {
    const [setting] = await this.db.rows<{value: unknown}>(
      `select value from settings where key = 'analytics.retention_days'`,
    );
    const days = setting?.value;
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1) {
      throw new Error(
        `the setting analytics.retention_days is ${JSON.stringify(days)}, not a number of days`,
      );
    }
    return days;
  }
}

function toColumns(event: RecordedEvent): object {
  return {
    event_type: event.eventType,
    session_id: event.sessionId,
    page_url: event.pageUrl,
    referrer_url: event.referrerUrl,
    referrer_host: event.referrerHost,
    utm_source: event.utmSource,
    event_data: event.eventData,
    created_at: event.occurredAt,
  };
}
