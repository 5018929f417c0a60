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

/** More periods than `MAX_YEARS` have, whatever they are. */
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

/**
 * The days that the rule finds, up to one more than is allowed. Those of a COUNT too are looked for in `MAX_YEARS` only: a
 * rule that never finds one would keep the process busy for half a minute.
 */
function expand(rule: string, startsOn: string, startTime: string): string[] {
  const start = `${startsOn.replace(/-/g, '')}T${startTime.replace(':', '')}00`;
  const lastDay = `${Number(startsOn.slice(0, 4)) + MAX_YEARS}${startsOn.slice(4)}`
    .replace(/-02-29$/, '-02-28')
    .replace(/-/g, '');
  const [, until = lastDay] = /(?:^|;)UNTIL=(\d{8})/.exec(rule) ?? [];
  if (until > lastDay) throw tooLong();
  const [, count] = /(?:^|;)COUNT=(\d+)/.exec(rule) ?? [];
  const bounded = rule.replace(/(^|;)COUNT=\d+/, `$1UNTIL=${lastDay}`);
  const most = count === undefined ? MAX_OCCURRENCES + 1 : Number(count);
  const days: string[] = [];
  try {
    const parsed = new RRuleTemporal({
      rruleString: `DTSTART;TZID=${COMPANY_TIME_ZONE}:${start}\nRRULE:${withExactEnd(bounded)}`,
      strict: true,
      maxIterations: MAX_PERIODS,
    });
    parsed.all(({epochMilliseconds}) => days.push(companyDay(new Date(epochMilliseconds))) < most);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw ruleRefused(`is no rule: ${error.message}`, error);
  }
  if (days.length > MAX_OCCURRENCES)
    throw ruleRefused(`finds more than ${MAX_OCCURRENCES} days: end it earlier`);
  if (days.length === 0) throw ruleRefused(`finds no day from ${startsOn} on`);
  if (count !== undefined && days.length < most) throw tooLong();
  return days;
}

function tooLong(): DomainError {
  return ruleRefused(`must end within ${MAX_YEARS} years of its start`);
}

function ruleRefused(message: string, cause?: Error): DomainError {
  return validationFailed([{path: '/rule', message}], {cause});
}

function refuse(problems: FieldProblem[]): void {
  if (problems.length > 0) throw validationFailed(problems);
}
