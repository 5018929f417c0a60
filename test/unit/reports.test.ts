import assert from 'node:assert/strict';
import {figuresOf, penceOf, percentOf, poundsOf, REPORTS, totalOf} from '../../src/domain/reports';

describe('The figures of a report', () => {
  it('are shares in percent with one place, rounded half up', () => {
    assert.equal(percentOf(1, 3), '33.3');
    assert.equal(percentOf(2, 3), '66.7');
    assert.equal(percentOf(1, 2000), '0.1');
    assert.equal(percentOf(1, 2001), '0.0');
    assert.equal(percentOf(12, 12), '100.0');
    assert.equal(percentOf(0, 12), '0.0');
  });

  it('are no share where there is nothing to have a share of', () => {
    assert.equal(percentOf(0, 0), null);
  });

  it('are pence in between, to the penny and below zero', () => {
    for (const pounds of ['0.00', '0.05', '-0.05', '75.00', '-1234567.89', '90071992547409.00']) {
      assert.equal(poundsOf(penceOf(pounds)), pounds);
    }
  });

  it('add up to a total, whose share follows from the sums and not from the shares', () => {
    const rows = [
      {schedules: 1, capacity: 10, seatsTaken: 10},
      {schedules: 3, capacity: 30, seatsTaken: 0},
    ];

    const total = totalOf('occupancy', rows);

    assert.deepEqual(total, {schedules: 4, capacity: 40, seatsTaken: 10, occupancyPercent: '25.0'});
  });

  it('add money up without losing a penny', () => {
    const rows = Array.from({length: 10}, () => ({charges: '0.10', refunds: '0.20', revenue: '-0.10'}));

    assert.deepEqual(totalOf('revenue', rows), {charges: '1.00', refunds: '2.00', revenue: '-1.00'});
  });

  it('are nothing when there is no row', () => {
    assert.deepEqual(totalOf('bookings', []), {bookings: 0, seats: 0, value: '0.00'});
    assert.deepEqual(totalOf('no-shows', []), {
      noShows: 0,
      noShowSeats: 0,
      seatsTaken: 0,
      noShowPercent: null,
    });
  });

  it('stand in the order in which the report lists them', () => {
    const row = figuresOf('occupancy', {seatsTaken: 5, schedules: 1, capacity: 10});

    assert.deepEqual(Object.keys(row), Object.keys(REPORTS.occupancy.figures));
  });
});
