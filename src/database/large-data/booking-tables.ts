import {type BookingFacts, factsOf} from './bookings';
import type {Row, TableRows} from './copy';
import {emailOf} from './people';
import {Random} from './random';
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

export function emailRows(filling: Filling): TableRows {
  return {
    table: 'email_logs',
    columns: [
      'recipient',
      'email_type',
      'subject',
      'booking_id',
      'status',
      'attempts',
      'error_message',
      'sent_at',
      'created_at',
    ],
    rows: emails(filling),
  };
}

const MAIL_STATUSES = [
  ['sent', 985],
  ['bounced', 9],
  ['failed', 6],
] as const;
const MAIL_ERRORS = {sent: null, bounced: 'mailbox unavailable', failed: 'the server did not answer'};

function* emails(filling: Filling): Generator<Row> {
  for (const facts of everyBooking(filling)) {
    const random = new Random(filling.seed, 'email', facts.index);
    const id = filling.first.bookings + facts.index;
    const recipient = emailOf(facts.contact, customerId(filling, facts));
    for (const [type, subject, at] of mailsAbout(facts)) {
      const status = random.weighted(MAIL_STATUSES);
      const error = MAIL_ERRORS[status];
      const attempts = status === 'failed' ? 5 : 1;
      const sentAt = status === 'failed' ? null : time(at);
      yield [
        recipient,
        type,
        `${subject} (${referenceOf(id)})`,
        id,
        status,
        attempts,
        error,
        sentAt,
        time(at),
      ];
    }
  }
}

function mailsAbout(facts: BookingFacts): [type: string, subject: string, at: number][] {
  const {confirmedAt, cancelledAt, cancellationReason, createdAt} = facts;
  const mails: ReturnType<typeof mailsAbout> = [['booking_received', 'We have your booking', createdAt]];
  if (confirmedAt !== null) mails.push(['booking_confirmed', 'Your booking is confirmed', confirmedAt]);
  if (cancelledAt === null) return mails;
  if (cancellationReason === 'expired') {
    mails.push(['hold_expired', 'Your seats are no longer held', cancelledAt]);
  } else if (cancellationReason === 'schedule cancelled') {
    mails.push(['schedule_cancelled', 'Your course has been cancelled', cancelledAt]);
  } else mails.push(['booking_cancelled', 'Your booking is cancelled', cancelledAt]);
  return mails;
}

export function activityRows(filling: Filling): TableRows {
  return {
    table: 'admin_activity_logs',
    columns: [
      'admin_id',
      'action',
      'entity_type',
      'entity_id',
      'old_values',
      'new_values',
      'ip_address',
      'created_at',
    ],
    rows: activity(filling),
  };
}

/** The address is one that documentation uses. */
const OFFICE = '192.0.2.10';

function* activity(filling: Filling): Generator<Row> {
  const {plan, first, adminId} = filling;
  for (const [index, {status, createdAt, cancelledAt}] of plan.schedules.entries()) {
    const row = (action: string, from: string | null, to: string, at: number): Row => {
      const old = from === null ? null : {status: from};
      const entity = ['course_schedule', first.schedules + index];
      return [adminId, `schedule.${action}`, ...entity, old, {status: to}, OFFICE, time(at)] as Row;
    };
    yield row('created', null, 'draft', createdAt);
    if (status !== 'draft') yield row('published', 'draft', 'published', createdAt + 3_600_000);
    if (cancelledAt !== null) yield row('cancelled', 'published', 'cancelled', cancelledAt);
  }
  for (let index = 0; index < plan.schedule.length; index += 1) {
    const facts = factsOf(filling, index);
    const row = (action: string, from: string | null, to: string, at: number): Row => {
      const old = from === null ? null : {status: from};
      const entity = ['booking', first.bookings + index];
      return [adminId, `booking.${action}`, ...entity, old, {status: to}, OFFICE, time(at)] as Row;
    };
    if (facts.byStaff) yield row('created', null, 'confirmed', facts.createdAt);
    else if (facts.method === 'invoice' && facts.confirmedAt !== null) {
      yield row('confirmed', 'pending', 'confirmed', facts.confirmedAt);
    }
    if (facts.cancelledAt !== null && facts.cancellationReason === 'ill') {
      const from = facts.confirmedAt === null ? 'pending' : 'confirmed';
      yield row('cancelled', from, 'cancelled', facts.cancelledAt);
    }
  }
}

function time(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
