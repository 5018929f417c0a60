import {addDays, companyInstant, isDay} from './company-time';
import type {FieldProblem} from './errors';
import type {Session} from './sessions';

/** More dates than this are planned in several series. */
export const MAX_OCCURRENCES = 200;
/** The last date of a series begins so many years after its first one, at most. */
export const MAX_YEARS = 5;

/** A day of a course by the company's clock, counted from the day on which an occurrence begins. */
export interface SessionTemplate {
  /** 1 is the day on which it begins. */
  day: number;
  /** Such as `09:00`. */
  startTime: string;
  endTime: string;
}

const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
/** Numbers from 1 on, or counted from the end with a minus before them. */
const signed = (max: string) => new RegExp(`^-?(?:${max})(?:,-?(?:${max}))*$`);

/**
 * The parts of an RFC 5545 rule that a series may have. Times of day are the sessions', so a rule finds days only. What
 * the parts must not be combined with is the library's to say; numbers out of range, it would drop without a word.
 */
const PARTS: Readonly<Record<string, {pattern: RegExp; must: string}>> = {
  FREQ: {pattern: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/, must: 'must be DAILY, WEEKLY, MONTHLY or YEARLY'},
  INTERVAL: {pattern: /^[1-9]\d{0,2}$/, must: 'must be a number from 1 to 999'},
  COUNT: {pattern: /^(?:[1-9]\d?|1\d\d|200)$/, must: `must be a number from 1 to ${MAX_OCCURRENCES}`},
  UNTIL: {pattern: /^\d{8}(?:T\d{6}Z)?$/, must: 'must be a day, such as 20271231, or a time in UTC'},
  BYDAY: {
    pattern: new RegExp(`^(?:[+-]?\\d{1,2})?${WEEKDAY}(?:,(?:[+-]?\\d{1,2})?${WEEKDAY})*$`),
    must: 'must be days of the week, such as MO,TH or -1FR',
  },
  BYMONTH: {pattern: /^(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*$/, must: 'must be months from 1 to 12'},
  BYMONTHDAY: {pattern: signed('[1-9]|[12]\\d|3[01]'), must: 'must be days of the month, such as 1,15 or -1'},
  BYYEARDAY: {pattern: signed('[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6]'), must: 'must be days of the year'},
  BYWEEKNO: {pattern: signed('[1-9]|[1-4]\\d|5[0-3]'), must: 'must be weeks of the year'},
  BYSETPOS: {
    pattern: signed('[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6]'),
    must: 'must be positions, such as 1 or -1',
  },
  WKST: {pattern: new RegExp(`^${WEEKDAY}$`), must: 'must be a day of the week'},
};

/** What is wrong with a rule as it is written; empty when nothing is. */
export function checkRule(rule: string): FieldProblem[] {
  const problem = (message: string): FieldProblem => ({path: '/rule', message});
  const parts = rule.split(';').map(part => part.split('='));
  const names = parts.map(([name = '']) => name);
  const problems = parts.flatMap(([name = '', value = '', ...more], index) => {
    if (!Object.hasOwn(PARTS, name)) return [problem(`does not know ${name || 'an empty part'} here`)];
    if (names.indexOf(name) !== index) return [problem(`has ${name} twice`)];
    const {pattern, must} = PARTS[name] as (typeof PARTS)[string];
    return more.length > 0 || !pattern.test(value) ? [problem(`${name} ${must}`)] : [];
  });
  if (problems.length > 0) return problems;
  if (!names.includes('FREQ')) return [problem('needs FREQ')];
  if (names.includes('COUNT') === names.includes('UNTIL')) {
    return [problem('needs an end: either COUNT or UNTIL')];
  }
  const until = /(?:^|;)UNTIL=(\d{4})(\d\d)(\d\d)/.exec(rule);
  if (until !== null && !isDay(until.slice(1).join('-'))) return [problem('UNTIL must be a day that exists')];
  return [];
}

/** An UNTIL that is a day counts to the end of it by the company's clock. RFC 5545 wants a time in UTC. */
export function withExactEnd(rule: string): string {
  return rule.replace(/UNTIL=(\d{4})(\d\d)(\d\d)(?=;|$)/, (_, year, month, day) => {
    const end = companyInstant(`${year}-${month}-${day}`, '23:59');
    return `UNTIL=${end?.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  });
}

/** What is wrong with the days of the course by the clock alone; empty when nothing is. */
export function checkTemplate(sessions: readonly SessionTemplate[]): FieldProblem[] {
  const problems = sessions.flatMap(({startTime, endTime}, index) =>
    endTime <= startTime ? [{path: `/sessions/${index}/endTime`, message: 'must be after the start'}] : [],
  );
  if (problems.length > 0) return problems;
  const overlapping = sessions.findIndex((session, index) =>
    sessions
      .slice(0, index)
      .some(
        other =>
          other.day === session.day && session.startTime < other.endTime && other.startTime < session.endTime,
      ),
  );
  if (overlapping !== -1) {
    return [{path: `/sessions/${overlapping}/startTime`, message: 'must not overlap another session'}];
  }
  return sessions.some(({day}) => day === 1)
    ? []
    : [{path: '/sessions', message: 'needs a session on day 1, on which the course begins'}];
}

/** The time at which the first session of a course begins. */
export function firstStartTime(sessions: readonly SessionTemplate[]): string {
  const onFirstDay = sessions.filter(({day}) => day === 1).map(({startTime}) => startTime);
  return onFirstDay.sort()[0] ?? '00:00';
}

/**
 * The sessions of a course that begins on a day: the same times by the company's clock on either side of its changes.
 * @returns a text for a time that the clock skips on that day
 */
export function sessionsFrom(day: string, template: readonly SessionTemplate[]): Session[] | string {
  const sessions: Session[] = [];
  for (const session of template) {
    const date = addDays(day, session.day - 1);
    const startDatetime = companyInstant(date, session.startTime);
    const endDatetime = companyInstant(date, session.endTime);
    if (startDatetime === undefined || endDatetime === undefined) {
      return `the clock skips ${startDatetime === undefined ? session.startTime : session.endTime} on ${date}`;
    }
    sessions.push({startDatetime, endDatetime});
  }
  return sessions.sort((a, b) => a.startDatetime.getTime() - b.startDatetime.getTime());
}

export function overlap(one: readonly Session[], other: readonly Session[]): boolean {
  return one.some(a => other.some(b => a.startDatetime < b.endDatetime && b.startDatetime < a.endDatetime));
}
