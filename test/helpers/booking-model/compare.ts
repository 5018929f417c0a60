import assert from 'node:assert/strict';
import type {Desk} from './desk';
import {charged, paymentStatus, refunded} from './ledger';
import {seatsTaken, usesOf} from './seats';
import {at, type State} from './state';

const PENCE = (amount: string) => `cast(${amount} * 100 as integer)`;
const MS = (instant: string) => `cast(extract(epoch from ${instant}) * 1000 as bigint)`;
const LEDGER = (kind: string) => `(
  select coalesce(${PENCE('sum(p.amount)')}, 0) from payment_transactions p
  where p.booking_id = b.id and p.kind = '${kind}' and p.status = 'succeeded')`;

/** All that a sequence has left in the database, in the order in which it was made. */
const FOUND = `select
  (select json_agg(json_build_object('taken', s.seats_taken, 'capacity', s.capacity,
     'isCancelled', s.status = 'cancelled',
     'booked', (select coalesce(sum(b.seats), 0) from bookings b
       where b.course_schedule_id = s.id and b.status in ('pending', 'confirmed', 'completed', 'no_show')),
     'offered', (select coalesce(sum(w.seats), 0) from waiting_list_entries w
       where w.course_schedule_id = s.id and w.status = 'offered')) order by s.id)
   from course_schedules s where s.id = any($1)) as schedules,
  (select json_agg(json_build_object('used', d.times_used, 'limit', d.usage_limit,
     'perCustomer', d.max_uses_per_customer,
     'booked', (select count(*) from bookings b where b.discount_code_id = d.id and b.status <> 'cancelled'),
     'mostByOne', (select coalesce(max(uses), 0) from (select count(*) as uses from bookings b
       where b.discount_code_id = d.id and b.status <> 'cancelled'
         and not (b.status = 'pending' and b.hold_expires_at <= $3) group by b.user_id) by_one)) order by d.id)
   from discount_codes d where d.code = any($2)) as codes,
  (select coalesce(json_agg(json_build_object('schedule', b.course_schedule_id, 'status', b.status,
     'hasExpired', coalesce(b.cancellation_reason = 'expired', false), 'seats', b.seats,
     'attendees', (select count(*) from booking_attendees a where a.booking_id = b.id),
     'holdUntil', ${MS('b.hold_expires_at')}, 'hasCode', b.discount_code_id is not null,
     'amount', ${PENCE('b.payment_amount')}, 'discounted', ${PENCE('b.discount_applied')},
     'retained', ${PENCE('b.retained_amount')}, 'paymentStatus', b.payment_status,
     'charged', ${LEDGER('charge')}, 'refunded', ${LEDGER('refund')},
     'refunds', (select coalesce(json_agg(json_build_array(r.cause, ${PENCE('r.amount')}, r.status) order by r.id), '[]')
       from refunds r where r.booking_id = b.id)) order by b.id), '[]')
   from bookings b where b.course_schedule_id = any($1)) as bookings,
  (select coalesce(json_agg(json_build_object('schedule', w.course_schedule_id, 'seats', w.seats, 'status', w.status,
     'offerUntil', ${MS('w.offer_expires_at')}) order by w.id), '[]')
   from waiting_list_entries w where w.course_schedule_id = any($1)) as line`;

interface Found {
  schedules: {taken: number; capacity: number; isCancelled: boolean; booked: number; offered: number}[];
  codes: {
    used: number;
    booked: number;
    limit: number | null;
    perCustomer: number | null;
    mostByOne: number;
  }[];
  bookings: {seats: number; attendees: number; charged: number; refunded: number; refunds: unknown[]}[];
  line: {status: string; offerUntil: number | null}[];
}

/** After every step: no rule is broken whatever the model says, and the model says the same. */
export async function assertAgrees(state: State, desk: Desk): Promise<void> {
  const [found] = await desk.rows<Found>(FOUND, [desk.scheduleIds, desk.codes, desk.app.now]);
  assert.ok(found);
  assertRulesKept(found);
  const {schedules, codes, bookings, line} = found;
  assert.deepEqual(
    {
      schedules: schedules.map(({taken, capacity, isCancelled}) => ({taken, capacity, isCancelled})),
      uses: codes.map(({used}) => used),
      bookings,
      line: line.map(entry => (entry.status === 'offered' ? entry : {...entry, offerUntil: null})),
    },
    expectedOf(state, desk),
  );
}

function assertRulesKept({schedules, codes, bookings}: Found): void {
  for (const schedule of schedules) {
    assert.equal(schedule.taken, schedule.booked + schedule.offered, `seats: ${JSON.stringify(schedule)}`);
    assert.ok(schedule.taken <= schedule.capacity, `more seats than there are: ${JSON.stringify(schedule)}`);
  }
  for (const code of codes) {
    assert.equal(code.used, code.booked, `uses of a code: ${JSON.stringify(code)}`);
    assert.ok(code.used <= (code.limit ?? code.used), `more uses than the limit: ${JSON.stringify(code)}`);
    const most = code.perCustomer ?? code.mostByOne;
    assert.ok(code.mostByOne <= most, `more uses than one customer has: ${JSON.stringify(code)}`);
  }
  for (const booking of bookings) {
    assert.equal(booking.seats, booking.attendees, `a seat for each: ${JSON.stringify(booking)}`);
    assert.ok(booking.refunded <= booking.charged, `more back than came: ${JSON.stringify(booking)}`);
  }
}

function expectedOf(state: State, {scheduleIds}: Desk): object {
  return {
    schedules: state.schedules.map(({capacity, isCancelled}, n) => ({
      taken: seatsTaken(state, n),
      capacity,
      isCancelled,
    })),
    uses: state.codes.map((_, n) => usesOf(state, n)),
    bookings: state.bookings.map(booking => ({
      schedule: at(scheduleIds, booking.schedule),
      status: booking.status,
      hasExpired: booking.hasExpired,
      seats: booking.seatPence.length,
      attendees: booking.seatPence.length,
      holdUntil: booking.holdUntil,
      hasCode: booking.code !== null,
      amount: booking.amount,
      discounted: booking.discounted,
      retained: booking.retained,
      paymentStatus: paymentStatus(booking),
      charged: charged(booking),
      refunded: refunded(booking),
      refunds: booking.refunds.map(({cause, pence, status}) => [cause, pence, status]),
    })),
    line: state.line.map(({schedule, seats, status, offerUntil}) => ({
      schedule: at(scheduleIds, schedule),
      seats,
      status,
      offerUntil: status === 'offered' ? offerUntil : null,
    })),
  };
}
