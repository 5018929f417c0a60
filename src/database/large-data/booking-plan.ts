import type {BookingStatus} from '../../domain/statuses';
import {DAY_MS} from './calendar';
import {Random} from './random';
import {
  type Course,
  LONGEST_SLOT_DAYS,
  type Period,
  type Place,
  type PlannedSchedule,
  scheduleIn,
  slotsOf,
} from './schedule-plan';

const MINUTE_MS = 60_000;
/** The offline gateway's holds, as the rules' defaults have them. */
export const INVOICE_HOLD_MS = 7 * DAY_MS;
export const CARD_HOLD_MS = 15 * MINUTE_MS;
const LONGEST_LEAD_DAYS = 120;
const SEATS = [
  [1, 66],
  [2, 17],
  [3, 8],
  [4, 5],
  [6, 3],
  [8, 1],
] as const;
const STATUSES: readonly BookingStatus[] = ['pending', 'confirmed', 'cancelled', 'completed', 'no_show'];

/**
 * Who books what and when, as columns of numbers: millions of bookings fit into memory so, and what else belongs to one
 * is made anew from its index whenever a table needs it. Ordered by the time of booking, as ids are.
 */
export interface BookingPlan {
  schedules: PlannedSchedule[];
  /** Index into `schedules`. */
  schedule: Uint32Array;
  /** Milliseconds. */
  createdAt: Float64Array;
  seats: Uint8Array;
  status: (index: number) => BookingStatus;
  /** Index of the customer; customers are counted in the order of their first booking. */
  customer: Uint32Array;
  /** Milliseconds of each customer's first booking. */
  customersSince: Float64Array;
}

export interface PlanInput {
  bookings: number;
  seed: number;
  period: Period;
  courses: readonly Course[];
  places: readonly Place[];
  /** One more venue, with an instructor of its own. */
  newPlace: () => Place;
}

/** How many bookings a slot is good for, about: to know how many venues it takes. */
const BOOKINGS_PER_SLOT = 4;

/** @throws Error when every course is longer than a slot */
export function planBookings(input: PlanInput): BookingPlan {
  const {bookings, seed, period} = input;
  if (!input.courses.some(({days}) => days <= LONGEST_SLOT_DAYS))
    throw new Error('no course fits into a week');
  const random = new Random(seed, 'plan', 0);
  const draft = new Draft(bookings);
  const slots = input.places.flatMap(place => slotsOf(place, period, random));
  while (slots.length * BOOKINGS_PER_SLOT < bookings)
    slots.push(...slotsOf(input.newPlace(), period, random));
  random.shuffle(slots);
  for (let next = 0; draft.count < bookings; next += 1) {
    const slot = slots.pop();
    if (slot === undefined) slots.push(...random.shuffle(slotsOf(input.newPlace(), period, random)));
    else {
      const schedule = scheduleIn(slot, input.courses, period, new Random(seed, 'schedule', next));
      if (schedule !== undefined) draft.add(schedule, period.now, new Random(seed, 'schedule', ~next));
    }
  }
  return draft.finish(new Random(seed, 'plan', 1));
}

class Draft {
  readonly schedules: PlannedSchedule[] = [];
  count = 0;
  private readonly schedule: Uint32Array;
  private readonly createdAt: Float64Array;
  private readonly seats: Uint8Array;
  private readonly status: Uint8Array;

  constructor(private readonly size: number) {
    this.schedule = new Uint32Array(size);
    this.createdAt = new Float64Array(size);
    this.seats = new Uint8Array(size);
    this.status = new Uint8Array(size);
  }

  /** Books seats until the schedule is as full as it gets; those who would book after today have not done so yet. */
  add(schedule: PlannedSchedule, now: number, random: Random): void {
    const index = this.schedules.push(schedule) - 1;
    if (schedule.status === 'draft') return;
    const wanted = Math.round(schedule.capacity * (0.3 + 0.7 * Math.sqrt(random.next())));
    for (let spoken = 0; spoken < wanted && this.count < this.size; ) {
      const seats = Math.min(random.weighted(SEATS), wanted - spoken);
      const createdAt = bookedAt(schedule, random);
      const status = statusOf(schedule, createdAt, now, random);
      if (status !== 'cancelled') spoken += seats;
      if (createdAt > Math.min(now - MINUTE_MS, schedule.cancelledAt ?? now)) {
        // Cancelled bookings are not counted: without this, a schedule that was cancelled early would go on for ever.
        if (status === 'cancelled') spoken += seats;
        continue;
      }
      if (schedule.status === 'cancelled') spoken += seats;
      if (status !== 'cancelled') schedule.seatsTaken += seats;
      this.schedule[this.count] = index;
      this.createdAt[this.count] = createdAt;
      this.seats[this.count] = seats;
      this.status[this.count] = STATUSES.indexOf(status);
      this.count += 1;
    }
  }

  finish(random: Random): BookingPlan {
    this.sortSchedules();
    const {createdAt} = this;
    const order = new Uint32Array(this.size).map((_, index) => index);
    order.sort((a, b) => (createdAt[a] ?? 0) - (createdAt[b] ?? 0) || a - b);
    const inOrder = <T extends Uint32Array | Uint8Array | Float64Array>(column: T) =>
      column.map((_, index) => column[order[index] ?? 0] ?? 0) as T;
    const status = inOrder(this.status);
    const times = inOrder(createdAt);
    return {
      schedules: this.schedules,
      schedule: inOrder(this.schedule),
      createdAt: times,
      seats: inOrder(this.seats),
      status: index => STATUSES[status[index] ?? 0] ?? 'pending',
      ...chooseCustomers(times, random),
    };
  }

  /** Ids of schedules follow their dates. */
  private sortSchedules(): void {
    const before = [...this.schedules];
    this.schedules.sort((a, b) => a.start - b.start);
    let sessionsBefore = 0;
    for (const schedule of this.schedules) {
      schedule.sessionsBefore = sessionsBefore;
      sessionsBefore += schedule.sessions.length;
    }
    const place = new Map(this.schedules.map((schedule, index) => [schedule, index]));
    for (let index = 0; index < this.count; index += 1) {
      const schedule = before[this.schedule[index] ?? 0];
      this.schedule[index] = (schedule && place.get(schedule)) ?? 0;
    }
  }
}

/** Most book once; some companies and parents come again and again. */
function chooseCustomers(
  times: Float64Array,
  random: Random,
): Pick<BookingPlan, 'customer' | 'customersSince'> {
  const customer = new Uint32Array(times.length);
  const since: number[] = [];
  for (let index = 0; index < times.length; index += 1) {
    const isNew = since.length === 0 || random.chance(0.62);
    customer[index] = isNew
      ? since.push(times[index] ?? 0) - 1
      : Math.floor(since.length * (1 - random.next() ** 3));
  }
  return {customer, customersSince: Float64Array.from(since)};
}

/** In the weeks before the start, more towards it, at any time of the day. */
function bookedAt({start}: PlannedSchedule, random: Random): number {
  const leadDays = Math.min(1 - Math.log(1 - random.next()) * 24, LONGEST_LEAD_DAYS);
  return Math.floor(start - leadDays * DAY_MS - random.next() * DAY_MS);
}

function statusOf(schedule: PlannedSchedule, createdAt: number, now: number, random: Random): BookingStatus {
  if (schedule.status === 'cancelled' || random.chance(0.08)) return 'cancelled';
  if (schedule.status === 'completed') return random.chance(0.03) ? 'no_show' : 'completed';
  const mayBeHeld = schedule.start > now && createdAt > now - INVOICE_HOLD_MS + DAY_MS;
  return mayBeHeld && random.chance(0.35) ? 'pending' : 'confirmed';
}
