import assert from 'node:assert/strict';
import {availabilityOf, holdUntil} from '../../src/domain/seats';

describe('Availability', () => {
  it('is full without a free seat, few_left up to the setting, and open above it', () => {
    const words = [-1, 0, 1, 3, 4, 12].map(free => availabilityOf(free, 3));

    assert.deepEqual(words, ['full', 'full', 'few_left', 'few_left', 'open', 'open']);
  });

  it('is never few_left when the setting is nought', () => {
    assert.deepEqual([availabilityOf(0, 0), availabilityOf(1, 0)], ['full', 'open']);
  });
});

describe('A hold', () => {
  const HOLDS = {cardHoldMinutes: 15, invoiceHoldDays: 7};
  const NOW = new Date('2027-03-27T10:00:00.000Z');
  const until = (method: 'card' | 'invoice', start: string) => {
    const startDatetime = new Date(start);
    const endDatetime = new Date(startDatetime.getTime() + 7 * 3_600_000);
    return holdUntil(method, HOLDS, {startDatetime, endDatetime}, NOW).toISOString();
  };

  it('lasts 15 minutes by card', () => {
    assert.equal(until('card', '2027-05-01T08:00:00Z'), '2027-03-27T10:15:00.000Z');
  });

  it('lasts 7 times 24 hours on invoice, also when the clock goes forward', () => {
    assert.equal(until('invoice', '2027-05-01T08:00:00Z'), '2027-04-03T10:00:00.000Z');
  });

  it('never goes past the start of the course', () => {
    assert.equal(until('card', '2027-03-27T10:05:00.000Z'), '2027-03-27T10:05:00.000Z');
    assert.equal(until('card', '2027-03-27T10:15:00.000Z'), '2027-03-27T10:15:00.000Z');
    assert.equal(until('invoice', '2027-03-29T08:00:00.000Z'), '2027-03-29T08:00:00.000Z');
  });

  it('that staff make on a running course never goes past its end', () => {
    assert.equal(until('invoice', '2027-03-27T09:00:00.000Z'), '2027-03-27T16:00:00.000Z');
  });
});
