import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {type DayRange, type Grouping, isPeriod, type Period} from '../domain/report-range';
import type {ReportName, Sums} from '../domain/reports';
import {AppBindings} from '../keys';

export interface ReportRow {
  /** `2026-03-29`, `2026-W13`, `2026-03`, or the id of a course, venue or instructor. */
  key: string;
  label: string;
  sums: Sums;
}

/** Where a report's figures come from; each reads a range of one index (`index_reports`). */
interface Source {
  from: string;
  /** The moment that decides about the day. */
  at: string;
  where: string;
  /** Joins the schedule as `s`. */
  schedule: string;
  sums: Readonly<Record<string, string>>;
}

const pounds = (sum: string) => `cast(coalesce(${sum}, 0) as decimal(14,2))`;
const whole = (sum: string) => `cast(coalesce(${sum}, 0) as bigint)`;
const isExpired = `coalesce(b.cancellation_reason = 'expired', false)`;
const TAKES_PLACE = `s.status in ('published', 'completed')`;
const OF_BOOKING = 'join course_schedules s on s.id = b.course_schedule_id';

const SOURCES: Readonly<Record<ReportName, Source>> = {
  bookings: {
    from: 'bookings b',
    at: 'b.created_at',
    where: 'true',
    schedule: OF_BOOKING,
    sums: {bookings: 'count(*)', seats: whole('sum(b.seats)'), value: pounds('sum(b.payment_amount)')},
  },
  revenue: {
    from: 'payment_transactions t',
    at: 't.processed_at',
    where: `t.status = 'succeeded' and t.kind in ('charge', 'refund')`,
    schedule: 'join course_schedules s on s.id = t.course_schedule_id',
    sums: {
      charges: pounds(`sum(t.amount) filter (where t.kind = 'charge')`),
      refunds: pounds(`sum(t.amount) filter (where t.kind = 'refund')`),
      revenue: pounds(`sum(case t.kind when 'charge' then t.amount else -t.amount end)`),
    },
  },
  occupancy: {
    from: 'course_schedules s',
    at: 's.start_datetime',
    where: TAKES_PLACE,
    schedule: '',
    sums: {
      schedules: 'count(*)',
      capacity: whole('sum(s.capacity)'),
      seatsTaken: whole('sum(s.seats_taken)'),
    },
  },
  cancellations: {
    from: 'bookings b',
    at: 'b.cancelled_at',
    where: `b.status = 'cancelled'`,
    schedule: OF_BOOKING,
    sums: {
      cancellations: `count(*) filter (where not ${isExpired})`,
      seats: whole(`sum(b.seats) filter (where not ${isExpired})`),
      value: pounds(`sum(b.payment_amount) filter (where not ${isExpired})`),
      expiredHolds: `count(*) filter (where ${isExpired})`,
    },
  },
  'no-shows': {
    from: `course_schedules s cross join lateral (
      select count(*) as bookings, sum(b.seats) as seats from bookings b
      where b.course_schedule_id = s.id and b.status = 'no_show'
    ) as absent`,
    at: 's.start_datetime',
    where: `${TAKES_PLACE} and s.start_datetime <= :now`,
    schedule: '',
    sums: {
      noShows: whole('sum(absent.bookings)'),
      noShowSeats: whole('sum(absent.seats)'),
      seatsTaken: whole('sum(s.seats_taken)'),
    },
  },
};

const PERIOD_FORMATS: Readonly<Record<Period, {key: string; label: string}>> = {
  day: {key: 'YYYY-MM-DD', label: 'Dy DD Mon YYYY'},
  week: {key: 'IYYYY-"W"IW', label: '"Week" IW, IYYYY'},
  month: {key: 'YYYY-MM', label: 'FMMonth YYYY'},
};

/** What the rows of a report are named after, when not after a time. */
const THINGS = {
  course: {column: 's.course_id', from: 'courses n', name: 'n.name'},
  venue: {column: 's.venue_id', from: 'venues n', name: `n.name || ', ' || n.city`},
  instructor: {column: 's.instructor_id', from: 'users n', name: `n.first_name || ' ' || n.last_name`},
};

type FlatRow = {key: string; label: string} & Sums;

@injectable({scope: BindingScope.SINGLETON})
export class ReportRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Periods in their order, empty ones too; courses, venues and instructors by name, those with something to show. */
  async rows(report: ReportName, range: DayRange, grouping: Grouping, now: Date): Promise<ReportRow[]> {
    const rows = isPeriod(grouping)
      ? await this.byPeriod(SOURCES[report], range, grouping, now)
      : await this.byThing(SOURCES[report], range, grouping, now);
    return rows.map(({key, label, ...sums}) => ({key, label, sums}));
  }

  async sums(report: ReportName, {from, to}: DayRange, now: Date): Promise<Sums> {
    const source = SOURCES[report];
    const [row] = await this.db.rows<Sums>(
      `select ${columnsOf(source)} from ${source.from} where ${source.where} and ${inRange(source.at)}`,
      {from, to, now},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  /** A range of the index per period: a third of the time of putting each row into its period. */
  private byPeriod(source: Source, {from, to}: DayRange, period: Period, now: Date): Promise<FlatRow[]> {
    const {key, label} = PERIOD_FORMATS[period];
    return this.db.rows<FlatRow>(
      `select to_char(p.begins, :key) as key, to_char(p.begins, :label) as label, f.*
       from (
         select begins,
           greatest(begins, cast(:from as timestamp)) at time zone '${COMPANY_TIME_ZONE}' as first,
           least(begins + cast(:step as interval), cast(:to as timestamp) + interval '1 day')
             at time zone '${COMPANY_TIME_ZONE}' as next
         from generate_series(
           date_trunc(:period, cast(:from as timestamp)), cast(:to as timestamp), cast(:step as interval)
         ) as begins
       ) p
       cross join lateral (
         select ${columnsOf(source)} from ${source.from}
         where ${source.where} and ${source.at} >= p.first and ${source.at} < p.next
       ) f
       order by p.begins`,
      {from, to, now, key, label, period, step: `1 ${period}`},
    );
  }

  private byThing(
    source: Source,
    {from, to}: DayRange,
    grouping: keyof typeof THINGS,
    now: Date,
  ): Promise<FlatRow[]> {
    const thing = THINGS[grouping];
    return this.db.rows<FlatRow>(
      `select coalesce(cast(n.id as text), 'none') as key, coalesce(${thing.name}, 'Not assigned') as label,
         ${Object.keys(source.sums)
           .map(name => `f."${name}"`)
           .join(', ')}
       from (
         select ${thing.column} as id, ${columnsOf(source)}
         from ${source.from} ${source.schedule}
         where ${source.where} and ${inRange(source.at)}
         group by ${thing.column}
       ) f
       left join ${thing.from} on n.id = f.id
       order by n.id is null, label, n.id`,
      {from, to, now},
    );
  }
}

function columnsOf({sums}: Source): string {
  return Object.entries(sums)
    .map(([name, sql]) => `${sql} as "${name}"`)
    .join(', ');
}

function inRange(at: string): string {
  return `${at} >= cast(:from as timestamp) at time zone '${COMPANY_TIME_ZONE}'
    and ${at} < (cast(:to as timestamp) + interval '1 day') at time zone '${COMPANY_TIME_ZONE}'`;
}
