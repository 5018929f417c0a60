import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {COMPANY_TIME_ZONE} from '../domain/company-time';
import {type DayRange, type Grouping, isPeriod, type Period, type ReportThing} from '../domain/report-range';
import type {ReportName, Sums} from '../domain/reports';
import type {BookingStatus} from '../domain/statuses';
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
  where: string;
  sums: Readonly<Record<string, string>>;
  /** Of bookings with one status, too. */
  bookings?: {status: BookingStatus; sums: Readonly<Record<string, string>>};
}

const whole = (sum: string) => `cast(coalesce(${sum}, 0) as bigint)`;
const TAKES_PLACE = `s.status in ('published', 'completed')`;

/** Reports of schedules, which are few: always added up from their rows, by the day they start. */
const SCHEDULE_SOURCES: Readonly<Record<Exclude<ReportName, KeptReport>, ScheduleSource>> = {
  occupancy: {
    where: TAKES_PLACE,
    sums: {
      schedules: 'count(*)',
      capacity: whole('sum(s.capacity)'),
      seatsTaken: whole('sum(s.seats_taken)'),
    },
  },
  'no-shows': {
    where: `${TAKES_PLACE} and s.start_datetime <= :now`,
    sums: {seatsTaken: whole('sum(s.seats_taken)')},
    bookings: {status: 'no_show', sums: {noShows: 'count(*)', noShowSeats: whole('sum(b.seats)')}},
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
    const source = SCHEDULE_SOURCES[report];
    const [row] = await this.db.rows<Sums>(
      `with ${bookingsOf(source, '0')}
       select f.*${bookingColumns(source)}
       from (select ${columnsOf(source.sums)} from course_schedules s where ${source.where} and ${IN_RANGE}) f
       left join booked on true`,
      {...range, now},
    );
    if (row === undefined) throw new Error('an aggregate returned no row');
    return row;
  }

  /**
   * A range of the schedules' index per period takes a third of the time of putting each schedule into its period;
   * bookings are joined once for all periods, as looking them up for each schedule would take three times as long.
   */
  private byPeriod(report: ReportName, range: DayRange, period: Period, now: Date): Promise<FlatRow[]> {
    if (isKept(report)) return this.days.byPeriod(report, range, period);
    const source = SCHEDULE_SOURCES[report];
    const {key, label} = PERIOD_FORMATS[period];
    return this.db.rows<FlatRow>(
      `with ${bookingsOf(source, `date_trunc('${period}', s.start_datetime at time zone '${COMPANY_TIME_ZONE}')`)},
       periods as (
         select begins,
           greatest(begins, cast(:from as timestamp)) at time zone '${COMPANY_TIME_ZONE}' as first,
           least(begins + cast(:step as interval), cast(:to as timestamp) + interval '1 day')
             at time zone '${COMPANY_TIME_ZONE}' as next
         from generate_series(
           date_trunc('${period}', cast(:from as timestamp)), cast(:to as timestamp), cast(:step as interval)
         ) as begins
       )
       select to_char(p.begins, :key) as key, to_char(p.begins, :label) as label, f.*${bookingColumns(source)}
       from periods p
       cross join lateral (
         select ${columnsOf(source.sums)} from course_schedules s
         where ${source.where} and s.start_datetime >= p.first and s.start_datetime < p.next
       ) f
       left join booked on booked.part = p.begins
       order by p.begins`,
      {...range, now, key, label, step: `1 ${period}`},
    );
  }

  private byThing(
    report: ReportName,
    range: DayRange,
    thing: Exclude<ReportThing, 'all'>,
    now: Date,
  ): Promise<FlatRow[]> {
    if (isKept(report)) return this.days.byThing(report, range, thing);
    const source = SCHEDULE_SOURCES[report];
    const {from: names, name} = THING_NAMES[thing];
    return this.db.rows<FlatRow>(
      `with ${bookingsOf(source, THING_COLUMNS[thing])}, things as (
         select ${THING_COLUMNS[thing]} as thing_id, ${columnsOf(source.sums)}
         from course_schedules s where ${source.where} and ${IN_RANGE} group by ${THING_COLUMNS[thing]}
       )
       select coalesce(cast(n.id as text), 'none') as key, coalesce(${name}, 'Not assigned') as label,
         things.*${bookingColumns(source)}
       from things
       left join booked on booked.part is not distinct from things.thing_id
       left join ${names} on n.id = things.thing_id
       order by n.id is null, label, n.id`,
      {...range, now},
    );
  }
}

/** `booked`: sums of the source's bookings for each part of the range. */
function bookingsOf({where, bookings}: ScheduleSource, part: string): string {
  if (bookings === undefined) return `booked as (select ${part} as part from course_schedules s where false)`;
  return `booked as materialized (
    select ${part} as part, ${columnsOf(bookings.sums)}
    from course_schedules s join bookings b on b.course_schedule_id = s.id and b.status = '${bookings.status}'
    where ${where} and ${IN_RANGE} group by 1
  )`;
}

function bookingColumns({bookings}: ScheduleSource): string {
  return Object.keys(bookings?.sums ?? {})
    .map(name => `, coalesce(booked."${name}", 0) as "${name}"`)
    .join('');
}

function isKept(report: ReportName): report is KeptReport {
  return !(report in SCHEDULE_SOURCES);
}

function columnsOf(sums: ScheduleSource['sums']): string {
  return Object.entries(sums)
    .map(([name, sql]) => `${sql} as "${name}"`)
    .join(', ');
}
