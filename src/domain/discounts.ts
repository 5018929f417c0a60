import {companyDay} from './company-time';
import {DomainError} from './errors';
import {parsePence, percentageOf} from './money';
import type {DiscountType} from './statuses';

export interface DiscountCodeTerms {
  code: string;
  discountType: DiscountType;
  /** Percent, or pounds. */
  discountValue: string;
  minPurchaseAmount: string;
  /** First and last day on which it counts, both included. */
  validFrom: string;
  validUntil: string;
  usageLimit: number | null;
  timesUsed: number;
  courseTypeRestriction: string | null;
  isActive: boolean;
}

interface Purchase {
  subtotalPence: number;
  courseType: string;
}

/**
 * Rule 6: whether a code counts now, for this purchase. The last word on its uses is the database's.
 * @throws DomainError DISCOUNT_CODE_INVALID, _EXPIRED, _EXHAUSTED or _NOT_APPLICABLE
 */
export function checkDiscountCode(
  terms: DiscountCodeTerms | undefined,
  purchase: Purchase,
  now: Date,
): asserts terms is DiscountCodeTerms {
  if (terms === undefined || !terms.isActive) throw discountCodeInvalid();
  const today = companyDay(now);
  if (today < terms.validFrom) {
    throw new DomainError(
      'DISCOUNT_CODE_NOT_APPLICABLE',
      `This discount code counts from ${terms.validFrom}`,
    );
  }
  if (today > terms.validUntil)
    throw new DomainError('DISCOUNT_CODE_EXPIRED', 'This discount code has expired');
  if (terms.courseTypeRestriction !== null && terms.courseTypeRestriction !== purchase.courseType) {
    throw new DomainError(
      'DISCOUNT_CODE_NOT_APPLICABLE',
      'This discount code is for another type of course',
      {
        courseType: terms.courseTypeRestriction,
      },
    );
  }
  if (purchase.subtotalPence < parsePence(terms.minPurchaseAmount)) {
    throw new DomainError(
      'DISCOUNT_CODE_NOT_APPLICABLE',
      `This discount code needs a purchase of at least £${terms.minPurchaseAmount}`,
      {minPurchaseAmount: terms.minPurchaseAmount},
    );
  }
  if (terms.usageLimit !== null && terms.timesUsed >= terms.usageLimit) throw discountCodeExhausted();
}

/** Rule 5: never more than the purchase itself; percentages round half up to the penny. */
export function discountPence(
  terms: Pick<DiscountCodeTerms, 'discountType' | 'discountValue'>,
  subtotalPence: number,
): number {
  return terms.discountType === 'percentage'
    ? percentageOf(subtotalPence, terms.discountValue)
    : Math.min(parsePence(terms.discountValue), subtotalPence);
}

export function discountCodeInvalid(): DomainError {
  return new DomainError('DISCOUNT_CODE_INVALID', 'This discount code is not valid');
}

export function discountCodeAlreadyUsed(maxUsesPerCustomer: number): DomainError {
  const often = maxUsesPerCustomer === 1 ? 'once' : `${maxUsesPerCustomer} times`;
  return new DomainError(
    'DISCOUNT_CODE_ALREADY_USED',
    `This discount code can be used ${often} by each customer`,
    {maxUsesPerCustomer},
  );
}

export function discountCodeExhausted(): DomainError {
  return new DomainError('DISCOUNT_CODE_EXHAUSTED', 'This discount code has been used up');
}
