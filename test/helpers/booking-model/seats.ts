import {askBack, refundable} from './ledger';
import {at, type Booking, type Entry, invalidChange, Refusal, type State, sum} from './state';

/** What the reference model says of seats, holds and the waiting list. Seats and uses are never counted on, only counted. */

const HOUR = 3_600_000;

export function seatsTaken({bookings, line}: State, schedule: number): number {
  const booked = bookings.filter(b => b.schedule === schedule && b.status !== 'cancelled');
  const offered = line.filter(entry => entry.schedule === schedule && entry.status === 'offered');
  return sum(booked.map(b => b.seatPence.length)) + sum(offered.map(entry => entry.seats));
}

export function usesOf({bookings}: State, code: number): number {
  return bookings.filter(b => b.code === code && b.status !== 'cancelled').length;
}

export function ranOut({now}: State, {status, holdUntil}: Booking): boolean {
  return status === 'pending' && holdUntil !== null && holdUntil <= now;
}

export function isOpen({now, schedules}: State, schedule: number): boolean {
  const {isCancelled, start} = at(schedules, schedule);
  return !isCancelled && start > now;
}

/** Seats of holds and offers that ran out and nobody has released yet. */
export function seatsRunOut(state: State, schedule: number): number {
  const held = state.bookings.filter(b => b.schedule === schedule && ranOut(state, b));
  const offered = state.line.filter(
    ({offerUntil, ...entry}) =>
      entry.schedule === schedule && entry.status === 'offered' && Number(offerUntil) <= state.now,
  );
  return sum(held.map(b => b.seatPence.length)) + sum(offered.map(entry => entry.seats));
}

/** What anybody may have; what ran out goes to those who wait first. */
export function seatsShown(state: State, schedule: number): {available: number; promised: number} {
  const free = at(state.schedules, schedule).capacity - seatsTaken(state, schedule);
  const waits = state.line.some(entry => entry.schedule === schedule && entry.status === 'waiting');
  const gone = seatsRunOut(state, schedule);
  return waits ? {available: free, promised: gone} : {available: free + gone, promised: 0};
}

/** Time has passed, and now somebody asks for these schedules. */
export function release(state: State, schedules: readonly number[]): void {
  for (const booking of state.bookings) {
    if (!schedules.includes(booking.schedule) || !ranOut(state, booking)) continue;
    Object.assign(booking, {status: 'cancelled', hasExpired: true, holdUntil: null});
    askBack(booking, refundable(booking), 'late_payment');
  }
  for (const schedule of schedules) renew(state, schedule);
}

/** The two jobs of every minute. */
export function releaseAll(state: State): void {
  const due = state.schedules.map((_, n) => n);
  const hasHold = (n: number) => state.bookings.some(b => b.schedule === n && ranOut(state, b));
  for (const schedule of due.filter(hasHold)) release(state, [schedule]);
  for (const schedule of due) renew(state, schedule);
}

function renew(state: State, schedule: number): void {
  const hasBegun = at(state.schedules, schedule).start <= state.now;
  for (const entry of state.line.filter(one => one.schedule === schedule)) {
    if (entry.status === 'offered' && Number(entry.offerUntil) <= state.now) entry.status = 'expired';
    if (entry.status === 'waiting' && hasBegun) entry.status = 'closed';
  }
  offerSeats(state, schedule);
}

/** In order; whoever wants more than there is keeps the place. */
export function offerSeats(state: State, schedule: number): void {
  if (!isOpen(state, schedule)) return;
  const {capacity} = at(state.schedules, schedule);
  for (const entry of state.line) {
    if (entry.schedule !== schedule || entry.status !== 'waiting') continue;
    if (entry.seats > capacity - seatsTaken(state, schedule)) continue;
    offer(state, entry);
  }
}

/** For a day, but no longer than half of the time that is left; for an hour at least, and never past the start. */
function offer({now, schedules}: State, entry: Entry): void {
  const left = at(schedules, entry.schedule).start - now;
  entry.status = 'offered';
  entry.offerUntil = now + Math.floor(Math.min(24 * HOUR, Math.max(left / 2, HOUR), left));
}

/** Staff offer free seats to whom they like, whoever is before them; as many as were wanted, or fewer. */
export function offerByHand(state: State, place: number, seats: number): void {
  const entry = at(state.line, place);
  const {schedule} = entry;
  release(state, [schedule]);
  if (entry.status === 'offered') return;
  if (!['waiting', 'declined', 'expired'].includes(entry.status)) throw invalidChange();
  if (seats > entry.seats) throw new Refusal(422, 'VALIDATION_FAILED');
  if (!isOpen(state, schedule)) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  const {available} = seatsShown(state, schedule);
  if (available < seats) throw new Refusal(409, 'SCHEDULE_FULL', {seatsAvailable: available});
  if (state.line.some(other => other !== entry && isSamePlace(other, entry))) {
    throw new Refusal(409, 'ALREADY_WAITING');
  }
  entry.seats = seats;
  offer(state, entry);
}

/** Staff take somebody off the list. */
export function takeOff(state: State, place: number): void {
  const entry = at(state.line, place);
  release(state, [entry.schedule]);
  if (entry.status === 'closed') return;
  if (entry.status !== 'waiting' && entry.status !== 'offered') throw invalidChange();
  entry.status = 'closed';
  offerSeats(state, entry.schedule);
}

/** Whether it is live, and for the same customer. */
function isSamePlace({status, schedule, customer}: Entry, wanted: Pick<Entry, 'schedule' | 'customer'>) {
  const isLive = status === 'waiting' || status === 'offered';
  return isLive && schedule === wanted.schedule && customer === wanted.customer;
}

export function join(state: State, entry: {schedule: number; customer: number; seats: number}): void {
  const {schedule, seats} = entry;
  release(state, [schedule]);
  if (!isOpen(state, schedule)) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  const {capacity} = at(state.schedules, schedule);
  if (seats > capacity) throw new Refusal(422, 'VALIDATION_FAILED');
  const {available} = seatsShown(state, schedule);
  if (seats <= available) throw new Refusal(409, 'SEATS_AVAILABLE', {seatsAvailable: available});
  if (state.line.some(one => isSamePlace(one, entry))) throw new Refusal(409, 'ALREADY_WAITING');
  state.line.push({...entry, status: 'waiting', offerUntil: null});
}

/** Whoever looks at their place has what time has ended on the schedule ended first. */
export function lookInLine(state: State, place: number): void {
  const {schedule, status} = at(state.line, place);
  const hasBegun = at(state.schedules, schedule).start <= state.now;
  if (status !== 'waiting' && status !== 'offered') return;
  if (hasBegun || seatsRunOut(state, schedule) > 0) release(state, [schedule]);
}

export function giveUpPlace(state: State, place: number, to: 'left' | 'declined'): void {
  const entry = at(state.line, place);
  release(state, [entry.schedule]);
  if (entry.status === to) return;
  if (entry.status !== 'offered' && (entry.status !== 'waiting' || to === 'declined')) throw invalidChange();
  entry.status = to;
  offerSeats(state, entry.schedule);
}

export function setCapacity(state: State, schedule: number, capacity: number): void {
  release(state, [schedule]);
  const changed = at(state.schedules, schedule);
  if (changed.capacity === capacity) return;
  if (changed.isCancelled) throw invalidChange();
  const taken = seatsTaken(state, schedule);
  if (capacity < taken) throw new Refusal(409, 'CAPACITY_BELOW_SOLD', {seatsTaken: taken});
  changed.capacity = capacity;
  offerSeats(state, schedule);
}
