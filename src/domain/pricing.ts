import {type DiscountCodeTerms, discountPence} from './discounts';
import {CURRENCY, formatPence, parsePence} from './money';

/** What a booking costs, in pounds as decimal strings: the public contract's shape. */
export interface Quote {
  seats: number;
  unitPrice: string;
  subtotal: string;
  discountApplied: string;
  paymentAmount: string;
  currency: typeof CURRENCY;
}

export function subtotalPence(unitPrice: string, seats: number): number {
  return parsePence(unitPrice) * seats;
}

/** Rule 5: price × seats − discount. */
export function quote(
  unitPrice: string,
  seats: number,
  discount?: Pick<DiscountCodeTerms, 'discountType' | 'discountValue'>,
): Quote {
  const subtotal = subtotalPence(unitPrice, seats);
  const discounted = discount === undefined ? 0 : discountPence(discount, subtotal);
  return {
    seats,
    unitPrice: formatPence(parsePence(unitPrice)),
    subtotal: formatPence(subtotal),
    discountApplied: formatPence(discounted),
    paymentAmount: formatPence(subtotal - discounted),
    currency: CURRENCY,
  };
}
