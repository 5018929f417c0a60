import {discountOn, refuseClosed} from './bookings';
import {askBack, refundable} from './ledger';
import {isOpen, offerSeats, release, seatsShown, seatsTaken} from './seats';
import {at, type Booking, cancellationPercent, invalidChange, Refusal, type State, share, sum} from './state';

/** What the reference model says of changes of bookings that were made already, and of courses that don't take place. */

export function move(state: State, n: number, to: number): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule, to]);
  moveTo(state, booking, to);
}

/** Rule 11: once, to another date of the same course, where the company cancelled theirs. */
export function choose(state: State, n: number, to: number): void {
  const booking = at(state.bookings, n);
  const [before, target] = [at(state.schedules, booking.schedule), at(state.schedules, to)];
  release(state, [booking.schedule, to]);
  if (booking.status !== 'confirmed' || !before.isCancelled) throw new Refusal(409, 'CHOICE_CLOSED');
  const isOther = booking.schedule !== to;
  if (isOther && (target.course !== before.course || !isOpen(state, to))) {
    throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  }
  moveTo(state, booking, to);
}

function moveTo(state: State, booking: Booking, to: number): void {
  if (booking.status !== 'pending' && booking.status !== 'confirmed') throw invalidChange();
  if (booking.schedule === to) throw invalidChange();
  const target = at(state.schedules, to);
  if (target.isCancelled || target.end <= state.now) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  takeSeats(state, to, booking.seatPence.length);
  const from = booking.schedule;
  booking.schedule = to;
  offerSeats(state, from);
  if (booking.holdUntil !== null) {
    booking.holdUntil = Math.min(booking.holdUntil, target.start > state.now ? target.start : target.end);
  }
  if (target.course === at(state.schedules, from).course) {
    reprice(booking, booking.amount);
    return;
  }
  const course = at(state.courses, target.course);
  const only = booking.code === null ? null : at(state.codes, booking.code).courseType;
  if (only !== null && only !== course.type) Object.assign(booking, {code: null, discount: null});
  booking.seatPence = booking.seatPence.map(() => course.price);
  fromSeats(booking);
}

function takeSeats(state: State, schedule: number, seats: number): void {
  if (seatsTaken(state, schedule) + seats <= at(state.schedules, schedule).capacity) return;
  throw new Refusal(409, 'SCHEDULE_FULL', {seatsAvailable: seatsShown(state, schedule).available});
}

function fromSeats(booking: Booking): void {
  booking.discounted = discountOn(booking.discount, booking.seatPence);
  reprice(booking, sum(booking.seatPence) - booking.discounted + booking.retained);
}

/** What was paid too much goes back; what is paid in full by it is confirmed. */
function reprice(booking: Booking, amount: number): void {
  if (booking.status === 'pending' && booking.method === 'card' && amount !== booking.amount) {
    throw new Refusal(409, 'PAYMENT_UNDER_WAY');
  }
  booking.amount = amount;
  const paid = refundable(booking);
  askBack(booking, Math.max(paid - amount, 0), 'booking_changed');
  if (booking.status === 'pending' && paid >= amount) {
    Object.assign(booking, {status: 'confirmed', holdUntil: null});
  }
}

/** More people come: at today's price, under the discount that was agreed. */
export function addPeople(state: State, n: number, people: number): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  refuseClosed(state, booking, 'staff');
  const {course, isCancelled} = at(state.schedules, booking.schedule);
  if (isCancelled) throw new Refusal(409, 'SCHEDULE_NOT_BOOKABLE');
  takeSeats(state, booking.schedule, people);
  for (let added = 0; added < people; added += 1) booking.seatPence.push(at(state.courses, course).price);
  fromSeats(booking);
}

/** Somebody does not come: the price never rises, and the tier of the day decides what of the money for the seat comes back. */
export function removePerson(
  state: State,
  n: number,
  {person, by, inFull = false}: {person: number; by: 'holder' | 'staff'; inFull?: boolean},
): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  refuseClosed(state, booking, by);
  if (booking.seatPence.length === 1) throw new Refusal(409, 'LAST_ATTENDEE');
  const costBefore = booking.amount - booking.retained;
  booking.seatPence.splice(person, 1);
  offerSeats(state, booking.schedule);
  const cost = Math.min(sum(booking.seatPence) - discountOn(booking.discount, booking.seatPence), costBefore);
  const paidForIt = Math.max(refundable(booking) - cost - booking.retained, 0);
  const tooMuch = Math.min(paidForIt, costBefore - cost);
  const percent = inFull ? 100 : cancellationPercent(at(state.schedules, booking.schedule), state.now);
  booking.retained += tooMuch - share(tooMuch, percent);
  booking.discounted = sum(booking.seatPence) - cost;
  reprice(booking, cost + booking.retained);
}

/** After the course: who came, and who did not. */
export function close(state: State, n: number, status: 'completed' | 'no_show'): void {
  const booking = at(state.bookings, n);
  release(state, [booking.schedule]);
  if (booking.status !== 'confirmed') throw invalidChange();
  const {isCancelled, start} = at(state.schedules, booking.schedule);
  if (isCancelled) throw new Refusal(409, 'REGISTER_CLOSED');
  if (start > state.now) throw invalidChange();
  booking.status = status;
}

/** The company cancels: nobody waits any more, unpaid bookings end, confirmed ones stay until their holders choose. */
export function cancelSchedule(state: State, n: number): void {
  const schedule = at(state.schedules, n);
  if (schedule.isCancelled || schedule.end <= state.now) throw invalidChange();
  for (const entry of state.line) {
    const isOpen = entry.status === 'waiting' || entry.status === 'offered';
    if (entry.schedule === n && isOpen) entry.status = 'closed';
  }
  release(state, [n]);
  for (const booking of state.bookings) {
    if (booking.schedule !== n || booking.status !== 'pending') continue;
    Object.assign(booking, {status: 'cancelled', holdUntil: null});
    askBack(booking, refundable(booking), 'company_cancelled');
  }
  schedule.isCancelled = true;
}
