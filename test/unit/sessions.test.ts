import assert from 'node:assert/strict';
import {checkSessions} from '../../src/domain/sessions';

const NOW = new Date('2027-03-01T10:00:00Z');
const session = (start: string, end: string) => ({
  startDatetime: new Date(start),
  endDatetime: new Date(end),
});
const pathsOf = (...sessions: [start: string, end: string][]) =>
  checkSessions(
    sessions.map(times => session(...times)),
    NOW,
  ).map(problem => problem.path);

describe('The sessions of a new schedule', () => {
  it('may follow each other, in any order and without a pause', () => {
    assert.deepEqual(
      pathsOf(
        ['2027-05-04T12:00:00Z', '2027-05-04T16:00:00Z'],
        ['2027-05-04T09:00:00Z', '2027-05-04T12:00:00Z'],
        ['2027-05-04T16:00:00Z', '2027-05-04T18:00:00Z'],
        ['2027-05-05T09:00:00Z', '2027-05-05T16:00:00Z'],
      ),
      [],
    );
  });

  it('end after they start, and start in the future', () => {
    assert.deepEqual(pathsOf(['2027-05-04T09:00:00Z', '2027-05-04T09:00:00Z']), ['/sessions/0/endDatetime']);
    assert.deepEqual(pathsOf(['2027-03-01T10:00:00Z', '2027-03-01T16:00:00Z']), [
      '/sessions/0/startDatetime',
    ]);
    assert.deepEqual(pathsOf(['2027-03-01T10:00:01Z', '2027-03-01T16:00:00Z']), []);
  });

  it('do not overlap: the second of two is named', () => {
    assert.deepEqual(
      pathsOf(
        ['2027-05-04T09:00:00Z', '2027-05-04T16:00:00Z'],
        ['2027-05-04T15:59:59Z', '2027-05-04T18:00:00Z'],
      ),
      ['/sessions/1/startDatetime'],
    );
  });

  it('are at times that exist, before the year 10000', () => {
    assert.deepEqual(pathsOf(['2027-06-30T23:59:60Z', '2027-07-01T16:00:00Z']), [
      '/sessions/0/startDatetime',
    ]);
    assert.deepEqual(pathsOf(['2027-06-30T09:00:00Z', '2027-06-31T25:00:00Z']), ['/sessions/0/endDatetime']);
    assert.deepEqual(pathsOf(['9999-12-31T22:00:00Z', '9999-12-31T23:00:00-02:00']), [
      '/sessions/0/endDatetime',
    ]);
  });
});
