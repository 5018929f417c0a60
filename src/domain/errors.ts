/**
 * Every rule that can be broken has a code; clients rely on the codes, so none is ever renamed.
 * Codes become HTTP statuses in `middleware/http-status.ts`, which does not compile while one is missing.
 */
export type ErrorCode =
  | 'ALREADY_WAITING'
  | 'ATTENDANCE_REQUIRED'
  | 'ATTENDEE_ALREADY_BOOKED'
  | 'ATTENDEE_NOT_FOUND'
  | 'BOOKING_NOT_FOUND'
  | 'CANCELLATION_POLICY_NOT_FOUND'
  | 'CAPACITY_BELOW_SOLD'
  | 'CHOICE_CLOSED'
  | 'CODE_TAKEN'
  | 'COMPANY_NOT_FOUND'
  | 'COURSE_NOT_FOUND'
  | 'COURSE_TYPE_NOT_FOUND'
  | 'DISCOUNT_CODE_ALREADY_USED'
  | 'DISCOUNT_CODE_EXHAUSTED'
  | 'DISCOUNT_CODE_EXPIRED'
  | 'DISCOUNT_CODE_INVALID'
  | 'DISCOUNT_CODE_NOT_APPLICABLE'
  | 'DISCOUNT_CODE_NOT_FOUND'
  | 'DOCUMENT_NOT_FOUND'
  | 'EMAIL_TAKEN'
  | 'EMAIL_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INSTRUCTOR_CONFLICT'
  | 'INSTRUCTOR_NOT_FOUND'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_CURSOR'
  | 'INVALID_STATUS_CHANGE'
  | 'IN_USE'
  | 'JOB_NOT_FOUND'
  | 'LAST_ADMIN'
  | 'LAST_ATTENDEE'
  | 'LINK_INVALID'
  | 'NOT_ALLOWED'
  | 'NOT_AUTHENTICATED'
  | 'PAYMENT_EXCEEDS_DUE'
  | 'PAYMENT_EVENT_NOT_FOUND'
  | 'PAYMENT_UNAVAILABLE'
  | 'PAYMENT_UNDER_WAY'
  | 'POLICY_NAME_TAKEN'
  | 'RATE_LIMITED'
  | 'REFUND_EXCEEDS_PAID'
  | 'REFUND_NOT_FOUND'
  | 'REGISTER_CLOSED'
  | 'REQUEST_IN_PROGRESS'
  | 'SCHEDULE_FULL'
  | 'SCHEDULE_NOT_BOOKABLE'
  | 'SCHEDULE_NOT_FOUND'
  | 'SCHEMA_CHECK_FAILED'
  | 'SEATS_AVAILABLE'
  | 'SESSION_NOT_BEGUN'
  | 'SESSION_NOT_FOUND'
  | 'SLUG_TAKEN'
  | 'USER_NOT_FOUND'
  | 'VALIDATION_FAILED'
  | 'VENUE_CONFLICT'
  | 'VENUE_NOT_FOUND'
  | 'VENUE_TOO_SMALL'
  | 'VERSION_CONFLICT'
  | 'VERSION_REQUIRED'
  | 'WAITING_LIST_ENTRY_NOT_FOUND'
  | 'WEBHOOK_SIGNATURE_INVALID';

/** A broken rule, told to whoever asked. Its message says what to mend and never anything of the inside. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Facts a client can act on, such as `{seatsAvailable: 2}`. */
    readonly details?: Record<string, unknown>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}

export interface FieldProblem {
  /** JSON pointer into the body, such as `/attendees/0/firstName`. */
  path: string;
  message: string;
}

export function validationFailed(problems: FieldProblem[], options?: ErrorOptions): DomainError {
  const message = 'The request is not valid: see details.problems';
  return new DomainError('VALIDATION_FAILED', message, {problems}, options);
}

export function scheduleFull(seatsAvailable: number): DomainError {
  return new DomainError(
    'SCHEDULE_FULL',
    seatsAvailable === 0
      ? 'No seat is left on this schedule'
      : `Only ${seatsAvailable} seats are left on this schedule`,
    {seatsAvailable},
  );
}

export function invalidStatusChange(
  entity: 'booking' | 'place on the waiting list' | 'refund' | 'schedule',
  from: string,
  to: string,
): DomainError {
  return new DomainError('INVALID_STATUS_CHANGE', `A ${entity} that is ${from} can't become ${to}`, {
    from,
    to,
  });
}

/** @param retryAfterS seconds until the request may be tried again */
export function rateLimited(retryAfterS: number): DomainError {
  return new DomainError('RATE_LIMITED', `Too many requests: try again in ${retryAfterS} s`, {retryAfterS});
}
