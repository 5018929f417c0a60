import {companyDay} from './company-time';
import {DomainError, validationFailed} from './errors';
import type {Assessment, Attendance, BookingStatus, ScheduleStatus, UserRole} from './statuses';

/** What can be said of an attendee at one session; until it is said, the attendee is expected. */
export const SESSION_MARKS = ['present', 'late', 'absent'] as const;
export type SessionMark = (typeof SESSION_MARKS)[number];

/** Bookings whose attendees are on the register of a schedule: those that have their seats for good. */
export const REGISTERED_STATUSES = ['confirmed', 'completed', 'no_show'] as const satisfies BookingStatus[];
export type RegisteredStatus = (typeof REGISTERED_STATUSES)[number];

export interface Change<Attendee, Value> {
  attendee: Attendee;
  from: Value;
  to: Value;
}

/** Whoever came late to a session has attended it all the same. */
export function hasAttended(attendance: Attendance): boolean {
  return attendance === 'present' || attendance === 'late';
}

/** @throws DomainError REGISTER_CLOSED: nobody comes to a schedule that was cancelled */
export function checkRegisterOpen(status: ScheduleStatus): void {
  if (status === 'cancelled') {
    throw new DomainError('REGISTER_CLOSED', 'The schedule is cancelled: its register is closed', {status});
  }
}

/**
 * Nothing is said of a session before its day has come, by the company's calendar.
 * @throws DomainError SESSION_NOT_BEGUN
 */
export function checkDayHasCome(startDatetime: Date, now: Date): void {
  const day = companyDay(startDatetime);
  if (companyDay(now) < day) {
    throw new DomainError('SESSION_NOT_BEGUN', `This can be marked from ${day} on`, {day});
  }
}

/**
 * Once a booking is completed, only an admin corrects what was marked; one that never showed up has nothing to mark.
 * @throws DomainError REGISTER_CLOSED
 */
export function checkMarkable(
  attendees: readonly {id: number; bookingStatus: RegisteredStatus}[],
  role: UserRole,
): void {
  const isClosed = (status: RegisteredStatus) =>
    status === 'no_show' || (status === 'completed' && role !== 'admin');
  const closed = attendees.filter(({bookingStatus}) => isClosed(bookingStatus));
  if (closed.length > 0) {
    throw new DomainError('REGISTER_CLOSED', 'The booking is closed: ask the office to correct it', {
      attendeeIds: closed.map(({id}) => id),
    });
  }
}

/**
 * Who has passed has attended the whole course: neither may be said without the other.
 * @throws DomainError ATTENDANCE_REQUIRED
 */
export function checkAttendedToPass(
  attendees: readonly {id: number; attendance: Attendance; assessment: Assessment}[],
): void {
  const missing = attendees.filter(
    ({attendance, assessment}) => assessment === 'passed' && !hasAttended(attendance),
  );
  if (missing.length > 0) {
    throw new DomainError('ATTENDANCE_REQUIRED', 'Only who attended all sessions can have passed', {
      attendeeIds: missing.map(({id}) => id),
    });
  }
}

/**
 * What a request changes on a register; what is already so is no change.
 * @param path of the list in the body, such as `/marks`
 * @throws DomainError VALIDATION_FAILED when it names somebody twice, ATTENDEE_NOT_FOUND when somebody is not on it
 */
export function changesOf<Attendee extends {id: number}, Value>(
  register: readonly Attendee[],
  current: (attendee: Attendee) => Value,
  wanted: readonly {attendeeId: number; value: Value}[],
  path: string,
): Change<Attendee, Value>[] {
  const ids = wanted.map(({attendeeId}) => attendeeId);
  const problems = ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [{path: `${path}/${index}/attendeeId`, message: 'must not name an attendee twice'}]
      : [],
  );
  if (problems.length > 0) throw validationFailed(problems);
  const byId = new Map(register.map(attendee => [attendee.id, attendee]));
  const unknown = ids.filter(id => !byId.has(id));
  if (unknown.length > 0) {
    throw new DomainError('ATTENDEE_NOT_FOUND', 'There is no such attendee on this register', {
      attendeeIds: unknown,
    });
  }
  return wanted.flatMap(({attendeeId, value}) => {
    const attendee = byId.get(attendeeId);
    if (attendee === undefined || current(attendee) === value) return [];
    return [{attendee, from: current(attendee), to: value}];
  });
}
