import {at, type Booking, invalidChange, pounds, type RefundCause, Refusal, type State, sum} from './state';

/** What the reference model says of money: what came, what went back, what can still go back. */

export function charged({charges}: Booking): number {
  return sum(charges.filter(({status}) => status === 'succeeded').map(({pence}) => pence));
}

export function refunded({refunds}: Booking): number {
  return sum(refunds.flatMap(({parts}) => parts.filter(({isDone}) => isDone).map(({pence}) => pence)));
}

/** What was paid and nobody has asked for yet. */
export function refundable(booking: Booking): number {
  const asked = booking.refunds.filter(({status}) => status !== 'rejected').map(({pence}) => pence);
  return charged(booking) - sum(asked);
}

export function paymentStatus(booking: Booking): string {
  const [came, went] = [charged(booking), refunded(booking)];
  if (went > 0 && went >= came) return 'refunded';
  if (came - went >= booking.amount) return 'paid';
  if (went > 0) return 'partially_refunded';
  return came === 0 && booking.charges.some(({status}) => status === 'failed') ? 'failed' : 'pending';
}

/** What a rule decides is approved at once, what a person decides is not. */
export function askBack(
  booking: Booking,
  pence: number,
  cause: RefundCause,
  source: number | null = null,
): void {
  if (pence === 0) return;
  if (pence > refundable(booking)) {
    throw new Refusal(409, 'REFUND_EXCEEDS_PAID', {refundable: pounds(refundable(booking))});
  }
  const status = cause === 'staff' ? 'pending' : 'approved';
  booking.refunds.push({cause, pence, status, source, parts: []});
}

/** The job: to the cards at once; the rest waits until staff say that they paid it back. */
export function payOut({bookings}: State): void {
  for (const booking of bookings) {
    for (const refund of booking.refunds.filter(({status}) => status === 'approved')) {
      let left = refund.pence;
      for (const charge of chargesInOrder(booking, refund.source)) {
        const pence = Math.min(left, leftOf(booking, charge));
        const isDone = at(booking.charges, charge).byCard;
        if (pence > 0) refund.parts.push({charge, pence, isDone});
        left -= pence;
      }
      if (left > 0) throw new Error('the model gives more back than came');
      refund.status = refund.parts.every(({isDone}) => isDone) ? 'completed' : 'processing';
    }
  }
}

/** The charge that it is about, those by card, the others; each newest first. */
function chargesInOrder({charges}: Booking, source: number | null): number[] {
  const rank = (place: number) => (place === source ? 0 : at(charges, place).byCard ? 1 : 2);
  const places = charges.map((_, place) => place).filter(place => charges[place]?.status === 'succeeded');
  return places.sort((a, b) => rank(a) - rank(b) || b - a);
}

function leftOf({charges, refunds}: Booking, charge: number): number {
  const gone = refunds.flatMap(({parts}) => parts.filter(part => part.charge === charge));
  return at(charges, charge).pence - sum(gone.map(({pence}) => pence));
}

export function approve(booking: Booking, place: number): void {
  pendingRefund(booking, place).status = 'approved';
}

/** The money stays: what is more than the price goes back all the same. */
export function reject(booking: Booking, place: number): void {
  pendingRefund(booking, place).status = 'rejected';
  if (booking.status === 'cancelled') return;
  if (booking.status === 'pending' && refundable(booking) >= booking.amount) {
    Object.assign(booking, {status: 'confirmed', holdUntil: null});
  }
  askBack(booking, Math.max(refundable(booking) - booking.amount, 0), 'overpaid');
}

function pendingRefund({refunds}: Booking, place: number) {
  const refund = at(refunds, place);
  if (refund.status !== 'pending') throw invalidChange();
  return refund;
}

export function paidBack(booking: Booking, place: number): void {
  const refund = at(booking.refunds, place);
  if (refund.status !== 'processing') throw invalidChange();
  for (const part of refund.parts) part.isDone = true;
  refund.status = 'completed';
}
