/**
 * The reference model: what the company's rules say, as plainly as they can be said. Whole pence, milliseconds, no
 * database, and nothing of the application's own code.
 */

export interface Schedule {
  /** Place in `courses`. */
  course: number;
  start: number;
  end: number;
  capacity: number;
  isCancelled: boolean;
}

export interface Discount {
  /** A whole number; else `off`. */
  percent?: number;
  off?: number;
  minPurchase: number;
}

export interface Code extends Discount {
  usageLimit: number | null;
  perCustomer: number | null;
  courseType: string | null;
}

/** Money that comes in. */
export interface Charge {
  byCard: boolean;
  pence: number;
  status: 'open' | 'failed' | 'succeeded';
  /** By card: what Stripe knows, and may not have told us yet. */
  atStripe?: 'open' | 'paid' | 'ended';
  /** Which of all cards' charges it is. */
  serial?: number;
}

export type RefundCause =
  | 'customer_cancelled'
  | 'company_cancelled'
  | 'late_payment'
  | 'overpaid'
  | 'booking_changed'
  | 'staff';

/** Money that goes back, and what of which charge. */
export interface Refund {
  cause: RefundCause;
  pence: number;
  status: 'pending' | 'approved' | 'rejected' | 'processing' | 'completed';
  /** Place of the charge that it is about. */
  source: number | null;
  parts: {charge: number; pence: number; isDone: boolean}[];
}

export interface Booking {
  schedule: number;
  customer: number;
  method: 'card' | 'invoice';
  status: 'pending' | 'confirmed' | 'cancelled' | 'completed' | 'no_show';
  hasExpired: boolean;
  holdUntil: number | null;
  /** What each seat costs before the discount. */
  seatPence: number[];
  code: number | null;
  discount: Discount | null;
  discounted: number;
  /** Part of `amount`: what stays paid for people who left too late. */
  retained: number;
  amount: number;
  charges: Charge[];
  refunds: Refund[];
}

/** A place on a waiting list. */
export interface Entry {
  schedule: number;
  customer: number;
  seats: number;
  status: 'waiting' | 'offered' | 'accepted' | 'declined' | 'expired' | 'left' | 'closed';
  offerUntil: number | null;
}

export interface State {
  now: number;
  courses: {price: number; type: string}[];
  schedules: Schedule[];
  codes: Code[];
  bookings: Booking[];
  line: Entry[];
  /** Charges by card so far. */
  cards: number;
  /** What we heard of Stripe and staff have to look at. */
  openEvents: number;
}

/** What a rule says no with. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(code);
  }
}

export const invalidChange = () => new Refusal(409, 'INVALID_STATUS_CHANGE');

export class Model {
  constructor(public state: State) {}

  /** Does all of it, or nothing and says why. */
  attempt(work: (state: State) => void): Refusal | undefined {
    const before = structuredClone(this.state);
    try {
      work(this.state);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.state = before;
      return error;
    }
  }
}

export function at<T>(list: readonly T[], place: number): T {
  const one = list[place];
  if (one === undefined) throw new RangeError(`there is no ${place} of ${list.length}`);
  return one;
}

export function sum(pence: readonly number[]): number {
  return pence.reduce((total, one) => total + one, 0);
}

/** A share, half a penny up. @param percent a whole number */
export function share(pence: number, percent: number): number {
  const [whole, rest] = [Math.floor((pence * percent) / 100), (pence * percent) % 100];
  return rest >= 50 ? whole + 1 : whole;
}

export function pounds(pence: number): string {
  const digits = String(pence).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const london = new Intl.DateTimeFormat('sv-SE', {timeZone: 'Europe/London', dateStyle: 'short'});

/** What of the money comes back, in percent: 14 days or more 100, 7 to 13 days 50, less 0. */
export function cancellationPercent(schedule: Schedule, now: number): number {
  if (schedule.isCancelled) return 100;
  if (schedule.start <= now) return 0;
  const day = (instant: number) => Date.parse(london.format(instant)) / 86_400_000;
  const days = day(schedule.start) - day(now);
  return days >= 14 ? 100 : days >= 7 ? 50 : 0;
}
