import {type BookingFacts, customerOf, factsOf, type World} from './bookings';
import type {Row, TableRows} from './copy';
import {emailOf, personFrom} from './people';
import type {NewVenue} from './places';
import {Random} from './random';
import type {Place, PlannedSchedule} from './schedule-plan';

/** The first of the ids that were set aside in each table; the others follow without a gap. */
export interface FirstIds {
  users: number;
  venues: number;
  schedules: number;
  sessions: number;
  bookings: number;
  attendees: number;
}

export interface Filling extends World {
  first: FirstIds;
  /** The member of staff whom the log names. */
  adminId: number;
  newVenues: readonly {place: Place; venue: NewVenue}[];
  /** Of the new instructors, who have the first of the users' ids. */
  instructors: readonly number[];
  /** Uses of each discount code by bookings that are not cancelled; counted while bookings are written. */
  uses: Map<number, number>;
}

/**
 * A hash that no password has: accounts exist, but nobody can sign in with them. It only looks like bcrypt's, so that
 * comparing takes its time and fails.
 */
const NO_PASSWORD = `$2b$10$${'.'.repeat(53)}`;
const YEAR_MS = 365 * 86_400_000;

export function venueRows({newVenues, plan}: Filling): TableRows {
  const opened = new Date(Math.min(...plan.schedules.slice(0, 1).map(({createdAt}) => createdAt)));
  return {
    table: 'venues',
    columns: [
      'id',
      'name',
      'address_line1',
      'city',
      'postcode',
      'capacity',
      'facilities',
      'parking_info',
      'created_at',
      'updated_at',
    ],
    rows: newVenues.map(({place, venue}) => [
      place.id,
      venue.name,
      venue.addressLine1,
      venue.city,
      venue.postcode,
      venue.capacity,
      venue.facilities,
      venue.parkingInfo,
      opened,
      opened,
    ]),
  };
}

export function userRows(filling: Filling): TableRows {
  return {
    table: 'users',
    columns: [
      'id',
      'email',
      'password_hash',
      'first_name',
      'last_name',
      'phone',
      'role',
      'is_active',
      'email_verified_at',
      'last_login',
      'created_at',
      'updated_at',
    ],
    rows: users(filling),
  };
}

function* users({seed, plan, first, instructors, now}: Filling): Generator<Row> {
  const hired = new Date(now - 4 * YEAR_MS);
  for (const id of instructors) {
    const person = personFrom(new Random(seed, 'user', -id));
    const {firstName, lastName} = person;
    const email = emailOf(person, id);
    yield [id, email, null, firstName, lastName, null, 'instructor', true, null, null, hired, hired];
  }
  const firstCustomer = first.users + instructors.length;
  for (let customer = 0; customer < plan.customersSince.length; customer += 1) {
    const id = firstCustomer + customer;
    const {firstName, lastName, phone} = customerOf(seed, customer);
    const random = new Random(seed, 'user', ~customer);
    const hasAccount = random.chance(0.3);
    const since = new Date(plan.customersSince[customer] ?? now);
    yield [
      id,
      emailOf({firstName, lastName}, id),
      hasAccount ? NO_PASSWORD : null,
      firstName,
      lastName,
      phone,
      'customer',
      !random.chance(0.01),
      hasAccount && random.chance(0.8) ? since : null,
      hasAccount ? since : null,
      since,
      since,
    ];
  }
}

export function scheduleRows({plan, first, adminId}: Filling): TableRows {
  const row = (schedule: PlannedSchedule, index: number): Row => [
    first.schedules + index,
    schedule.course.id,
    schedule.place.id,
    schedule.isAssigned ? schedule.place.instructor.id : null,
    new Date(schedule.start),
    new Date(schedule.end),
    schedule.status,
    schedule.capacity,
    schedule.seatsTaken,
    Math.min(4, schedule.capacity),
    schedule.cancelledAt === null ? null : new Date(schedule.cancelledAt),
    schedule.cancelledAt === null ? null : 'too few bookings',
    new Date(schedule.createdAt),
    new Date(schedule.cancelledAt ?? schedule.createdAt),
    adminId,
    adminId,
  ];
  return {
    table: 'course_schedules',
    columns: [
      'id',
      'course_id',
      'venue_id',
      'instructor_id',
      'start_datetime',
      'end_datetime',
      'status',
      'capacity',
      'seats_taken',
      'min_seats',
      'cancelled_at',
      'cancellation_reason',
      'created_at',
      'updated_at',
      'created_by',
      'updated_by',
    ],
    rows: plan.schedules.map(row),
  };
}

/** Venue, instructor and whether it blocks come from the schedule, by the table's own trigger. */
export function sessionRows({plan, first}: Filling): TableRows {
  return {
    table: 'schedule_sessions',
    columns: ['id', 'course_schedule_id', 'start_datetime', 'end_datetime'],
    rows: plan.schedules.flatMap(({sessions, sessionsBefore}, index) =>
      sessions.map(({start, end}, day) => [
        first.sessions + sessionsBefore + day,
        first.schedules + index,
        new Date(start),
        new Date(end),
      ]),
    ),
  };
}

/** Each booking's facts in turn. */
export function* everyBooking(filling: Filling): Generator<BookingFacts> {
  for (let index = 0; index < filling.plan.schedule.length; index += 1) yield factsOf(filling, index);
}

export function customerId({first, instructors}: Filling, facts: BookingFacts): number {
  return first.users + instructors.length + facts.customer;
}
