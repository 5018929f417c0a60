export type Availability = 'open' | 'few_left' | 'full';

/** Rule 2: "full" is derived from the free seats, never stored. */
export function availabilityOf(seatsAvailable: number, fewLeftSeats: number): Availability {
  if (seatsAvailable <= 0) return 'full';
  return seatsAvailable <= fewLeftSeats ? 'few_left' : 'open';
}

/**
 * Rule 4: when a new public booking gives its seats back, if nobody acts. Never past the start of the course.
 */
export function holdUntil(
  paymentMethod: 'card' | 'invoice',
  holds: {cardHoldMinutes: number; invoiceHoldDays: number},
  courseStartsAt: Date,
  now: Date,
): Date {
  const minutes = paymentMethod === 'card' ? holds.cardHoldMinutes : holds.invoiceHoldDays * 24 * 60;
  return new Date(Math.min(now.getTime() + minutes * 60_000, courseStartsAt.getTime()));
}
