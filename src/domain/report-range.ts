import {companyDay, isDay} from './company-time';
import {type FieldProblem, validationFailed} from './errors';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export const GROUPINGS = [...PERIODS, 'course', 'venue', 'instructor'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What a day is added up for: everything, and each of these. */
export const REPORT_THINGS = ['all', 'course', 'venue', 'instructor'] as const;
export type ReportThing = (typeof REPORT_THINGS)[number];

/** Days of the company's calendar, both included. */
export interface DayRange {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
const TEN_YEARS = 3653;
const MORE_THAN_A_YEAR = 400;

/** What a report costs grows with its days and its lines; these keep both to what somebody can read. */
export const MAX_DAYS: Readonly<Record<Grouping, number>> = {
  day: MORE_THAN_A_YEAR,
  week: TEN_YEARS,
  month: TEN_YEARS,
  course: TEN_YEARS,
  venue: TEN_YEARS,
  instructor: TEN_YEARS,
};

/** How many days are shown to whoever asks for none in particular. */
const USUAL_DAYS: Readonly<Record<Grouping, number>> = {
  day: 30,
  week: 84,
  month: 365,
  course: 30,
  venue: 30,
  instructor: 30,
};

export function isPeriod(grouping: Grouping): grouping is Period {
  return (PERIODS as readonly string[]).includes(grouping);
}

/** @param day YYYY-MM-DD */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Both ends counted. */
export function daysIn({from, to}: DayRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** So many days that end with `to`. */
export function lastDays(to: string, days: number): DayRange {
  return {from: addDays(to, 1 - days), to};
}

/** So many days that begin with `from`. */
export function nextDays(from: string, days: number): DayRange {
  return {from, to: addDays(from, days - 1)};
}

/**
 * The days that a report is about. Without `to` it ends today, or goes on from a later `from`.
 * @throws DomainError VALIDATION_FAILED for a day that does not exist, an end before the beginning, or too many days
 */
export function reportRange(asked: Partial<DayRange>, grouping: Grouping, now: Date): DayRange {
  const missing = (['from', 'to'] as const).filter(name => !isDay(asked[name] ?? '2000-01-01'));
  if (missing.length > 0) {
    throw validationFailed(
      missing.map(path => ({path, message: 'must be a day that exists, as YYYY-MM-DD'})),
    );
  }
  const range = completed(asked, USUAL_DAYS[grouping], companyDay(now));
  const problem = problemOf(range, grouping);
  if (problem !== undefined) throw validationFailed([problem]);
  return range;
}

function completed({from, to}: Partial<DayRange>, days: number, today: string): DayRange {
  if (from === undefined) return lastDays(to ?? today, days);
  if (to !== undefined) return {from, to};
  return from <= today ? {from, to: today} : nextDays(from, days);
}

function problemOf(range: DayRange, grouping: Grouping): FieldProblem | undefined {
  const days = daysIn(range);
  if (days < 1) return {path: 'to', message: 'must not be before from'};
  const most = MAX_DAYS[grouping];
  return days > most
    ? {path: 'from', message: `by ${grouping}, at most ${most} days can be shown`}
    : undefined;
}
