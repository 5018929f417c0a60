import {type CardShop, givenCardShop} from '../card';
import {Desk} from './desk';
import {Model, type State} from './state';

/** What a sequence begins with. */
export interface Beginning {
  /** ISO 8601: with the change of the clock between now and some of the courses, or without. */
  now: string;
  /** Of the schedules in 20, 10 and 3 days. */
  capacities: readonly [number, number, number];
}

const DAY = 86_400_000;
/** Prices whose shares end in half pennies. */
const COURSES = [
  {price: 7495, type: 'efaw'},
  {price: 12005, type: 'faw'},
];
const CODES = [
  {percent: 10, minPurchase: 0, usageLimit: 2, perCustomer: null, courseType: null},
  {off: 2000, minPurchase: 7_400, usageLimit: null, perCustomer: 1, courseType: 'efaw'},
];
const SCHEDULES = [
  {course: 0, inDays: 20},
  {course: 1, inDays: 10},
  {course: 0, inDays: 3},
];
const SEQUENCES_PER_SHOP = 25;

/** One application for many sequences; each has courses, codes and customers of its own. */
export class World {
  private shop: CardShop | undefined;
  private sequences = 0;

  /** @returns the reference model and the real thing, in the same state */
  async begin({now, capacities}: Beginning): Promise<{model: Model; desk: Desk}> {
    if (this.sequences >= SEQUENCES_PER_SHOP) await this.stop();
    this.sequences += 1;
    this.shop ??= await givenCardShop({ACCESS_TOKEN_MINUTES: '1440'});
    const {app} = this.shop;
    app.now = new Date(now);
    const state: State = {
      now: app.now.getTime(),
      courses: COURSES.map(course => ({...course})),
      schedules: SCHEDULES.map(({course, inDays}, n) => {
        const start = app.now.getTime() + inDays * DAY;
        return {course, start, end: start + 7 * 3_600_000, capacity: capacities[n] ?? 0, isCancelled: false};
      }),
      codes: CODES.map(code => ({...code})),
      bookings: [],
      line: [],
      cards: 0,
      openEvents: 0,
    };
    return {model: new Model(state), desk: await Desk.open(this.shop, state, this.sequences)};
  }

  /** After a sequence that failed: what it left would disturb the next one. */
  async stop(): Promise<void> {
    const shop = this.shop;
    this.shop = undefined;
    this.sequences = 0;
    await shop?.stop();
  }
}
