import assert from 'node:assert/strict';
import {type CancellationPolicyTerms, refundFor} from '../../src/domain/cancellation';

const STANDARD: CancellationPolicyTerms = {
  name: 'Standard',
  tiers: [
    {name: '14 days or more', minDaysBefore: 14, refundPercent: 100},
    {name: '7 to 13 days', minDaysBefore: 7, refundPercent: 50},
    {name: 'less than 7 days', minDaysBefore: 0, refundPercent: 0},
  ],
};

interface Case {
  policy?: CancellationPolicyTerms;
  paidPence?: number;
  start?: string;
  isCancelled?: boolean;
  now: string;
}

function refund({
  policy = STANDARD,
  paidPence = 7_500,
  start = '2027-05-20T08:00:00Z',
  isCancelled = false,
  now,
}: Case) {
  const due = refundFor(policy, paidPence, {startDatetime: new Date(start), isCancelled}, new Date(now));
  return [due.daysBefore, due.tier?.name ?? null, due.refundPence];
}

describe('A cancellation by the customer', () => {
  it('brings back what the tier of the day says, at each edge', () => {
    const cases: [day: string, expected: (string | number | null)[]][] = [
      ['2027-04-20', [30, '14 days or more', 7_500]],
      ['2027-05-06', [14, '14 days or more', 7_500]],
      ['2027-05-07', [13, '7 to 13 days', 3_750]],
      ['2027-05-13', [7, '7 to 13 days', 3_750]],
      ['2027-05-14', [6, 'less than 7 days', 0]],
      ['2027-05-19', [1, 'less than 7 days', 0]],
    ];
    for (const [day, expected] of cases) {
      // From the first minute of the day in London to the last: the hour never decides about money.
      for (const time of ['T00:00:00+01:00', 'T12:00:00+01:00', 'T23:59:59+01:00']) {
        assert.deepEqual(refund({now: day + time}), expected, day + time);
      }
    }
  });

  it('counts days of the calendar when the clock goes forward in between', () => {
    const start = '2027-03-29T00:30:00+01:00';

    assert.deepEqual(refund({start, now: '2027-03-15T23:59:59Z'}), [14, '14 days or more', 7_500]);
    assert.deepEqual(refund({start, now: '2027-03-16T00:00:00Z'}), [13, '7 to 13 days', 3_750]);
  });

  it('counts days of the calendar when the clock goes back in between', () => {
    const start = '2027-11-01T23:30:00Z';

    assert.deepEqual(refund({start, now: '2027-10-18T23:59:59+01:00'}), [14, '14 days or more', 7_500]);
    assert.deepEqual(refund({start, now: '2027-10-19T00:00:00+01:00'}), [13, '7 to 13 days', 3_750]);
  });

  it('brings nothing back once the course has begun', () => {
    const start = '2027-05-20T08:00:00Z';

    assert.deepEqual(refund({now: '2027-05-20T07:59:59Z'}), [0, 'less than 7 days', 0]);
    assert.deepEqual(refund({now: start}), [0, null, 0]);
    assert.deepEqual(refund({now: '2027-05-22T08:00:00Z'}), [-2, null, 0]);
  });

  it('rounds half a penny up', () => {
    assert.deepEqual(refund({paidPence: 7_501, now: '2027-05-10T12:00:00Z'}), [10, '7 to 13 days', 3_751]);
    assert.deepEqual(refund({paidPence: 1, now: '2027-05-10T12:00:00Z'}), [10, '7 to 13 days', 1]);
    assert.deepEqual(refund({paidPence: 0, now: '2027-04-01T12:00:00Z'}), [49, '14 days or more', 0]);
  });

  it('finds its tier whatever the order in which they were written', () => {
    const policy = {...STANDARD, tiers: [...STANDARD.tiers].reverse()};

    assert.deepEqual(refund({policy, now: '2027-05-01T12:00:00Z'}), [19, '14 days or more', 7_500]);
  });

  it('below the lowest tier brings nothing back', () => {
    const policy = {...STANDARD, tiers: STANDARD.tiers.slice(0, 2)};

    assert.deepEqual(refund({policy, now: '2027-05-18T12:00:00Z'}), [2, null, 0]);
  });
});

describe('A schedule that the company cancels', () => {
  it('brings everything back, whatever the day and the policy', () => {
    for (const now of ['2027-04-01T08:00:00Z', '2027-05-19T08:00:00Z', '2027-05-21T08:00:00Z']) {
      assert.deepEqual(refund({isCancelled: true, now}).slice(1), ['cancelled by us', 7_500]);
    }
  });
});
