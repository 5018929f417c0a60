import type {RefundDue} from './cancellation';
import {discountPence} from './discounts';
import {formatPence, parsePence, percentageOf} from './money';
import type {DiscountType} from './statuses';

/** A discount as it stood when the booking was made: frozen, whatever becomes of its code or of the setting. */
export interface DiscountTerms {
  source: 'code' | 'group';
  discountType: DiscountType;
  /** Percent, or pounds. */
  discountValue: string;
  /** It counts from this purchase on, in pounds. */
  minPurchaseAmount: string;
  /** It counts from so many seats on. */
  minSeats: number;
}

/** What a booking costs, in pounds: the seats less the discount, and what stays paid for attendees who left too late. */
export interface BookingPrice {
  paymentAmount: string;
  discountApplied: string;
  retainedAmount: string;
}

export interface PricedSeats extends BookingPrice {
  seats: number;
  /** Of each attendee, in pounds; null: an equal share of what the seats without a price of their own cost. */
  unitPrices: readonly (string | null)[];
}

/** What each attendee's seat costs before the discount, in pence; the first ones bear the pennies that can't be shared. */
export function seatPrices({seats, unitPrices, ...price}: PricedSeats): number[] {
  const subtotal =
    parsePence(price.paymentAmount) + parsePence(price.discountApplied) - parsePence(price.retainedAmount);
  const known = unitPrices.filter(unitPrice => unitPrice !== null).map(parsePence);
  const sharing = Math.max(seats - known.length, 1);
  const shared = Math.max(subtotal - sum(known), 0);
  let place = 0;
  return unitPrices.map(unitPrice => {
    if (unitPrice !== null) return parsePence(unitPrice);
    place += 1;
    return Math.floor(shared / sharing) + (place <= shared % sharing ? 1 : 0);
  });
}

/** Seats less the discount, with what was kept before. */
export function priceOfSeats(
  seatPence: readonly number[],
  terms: DiscountTerms | null,
  retainedAmount: string,
): BookingPrice {
  const subtotal = sum(seatPence);
  const counts =
    terms !== null && subtotal >= parsePence(terms.minPurchaseAmount) && seatPence.length >= terms.minSeats;
  const discount = counts ? discountPence(terms, subtotal) : 0;
  return {
    paymentAmount: formatPence(subtotal - discount + parsePence(retainedAmount)),
    discountApplied: formatPence(discount),
    retainedAmount,
  };
}

/**
 * What a booking costs once an attendee left. The policy decides how much comes back of what was paid for the seat; the
 * rest stays paid. A discount that no longer counts never makes it dearer.
 * @param paidPence what was paid and is not on its way back already
 */
export function priceWithout(
  before: PricedSeats,
  place: number,
  terms: DiscountTerms | null,
  paidPence: number,
  tier: RefundDue['tier'],
): BookingPrice & {refundAmount: string} {
  const left = seatPrices(before).filter((_, index) => index !== place);
  const retained = parsePence(before.retainedAmount);
  const netBefore = parsePence(before.paymentAmount) - retained;
  const full = priceOfSeats(left, terms, '0.00');
  const net = Math.min(parsePence(full.paymentAmount), netBefore);
  const tooMuch = Math.min(Math.max(paidPence - net - retained, 0), netBefore - net);
  const refund = tier === null ? 0 : percentageOf(tooMuch, String(tier.refundPercent));
  const kept = tooMuch - refund;
  return {
    paymentAmount: formatPence(net + retained + kept),
    discountApplied: formatPence(sum(left) - net),
    retainedAmount: formatPence(retained + kept),
    refundAmount: formatPence(refund),
  };
}

function sum(pence: readonly number[]): number {
  return pence.reduce((total, one) => total + one, 0);
}
