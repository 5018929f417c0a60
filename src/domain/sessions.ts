import type {FieldProblem} from './errors';

/** A day of a course. */
export interface Session {
  startDatetime: Date;
  endDatetime: Date;
}

const LAST_YEAR = 9999;

/** What is wrong with the sessions of a new schedule, in the words of its request; empty when nothing is. */
export function checkSessions(sessions: readonly Session[], now: Date): FieldProblem[] {
  return sessions.flatMap(({startDatetime, endDatetime}, index) => {
    const start = `/sessions/${index}/startDatetime`;
    const end = `/sessions/${index}/endDatetime`;
    // Leap seconds and shortened offsets are ISO 8601 too, but JavaScript reads no time from them.
    if (!isTime(startDatetime)) return [{path: start, message: 'must be a time that exists'}];
    if (!isTime(endDatetime)) return [{path: end, message: 'must be a time that exists'}];
    const overlaps = sessions
      .slice(0, index)
      .some(other => startDatetime < other.endDatetime && other.startDatetime < endDatetime);
    return [
      ...(endDatetime <= startDatetime ? [{path: end, message: 'must be after the start'}] : []),
      ...(startDatetime <= now ? [{path: start, message: 'must be in the future'}] : []),
      ...(overlaps ? [{path: start, message: 'must not overlap another session'}] : []),
    ];
  });
}

function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime()) && date.getUTCFullYear() <= LAST_YEAR;
}
