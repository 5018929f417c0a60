import {companyDaysBetween} from './company-time';
import {validationFailed} from './errors';
import {percentageOf} from './money';

export interface CancellationTier {
  name: string;
  /** The tier holds from this many calendar days before the start. */
  minDaysBefore: number;
  refundPercent: number;
}

/** A cancellation policy as it stood when the booking was made. */
export interface CancellationPolicyTerms {
  name: string;
  tiers: CancellationTier[];
}

export interface RefundDue {
  /** Null when the course has begun or no tier reaches down to today. */
  tier: CancellationTier | null;
  daysBefore: number;
  refundPence: number;
}

/** Rule 11: when the company cancels a schedule, everything comes back, whatever the policy says. */
const COMPANY_CANCELLED: CancellationTier = {name: 'cancelled by us', minDaysBefore: 0, refundPercent: 100};

/**
 * Rule 11: what comes back when a customer cancels now.
 * Days are calendar days in the company's zone, so the hour of the day never decides about money.
 */
export function refundFor(
  policy: CancellationPolicyTerms,
  paidPence: number,
  schedule: {startDatetime: Date; isCancelled: boolean},
  now: Date,
): RefundDue {
  const daysBefore = companyDaysBetween(now, schedule.startDatetime);
  const tier = schedule.isCancelled
    ? COMPANY_CANCELLED
    : schedule.startDatetime > now
      ? tierFor(policy, daysBefore)
      : undefined;
  return {
    tier: tier ?? null,
    daysBefore,
    refundPence: tier === undefined ? 0 : percentageOf(paidPence, String(tier.refundPercent)),
  };
}

/**
 * Of a policy that staff write: each number of days once, and later never brings more.
 * @throws DomainError VALIDATION_FAILED
 */
export function checkTiers(tiers: readonly CancellationTier[]): void {
  const byDays = tiers
    .map((tier, index) => ({...tier, index}))
    .sort((a, b) => b.minDaysBefore - a.minDaysBefore);
  const problems = byDays.flatMap((tier, place) => {
    const earlier = byDays[place - 1];
    if (earlier === undefined) return [];
    if (earlier.minDaysBefore === tier.minDaysBefore) {
      return [{path: `/tiers/${tier.index}/minDaysBefore`, message: 'is there twice'}];
    }
    if (earlier.refundPercent >= tier.refundPercent) return [];
    return [{path: `/tiers/${tier.index}/refundPercent`, message: 'is more than what comes back earlier'}];
  });
  if (problems.length > 0) throw validationFailed(problems);
}

function tierFor(policy: CancellationPolicyTerms, daysBefore: number): CancellationTier | undefined {
  return [...policy.tiers]
    .sort((a, b) => b.minDaysBefore - a.minDaysBefore)
    .find(tier => daysBefore >= tier.minDaysBefore);
}
