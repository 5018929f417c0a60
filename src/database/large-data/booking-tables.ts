import type {BookingFacts} from './bookings';
import type {Row, TableRows} from './copy';
import {emailOf} from './people';
import {customerId, everyBooking, type Filling} from './tables';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Each id has a reference of its own that looks like any other: multiplying by an odd number and folding is one-to-one
 * on 40 bits, so that no two runs meet.
 */
export function referenceOf(bookingId: number): string {
  const mask = (1n << 40n) - 1n;
  let value = (BigInt(bookingId) * 0x9e_3779_b97fn) & mask;
  value = ((value ^ (value >> 21n)) * 0xbf_58c6_d1ebn) & mask;
  value ^= value >> 19n;
  let text = '';
  for (let place = 0n; place < 40n; place += 5n) text += CROCKFORD[Number((value >> place) & 31n)];
  return `RFT-${text}`;
}

export function bookingRows(filling: Filling): TableRows {
  return {
    table: 'bookings',
    columns: [
      'id',
      'user_id',
      'course_schedule_id',
      'discount_code_id',
      'booking_reference',
      'status',
      'payment_status',
      'payment_amount',
      'discount_applied',
      'payment_method',
      'seats',
      'hold_expires_at',
      'cancelled_at',
      'cancellation_reason',
      'contact_first_name',
      'contact_last_name',
      'contact_email',
      'contact_phone',
      'notes',
      'cancellation_policy',
      'confirmation_sent',
      'reminder_sent',
      'certificate_issued',
      'created_at',
      'updated_at',
      'version',
      'created_by',
      'updated_by',
    ],
    rows: bookings(filling),
  };
}

function* bookings(filling: Filling): Generator<Row> {
  const {first, now, adminId, uses} = filling;
  const policy = JSON.stringify(filling.policy);
  for (const facts of everyBooking(filling)) {
    const {code, status, schedule, contact} = facts;
    if (code !== undefined && status !== 'cancelled') uses.set(code.id, (uses.get(code.id) ?? 0) + 1);
    const id = first.bookings + facts.index;
    const userId = customerId(filling, facts);
    const wasChangedByStaff = facts.method !== 'card' && status !== 'pending';
    yield [
      id,
      userId,
      first.schedules + facts.scheduleIndex,
      code?.id ?? null,
      referenceOf(id),
      status,
      facts.paymentStatus,
      facts.paymentAmount,
      facts.discountApplied,
      facts.method,
      facts.seats,
      time(facts.holdExpiresAt),
      time(facts.cancelledAt),
      facts.cancellationReason,
      contact.firstName,
      contact.lastName,
      emailOf(contact, userId),
      contact.phone,
      id % 40 === 0 ? 'Wheelchair user; please send directions' : null,
      policy,
      facts.confirmedAt !== null,
      facts.confirmedAt !== null && status !== 'cancelled' && schedule.start < now,
      facts.certificateIssued,
      time(facts.createdAt),
      time(facts.updatedAt),
      versionOf(facts),
      facts.byStaff ? adminId : null,
      wasChangedByStaff ? adminId : null,
    ];
  }
}

/** One more for each thing that happened to it. */
function versionOf({status, confirmedAt, cancelledAt}: BookingFacts): number {
  const isOver = status === 'completed' || status === 'no_show';
  return 1 + Number(confirmedAt !== null) + Number(cancelledAt !== null) + Number(isOver);
}

export function paymentRows(filling: Filling): TableRows {
  return {
    table: 'payment_transactions',
    columns: [
      'booking_id',
      'kind',
      'amount',
      'payment_method',
      'provider_payment_id',
      'provider_refund_id',
      'status',
      'failure_reason',
      'processed_at',
      'created_at',
      'updated_at',
    ],
    rows: payments(filling),
  };
}

function* payments(filling: Filling): Generator<Row> {
  for (const facts of everyBooking(filling)) {
    const bookingId = filling.first.bookings + facts.index;
    for (const [place, {kind, amount, method, status, at}] of facts.transactions.entries()) {
      const provider = (prefix: string, isOurs: boolean) =>
        isOurs && method === 'card' ? `${prefix}_seed_${bookingId}_${place}` : null;
      yield [
        bookingId,
        kind,
        amount,
        method,
        provider('pi', kind === 'charge'),
        provider('re', kind === 'refund'),
        status,
        status === 'failed' ? 'card declined' : null,
        time(at),
        time(at),
        time(at),
      ];
    }
  }
}

export function time(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
