import assert from 'node:assert/strict';
import {companyDay, companyDaysBetween, isDay} from '../../src/domain/company-time';

describe("The company's calendar", () => {
  it('follows London, in winter and in summer', () => {
    const days: Record<string, string> = {
      '2027-01-15T23:59:59.999Z': '2027-01-15',
      '2027-01-16T00:00:00.000Z': '2027-01-16',
      '2027-06-30T22:59:59.999Z': '2027-06-30',
      '2027-06-30T23:00:00.000Z': '2027-07-01',
      '2027-12-31T23:59:59.999Z': '2027-12-31',
      // The clock goes forward on 28 March and back on 31 October 2027, at 01:00 UTC.
      '2027-03-27T23:30:00.000Z': '2027-03-27',
      '2027-03-28T23:30:00.000Z': '2027-03-29',
      '2027-10-30T23:30:00.000Z': '2027-10-31',
      '2027-10-31T23:30:00.000Z': '2027-10-31',
    };
    for (const [instant, day] of Object.entries(days)) assert.equal(companyDay(new Date(instant)), day);
  });

  it('counts midnights, not hours', () => {
    const spans: [from: string, to: string, days: number][] = [
      ['2027-05-01T00:00:00Z', '2027-05-01T22:00:00Z', 0],
      ['2027-05-01T22:59:00Z', '2027-05-01T23:01:00Z', 1],
      ['2027-05-02T10:00:00Z', '2027-05-01T10:00:00Z', -1],
      ['2027-03-21T09:00:00Z', '2027-04-04T08:00:00Z', 14],
      ['2027-10-24T08:00:00Z', '2027-11-07T09:00:00Z', 14],
      ['2028-02-28T12:00:00Z', '2028-03-01T12:00:00Z', 2],
    ];
    for (const [from, to, days] of spans) {
      assert.equal(companyDaysBetween(new Date(from), new Date(to)), days, `${from} to ${to}`);
    }
  });

  it('has the days that exist and no others', () => {
    for (const day of ['2027-01-01', '2027-12-31', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) {
      assert.equal(isDay(day), true, day);
    }
    const refused = ['2027-02-29', '2027-02-30', '1900-02-29', '2027-13-01', '2027-00-10', '2027-04-31'];
    const misspelt = ['', '2027-1-1', '27-01-01', '2027-01-01T00:00:00Z', ' 2027-01-01', '2027/01/01', 'now'];
    // PostgreSQL's calendar, unlike JavaScript's, has no year nought.
    for (const day of [...refused, ...misspelt, '0000-01-01', '+002027-01-01']) {
      assert.equal(isDay(day), false, day);
    }
  });
});
