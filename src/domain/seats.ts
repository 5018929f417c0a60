import type {PaymentMethod} from './statuses';

export type Availability = 'open' | 'few_left' | 'full';

/** Rule 2: "full" is derived from the free seats, never stored. */
export function availabilityOf(seatsAvailable: number, fewLeftSeats: number): Availability {
  if (seatsAvailable <= 0) return 'full';
  return seatsAvailable <= fewLeftSeats ? 'few_left' : 'open';
}

/**
 * Rule 4: when a booking gives its seats back, if nobody acts: by card soon, on invoice (and in other ways that staff
 * collect) after some days. Never past the start of the course, nor, for one booked by staff after that, its end.
 */
export function holdUntil(
  paymentMethod: PaymentMethod,
  holds: {cardHoldMinutes: number; invoiceHoldDays: number},
  course: {startDatetime: Date; endDatetime: Date},
  now: Date,
): Date {
  const minutes = paymentMethod === 'card' ? holds.cardHoldMinutes : holds.invoiceHoldDays * 24 * 60;
  const limit = course.startDatetime > now ? course.startDatetime : course.endDatetime;
  return new Date(Math.min(now.getTime() + minutes * 60_000, limit.getTime()));
}
