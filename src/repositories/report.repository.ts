import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {type DayRange, type Grouping, isPeriod, type Period, type ReportThing} from '../domain/report-range';
import type {ReportName, Sums} from '../domain/reports';
import {AppBindings} from '../keys';
import {PERIOD_FORMATS} from './period-formats';
import type {KeptReport, ReportDayRepository} from './report-day.repository';
import {type FlatRow, THING_COLUMNS, THING_NAMES} from './report-things';

export interface ReportRow {
  /** `2026-03-29`, `2026-W13`, `2026-03`, or the id of a course, venue or instructor. */
  key: string;
  label: string;
  sums: Sums;
}

interface ScheduleSource {
  from: string;
  where: string;
  sums: Readonly<Record<string, string>>;
}

const whole = (sum: string) => `cast(coalesce(${sum}, 0) as bigint)`;
const TAKES_PLACE = `s.status in ('published', 'completed')`;

/** Reports of schedules, which are few: always added up from their rows, by the day they start. */
const SCHEDULE_SOURCES: Readonly<Record<Exclude<ReportName, KeptReport>, ScheduleSource>> = {
  occupancy: {
    from: 'course_schedules s',
    where: TAKES_PLACE,
    sums: {
      schedules: 'count(*)',
      capacity: whole('sum(s.capacity)'),
      seatsTaken: whole('sum(s.seats_taken)'),
    },
  },
  'no-shows': {
    from: `course_schedules s cross join lateral (
      select count(*) as bookings, sum(b.seats) as seats from bookings b
      where b.course_schedule_id = s.id and b.status = 'no_show'
    ) as absent`,
    where: `${TAKES_PLACE} and s.start_datetime <= :now`,
    sums: {
      noShows: whole('sum(absent.bookings)'),
      noShowSeats: whole('sum(absent.seats)'),
      seatsTaken: whole('sum(s.seats_taken)'),
    },
  },
};

const IN_RANGE = `s.start_datetime >= cast(:from as timestamp) at time zone '${COMPANY_TIME_ZONE}'
  and s.start_datetime < (cast(:to as timestamp) + interval '1 day') at time zone '${COMPANY_TIME_ZONE}'`;

@injectable({scope: BindingScope.SINGLETON})
export class ReportRepository {
  constructor(
    @inject(AppBindings.DATABASE) private readonly db: Database,
    @inject('repositories.ReportDayRepository') private readonly days: ReportDayRepository,
  ) {}

  /** Periods in their order, empty ones too; courses, venues and instructors by name, those with something to show. */
  async rows(report: ReportName, range: DayRange, grouping: Grouping, now: Date): Promise<ReportRow[]> {
    const rows = await (isPeriod(grouping)
      ? this.byPeriod(report, range, grouping, now)
      : this.byThing(report, range, grouping, now));
    return rows.map(({key, label, ...sums}) => ({key, label, sums}));
  }

  async sums(report: ReportName, range: DayRange, now: Date): Promise<Sums> {
    if (isKept(report)) return this.days.sums(report, range);
    const {from, where, sums} = SCHEDULE_SOURCES[report];
    const [row] = await this.db.rows<Sums>(
      `select ${columnsOf(sums)} from ${from} where ${where} and ${IN_RANGE}`,
      {...range, now},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  private byPeriod(report: ReportName, range: DayRange, period: Period, now: Date): Promise<FlatRow[]> {
    if (isKept(report)) return this.days.byPeriod(report, range, period);
    const {from, where, sums} = SCHEDULE_SOURCES[report];
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
         select ${columnsOf(sums)} from ${from}
         where ${where} and s.start_datetime >= p.first and s.start_datetime < p.next
       ) f
       order by p.begins`,
      {...range, now, key, label, period, step: `1 ${period}`},
    );
  }

  private byThing(
    report: ReportName,
    range: DayRange,
    thing: Exclude<ReportThing, 'all'>,
    now: Date,
  ): Promise<FlatRow[]> {
    if (isKept(report)) return this.days.byThing(report, range, thing);
    const {from, where, sums} = SCHEDULE_SOURCES[report];
    const {from: names, name} = THING_NAMES[thing];
    return this.db.rows<FlatRow>(
      `select coalesce(cast(n.id as text), 'none') as key, coalesce(${name}, 'Not assigned') as label, f.*
       from (
         select ${THING_COLUMNS[thing]} as thing_id, ${columnsOf(sums)}
         from ${from} where ${where} and ${IN_RANGE} group by ${THING_COLUMNS[thing]}
       ) f
       left join ${names} on n.id = f.thing_id
       order by n.id is null, label, n.id`,
      {...range, now},
    );
  }
}

function isKept(report: ReportName): report is KeptReport {
  return !(report in SCHEDULE_SOURCES);
}

function columnsOf(sums: ScheduleSource['sums']): string {
  return Object.entries(sums)
    .map(([name, sql]) => `${sql} as "${name}"`)
    .join(', ');
}
