import assert from 'node:assert/strict';
import {formatPence, parsePence, percentageOf} from '../../src/domain/money';

describe('Money', () => {
  it('is read from pounds as whole pence', () => {
    const amounts: Record<string, number> = {
      '0': 0,
      '0.01': 1,
      '0.1': 10,
      '75': 7500,
      '75.5': 7550,
      '75.05': 7505,
      '007.00': 700,
      '99999999.99': 9_999_999_999,
    };
    for (const [pounds, pence] of Object.entries(amounts)) assert.equal(parsePence(pounds), pence, pounds);
  });

  it('is not read from anything else', () => {
    const refused = ['', ' ', '-1', '+1', '1.', '.5', '1.234', '1,50', '1e3', '0x10', ' 1', '1 ', '1\n'];
    for (const pounds of [...refused, 'NaN', 'Infinity', '£1', '٣', '1.0.0', '123456789012']) {
      assert.throws(() => parsePence(pounds), RangeError, JSON.stringify(pounds));
    }
  });

  it('is written as pounds with two places', () => {
    const amounts: Record<string, number> = {'0.00': 0, '0.01': 1, '0.10': 10, '1.00': 100, '75.05': 7505};
    for (const [pounds, pence] of Object.entries(amounts)) assert.equal(formatPence(pence), pounds);
    for (let pence = 0; pence < 2_000; pence += 1) assert.equal(parsePence(formatPence(pence)), pence);
  });

  it('is never less than nothing, a part of a penny, or more than a number holds', () => {
    for (const pence of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => formatPence(pence), RangeError, String(pence));
    }
  });
});

describe('A share of an amount', () => {
  it('rounds half a penny up', () => {
    const shares: [pence: number, percent: string, share: number][] = [
      [1, '50', 1],
      [1, '49.99', 0],
      [3, '50', 2],
      [4, '10', 0],
      [5, '10', 1],
      [14, '10', 1],
      [15, '10', 2],
      [25, '10', 3],
      [7500, '12.5', 938],
      [7501, '50', 3751],
      [9999, '33.33', 3333],
      [100, '0.5', 1],
      [100, '0.49', 0],
      [0, '50', 0],
      [7505, '0', 0],
      [7505, '100', 7505],
    ];
    for (const [pence, percent, share] of shares) {
      assert.equal(percentageOf(pence, percent), share, `${percent} % of ${pence}`);
    }
  });

  it('is exact up to the largest amount that the database holds', () => {
    const exactly = (pence: number, basisPoints: number) =>
      Number((BigInt(pence) * BigInt(basisPoints) * 2n + 10_000n) / 20_000n);
    for (const base of [0, 7_500, 123_456, 9_999_999_000]) {
      for (let pence = base; pence < base + 200; pence += 1) {
        for (const basisPoints of [1, 333, 1_250, 3_333, 5_000, 9_999]) {
          const percent = formatPence(basisPoints);
          assert.equal(percentageOf(pence, percent), exactly(pence, basisPoints), `${percent} % of ${pence}`);
        }
      }
    }
  });

  it('is between nothing and all of it', () => {
    for (const percent of ['100.01', '101', '1000', '-1', '1.005', '']) {
      assert.throws(() => percentageOf(100, percent), RangeError, percent);
    }
  });
});
