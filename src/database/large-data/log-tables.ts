import {referenceOf, time} from './booking-tables';
import {type BookingFacts, factsOf} from './bookings';
import type {Row, TableRows} from './copy';
import {emailOf} from './people';
import {Random} from './random';
import {customerId, everyBooking, type Filling} from './tables';

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
