import type {Assessment, Attendance} from '../../domain/statuses';
import type {BookingFacts} from './bookings';
import type {Row, TableRows} from './copy';
import {emailOf, lastNameFrom, personFrom, phoneFrom} from './people';
import {Random} from './random';
import {customerId, everyBooking, type Filling} from './tables';

interface Result {
  attendance: Attendance;
  assessment: Assessment;
}

export function attendeeRows(filling: Filling): TableRows {
  return {
    table: 'booking_attendees',
    columns: [
      'id',
      'booking_id',
      'first_name',
      'last_name',
      'email',
      'phone',
      'attendance',
      'assessment',
      'assessed_by',
      'assessed_at',
      'created_at',
      'updated_at',
    ],
    rows: attendees(filling),
  };
}

function* attendees(filling: Filling): Generator<Row> {
  let id = filling.first.attendees;
  for (const facts of everyBooking(filling)) {
    const random = new Random(filling.seed, 'attendee', facts.index);
    const times = [new Date(facts.createdAt), new Date(facts.updatedAt)];
    const family = random.chance(0.3) ? facts.contact.lastName : undefined;
    for (const [seat, {attendance, assessment}] of resultsOf(filling, facts).entries()) {
      const isContact = seat === 0 && random.chance(0.7);
      const other = {firstName: personFrom(random).firstName, lastName: family ?? lastNameFrom(random)};
      const {firstName, lastName} = isContact ? facts.contact : other;
      const email = isContact ? emailOf(facts.contact, customerId(filling, facts)) : null;
      const phone = random.chance(0.2) ? phoneFrom(random) : null;
      const by = assessment === 'pending' ? null : markedBy(filling, facts);
      const assessed = [by, by === null ? null : new Date(facts.schedule.end)];
      const bookingId = filling.first.bookings + facts.index;
      yield [id, bookingId, firstName, lastName, email, phone, attendance, assessment, ...assessed, ...times];
      id += 1;
    }
  }
}

export function markRows(filling: Filling): TableRows {
  return {
    table: 'session_attendances',
    columns: ['booking_attendee_id', 'schedule_session_id', 'attendance', 'marked_by', 'marked_at'],
    rows: marks(filling),
  };
}

/** What was marked at each session is where an attendee's attendance comes from. */
function* marks(filling: Filling): Generator<Row> {
  const {first} = filling;
  let attendeeId = first.attendees;
  for (const facts of everyBooking(filling)) {
    const {sessions, sessionsBefore} = facts.schedule;
    const by = markedBy(filling, facts);
    for (const {attendance} of resultsOf(filling, facts)) {
      for (const [day, {end}] of sessions.entries()) {
        if (attendance === 'expected') break;
        // Who came late did so on the first day; who was absent stayed away from all.
        const mark = attendance === 'late' && day > 0 ? 'present' : attendance;
        yield [attendeeId, first.sessions + sessionsBefore + day, mark, by, new Date(end)];
      }
      attendeeId += 1;
    }
  }
}

function markedBy({adminId}: Filling, {schedule}: BookingFacts): number {
  return schedule.isAssigned ? schedule.place.instructor.id : adminId;
}

/** For each seat: whoever's booking has a certificate was there and passed, the others on it mostly were and did. */
function resultsOf({seed}: Filling, {index, seats, status, certificateIssued}: BookingFacts): Result[] {
  const random = new Random(seed, 'result', index);
  return Array.from({length: seats}, (_, seat): Result => {
    if (status === 'no_show') return {attendance: 'absent', assessment: 'pending'};
    if (status !== 'completed') return {attendance: 'expected', assessment: 'pending'};
    if (seat === 0) return {attendance: 'present', assessment: certificateIssued ? 'passed' : 'failed'};
    const attendance = random.weighted(ATTENDANCES);
    if (attendance === 'absent') return {attendance, assessment: 'pending'};
    return {attendance, assessment: random.chance(0.97) ? 'passed' : 'failed'};
  });
}

const ATTENDANCES = [
  ['present', 94],
  ['late', 4],
  ['absent', 2],
] as const;
