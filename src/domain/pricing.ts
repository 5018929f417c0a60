import type {DiscountTerms} from './booking-price';
import {type DiscountCodeTerms, discountPence} from './discounts';
import {CURRENCY, formatPence, parsePence} from './money';

/** What a booking costs, in pounds as decimal strings: the public contract's shape. */
export interface Quote {
  seats: number;
  unitPrice: string;
  subtotal: string;
  discountApplied: string;
  /** Whose the discount is: the code's or the group's, the better of both; null: there is none. */
  discountSource: DiscountTerms['source'] | null;
  paymentAmount: string;
  currency: typeof CURRENCY;
}

/** The company's own discount for many seats in one booking, as its two settings are written. */
export interface GroupDiscount {
  /** A whole number from 1 on; else there is none. */
  minSeats: string | null;
  /** More than 0 and at most 100, with up to two places; else there is none. */
  percent: string | null;
}

export function subtotalPence(unitPrice: string, seats: number): number {
  return parsePence(unitPrice) * seats;
}

/** Rule 5: price × seats − discount. */
export function quote(
  unitPrice: string,
  seats: number,
  discount?: Pick<DiscountTerms, 'discountType' | 'discountValue'> & {source?: DiscountTerms['source']},
): Quote {
  const subtotal = subtotalPence(unitPrice, seats);
  const discounted = discount === undefined ? 0 : discountPence(discount, subtotal);
  return {
    seats,
    unitPrice: formatPence(parsePence(unitPrice)),
    subtotal: formatPence(subtotal),
    discountApplied: formatPence(discounted),
    discountSource: discount === undefined ? null : (discount.source ?? 'code'),
    paymentAmount: formatPence(subtotal - discounted),
    currency: CURRENCY,
  };
}

/**
 * The discount that a booking is made with: the code's or the group's, whichever takes off more, never both. Where both
 * are the same it is the group's, so that the code stays unused.
 */
export function bestDiscount(
  code: DiscountCodeTerms | undefined,
  group: GroupDiscount,
  unitPrice: string,
  seats: number,
): DiscountTerms | undefined {
  const ofCode = code && termsOfCode(code);
  const ofGroup = termsOfGroup(group, seats);
  if (ofCode === undefined || ofGroup === undefined) return ofCode ?? ofGroup;
  const subtotal = subtotalPence(unitPrice, seats);
  return discountPence(ofCode, subtotal) > discountPence(ofGroup, subtotal) ? ofCode : ofGroup;
}

function termsOfCode({discountType, discountValue, minPurchaseAmount}: DiscountCodeTerms): DiscountTerms {
  return {source: 'code', discountType, discountValue, minPurchaseAmount, minSeats: 1};
}

function termsOfGroup({percent, minSeats}: GroupDiscount, seats: number): DiscountTerms | undefined {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(percent ?? '') || !/^[1-9]\d{0,5}$/.test(minSeats ?? ''))
    return undefined;
  if (Number(percent) === 0 || Number(percent) > 100 || seats < Number(minSeats)) return undefined;
  return {
    source: 'group',
    discountType: 'percentage',
    discountValue: String(percent),
    minPurchaseAmount: '0.00',
    minSeats: Number(minSeats),
  };
}
