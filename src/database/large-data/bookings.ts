import {type CancellationPolicyTerms, refundFor} from '../../domain/cancellation';
import {checkDiscountCode, type DiscountCodeTerms} from '../../domain/discounts';
import {DomainError} from '../../domain/errors';
import {formatPence, parsePence} from '../../domain/money';
import {paymentStatusOf} from '../../domain/payment-status';
import {quote, subtotalPence} from '../../domain/pricing';
import type {BookingStatus, PaymentMethod, PaymentStatus} from '../../domain/statuses';
import {type BookingPlan, CARD_HOLD_MS, INVOICE_HOLD_MS} from './booking-plan';
import {DAY_MS} from './calendar';
import {type Person, personFrom, phoneFrom} from './people';
import {Random} from './random';
import type {PlannedSchedule} from './schedule-plan';

const MINUTE_MS = 60_000;

export type Code = DiscountCodeTerms & {id: number};

/** What never changes while the rows are made. */
export interface World {
  plan: BookingPlan;
  seed: number;
  /** Milliseconds. */
  now: number;
  codes: readonly Code[];
  policy: CancellationPolicyTerms;
}

export interface Transaction {
  kind: 'charge' | 'refund';
  /** Pounds. */
  amount: string;
  method: PaymentMethod;
  status: 'succeeded' | 'failed';
  at: number;
}

/** Everything about one booking; instants in milliseconds, amounts in pounds. */
export interface BookingFacts {
  index: number;
  customer: number;
  contact: Person & {phone: string | null};
  schedule: PlannedSchedule;
  scheduleIndex: number;
  status: BookingStatus;
  seats: number;
  method: PaymentMethod;
  byStaff: boolean;
  code: Code | undefined;
  paymentAmount: string;
  discountApplied: string;
  paymentStatus: PaymentStatus;
  transactions: Transaction[];
  createdAt: number;
  /** Null when it never was confirmed. */
  confirmedAt: number | null;
  holdExpiresAt: number | null;
  cancelledAt: number | null;
  cancellationReason: string | null;
  certificateIssued: boolean;
  updatedAt: number;
}

/** The person behind a customer's number, the same in the users and in all their bookings. */
export function customerOf(seed: number, customer: number): Person & {phone: string | null} {
  const random = new Random(seed, 'user', customer);
  const person = personFrom(random);
  return {...person, phone: random.chance(0.75) ? phoneFrom(random) : null};
}

/** The same facts each time, made from the plan and the domain's own rules. */
export function factsOf(world: World, index: number): BookingFacts {
  const {plan, seed, now} = world;
  const random = new Random(seed, 'booking', index);
  const scheduleIndex = plan.schedule[index] ?? 0;
  const schedule = plan.schedules[scheduleIndex];
  if (schedule === undefined) throw new RangeError(`booking ${index} is not planned`);
  const status = plan.status(index);
  const seats = plan.seats[index] ?? 1;
  const createdAt = plan.createdAt[index] ?? 0;
  const customer = plan.customer[index] ?? 0;
  const isFresh = status === 'pending' && createdAt > now - CARD_HOLD_MS;
  const method = methodOf(status, isFresh, random);
  const byStaff = method === 'cash' || method === 'bank_transfer';
  const code = byStaff ? undefined : codeFor(world, schedule, seats, createdAt, random);
  const price = quote(schedule.course.price, seats, code);
  const outcome = outcomeOf({schedule, status, method, createdAt, now}, random);
  const transactions = transactionsOf(
    {...outcome, schedule, method, createdAt, due: parsePence(price.paymentAmount)},
    world,
    random,
  );
  return {
    index,
    customer,
    contact: customerOf(seed, customer),
    schedule,
    scheduleIndex,
    status,
    seats,
    method,
    byStaff,
    code,
    paymentAmount: price.paymentAmount,
    discountApplied: price.discountApplied,
    paymentStatus: ledgerStatus(parsePence(price.paymentAmount), transactions),
    transactions,
    createdAt,
    ...outcome,
    holdExpiresAt:
      status === 'pending'
        ? Math.min(createdAt + (method === 'card' ? CARD_HOLD_MS : INVOICE_HOLD_MS), schedule.start)
        : null,
    certificateIssued: status === 'completed' && schedule.end < now - 3 * DAY_MS && random.chance(0.96),
    updatedAt: Math.max(
      createdAt,
      outcome.confirmedAt ?? 0,
      outcome.cancelledAt ?? 0,
      status === 'completed' || status === 'no_show' ? schedule.end : 0,
      ...transactions.map(({at}) => at),
    ),
  };
}

function methodOf(status: BookingStatus, isFresh: boolean, random: Random): PaymentMethod {
  // A pending card booking is one of the last minutes: its hold is that short.
  if (status === 'pending') return isFresh ? 'card' : 'invoice';
  return random.weighted([
    ['card', 56],
    ['invoice', 34],
    ['bank_transfer', 6],
    ['cash', 4],
  ]);
}

/** A code that counted when the booking was made, as the domain says. */
function codeFor(
  {codes}: World,
  {course}: PlannedSchedule,
  seats: number,
  createdAt: number,
  random: Random,
): Code | undefined {
  if (codes.length === 0 || !random.chance(0.14)) return undefined;
  const code = random.pick(codes);
  try {
    const purchase = {subtotalPence: subtotalPence(course.price, seats), courseType: course.courseType};
    checkDiscountCode(code, purchase, new Date(createdAt));
    return code;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

interface Outcome {
  confirmedAt: number | null;
  cancelledAt: number | null;
  cancellationReason: string | null;
}

/** When it was confirmed and cancelled, if it was, and why. */
function outcomeOf(
  booking: Pick<BookingFacts, 'schedule' | 'status' | 'method' | 'createdAt'> & {now: number},
  random: Random,
): Outcome {
  const {schedule, status, method, createdAt, now} = booking;
  const latest = Math.min(now, schedule.start - MINUTE_MS);
  const delay = method === 'invoice' ? random.between(1, 6 * 24) * 60 * MINUTE_MS : 2 * MINUTE_MS;
  const confirmedAt = status === 'pending' ? null : Math.min(createdAt + delay, latest);
  if (status !== 'cancelled') return {confirmedAt, cancelledAt: null, cancellationReason: null};
  if (schedule.cancelledAt !== null && createdAt <= schedule.cancelledAt) {
    const wasConfirmed = confirmedAt !== null && confirmedAt < schedule.cancelledAt;
    return {
      confirmedAt: wasConfirmed ? confirmedAt : null,
      cancelledAt: schedule.cancelledAt,
      cancellationReason: 'schedule cancelled',
    };
  }
  const hold = method === 'card' ? CARD_HOLD_MS : INVOICE_HOLD_MS;
  if (random.chance(0.3) && createdAt + hold < latest && (method === 'card' || method === 'invoice')) {
    return {confirmedAt: null, cancelledAt: createdAt + hold, cancellationReason: 'expired'};
  }
  const cancelledAt = createdAt + Math.floor((latest - createdAt) * random.next());
  return {
    confirmedAt: confirmedAt !== null && confirmedAt < cancelledAt ? confirmedAt : null,
    cancelledAt,
    cancellationReason: random.pick(['cancelled by the customer', 'ill', 'staff shortage', 'booked twice']),
  };
}

/** What the ledger has: nothing for a hold, the price once or in two parts, and back what the policy gives back. */
function transactionsOf(
  booking: Outcome & Pick<BookingFacts, 'schedule' | 'method' | 'createdAt'> & {due: number},
  {now, policy}: World,
  random: Random,
): Transaction[] {
  const {confirmedAt, cancelledAt, schedule, method, due} = booking;
  const failed = (at: number): Transaction => ({
    kind: 'charge',
    amount: formatPence(due),
    method,
    status: 'failed',
    at,
  });
  if (due === 0) return [];
  if (confirmedAt === null) {
    const isDeclined = booking.cancellationReason === 'expired' && method === 'card' && random.chance(0.5);
    return isDeclined ? [failed(booking.createdAt + MINUTE_MS)] : [];
  }
  const list: Transaction[] = [];
  if (method === 'card' && random.chance(0.03)) {
    list.push({
      kind: 'charge',
      amount: formatPence(due),
      method,
      status: 'failed',
      at: confirmedAt - MINUTE_MS,
    });
  }
  const paidAt = confirmedAt + (method === 'invoice' ? random.between(0, 45) * DAY_MS : 0);
  const neverPays = method === 'invoice' && random.chance(0.01);
  if (neverPays || paidAt > Math.min(now, cancelledAt ?? now)) return list;
  const by: PaymentMethod = method === 'invoice' && random.chance(0.7) ? 'bank_transfer' : method;
  const isSplit = method === 'invoice' && due > 10_000 && random.chance(0.08);
  const parts = isSplit ? [Math.floor(due / 2), due - Math.floor(due / 2)] : [due];
  for (const part of parts) {
    list.push({kind: 'charge', amount: formatPence(part), method: by, status: 'succeeded', at: paidAt});
  }
  if (cancelledAt === null) return list;
  const terms = {startDatetime: new Date(schedule.start), isCancelled: cancelledAt === schedule.cancelledAt};
  const {refundPence} = refundFor(policy, due, terms, new Date(cancelledAt));
  if (refundPence > 0) {
    const at = Math.min(cancelledAt + DAY_MS, now);
    list.push({kind: 'refund', amount: formatPence(refundPence), method: by, status: 'succeeded', at});
  }
  return list;
}

function ledgerStatus(duePence: number, transactions: readonly Transaction[]): PaymentStatus {
  const sum = (kind: Transaction['kind']) =>
    transactions
      .filter(one => one.kind === kind && one.status === 'succeeded')
      .reduce((total, {amount}) => total + parsePence(amount), 0);
  return paymentStatusOf({
    duePence,
    chargedPence: sum('charge'),
    refundedPence: sum('refund'),
    hasFailedCharge: transactions.some(({status}) => status === 'failed'),
  });
}
