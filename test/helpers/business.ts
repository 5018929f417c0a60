import type {TestApp} from './app';

/** What the rows say, for adding them up another way than the application does. */
export interface Business {
  schedules: ScheduleFacts[];
  bookings: BookingFacts[];
  payments: PaymentFacts[];
}

export interface ScheduleFacts {
  id: number;
  courseId: number;
  venueId: number;
  instructorId: number | null;
  start: Date;
  status: string;
  capacity: number;
  seatsTaken: number;
}

export interface BookingFacts {
  id: number;
  scheduleId: number;
  status: string;
  seats: number;
  amount: string;
  createdAt: Date;
  cancelledAt: Date | null;
  reason: string | null;
}

export interface PaymentFacts {
  scheduleId: number;
  kind: string;
  status: string;
  amount: string;
  processedAt: Date | null;
}

/** Moments around midnight in London, on either side of both clock changes, and any other. */
const MOMENTS = [
  '2026-10-24T23:30:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T23:59:59.999Z',
  '2026-10-26T00:00:00Z',
  '2026-12-31T23:59:59Z',
  '2027-01-01T00:00:00Z',
  '2027-03-27T23:59:59Z',
  '2027-03-28T00:00:00Z',
  '2027-03-28T22:59:59.999Z',
  '2027-03-28T23:00:00Z',
  '2027-03-28T23:30:00Z',
  '2027-03-29T22:59:59Z',
  '2027-02-10T12:00:00Z',
  '2027-03-01T09:30:00Z',
].map(text => new Date(text));

/** A company with courses, venues and instructors, and bookings and payments in every state at every moment. */
export async function givenBusiness(app: TestApp): Promise<void> {
  const {given} = app;
  const courses = [await given.course(), await given.course(), await given.course()];
  const schedules: number[] = [];
  for (const [index, start] of MOMENTS.entries()) {
    schedules.push(
      await given.schedule({
        courseId: courses[index % 3],
        instructorId: index % 4 === 3 ? undefined : await given.instructor(),
        startsAt: start.toISOString(),
        status: (['published', 'completed', 'published', 'draft', 'cancelled'] as const)[index % 5],
        seats: 400,
      }),
    );
  }
  await app.rows(BOOKINGS, [schedules, MOMENTS]);
  await app.rows(`
    update course_schedules s set seats_taken = coalesce(
      (select sum(seats) from bookings b where b.course_schedule_id = s.id and b.status <> 'cancelled'), 0
    )`);
  await app.rows(PAYMENTS, [MOMENTS]);
}

/** Each moment meets each status; schedules and amounts go round at another pace. */
const BOOKINGS = `
  insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount, seats,
    hold_expires_at, cancelled_at, cancellation_reason, created_at, contact_first_name, contact_last_name, contact_email,
    cancellation_policy)
  select (select min(id) from users), ($1::int[])[1 + (n * 5) % cardinality($1::int[])], 'RFT-' || lpad(n::text, 8, '0'),
    status, (n % 7) * 12.35, 1 + n % 3,
    case when status = 'pending' then now() end,
    case when status = 'cancelled' then ($2::timestamptz[])[1 + (n * 3) % cardinality($2::timestamptz[])] end,
    case when status = 'cancelled' then (array['expired', 'ill', null])[1 + n % 3] end,
    ($2::timestamptz[])[1 + n % cardinality($2::timestamptz[])], 'Ann', 'Lee', 'ann@example.com',
    default_cancellation_policy()
  from (
    select n, (array['pending', 'confirmed', 'cancelled', 'completed', 'no_show'])[1 + (n / 14) % 5] as status
    from generate_series(1, 280) as n
  ) as numbered`;

/** No more goes back than came in: the database would refuse it. */
const PAYMENTS = `
  insert into payment_transactions (booking_id, kind, amount, payment_method, status, processed_at)
  select b.id, k.kind, case k.kind when 'refund' then 5.02 else 10.05 + b.id % 9 end, 'card', k.status,
    ($1::timestamptz[])[1 + (b.id * 3 + k.place * 5) % cardinality($1::timestamptz[])]
  from bookings b
  cross join (
    values (1, 'charge', 'succeeded'), (2, 'refund', 'succeeded'), (3, 'charge', 'failed'), (4, 'refund', 'failed'),
      (5, 'charge', 'pending'), (6, 'dispute', 'succeeded')
  ) as k (place, kind, status)
  where b.id % 6 <= greatest(k.place, 2)`;

export async function readBusiness(app: TestApp): Promise<Business> {
  return {
    schedules: await app.rows<ScheduleFacts>(
      `select id, course_id as "courseId", venue_id as "venueId", instructor_id as "instructorId",
         start_datetime as start, status, capacity, seats_taken as "seatsTaken" from course_schedules`,
    ),
    bookings: await app.rows<BookingFacts>(
      `select id, course_schedule_id as "scheduleId", status, seats, payment_amount as amount, created_at as "createdAt",
         cancelled_at as "cancelledAt", cancellation_reason as reason from bookings`,
    ),
    payments: await app.rows<PaymentFacts>(
      `select b.course_schedule_id as "scheduleId", t.kind, t.status, t.amount, t.processed_at as "processedAt"
       from payment_transactions t join bookings b on b.id = t.booking_id`,
    ),
  };
}
