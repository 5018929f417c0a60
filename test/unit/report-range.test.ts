import assert from 'node:assert/strict';
import {addDays, daysIn, GROUPINGS, MAX_DAYS, reportRange} from '../../src/domain/report-range';

const NOW = new Date('2027-03-28T00:30:00Z');

function assertRefused(work: () => unknown, path: string): void {
  assert.throws(work, (error: {code?: string; details?: {problems: {path: string}[]}}) => {
    assert.equal(error.code, 'VALIDATION_FAILED');
    assert.deepEqual(
      error.details?.problems.map(problem => problem.path),
      [path],
    );
    return true;
  });
}

describe('The days of a report', () => {
  it('are the last thirty with today when nobody asks for others', () => {
    assert.deepEqual(reportRange({}, 'day', NOW), {from: '2027-02-27', to: '2027-03-28'});
    assert.deepEqual(reportRange({}, 'course', NOW), {from: '2027-02-27', to: '2027-03-28'});
  });

  it('are a year by month and twelve weeks by week', () => {
    assert.equal(daysIn(reportRange({}, 'month', NOW)), 365);
    assert.equal(daysIn(reportRange({}, 'week', NOW)), 84);
  });

  it('end on the day that it is in London, not in Greenwich', () => {
    const halfPastMidnightInLondon = new Date('2027-06-30T23:30:00Z');

    assert.equal(reportRange({}, 'day', halfPastMidnightInLondon).to, '2027-07-01');
  });

  it('go on from a day to come when only that is given', () => {
    assert.deepEqual(reportRange({from: '2027-05-01'}, 'day', NOW), {from: '2027-05-01', to: '2027-05-30'});
    assert.deepEqual(reportRange({from: '2027-03-01'}, 'day', NOW), {from: '2027-03-01', to: '2027-03-28'});
  });

  it('lead up to the last day when only that is given', () => {
    assert.deepEqual(reportRange({to: '2027-01-31'}, 'day', NOW), {from: '2027-01-02', to: '2027-01-31'});
  });

  for (const groupBy of GROUPINGS) {
    it(`may be ${MAX_DAYS[groupBy]} by ${groupBy}, and not one more`, () => {
      const to = '2027-03-28';
      const from = addDays(to, 1 - MAX_DAYS[groupBy]);

      assert.deepEqual(reportRange({from, to}, groupBy, NOW), {from, to});
      assertRefused(() => reportRange({from: addDays(from, -1), to}, groupBy, NOW), 'from');
    });
  }

  it('must exist and come in their order', () => {
    assertRefused(() => reportRange({from: '2027-02-30'}, 'day', NOW), 'from');
    assertRefused(() => reportRange({to: '2027-13-01'}, 'day', NOW), 'to');
    assertRefused(() => reportRange({from: '2027-03-02', to: '2027-03-01'}, 'day', NOW), 'to');
    assert.equal(daysIn(reportRange({from: '2027-03-01', to: '2027-03-01'}, 'day', NOW)), 1);
  });

  it('are counted by the calendar, also where a day has 23 hours', () => {
    assert.equal(addDays('2027-03-27', 2), '2027-03-29');
    assert.equal(daysIn({from: '2027-03-27', to: '2027-03-29'}), 3);
  });
});
