import {companyDay} from '../../src/domain/company-time';
import type {Grouping} from '../../src/domain/report-range';
import type {ReportName} from '../../src/domain/reports';
import type {Business, ScheduleFacts} from './business';

/** Figures in pence and counts, by the day in London and the schedule that they count for. */
interface Item {
  day: string;
  schedule: ScheduleFacts;
  figures: Record<string, number>;
}

const pence = (pounds: string) => Math.round(Number(pounds) * 100);
const pounds = (value: number) => (value / 100).toFixed(2);
const MONEY = ['value', 'charges', 'refunds', 'revenue'];
const TAKES_PLACE = ['published', 'completed'];

/** Adds a report up in JavaScript, from all rows, with the calendar of `Intl`. */
export function recomputed(
  report: ReportName,
  business: Business,
  {from, to, groupBy, now}: {from: string; to: string; groupBy: Grouping; now: Date},
): {rows: Record<string, object>; total: object} {
  const items = itemsOf(report, business, now).filter(({day}) => day >= from && day <= to);
  const groups = new Map<string, Item[]>();
  if (groupBy === 'day' || groupBy === 'week' || groupBy === 'month') {
    for (let day = from; day <= to; day = nextDay(day)) groups.set(keyOf(groupBy, {day}), []);
  }
  for (const item of items) {
    const key = keyOf(groupBy, item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const rows = Object.fromEntries([...groups].map(([key, group]) => [key, sumOf(report, group)]));
  return {rows, total: sumOf(report, items)};
}

function nextDay(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10);
}

function keyOf(groupBy: Grouping, {day, schedule}: {day: string; schedule?: ScheduleFacts}): string {
  if (groupBy === 'day') return day;
  if (groupBy === 'month') return day.slice(0, 7);
  if (groupBy === 'week') return isoWeek(day);
  const id = {course: schedule?.courseId, venue: schedule?.venueId, instructor: schedule?.instructorId}[
    groupBy
  ];
  return String(id ?? 'none');
}

/** The week of ISO 8601 is that of its Thursday. */
function isoWeek(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const year = date.getUTCFullYear();
  const week = Math.ceil(((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function itemsOf(report: ReportName, {schedules, bookings, payments}: Business, now: Date): Item[] {
  const byId = new Map(schedules.map(schedule => [schedule.id, schedule]));
  const item = (at: Date, scheduleId: number, figures: Record<string, number>): Item[] => {
    const schedule = byId.get(scheduleId);
    return schedule === undefined ? [] : [{day: companyDay(at), schedule, figures}];
  };
  switch (report) {
    case 'bookings':
      return bookings.flatMap(({createdAt, scheduleId, seats, amount}) =>
        item(createdAt, scheduleId, {bookings: 1, seats, value: pence(amount)}),
      );
    case 'cancellations':
      return bookings.flatMap(({status, cancelledAt, reason, scheduleId, seats, amount}) => {
        if (status !== 'cancelled' || cancelledAt === null) return [];
        const expired = {cancellations: 0, seats: 0, value: 0, expiredHolds: 1};
        const cancelled = {cancellations: 1, seats, value: pence(amount), expiredHolds: 0};
        return item(cancelledAt, scheduleId, reason === 'expired' ? expired : cancelled);
      });
    case 'revenue':
      return payments.flatMap(({status, kind, amount, processedAt, scheduleId}) => {
        if (status !== 'succeeded' || processedAt === null || kind === 'dispute') return [];
        const [charges, refunds] = kind === 'charge' ? [pence(amount), 0] : [0, pence(amount)];
        return item(processedAt, scheduleId, {charges, refunds, revenue: charges - refunds});
      });
    case 'occupancy':
      return schedules
        .filter(({status}) => TAKES_PLACE.includes(status))
        .flatMap(({start, id, capacity, seatsTaken}) =>
          item(start, id, {schedules: 1, capacity, seatsTaken}),
        );
    case 'no-shows':
      return schedules
        .filter(({status, start}) => TAKES_PLACE.includes(status) && start <= now)
        .flatMap(({start, id, seatsTaken}) => {
          const absent = bookings.filter(({scheduleId, status}) => scheduleId === id && status === 'no_show');
          const noShowSeats = absent.reduce((sum, {seats}) => sum + seats, 0);
          return item(start, id, {noShows: absent.length, noShowSeats, seatsTaken});
        });
  }
}

const NAMES: Record<ReportName, string[]> = {
  bookings: ['bookings', 'seats', 'value'],
  revenue: ['charges', 'refunds', 'revenue'],
  occupancy: ['schedules', 'capacity', 'seatsTaken'],
  cancellations: ['cancellations', 'seats', 'value', 'expiredHolds'],
  'no-shows': ['noShows', 'noShowSeats', 'seatsTaken'],
};

function sumOf(report: ReportName, items: Item[]): object {
  const sums = Object.fromEntries(
    NAMES[report].map(name => [name, items.reduce((sum, {figures}) => sum + (figures[name] ?? 0), 0)]),
  );
  const shown = Object.entries(sums).map(([name, sum]) => [name, MONEY.includes(name) ? pounds(sum) : sum]);
  const {capacity = 0, seatsTaken = 0, noShowSeats = 0} = sums;
  const share = (part: number, whole: number) =>
    whole === 0 ? null : (Math.round((part / whole) * 1000) / 10).toFixed(1);
  return {
    ...Object.fromEntries(shown),
    ...(report === 'occupancy' ? {occupancyPercent: share(seatsTaken, capacity)} : {}),
    ...(report === 'no-shows' ? {noShowPercent: share(noShowSeats, seatsTaken)} : {}),
  };
}
