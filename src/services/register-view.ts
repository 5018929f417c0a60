import type {RegisteredStatus} from '../domain/attendance';
import type {Assessment, Attendance, PaymentStatus, ScheduleStatus} from '../domain/statuses';
import type {RegisterAttendeeRow, RegisterScheduleRow, SessionRow} from '../repositories/register.repository';

/** A schedule with its days and who is expected, as its instructor sees it: no money, no attendee's own address. */
export interface Register {
  id: number;
  courseName: string;
  courseType: string;
  venue: {name: string; addressLine1: string; addressLine2: string | null; city: string; postcode: string};
  startDatetime: string;
  endDatetime: string;
  status: ScheduleStatus;
  sessions: {id: number; startDatetime: string; endDatetime: string}[];
  attendees: RegisterAttendee[];
}

export interface RegisterAttendee {
  id: number;
  firstName: string;
  lastName: string;
  bookingReference: string;
  bookingStatus: RegisteredStatus;
  /** Who made the booking. */
  contact: {firstName: string; lastName: string; email: string; phone: string | null};
  attendance: Attendance;
  assessment: Assessment;
  sessions: {sessionId: number; attendance: Attendance}[];
}

/** The same as the office sees it. */
export type StaffRegister = Omit<Register, 'attendees'> &
  Pick<RegisterScheduleRow, 'instructorId' | 'instructorName' | 'capacity' | 'seatsTaken'> & {
    attendees: StaffRegisterAttendee[];
  };

export type StaffRegisterAttendee = Omit<RegisterAttendee, 'sessions'> & {
  bookingId: number;
  paymentStatus: PaymentStatus;
  email: string | null;
  phone: string | null;
  assessedBy: string | null;
  assessedAt: string | null;
  sessions: RegisterAttendeeRow['sessions'];
};

export interface RegisterRows {
  schedule: RegisterScheduleRow;
  sessions: SessionRow[];
  attendees: RegisterAttendeeRow[];
}

export function toRegister({schedule, sessions, attendees}: RegisterRows): Register {
  return {...toScheduleView(schedule, sessions), attendees: attendees.map(toAttendee)};
}

export function toStaffRegister({schedule, sessions, attendees}: RegisterRows): StaffRegister {
  const {instructorId, instructorName, capacity, seatsTaken} = schedule;
  return {
    ...toScheduleView(schedule, sessions),
    ...{instructorId, instructorName, capacity, seatsTaken},
    attendees: attendees.map(toStaffAttendee),
  };
}

function toScheduleView(schedule: RegisterScheduleRow, sessions: SessionRow[]): Omit<Register, 'attendees'> {
  return {
    id: schedule.id,
    courseName: schedule.courseName,
    courseType: schedule.courseType,
    venue: {
      name: schedule.venueName,
      addressLine1: schedule.venueAddressLine1,
      addressLine2: schedule.venueAddressLine2,
      city: schedule.venueCity,
      postcode: schedule.venuePostcode,
    },
    startDatetime: schedule.startDatetime.toISOString(),
    endDatetime: schedule.endDatetime.toISOString(),
    status: schedule.status,
    sessions: sessions.map(session => ({
      id: session.id,
      startDatetime: session.startDatetime.toISOString(),
      endDatetime: session.endDatetime.toISOString(),
    })),
  };
}

function toAttendee(row: RegisterAttendeeRow): RegisterAttendee {
  return {
    id: row.id,
    firstName: row.firstName,
    lastName: row.lastName,
    bookingReference: row.bookingReference,
    bookingStatus: row.bookingStatus,
    contact: {
      firstName: row.contactFirstName,
      lastName: row.contactLastName,
      email: row.contactEmail,
      phone: row.contactPhone,
    },
    attendance: row.attendance,
    assessment: row.assessment,
    sessions: row.sessions.map(({sessionId, attendance}) => ({sessionId, attendance})),
  };
}

function toStaffAttendee(row: RegisterAttendeeRow): StaffRegisterAttendee {
  const {bookingId, paymentStatus, email, phone, assessedBy} = row;
  return {
    ...toAttendee(row),
    ...{bookingId, paymentStatus, email, phone, assessedBy},
    assessedAt: row.assessedAt?.toISOString() ?? null,
    sessions: row.sessions.map(session => ({
      ...session,
      markedAt: session.markedAt === null ? null : new Date(session.markedAt).toISOString(),
    })),
  };
}
