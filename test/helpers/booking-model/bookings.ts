import {askBack, charged, paymentStatus, refundable, refunded} from './ledger';
import {isOpen, offerSeats, ranOut, release, seatsShown, seatsTaken, usesOf} from './seats';
import {
  at,
  type Booking,
  cancellationPercent,
  type Discount,
  invalidChange,
  pounds,
  Refusal,
  type State,
  share,
  sum,
} from './state';

/** What the reference model says of bookings: how they are made, paid, and cancelled. */

export interface BookingWish {
  schedule: number;
  customer: number;
  seats: number;
  code: number | null;
  method: 'card' | 'invoice';
}

export function discountOn(discount: Discount | null, seatPence: readonly number[]): number {
  const subtotal = sum(seatPence);
  if (discount === null || subtotal < discount.minPurchase) return 0;
  if (discount.percent !== undefined) return share(subtotal, discount.percent);
  return Math.min(discount.off ?? 0, subtotal);
}

/** What anybody is told before anything is held. */
export function quote(state: State, {schedule, seats, code}: Omit<BookingWish, 'customer' | 'method'>) {
  if (!isOpen(state, schedule)) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  const {available} = seatsShown(state, schedule);
  if (available < seats) throw full(available);
  return priced(state, schedule, seats, code);
}

function full(seatsAvailable: number): Refusal {
  return new Refusal(409, 'SCHEDULE_FULL', {seatsAvailable});
}

function priced(state: State, schedule: number, seats: number, code: number | null) {
  const course = at(state.courses, at(state.schedules, schedule).course);
  const seatPence = Array.from({length: seats}, () => course.price);
  const discount = code === null ? null : at(state.codes, code);
  if (code !== null && discount !== null) {
    const {courseType, minPurchase, usageLimit} = at(state.codes, code);
    const refuse = (why: string) => new Refusal(422, `DISCOUNT_CODE_${why}`);
    if (courseType !== null && courseType !== course.type) throw refuse('NOT_APPLICABLE');
    if (sum(seatPence) < minPurchase) throw refuse('NOT_APPLICABLE');
    const uses = usesOf(state, code) - state.bookings.filter(b => b.code === code && ranOut(state, b)).length;
    if (usageLimit !== null && uses >= usageLimit) throw refuse('EXHAUSTED');
  }
  const discounted = discountOn(discount, seatPence);
  return {seatPence, discount, discounted, amount: sum(seatPence) - discounted};
}

/** @param takeKept for seats that are kept for it already */
export function book(state: State, wish: BookingWish, takeKept?: () => void): void {
  const {schedule, customer, seats, code, method} = wish;
  if (!isOpen(state, schedule)) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  const refuseFull = () => {
    const {available, promised} = seatsShown(state, schedule);
    if (available + promised < seats) throw full(available);
  };
  if (takeKept === undefined) refuseFull();
  const price = priced(state, schedule, seats, code);
  if (keepingUses(state, code).length > 0) release(state, [...keepingUses(state, code), schedule]);
  takeKept?.();
  while (
    takeKept === undefined &&
    seatsTaken(state, schedule) + seats > at(state.schedules, schedule).capacity
  ) {
    refuseFull();
    release(state, [schedule]);
  }
  if (code !== null) refuseRepeatedUse(state, code, customer);
  const holdMs = method === 'card' ? 15 * 60_000 : 7 * 86_400_000;
  state.bookings.push({
    ...{schedule, customer, method, code, ...price},
    status: 'pending',
    hasExpired: false,
    holdUntil: Math.min(state.now + holdMs, at(state.schedules, schedule).start),
    retained: 0,
    charges: [],
    refunds: [],
  });
  if (method === 'card') beginPayment(state, at(state.bookings, state.bookings.length - 1), price.amount);
}

export function beginPayment(state: State, {charges}: Booking, pence: number): void {
  state.cards += 1;
  charges.push({byCard: true, pence, status: 'open', atStripe: 'open', serial: state.cards});
}

/** The schedules on which holds that ran out still keep uses of the code. */
export function keepingUses(state: State, code: number | null): number[] {
  const keeping = state.bookings.filter(b => code !== null && b.code === code && ranOut(state, b));
  return [...new Set(keeping.map(b => b.schedule))];
}

function refuseRepeatedUse(state: State, code: number, customer: number): void {
  const {perCustomer} = at(state.codes, code);
  if (perCustomer !== null && usesBy(state, code, customer) >= perCustomer) {
    throw new Refusal(422, 'DISCOUNT_CODE_ALREADY_USED', {maxUsesPerCustomer: perCustomer});
  }
}

export function usesBy(state: State, code: number, customer: number): number {
  const uses = state.bookings.filter(
    b => b.code === code && b.customer === customer && b.status !== 'cancelled',
  );
  return uses.filter(b => !ranOut(state, b)).length;
}

/** An offer becomes a booking; seats that it does not need go to the next in line. */
export function acceptOffer(
  state: State,
  place: number,
  wish: Pick<BookingWish, 'seats' | 'code' | 'method'>,
): void {
  const {schedule, customer} = at(state.line, place);
  const check = () => {
    const {status, seats} = at(state.line, place);
    if (status !== 'offered') throw invalidChange();
    if (wish.seats > seats) throw new Refusal(422, 'VALIDATION_FAILED');
  };
  check();
  book(state, {...wish, schedule, customer}, () => {
    release(state, [schedule]);
    check();
  });
  at(state.line, place).status = 'accepted';
  offerSeats(state, schedule);
}

/** Whoever looks at a booking whose hold ran out finds it released. */
export function look(state: State, n: number): void {
  const booking = at(state.bookings, n);
  if (ranOut(state, booking)) release(state, [booking.schedule]);
}

export function confirm(state: State, n: number): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  if (booking.status !== 'pending') throw invalidChange();
  Object.assign(booking, {status: 'confirmed', holdUntil: null});
}

/** @param refund pence that staff decided on instead of the policy */
export function cancel(state: State, n: number, by: 'holder' | 'staff', refund?: number): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  refuseClosed(state, booking, by);
  Object.assign(booking, {status: 'cancelled', holdUntil: null});
  offerSeats(state, booking.schedule);
  const schedule = at(state.schedules, booking.schedule);
  const kept = schedule.isCancelled ? 0 : booking.retained;
  const due = share(Math.max(refundable(booking) - kept, 0), cancellationPercent(schedule, state.now));
  const cause = schedule.isCancelled ? 'company_cancelled' : 'customer_cancelled';
  askBack(booking, refund ?? due, refund === undefined ? cause : 'staff');
}

/** Its holder until the course begins, staff until it is over; where the company cancelled it, for ever. */
export function refuseClosed(state: State, booking: Booking, by: 'holder' | 'staff'): void {
  if (booking.status !== 'pending' && booking.status !== 'confirmed') throw invalidChange();
  const {isCancelled, start, end} = at(state.schedules, booking.schedule);
  if (!isCancelled && (by === 'staff' ? end : start) <= state.now) throw invalidChange();
}

export function payByHand(state: State, n: number, pence: number): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  if (booking.status === 'cancelled') throw invalidChange();
  const due = Math.max(booking.amount - charged(booking) + refunded(booking), 0);
  if (pence > due) throw new Refusal(409, 'PAYMENT_EXCEEDS_DUE', {due: pounds(due)});
  booking.charges.push({byCard: false, pence, status: 'succeeded'});
  if (booking.status === 'pending' && paymentStatus(booking) === 'paid') {
    Object.assign(booking, {status: 'confirmed', holdUntil: null});
  }
}
