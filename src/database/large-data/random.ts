/**
 * A small generator of random numbers that repeats itself: the same seed, stream and index give the same numbers, so
 * that each table's rows can be made in a pass of their own without keeping the others.
 */
export class Random {
  private state: number;

  /** @param stream what the numbers are for, so that a person's name says nothing of a booking's price */
  constructor(seed: number, stream: Stream, index: number) {
    this.state = mix(mix(mix(seed) ^ STREAMS[stream]) ^ index);
  }

  /** From 0, included, to 1, excluded (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return at(items, Math.floor(this.next() * items.length));
  }

  /** The first of a list are picked often and the last rarely, as names are given. */
  pickSkewed<T>(items: readonly T[]): T {
    return at(items, Math.floor(this.next() ** 2.5 * items.length));
  }

  /** One of the words; each with its weight. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.next() * total;
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return at(choices, choices.length - 1)[0];
  }

  /** In place, each order as likely as the others. */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = this.between(0, last);
      const swapped = at(items, last);
      items[last] = at(items, other);
      items[other] = swapped;
    }
    return items;
  }
}

const STREAMS = {
  plan: 1,
  schedule: 2,
  booking: 3,
  user: 4,
  attendee: 5,
  email: 6,
  visit: 7,
  venue: 8,
  result: 9,
} as const;
type Stream = keyof typeof STREAMS;

function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) + 0x9e3779b9;
}

function at<T>(items: readonly T[], index: number): T {
  if (index >= items.length) throw new RangeError('there is nothing to pick from');
  return items[index] as T;
}
