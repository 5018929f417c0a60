import {DomainError, validationFailed} from '../domain/errors';
import {checkSessions} from '../domain/sessions';
import {toDomainError} from '../repositories/constraint-errors';
import type {NewSchedule} from '../repositories/course-schedule.repository';
import type {Occupation, ScheduleConflictRepository} from '../repositories/schedule-conflict.repository';

/** ISO 8601 with an offset, as a request brings them. */
export interface SessionTimes {
  startDatetime: string;
  endDatetime: string;
}

/** @throws DomainError VALIDATION_FAILED for sessions that no course can have (`checkSessions`) */
export function parseSessions(sessions: readonly SessionTimes[], now: Date): NewSchedule['sessions'] {
  const parsed = sessions.map(session => ({
    startDatetime: new Date(session.startDatetime),
    endDatetime: new Date(session.endDatetime),
  }));
  const problems = checkSessions(parsed, now);
  if (problems.length > 0) throw validationFailed(problems);
  return parsed;
}

/**
 * Runs work that the exclusion constraints may refuse; the refusal then says which schedules stand in the way.
 * `occupation` is asked after the refusal, as only then it matters.
 */
export async function tellingConflicts<T>(
  repository: ScheduleConflictRepository,
  occupation: () => Promise<Occupation> | Occupation,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toDomainError(thrown);
    if (error?.code !== 'VENUE_CONFLICT' && error?.code !== 'INSTRUCTOR_CONFLICT') throw thrown;
    const by = error.code === 'VENUE_CONFLICT' ? 'venue' : 'instructor';
    const conflicts = await repository.find(by, await occupation());
    throw new DomainError(error.code, error.message, {conflicts}, {cause: thrown});
  }
}
