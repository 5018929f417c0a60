import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {type DayRange, type Period, REPORT_THINGS, type ReportThing} from '../domain/report-range';
import type {Sums} from '../domain/reports';
import {ReportDay} from '../models/report-day.model';
import {PERIOD_FORMATS} from './period-formats';
import {type FlatRow, THING_COLUMNS, THING_NAMES} from './report-things';
import {tableRepository} from './table.repository';

/** The reports whose days are added up beforehand. */
export type KeptReport = 'bookings' | 'revenue' | 'cancellations';

interface KeptSource {
  from: string;
  /** The moment that decides about the day. */
  at: string;
  where: string;
  /** Joins the schedule as `s`. */
  schedule: string;
  /** Columns of `report_days` and how they are added up. */
  sums: Readonly<Record<string, string>>;
  /** The report's figures, of those columns. */
  figures: Readonly<Record<string, string>>;
}

const OF_BOOKING = 'join course_schedules s on s.id = b.course_schedule_id';
const isExpired = `coalesce(b.cancellation_reason = 'expired', false)`;

const SOURCES: Readonly<Record<KeptReport, KeptSource>> = {
  bookings: {
    from: 'bookings b',
    at: 'b.created_at',
    where: 'true',
    schedule: OF_BOOKING,
    sums: {bookings: 'count(*)', booked_seats: 'sum(b.seats)', booked_value: 'sum(b.payment_amount)'},
    figures: {
      bookings: whole('bookings'),
      seats: whole('booked_seats'),
      value: pounds('booked_value'),
    },
  },
  revenue: {
    from: 'payment_transactions t',
    at: 't.processed_at',
    where: `t.status = 'succeeded' and t.kind in ('charge', 'refund')`,
    schedule: `join bookings b on b.id = t.booking_id ${OF_BOOKING}`,
    sums: {
      charges: `sum(t.amount) filter (where t.kind = 'charge')`,
      refunds: `sum(t.amount) filter (where t.kind = 'refund')`,
    },
    figures: {
      charges: pounds('charges'),
      refunds: pounds('refunds'),
      revenue: pounds('charges - refunds'),
    },
  },
  cancellations: {
    from: 'bookings b',
    at: 'b.cancelled_at',
    where: `b.status = 'cancelled'`,
    schedule: OF_BOOKING,
    sums: {
      cancellations: `count(*) filter (where not ${isExpired})`,
      cancelled_seats: `sum(b.seats) filter (where not ${isExpired})`,
      cancelled_value: `sum(b.payment_amount) filter (where not ${isExpired})`,
      expired_holds: `count(*) filter (where ${isExpired})`,
    },
    figures: {
      cancellations: whole('cancellations'),
      seats: whole('cancelled_seats'),
      value: pounds('cancelled_value'),
      expiredHolds: whole('expired_holds'),
    },
  },
};

const COLUMNS = Object.values(SOURCES).flatMap(({sums}) => Object.keys(sums));
const DAYS_AT_ONCE = 14;

/** Sums by day that are kept, and those of the days that something changed beneath, added up on the spot. */
@injectable({scope: BindingScope.SINGLETON})
export class ReportDayRepository extends tableRepository<ReportDay, ReportDay['day']>(ReportDay) {
  byPeriod(report: KeptReport, {from, to}: DayRange, period: Period): Promise<FlatRow[]> {
    const {key, label} = PERIOD_FORMATS[period];
    return this.db.rows<FlatRow>(
      `with ${daysOf(report, 'all')}
       select to_char(begins, :key) as key, to_char(begins, :label) as label, ${figuresOf(report)}
       from generate_series(
         date_trunc(:period, cast(:from as timestamp)), cast(:to as timestamp), cast(:step as interval)
       ) as begins
       left join days on date_trunc(:period, cast(days.day as timestamp)) = begins
       group by begins order by begins`,
      {from, to, key, label, period, step: `1 ${period}`},
    );
  }

  byThing(report: KeptReport, {from, to}: DayRange, thing: Exclude<ReportThing, 'all'>): Promise<FlatRow[]> {
    const {from: names, name} = THING_NAMES[thing];
    const isAny = Object.keys(SOURCES[report].sums).map(column => `sum(${column}) <> 0`);
    return this.db.rows<FlatRow>(
      `with ${daysOf(report, thing)}, things as (
         select thing_id, ${figuresOf(report)} from days group by thing_id having ${isAny.join(' or ')}
       )
       select coalesce(cast(n.id as text), 'none') as key, coalesce(${name}, 'Not assigned') as label, things.*
       from things left join ${names} on n.id = things.thing_id
       order by n.id is null, label, n.id`,
      {from, to},
    );
  }

  async sums(report: KeptReport, {from, to}: DayRange): Promise<Sums> {
    const [row] = await this.db.rows<Sums>(
      `with ${daysOf(report, 'all')} select ${figuresOf(report)} from days`,
      {from, to},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  /**
   * Adds up some of the stale days and takes their marks away. Marks go before the days are read: whoever changes one in
   * between leaves a mark that stays. The lock lets one run at a time: two would meet on the same marks, in any order.
   * @returns how many days were added up
   */
  async refresh(tx: Transaction): Promise<number> {
    await tx.rows('lock table report_days in share row exclusive mode');
    const days = await tx.rows<{day: string}>(
      `with marks as (
         delete from stale_report_days where day in (
           select distinct day from stale_report_days order by day limit :limit
         ) returning day
       ) select distinct day from marks order by day`,
      {limit: DAYS_AT_ONCE},
    );
    if (days.length === 0) return 0;
    const bindings = {days: `{${days.map(({day}) => day).join(',')}}`};
    await tx.rows('delete from report_days where day = any(cast(:days as date[]))', bindings);
    await tx.rows(
      `with open_days as (select unnest(cast(:days as date[])) as day)
       insert into report_days (thing, day, thing_id, ${COLUMNS.join(', ')})
       select thing, day, thing_id, ${COLUMNS.map(column => `sum(${column})`).join(', ')}
       from (${(Object.keys(SOURCES) as KeptReport[]).flatMap(everyThing).join(' union all ')}) as parts
       group by thing, day, thing_id`,
      bindings,
    );
    return days.length;
  }
}

/** `days`: a row for each day from `:from` to `:to` (and thing) that anything happened on. */
function daysOf(report: KeptReport, thing: ReportThing): string {
  const columns = Object.keys(SOURCES[report].sums).join(', ');
  return `open_days as materialized (
      select distinct day from stale_report_days where day between cast(:from as date) and cast(:to as date)
    ), days as (
      select day, thing_id, ${columns} from report_days kept
      where thing = '${thing}' and day between cast(:from as date) and cast(:to as date)
        and not exists (select from open_days where open_days.day = kept.day)
      union all
      select day, thing_id, ${columns} from (${afresh(report, thing)}) as f
    )`;
}

/** What the rows say of each open day. */
function afresh(report: KeptReport, thing: ReportThing): string {
  const {from, at, where, schedule, sums} = SOURCES[report];
  const columns = Object.entries(sums).map(([column, sql]) => `coalesce(${sql}, 0) as ${column}`);
  const thingId = thing === 'all' ? '0' : `coalesce(${THING_COLUMNS[thing]}, 0)`;
  return `select open_days.day, f.* from open_days cross join lateral (
      select ${thingId} as thing_id, ${columns.join(', ')}
      from ${from} ${thing === 'all' ? '' : schedule}
      where ${where} and ${at} >= cast(open_days.day as timestamp) at time zone '${COMPANY_TIME_ZONE}'
        and ${at} < (cast(open_days.day as timestamp) + interval '1 day') at time zone '${COMPANY_TIME_ZONE}'
      ${thing === 'all' ? '' : 'group by 1'}
    ) f`;
}

function everyThing(report: KeptReport): string[] {
  const columns = COLUMNS.map(column => (column in SOURCES[report].sums ? column : `0 as ${column}`));
  return REPORT_THINGS.map(
    thing =>
      `select '${thing}' as thing, day, thing_id, ${columns.join(', ')} from (${afresh(report, thing)}) as f`,
  );
}

function figuresOf(report: KeptReport): string {
  return Object.entries(SOURCES[report].figures)
    .map(([name, sql]) => `${sql} as "${name}"`)
    .join(', ');
}

function whole(columns: string): string {
  return `cast(coalesce(sum(${columns}), 0) as bigint)`;
}

function pounds(columns: string): string {
  return `cast(coalesce(sum(${columns}), 0) as decimal(14,2))`;
}
