import assert from 'node:assert/strict';
import {
  changesOf,
  checkAttendedToPass,
  checkDayHasCome,
  checkMarkable,
  checkRegisterOpen,
  REGISTERED_STATUSES,
} from '../../src/domain/attendance';
import {DomainError} from '../../src/domain/errors';
import {ASSESSMENTS, ATTENDANCES, SCHEDULE_STATUSES, USER_ROLES} from '../../src/domain/statuses';

function refusalOf(check: () => unknown): DomainError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

describe('A register', () => {
  it('is open unless its schedule is cancelled', () => {
    const open = SCHEDULE_STATUSES.filter(
      status => refusalOf(() => checkRegisterOpen(status))?.code !== 'REGISTER_CLOSED',
    );

    assert.deepEqual(open, ['draft', 'published', 'completed']);
  });

  const DAYS: [title: string, start: string, now: string, code: string | undefined][] = [
    ['the evening before', '2027-03-02T09:00Z', '2027-03-01T23:59Z', 'SESSION_NOT_BEGUN'],
    ['from midnight of its day on', '2027-03-02T09:00Z', '2027-03-02T00:00Z', undefined],
    [
      'a minute before midnight in London in summer',
      '2027-06-02T09:00Z',
      '2027-06-01T22:59Z',
      'SESSION_NOT_BEGUN',
    ],
    ['at midnight in London in summer', '2027-06-02T09:00Z', '2027-06-01T23:00Z', undefined],
    ['years later', '2027-03-02T09:00Z', '2030-01-01T00:00Z', undefined],
  ];
  for (const [title, start, now, code] of DAYS) {
    it(`${code === undefined ? 'can be marked' : 'can not be marked'} ${title}`, () => {
      const refusal = refusalOf(() => checkDayHasCome(new Date(start), new Date(now)));

      assert.equal(refusal?.code, code);
      if (refusal) assert.deepEqual(refusal.details, {day: start.slice(0, 10)});
    });
  }

  it('is corrected by admins alone once a booking is completed, and by nobody when it was a no-show', () => {
    const allowed = USER_ROLES.flatMap(role =>
      REGISTERED_STATUSES.filter(
        bookingStatus => refusalOf(() => checkMarkable([{id: 1, bookingStatus}], role)) === undefined,
      ).map(status => `${role}: ${status}`),
    );

    assert.deepEqual(allowed, [
      'customer: confirmed',
      'admin: confirmed',
      'admin: completed',
      'instructor: confirmed',
    ]);
  });

  it('names every attendee whose booking is closed', () => {
    const attendees = [
      {id: 1, bookingStatus: 'completed'},
      {id: 2, bookingStatus: 'confirmed'},
      {id: 3, bookingStatus: 'no_show'},
    ] as const;

    const refusal = refusalOf(() => checkMarkable(attendees, 'instructor'));

    assert.deepEqual([refusal?.code, refusal?.details], ['REGISTER_CLOSED', {attendeeIds: [1, 3]}]);
  });

  it('says passed only of who was present or late', () => {
    const refused = ATTENDANCES.flatMap(attendance =>
      ASSESSMENTS.filter(assessment => {
        const refusal = refusalOf(() => checkAttendedToPass([{id: 7, attendance, assessment}]));
        if (refusal) assert.deepEqual(refusal.details, {attendeeIds: [7]});
        return refusal?.code === 'ATTENDANCE_REQUIRED';
      }).map(assessment => `${attendance}, ${assessment}`),
    );

    assert.deepEqual(refused, ['expected, passed', 'absent, passed']);
  });
});

describe('The changes of a register', () => {
  const register = [
    {id: 1, was: 'present'},
    {id: 2, was: 'expected'},
  ];
  const changes = (...wanted: [attendeeId: number, value: string][]) =>
    changesOf(
      register,
      ({was}) => was,
      wanted.map(([attendeeId, value]) => ({attendeeId, value})),
      '/marks',
    );

  it('are what is not so already', () => {
    assert.deepEqual(changes([2, 'late'], [1, 'present']), [
      {attendee: register[1], from: 'expected', to: 'late'},
    ]);
  });

  it('are of nobody who is not on it', () => {
    const refusal = refusalOf(() => changes([1, 'late'], [3, 'late'], [4, 'late']));

    assert.deepEqual([refusal?.code, refusal?.details], ['ATTENDEE_NOT_FOUND', {attendeeIds: [3, 4]}]);
  });

  it('name nobody twice', () => {
    const refusal = refusalOf(() => changes([1, 'late'], [2, 'late'], [1, 'absent']));

    assert.deepEqual(
      [refusal?.code, (refusal?.details?.problems as {path: string}[] | undefined)?.map(({path}) => path)],
      ['VALIDATION_FAILED', ['/marks/2/attendeeId']],
    );
  });
});
