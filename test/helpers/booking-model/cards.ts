import {beginPayment, keepingUses, usesBy} from './bookings';
import {askBack, charged, refundable, refunded} from './ledger';
import {isOpen, release, seatsTaken, usesOf} from './seats';
import {at, type Booking, type Charge, invalidChange, type State} from './state';

/** What the reference model says of payments by card. */

/** Of all cards' charges those that fit, in the order in which they were begun. */
export function cardsThat(
  {bookings}: State,
  fits: (charge: Charge, booking: Booking) => boolean,
): {n: number; place: number; charge: Charge}[] {
  const all = bookings.flatMap((booking, n) =>
    booking.charges.flatMap((charge, place) =>
      charge.byCard && fits(charge, booking) ? [{n, place, charge}] : [],
    ),
  );
  return all.sort((a, b) => Number(a.charge.serial) - Number(b.charge.serial));
}

/** We hear that the card was charged: by an event, or because we asked. */
export function hearPaid(state: State, n: number, place: number): void {
  const booking = at(state.bookings, n);
  releaseFor(state, booking);
  const charge = at(booking.charges, place);
  Object.assign(charge, {status: 'succeeded', atStripe: 'paid'});
  const isPaid = refundable(booking) >= booking.amount;
  if (booking.status === 'cancelled' && !(isPaid && canRevive(state, booking))) {
    askBack(booking, Math.min(charge.pence, refundable(booking)), 'late_payment', place);
    return;
  }
  if (booking.status === 'pending' && !isPaid) {
    state.openEvents += 1;
    return;
  }
  if (booking.status === 'cancelled' || booking.status === 'pending') {
    Object.assign(booking, {status: 'confirmed', holdUntil: null, hasExpired: false});
  }
  const excess = Math.min(refundable(booking) - booking.amount, charge.pence);
  askBack(booking, Math.max(excess, 0), 'overpaid', place);
}

/** Rule 9: only a hold that ran out, while seats and a use of its code are still to be had. */
function canRevive(state: State, {schedule, seatPence, code, customer, hasExpired}: Booking): boolean {
  if (!hasExpired || !isOpen(state, schedule)) return false;
  if (seatsTaken(state, schedule) + seatPence.length > at(state.schedules, schedule).capacity) return false;
  if (code === null) return true;
  const {usageLimit, perCustomer} = at(state.codes, code);
  if (usageLimit !== null && usesOf(state, code) >= usageLimit) return false;
  return perCustomer === null || usesBy(state, code, customer) < perCustomer;
}

/** A booking that is pending keeps its own seats for its payment; one that has ended needs what others have lost. */
function releaseFor(state: State, {status, hasExpired, code, schedule}: Booking): void {
  if (status !== 'cancelled') return;
  release(state, [...(hasExpired ? keepingUses(state, code) : []), schedule]);
}

export function hearDeclined(state: State, n: number, place: number): void {
  const booking = at(state.bookings, n);
  releaseFor(state, booking);
  at(booking.charges, place).status = 'failed';
}

function hearEnded(state: State, n: number, place: number): void {
  hearDeclined(state, n, place);
  at(at(state.bookings, n).charges, place).atStripe = 'ended';
}

/** Begins the payment of what is due, or goes on with the last one when it is for the same amount. */
export function payRest(state: State, n: number): void {
  const booking = at(state.bookings, n);
  if (booking.status === 'cancelled') throw invalidChange();
  const due = () => booking.amount - charged(booking) + refunded(booking);
  if (due() < 30) return;
  const last = booking.charges.findLastIndex(({byCard}) => byCard);
  const {status, atStripe, pence} = booking.charges[last] ?? {};
  if (last >= 0 && status !== 'succeeded') {
    if (atStripe === 'paid') hearPaid(state, n, last);
    if (atStripe === 'paid' || (atStripe === 'open' && pence === due())) return;
    if (atStripe === 'open') hearEnded(state, n, last);
  }
  beginPayment(state, booking, due());
}

/** The job: who is about to lose the seats may have paid, and nobody shall pay for what was cancelled. */
export function askAboutCards(state: State): void {
  const soon = state.now + 2 * 60_000;
  const losing = cardsThat(
    state,
    ({status}, booking) =>
      status !== 'succeeded' && booking.status === 'pending' && Number(booking.holdUntil) <= soon,
  );
  for (const {n, place, charge} of losing) if (charge.atStripe === 'paid') hearPaid(state, n, place);
  const lost = cardsThat(
    state,
    ({status, atStripe}, booking) =>
      status !== 'succeeded' && atStripe !== 'ended' && booking.status === 'cancelled',
  );
  for (const {n, place, charge} of lost) {
    if (charge.atStripe === 'paid') hearPaid(state, n, place);
    else hearEnded(state, n, place);
  }
}
