import assert from 'node:assert/strict';
import {addDays, companyInstant} from '../../src/domain/company-time';
import {DomainError} from '../../src/domain/errors';
import {checkTemplate, overlap, sessionsFrom, withExactEnd} from '../../src/domain/recurrence';
import {occurrenceDays} from '../../src/services/schedule-recurrence';

const DAY = [{day: 1, startTime: '09:00', endTime: '16:00'}];

const days = (rule: string, options: {startsOn?: string; excludedDays?: string[]} = {}) =>
  occurrenceDays({rule, startsOn: '2027-03-01', sessions: DAY, ...options});

function problemOf(work: () => unknown): {path: string; message: string} {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof DomainError);
    assert.equal(error.code, 'VALIDATION_FAILED');
    const {problems = []} = error.details as {problems?: {path: string; message: string}[]};
    const [problem] = problems;
    assert.ok(problem);
    return problem;
  }
  throw new Error('nothing was refused');
}

describe('The company’s clock', () => {
  it('shows nine in the morning at another instant once the clocks go forward', () => {
    assert.equal(companyInstant('2027-03-27', '09:00')?.toISOString(), '2027-03-27T09:00:00.000Z');
    assert.equal(companyInstant('2027-03-28', '09:00')?.toISOString(), '2027-03-28T08:00:00.000Z');
    assert.equal(companyInstant('2027-10-31', '09:00')?.toISOString(), '2027-10-31T09:00:00.000Z');
  });

  it('skips half past one when the clocks go forward, and shows it twice when they go back', () => {
    assert.equal(companyInstant('2027-03-28', '01:30'), undefined);
    assert.equal(companyInstant('2027-10-31', '01:30')?.toISOString(), '2027-10-31T00:30:00.000Z');
  });

  it('has days that follow each other over months, years and leap days', () => {
    assert.equal(addDays('2027-12-31', 1), '2028-01-01');
    assert.equal(addDays('2028-02-28', 1), '2028-02-29');
    assert.equal(addDays('2027-03-28', 7), '2027-04-04');
  });
});

describe('The rule of a recurring course', () => {
  it('finds the days that calendars find', () => {
    assert.deepEqual(days('FREQ=WEEKLY;COUNT=3'), ['2027-03-01', '2027-03-08', '2027-03-15']);
    assert.deepEqual(days('RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4'), [
      '2027-03-02',
      '2027-03-04',
      '2027-03-16',
      '2027-03-18',
    ]);
    assert.deepEqual(days('FREQ=MONTHLY;BYDAY=-1FR;COUNT=2'), ['2027-03-26', '2027-04-30']);
    assert.deepEqual(days('FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3'), ['2027-03-31', '2027-05-31', '2027-07-31']);
    assert.deepEqual(days('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=2'), [
      '2027-03-01',
      '2027-04-01',
    ]);
    assert.deepEqual(days('freq=yearly;count=2'), ['2027-03-01', '2028-03-01']);
  });

  it('ends on the last day that it names, included, also while the clocks are an hour ahead', () => {
    assert.deepEqual(days('FREQ=DAILY;UNTIL=20270303'), ['2027-03-01', '2027-03-02', '2027-03-03']);
    assert.deepEqual(days('FREQ=DAILY;UNTIL=20270602', {startsOn: '2027-06-01'}), [
      '2027-06-01',
      '2027-06-02',
    ]);
    assert.equal(withExactEnd('FREQ=DAILY;UNTIL=20270602'), 'FREQ=DAILY;UNTIL=20270602T225900Z');
    assert.deepEqual(days('FREQ=DAILY;UNTIL=20270303T085959Z'), ['2027-03-01', '2027-03-02']);
  });

  it('counts excluded days, as RFC 5545 does, and leaves them out', () => {
    assert.deepEqual(days('FREQ=WEEKLY;COUNT=3', {excludedDays: ['2027-03-08']}), [
      '2027-03-01',
      '2027-03-15',
    ]);
  });

  const REFUSED: [rule: string, message: RegExp][] = [
    ['every monday', /does not know/],
    ['', /does not know an empty part/],
    ['COUNT=3', /needs FREQ/],
    ['FREQ=WEEKLY', /needs an end/],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20270401', /either COUNT or UNTIL/],
    ['FREQ=HOURLY;COUNT=3', /FREQ must be/],
    ['FREQ=WEEKLY;COUNT=3;BYHOUR=9', /does not know BYHOUR/],
    ['FREQ=WEEKLY;COUNT=3;COUNT=4', /has COUNT twice/],
    ['FREQ=WEEKLY;COUNT=0', /COUNT must be/],
    ['FREQ=WEEKLY;COUNT=201', /COUNT must be a number from 1 to 200/],
    ['FREQ=WEEKLY;INTERVAL=0;COUNT=3', /INTERVAL must be/],
    ['FREQ=WEEKLY;BYDAY=XX;COUNT=3', /BYDAY must be/],
    ['FREQ=WEEKLY;BYDAY=;COUNT=3', /BYDAY must be/],
    ['FREQ=WEEKLY;BYDAY=1MO;COUNT=3', /BYDAY with numeric value/],
    ['FREQ=WEEKLY;BYMONTHDAY=1;COUNT=3', /BYMONTHDAY MUST NOT/],
    ['FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3', /BYMONTHDAY must be/],
    ['FREQ=MONTHLY;BYMONTHDAY=0;COUNT=3', /BYMONTHDAY must be/],
    ['FREQ=YEARLY;BYMONTH=13;COUNT=3', /BYMONTH must be/],
    ['FREQ=WEEKLY;UNTIL=20270231', /a day that exists/],
    ['FREQ=WEEKLY;UNTIL=2027', /UNTIL must be/],
    ['FREQ=WEEKLY;UNTIL=20270401T090000', /UNTIL must be/],
    ['FREQ=WEEKLY;UNTIL=20270228', /finds no day/],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', /finds no day/],
    ['FREQ=MONTHLY;BYDAY=6MO;COUNT=3', /finds no day/],
    ['FREQ=YEARLY;COUNT=7', /within 5 years/],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3', /within 5 years/],
    ['FREQ=DAILY;UNTIL=20271231', /more than 200 days/],
    ['FREQ=YEARLY;UNTIL=20350301', /within 5 years/],
  ];
  for (const [rule, message] of REFUSED) {
    it(`is refused with what to mend: ${rule || 'nothing'}`, () => {
      const problem = problemOf(() => days(rule));

      assert.equal(problem.path, '/rule');
      assert.match(problem.message, message);
    });
  }

  it('is refused at once when it never finds a day, however much of each year has to be looked through', () => {
    const weekdays = 'MO,TU,WE,TH,FR,SA,SU';
    const weeks = Array.from({length: 20}, (_, index) => index + 1).join();
    const startedAt = performance.now();

    for (const rule of [
      `FREQ=YEARLY;BYWEEKNO=${weeks};BYDAY=${weekdays};BYSETPOS=300;COUNT=1`,
      `FREQ=MONTHLY;BYDAY=${weekdays};BYSETPOS=40;COUNT=1`,
    ]) {
      assert.match(problemOf(() => days(rule)).message, /finds no day/);
    }

    // Looked through for ever, each takes many seconds.
    assert.ok(performance.now() - startedAt < 5000);
  });

  it('counts five years from a leap day to the end of that February', () => {
    assert.equal(
      days('FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2;COUNT=6', {startsOn: '2028-02-29'}).at(-1),
      '2033-02-28',
    );
  });

  it('is refused when every day is excluded, or one that it does not find', () => {
    assert.match(
      problemOf(() => days('FREQ=DAILY;COUNT=1', {excludedDays: ['2027-03-01']})).message,
      /not excluded/,
    );
    assert.deepEqual(
      problemOf(() => days('FREQ=WEEKLY;COUNT=2', {excludedDays: ['2027-03-01', '2027-03-09']})),
      {
        path: '/excludedDays/1',
        message: 'must be a day that the rule finds',
      },
    );
    assert.equal(problemOf(() => days('FREQ=DAILY;COUNT=1', {startsOn: '2027-02-30'})).path, '/startsOn');
  });

  it('takes no long time to find nothing', () => {
    const begun = process.hrtime.bigint();
    problemOf(() => days('FREQ=DAILY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=30;COUNT=200'));

    assert.ok(process.hrtime.bigint() - begun < 1_000_000_000n);
  });
});

describe('The days of a recurring course', () => {
  const template = [
    {day: 2, startTime: '09:00', endTime: '12:30'},
    {day: 1, startTime: '09:00', endTime: '16:00'},
  ];

  it('begin at the same time by the clock on either side of its change', () => {
    assert.deepEqual(
      (sessionsFrom('2027-03-27', template) as {startDatetime: Date}[]).map(session =>
        session.startDatetime.toISOString(),
      ),
      ['2027-03-27T09:00:00.000Z', '2027-03-28T08:00:00.000Z'],
    );
  });

  it('can not begin at a time that the clock skips', () => {
    const night = [{day: 1, startTime: '01:30', endTime: '05:00'}];

    assert.equal(sessionsFrom('2027-03-28', night), 'the clock skips 01:30 on 2027-03-28');
  });

  it('are told apart from those of another date by their times alone', () => {
    const [first, second] = ['2027-03-01', '2027-03-02'].map(day => sessionsFrom(day, template));
    const later = sessionsFrom('2027-03-03', template);

    assert.ok(Array.isArray(first) && Array.isArray(second) && Array.isArray(later));
    assert.equal(overlap(first, second), true);
    assert.equal(overlap(first, later), false);
  });

  it('end after they begin, do not overlap, and begin on day 1', () => {
    assert.deepEqual(checkTemplate(template), []);
    assert.equal(
      checkTemplate([{day: 1, startTime: '09:00', endTime: '09:00'}])[0]?.path,
      '/sessions/0/endTime',
    );
    assert.equal(
      checkTemplate([...DAY, {day: 1, startTime: '15:00', endTime: '17:00'}])[0]?.path,
      '/sessions/1/startTime',
    );
    assert.equal(checkTemplate([{day: 2, startTime: '09:00', endTime: '16:00'}])[0]?.path, '/sessions');
  });
});
