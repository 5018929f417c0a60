import assert from 'node:assert/strict';
import {checkBookingStatusChange, checkCancellable} from '../../src/domain/booking-status';
import {DomainError} from '../../src/domain/errors';
import {checkBookable, checkScheduleStatusChange} from '../../src/domain/schedule-status';
import {BOOKING_STATUSES, SCHEDULE_STATUSES} from '../../src/domain/statuses';

function refusalOf(check: () => void): DomainError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** Every change that is not refused, as `from → to`. */
function allowed<Status extends string>(
  statuses: readonly Status[],
  check: (from: Status, to: Status) => void,
): string[] {
  return statuses.flatMap(from =>
    statuses.flatMap(to => {
      const refusal = refusalOf(() => check(from, to));
      if (refusal === undefined) return [`${from} → ${to}`];
      assert.equal(refusal.code, 'INVALID_STATUS_CHANGE');
      assert.deepEqual(refusal.details, {from, to});
      return [];
    }),
  );
}

describe('The status of a booking', () => {
  it('changes in these ways and no other', () => {
    assert.deepEqual(allowed(BOOKING_STATUSES, checkBookingStatusChange), [
      'pending → confirmed',
      'pending → cancelled',
      'confirmed → cancelled',
      'confirmed → completed',
      'confirmed → no_show',
    ]);
  });

  it('can become cancelled until the course begins', () => {
    const start = new Date('2027-05-20T08:00:00.000Z');
    const just = new Date('2027-05-20T07:59:59.999Z');

    for (const status of ['pending', 'confirmed'] as const) {
      assert.equal(
        refusalOf(() => checkCancellable(status, start, just)),
        undefined,
      );
      assert.equal(refusalOf(() => checkCancellable(status, start, start))?.code, 'INVALID_STATUS_CHANGE');
    }
    for (const status of ['cancelled', 'completed', 'no_show'] as const) {
      assert.equal(refusalOf(() => checkCancellable(status, start, just))?.code, 'INVALID_STATUS_CHANGE');
    }
  });
});

describe('The status of a schedule', () => {
  it('changes in these ways and no other', () => {
    assert.deepEqual(allowed(SCHEDULE_STATUSES, checkScheduleStatusChange), [
      'draft → published',
      'draft → cancelled',
      'published → draft',
      'published → cancelled',
      'published → completed',
    ]);
  });

  it('lets the public book while it is published and has not begun', () => {
    const startDatetime = new Date('2027-05-20T08:00:00.000Z');
    const before = new Date('2027-05-20T07:59:59.999Z');
    const bookable = SCHEDULE_STATUSES.filter(
      status => refusalOf(() => checkBookable({status, startDatetime}, before)) === undefined,
    );

    assert.deepEqual(bookable, ['published']);
    const begun = refusalOf(() => checkBookable({status: 'published', startDatetime}, startDatetime));
    assert.equal(begun?.code, 'SCHEDULE_NOT_BOOKABLE');
  });
});
