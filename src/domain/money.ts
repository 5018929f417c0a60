/** Money in the domain is whole pence; in the database and in JSON it is a decimal string of pounds. */

export const CURRENCY = 'GBP';

/**
 * @param pounds decimal string such as `"75"`, `"75.5"` or `"75.00"`
 * @returns whole pence
 * @throws RangeError when it is no such amount
 */
export function parsePence(pounds: string): number {
  const match = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(pounds);
  if (match === null) throw new RangeError(`${pounds} is no amount of pounds`);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** @returns pounds as a decimal string with two places, such as `"75.00"` */
export function formatPence(pence: number): string {
  if (!Number.isSafeInteger(pence) || pence < 0) throw new RangeError(`${pence} is no amount of pence`);
  return `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
}

/**
 * A share of an amount, rounded half up to the penny.
 * @param percent decimal string from `"0"` to `"100"` with at most two places
 */
export function percentageOf(pence: number, percent: string): number {
  const basisPoints = parsePence(percent);
  if (basisPoints > 10_000) throw new RangeError(`${percent} is more than 100 percent`);
  return Math.floor((pence * basisPoints + 5_000) / 10_000);
}
