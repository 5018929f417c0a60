import {discountCodeExhausted} from '../domain/discounts';
import {DomainError, scheduleFull, validationFailed} from '../domain/errors';

/** The bridge from the names of constraints to domain errors; every constraint that a request can break is here. */
const BY_CONSTRAINT: Readonly<Record<string, () => DomainError>> = {
  users_email_key: () => new DomainError('EMAIL_TAKEN', 'An account with this email address exists already'),
  bookings_course_schedule_id_fkey: () => new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule'),
  bookings_company_id_fkey: () => new DomainError('COMPANY_NOT_FOUND', 'There is no such company'),
  course_schedules_course_id_fkey: () => new DomainError('COURSE_NOT_FOUND', 'There is no such course'),
  course_schedules_venue_id_fkey: () => new DomainError('VENUE_NOT_FOUND', 'There is no such venue'),
  course_schedules_instructor_id_fkey: () =>
    new DomainError('INSTRUCTOR_NOT_FOUND', 'There is no such instructor'),
  course_schedules_seats_taken_check: () => scheduleFull(0),
  course_schedules_venue_capacity_check: () =>
    new DomainError('VENUE_TOO_SMALL', 'The schedule has more seats than its venue'),
  venues_schedule_capacity_check: () =>
    new DomainError('VENUE_TOO_SMALL', 'A schedule at this venue has more seats than that'),
  schedule_sessions_venue_excl: () =>
    new DomainError('VENUE_CONFLICT', 'The venue is taken at that time by another schedule'),
  schedule_sessions_instructor_excl: () =>
    new DomainError('INSTRUCTOR_CONFLICT', 'The instructor has another schedule at that time'),
  waiting_list_entries_person_key: () =>
    new DomainError('ALREADY_WAITING', 'Somebody with this email address is on this waiting list already'),
  waiting_list_entries_course_schedule_id_fkey: () =>
    new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule'),
  discount_codes_times_used_check: () => discountCodeExhausted(),
  courses_slug_key: () => new DomainError('SLUG_TAKEN', 'Another course has this slug'),
  courses_course_type_fkey: () => courseTypeNotFound(),
  discount_codes_course_type_restriction_fkey: () => courseTypeNotFound(),
  discount_codes_code_key: () => new DomainError('CODE_TAKEN', 'Another discount code has this code'),
  discount_codes_discount_value_check: () =>
    validationFailed([
      {path: '/discountValue', message: 'must be more than 0 and, as a percentage, at most 100'},
    ]),
  discount_codes_dates_check: () =>
    validationFailed([{path: '/validUntil', message: 'must not be before validFrom'}]),
  session_attendances_schedule_session_id_fkey: () =>
    new DomainError('IN_USE', 'Attendance has been marked for this session'),
  bookings_moved_unmarked_check: () =>
    new DomainError('IN_USE', "The booking's attendance has been marked: it can't move to another schedule"),
  booking_attendees_passed_check: () =>
    new DomainError('ATTENDANCE_REQUIRED', 'Only who attended all sessions can have passed'),
  cancellation_policies_name_key: () =>
    new DomainError('POLICY_NAME_TAKEN', 'Another cancellation policy has this name'),
  cancellation_policies_default_check: () =>
    validationFailed([{path: '/isDefault', message: 'there must be a default policy'}]),
  refunds_within_charges_check: () => refundExceedsPaid(),
  payment_transactions_within_charges_check: () => refundExceedsPaid(),
};

function refundExceedsPaid(): DomainError {
  return new DomainError('REFUND_EXCEEDS_PAID', 'More would go back than was paid');
}

function courseTypeNotFound(): DomainError {
  return new DomainError('COURSE_TYPE_NOT_FOUND', 'There is no such course type');
}

const INTEGRITY_VIOLATION = /^23/;
/** Values that pass a schema's pattern but that the database can't hold. */
const UNUSABLE_VALUES: Readonly<Record<string, string>> = {
  '22003': 'a number is out of range',
  '22007': 'a day or time does not exist',
  '22008': 'a day or time does not exist',
  '22021': 'a text has a character that can not be stored',
  '22P05': 'a text has a character that can not be stored',
};
/** Half a surrogate pair in a text that we send as JSON; nothing else of ours is malformed. */
const MALFORMED_JSON = {code: '22P02', message: /invalid input syntax for type json/};

/** The domain error that a broken constraint stands for; undefined when it is none of ours. */
export function toDomainError(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const {code, constraint} = error as {code?: unknown; constraint?: unknown};
  const isMalformedJson = code === MALFORMED_JSON.code && MALFORMED_JSON.message.test(error.message);
  const sqlState = isMalformedJson ? '22P05' : code;
  const unusable = typeof sqlState === 'string' ? UNUSABLE_VALUES[sqlState] : undefined;
  if (unusable !== undefined) return validationFailed([{path: '', message: unusable}]);
  if (typeof code !== 'string' || typeof constraint !== 'string' || !INTEGRITY_VIOLATION.test(code))
    return undefined;
  const make = Object.hasOwn(BY_CONSTRAINT, constraint) ? BY_CONSTRAINT[constraint] : undefined;
  return make?.();
}
