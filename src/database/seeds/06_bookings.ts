import type {Knex} from 'knex';

interface SeededBooking {
  reference: string;
  email: string;
  course: string;
  /** Weeks from now; negative: the course is over. */
  week: number;
  status: 'pending' | 'confirmed' | 'cancelled' | 'completed' | 'no_show';
  paymentStatus: 'pending' | 'paid' | 'partially_refunded' | 'refunded' | 'failed';
  method: 'card' | 'invoice' | 'cash' | 'bank_transfer';
  attendees: readonly string[];
  code?: 'WELCOME10' | 'LASTONE';
  /** Share of the price that went back, in percent. */
  refundedPercent?: number;
}

const EMMA = 'emma.clarke@example.com';
const ZOE = 'zoe.obrien@example.com';
const RAJ = 'raj.patel@example.com';
const JOAN = 'guest.walker@example.com';
const EFAW = 'emergency-first-aid-at-work';
const FAW = 'first-aid-at-work';
const PAEDIATRIC = 'emergency-paediatric-first-aid';
const CPR = 'cpr-and-aed';

/** At least one booking in every status and payment status, so that every list and chart shows something. */
const BOOKINGS: readonly SeededBooking[] = [
  {
    reference: 'RFT-DEMK0001',
    email: EMMA,
    course: EFAW,
    week: 2,
    status: 'pending',
    paymentStatus: 'pending',
    method: 'invoice',
    attendees: ['Emma Clarke', 'Ben Clarke'],
  },
  {
    reference: 'RFT-DEMK0002',
    email: ZOE,
    course: EFAW,
    week: 2,
    status: 'confirmed',
    paymentStatus: 'paid',
    method: 'card',
    attendees: ["Zoë O'Brien"],
    code: 'WELCOME10',
  },
  {
    reference: 'RFT-DEMK0003',
    email: RAJ,
    course: FAW,
    week: 2,
    status: 'confirmed',
    paymentStatus: 'paid',
    method: 'bank_transfer',
    attendees: ['Raj Patel', 'Anita Patel', 'Dev Patel'],
  },
  {
    reference: 'RFT-DEMK0004',
    email: JOAN,
    course: PAEDIATRIC,
    week: 1,
    status: 'confirmed',
    paymentStatus: 'pending',
    method: 'invoice',
    attendees: ['Joan Walker'],
    code: 'LASTONE',
  },
  {
    reference: 'RFT-DEMK0005',
    email: JOAN,
    course: CPR,
    week: 3,
    status: 'pending',
    paymentStatus: 'failed',
    method: 'card',
    attendees: ['Joan Walker'],
  },
  {
    reference: 'RFT-DEMK0006',
    email: EMMA,
    course: PAEDIATRIC,
    week: 3,
    status: 'cancelled',
    paymentStatus: 'refunded',
    method: 'card',
    attendees: ['Emma Clarke'],
    refundedPercent: 100,
  },
  {
    reference: 'RFT-DEMK0007',
    email: ZOE,
    course: CPR,
    week: 1,
    status: 'cancelled',
    paymentStatus: 'partially_refunded',
    method: 'card',
    attendees: ["Zoë O'Brien"],
    refundedPercent: 50,
  },
  {
    reference: 'RFT-DEMK0008',
    email: RAJ,
    course: EFAW,
    week: -2,
    status: 'completed',
    paymentStatus: 'paid',
    method: 'cash',
    attendees: ['Raj Patel', 'Anita Patel'],
  },
  {
    reference: 'RFT-DEMK0009',
    email: EMMA,
    course: FAW,
    week: -2,
    status: 'completed',
    paymentStatus: 'paid',
    method: 'card',
    attendees: ['Emma Clarke'],
    code: 'WELCOME10',
  },
  {
    reference: 'RFT-DEMK0010',
    email: JOAN,
    course: EFAW,
    week: -4,
    status: 'no_show',
    paymentStatus: 'paid',
    method: 'card',
    attendees: ['Joan Walker'],
  },
];

export async function seed(knex: Knex): Promise<void> {
  for (const booking of BOOKINGS) {
    const id = await insertBooking(knex, booking);
    if (id === undefined) continue;
    await insertAttendees(knex, id, booking);
    await insertPayments(knex, id, booking);
    await insertLogs(knex, id, booking);
  }
  await countUses(knex);
}

/** @returns undefined when the booking is there already */
async function insertBooking(knex: Knex, booking: SeededBooking): Promise<number | undefined> {
  const {rows} = await knex.raw<{rows: {id: number}[]}>(
    `insert into bookings (
       user_id, course_schedule_id, discount_code_id, booking_reference, status, payment_status, payment_amount,
       discount_applied, payment_method, seats, hold_expires_at, cancelled_at, cancellation_reason,
       contact_first_name, contact_last_name, contact_email, cancellation_policy, confirmation_sent, created_at
     )
     select u.id, s.id, d.id, :reference, :status, :paymentStatus, price.subtotal - price.discount, price.discount,
       :method, :seats,
       case when :status = 'pending' then now() + interval '7 days' end,
       case when :status = 'cancelled' then now() - interval '1 day' end,
       case when :status = 'cancelled' then 'cancelled by the customer' end,
       u.first_name, u.last_name, u.email, default_cancellation_policy(), :status <> 'pending',
       least(now(), s.start_datetime) - interval '5 days'
     from users u
     join courses c on c.slug = :course
     join lateral (
       select id, start_datetime from course_schedules
       where course_id = c.id
         and start_datetime >= date_trunc('week', now()) + make_interval(weeks => cast(:week as integer))
       order by start_datetime limit 1
     ) s on true
     left join discount_codes d on d.code = :code
     cross join lateral (
       select c.price * :seats as subtotal,
         case d.discount_type
           when 'percentage' then round(c.price * :seats * d.discount_value / 100, 2)
           when 'fixed' then least(d.discount_value, c.price * :seats)
           else 0
         end as discount
     ) price
     where u.email = :email
     on conflict on constraint bookings_reference_key do nothing
     returning id`,
    {...booking, code: booking.code ?? null, seats: booking.attendees.length, attendees: null},
  );
  return rows[0]?.id;
}

async function insertAttendees(knex: Knex, id: number, booking: SeededBooking): Promise<void> {
  const attendance =
    booking.status === 'completed' ? 'present' : booking.status === 'no_show' ? 'absent' : 'expected';
  const assessment = booking.status === 'completed' ? 'passed' : 'pending';
  for (const name of booking.attendees) {
    const [first, last] = name.split(' ');
    await knex('booking_attendees').insert({
      booking_id: id,
      first_name: first,
      last_name: last,
      attendance,
      assessment,
    });
  }
}

async function insertPayments(knex: Knex, id: number, booking: SeededBooking): Promise<void> {
  if (booking.paymentStatus === 'pending') return;
  const failed = booking.paymentStatus === 'failed';
  const insert = (kind: 'charge' | 'refund', percent: number) =>
    knex.raw(
      `insert into payment_transactions
         (booking_id, kind, amount, payment_method, status, failure_reason, processed_at, created_at)
       select id, :kind, round(payment_amount * :percent / 100, 2), payment_method, :status, :reason,
         created_at + interval '1 hour', created_at + interval '1 hour'
       from bookings where id = :id`,
      {id, kind, percent, status: failed ? 'failed' : 'succeeded', reason: failed ? 'card declined' : null},
    );
  await insert('charge', 100);
  if (booking.refundedPercent !== undefined) await insert('refund', booking.refundedPercent);
}

async function insertLogs(knex: Knex, id: number, booking: SeededBooking): Promise<void> {
  const isPending = booking.status === 'pending';
  await knex.raw(
    `insert into email_logs (recipient, email_type, subject, booking_id, status, attempts, sent_at, created_at)
     select contact_email, :type, cast(:subject as text) || ' (' || booking_reference || ')', id, 'sent', 1,
       created_at, created_at
     from bookings where id = :id`,
    {
      id,
      type: isPending ? 'booking_received' : 'booking_confirmed',
      subject: isPending ? 'We have your booking' : 'Your booking is confirmed',
    },
  );
  if (!isPending) {
    await knex.raw(
      `insert into admin_activity_logs
         (admin_id, action, entity_type, entity_id, old_values, new_values, ip_address, created_at)
       select u.id, 'booking.confirmed', 'booking', b.id, '{"status": "pending"}', '{"status": "confirmed"}',
         '127.0.0.1', b.created_at + interval '1 hour'
       from users u, bookings b where u.email = 'admin@reactfasttraining.co.uk' and b.id = :id`,
      {id},
    );
  }
  await knex.raw(
    `insert into analytics_events (event_type, session_id, page_url, event_data, device_type, browser, created_at)
     select step.event_type, 'seed-' || b.booking_reference, '/courses/' || cast(:course as text), '{}', 'desktop',
       'Firefox', b.created_at - step.before
     from bookings b, (values
       ('page_view', interval '10 minutes'), ('booking_started', interval '5 minutes'),
       ('booking_completed', interval '0')
     ) as step (event_type, before)
     where b.id = :id`,
    {id, course: booking.course},
  );
}

/** The counters as the rules keep them: seats of bookings that are not cancelled, uses of codes likewise. */
async function countUses(knex: Knex): Promise<void> {
  await knex.raw(`
    update course_schedules s set seats_taken = (
      select coalesce(sum(b.seats), 0) from bookings b
      where b.course_schedule_id = s.id and b.status <> 'cancelled'
    )
    where s.id in (select course_schedule_id from bookings where booking_reference like 'RFT-DEMK%')`);
  await knex.raw(`
    update discount_codes d set times_used = (
      select count(*) from bookings b where b.discount_code_id = d.id and b.status <> 'cancelled'
    )
    where d.id in (select discount_code_id from bookings where booking_reference like 'RFT-DEMK%')`);
}
