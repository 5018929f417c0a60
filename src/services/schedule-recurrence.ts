import {RRuleTemporal} from 'rrule-temporal';
import {COMPANY_TIME_ZONE, companyDay, isDay} from '../domain/company-time';
import {type DomainError, type FieldProblem, validationFailed} from '../domain/errors';
import {
  checkRule,
  checkTemplate,
  firstStartTime,
  MAX_OCCURRENCES,
  MAX_YEARS,
  type SessionTemplate,
  withExactEnd,
} from '../domain/recurrence';

/** When a course is held again and again. */
export interface Recurrence {
  /** RRULE of RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO;COUNT=10`, with or without its name before it. */
  rule: string;
  /** From this day of the company's calendar on (DTSTART). */
  startsOn: string;
  /** Days of the rule on which no course begins (EXDATE). */
  excludedDays?: string[];
  sessions: SessionTemplate[];
}

/** Periods that are looked through before a rule counts as finding nothing: five years of days, and some. */
const MAX_PERIODS = 2000;

/**
 * The days on which courses begin, in order, by the company's calendar.
 * @throws DomainError VALIDATION_FAILED for a rule that is none, has no end, finds nothing or too much, and for days and
 *   times that no course can have
 */
export function occurrenceDays(recurrence: Recurrence): string[] {
  const rule = bareRule(recurrence.rule);
  const {startsOn, excludedDays = [], sessions} = recurrence;
  refuse([
    ...checkRule(rule),
    ...checkTemplate(sessions),
    ...(isDay(startsOn) ? [] : [{path: '/startsOn', message: 'must be a day that exists'}]),
  ]);
  const days = expand(rule, startsOn, firstStartTime(sessions));
  refuse(
    excludedDays.flatMap((day, index) =>
      days.includes(day)
        ? []
        : [{path: `/excludedDays/${index}`, message: 'must be a day that the rule finds'}],
    ),
  );
  const kept = days.filter(day => !excludedDays.includes(day));
  if (kept.length === 0) throw ruleRefused('finds no day that is not excluded');
  return kept;
}

/** A rule as it is kept: `RRULE:` before it is what calendar files have. */
export function bareRule(rule: string): string {
  return rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
}

/** The days that the rule finds, up to one more than is allowed. */
function expand(rule: string, startsOn: string, startTime: string): string[] {
  const start = `${startsOn.replace(/-/g, '')}T${startTime.replace(':', '')}00`;
  const lastDay = `${Number(startsOn.slice(0, 4)) + MAX_YEARS}${startsOn.slice(4)}`;
  const days: string[] = [];
  let endsInTime = true;
  try {
    const parsed = new RRuleTemporal({
      rruleString: `DTSTART;TZID=${COMPANY_TIME_ZONE}:${start}\nRRULE:${withExactEnd(rule)}`,
      strict: true,
      maxIterations: MAX_PERIODS,
    });
    parsed.all(({epochMilliseconds}) => {
      const day = companyDay(new Date(epochMilliseconds));
      endsInTime = day <= lastDay;
      if (endsInTime) days.push(day);
      return endsInTime && days.length <= MAX_OCCURRENCES;
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!error.message.startsWith('Maximum')) throw ruleRefused(`is no rule: ${error.message}`, error);
    endsInTime = false;
  }
  if (days.length > MAX_OCCURRENCES)
    throw ruleRefused(`finds more than ${MAX_OCCURRENCES} days: end it earlier`);
  if (days.length === 0) throw ruleRefused(`finds no day from ${startsOn} on`);
  if (!endsInTime) throw ruleRefused(`must end within ${MAX_YEARS} years of its start`);
  return days;
}

function ruleRefused(message: string, cause?: Error): DomainError {
  return validationFailed([{path: '/rule', message}], {cause});
}

function refuse(problems: FieldProblem[]): void {
  if (problems.length > 0) throw validationFailed(problems);
}
