import assert from 'node:assert/strict';
import {newWaitingReference, normaliseBookingReference} from '../../src/domain/booking-reference';
import {DomainError} from '../../src/domain/errors';
import {WAITING_STATUSES} from '../../src/domain/statuses';
import {checkFullFor, checkWaitingStatusChange, offerUntil, servedFrom} from '../../src/domain/waiting-list';

const NOW = new Date('2027-03-01T10:00:00Z');
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

describe('Freed seats', () => {
  const served = (wanted: number[], free: number) =>
    servedFrom(
      wanted.map((seats, index) => ({id: index + 1, seats})),
      free,
    ).map(({id}) => id);

  it('go to the line in its order, as far as they go', () => {
    assert.deepEqual(served([1, 1, 1], 2), [1, 2]);
    assert.deepEqual(served([2, 1, 1], 3), [1, 2]);
    assert.deepEqual(served([1, 2], 3), [1, 2]);
    assert.deepEqual(served([], 3), []);
    assert.deepEqual(served([1], 0), []);
  });

  it('pass over whoever wants more than is left', () => {
    assert.deepEqual(served([3, 1, 2, 1], 2), [2, 4]);
    assert.deepEqual(served([2, 2, 1], 3), [1, 3]);
    assert.deepEqual(served([4, 4], 3), []);
  });
});

describe('An offer ends', () => {
  for (const [hoursLeft, hoursOfOffer] of [
    [24 * 30, 24],
    [48, 24],
    [40, 20],
    [12, 6],
    [2, 1],
    [1.5, 1],
    [1, 1],
    [0.5, 0.5],
  ] as const) {
    it(`${hoursOfOffer} hours after it is made when the course begins in ${hoursLeft}`, () => {
      assert.deepEqual(offerUntil(24, inHours(hoursLeft), NOW), inHours(hoursOfOffer));
    });
  }

  it('sooner where the company says so, even when the course is far away', () => {
    assert.deepEqual(offerUntil(2, inHours(24 * 30), NOW), inHours(2));
    assert.deepEqual(offerUntil(1, inHours(1.5), NOW), inHours(1));
  });

  it('never after the start', () => {
    for (let minutes = 1; minutes < 60 * 72; minutes += 7) {
      const start = inHours(minutes / 60);
      assert.ok(offerUntil(24, start, NOW) <= start, `${minutes} minutes`);
      assert.ok(offerUntil(24, start, NOW) > NOW, `${minutes} minutes`);
    }
  });
});

describe('A place on a waiting list', () => {
  const allowed: Record<string, string[]> = {
    waiting: ['offered', 'left', 'closed'],
    offered: ['accepted', 'declined', 'expired', 'left', 'closed'],
    declined: ['offered'],
    expired: ['offered'],
  };

  for (const from of WAITING_STATUSES) {
    for (const to of WAITING_STATUSES) {
      const may = allowed[from]?.includes(to) ?? false;
      it(`that is ${from} ${may ? 'may' : "can't"} become ${to}`, () => {
        const change = () => checkWaitingStatusChange(from, to);
        if (may) change();
        else {
          assert.throws(
            change,
            (error: DomainError) =>
              error instanceof DomainError &&
              error.code === 'INVALID_STATUS_CHANGE' &&
              error.details?.from === from,
          );
        }
      });
    }
  }

  it('is for who finds too few seats, not for who finds enough', () => {
    checkFullFor(2, 1);
    checkFullFor(1, 0);
    assert.throws(
      () => checkFullFor(2, 2),
      (error: DomainError) => error.code === 'SEATS_AVAILABLE' && error.details?.seatsAvailable === 2,
    );
  });

  it('has a reference like that of a booking, and is understood as such', () => {
    const reference = newWaitingReference(size => new Uint8Array(size).fill(31));
    assert.equal(reference, 'RFW-ZZZZZZZZ');
    assert.equal(normaliseBookingReference('rfw-oilZ0000'), 'RFW-011Z0000');
  });
});
