import type {GroupDiscount} from '../domain/pricing';
import type {ScheduleStatus} from '../domain/statuses';

/** A schedule with what the public may know of it; seats of holds that ran out count as free. */
export interface PublicScheduleRow {
  id: number;
  courseId: number;
  courseName: string;
  courseSlug: string;
  courseType: string;
  durationHours: string;
  price: string;
  venueId: number;
  venueName: string;
  venueCity: string;
  venuePostcode: string;
  startDatetime: Date;
  /** The exact start, to the microsecond: what the next page begins after. */
  startKey: string;
  endDatetime: Date;
  capacity: number;
  seatsAvailable: number;
  fewLeftSeats: number;
}

export interface PublicScheduleFilter {
  courseId?: number;
  venueId?: number;
  /** First and last day of the company's calendar, both included. */
  from?: string;
  to?: string;
  /** At least so many seats free. */
  seats?: number;
  after?: {startKey: string; id: number};
  limit: number;
}

/** What decides whether and at what price a schedule can be booked. */
export interface BookableSchedule {
  id: number;
  status: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  courseId: number;
  price: string;
  courseType: string;
  capacity: number;
  /** Seats of holds that ran out count as free, released or not, where nobody waits for them. */
  seatsAvailable: number;
  /** Such seats where somebody waits, who is asked first: what is left by that is free. */
  seatsPromised: number;
  groupDiscount: GroupDiscount;
}

export interface LockedSchedule {
  status: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  seatsTaken: number;
  version: number;
}

export interface NewSchedule {
  courseId: number;
  venueId: number;
  instructorId: number | null;
  sessions: {startDatetime: Date; endDatetime: Date}[];
  capacity: number;
  minSeats: number;
  notes: string | null;
  /** The recurring plan that it comes from. */
  seriesId?: number;
}

/** What changes; what is undefined stays. */
export interface ScheduleChange {
  venueId?: number;
  instructorId?: number | null;
  sessions?: NewSchedule['sessions'];
  capacity?: number;
  minSeats?: number;
  notes?: string | null;
}

/** A session of another schedule that is in the way. */
export interface ScheduleConflict {
  scheduleId: number;
  courseName: string;
  startDatetime: Date;
  endDatetime: Date;
}

export interface StaffScheduleRow {
  id: number;
  courseId: number;
  courseName: string;
  venueId: number;
  venueName: string;
  instructorId: number | null;
  startDatetime: Date;
  endDatetime: Date;
  status: ScheduleStatus;
  capacity: number;
  seatsTaken: number;
  minSeats: number;
  notes: string | null;
  cancelledAt: Date | null;
  cancellationReason: string | null;
  seriesId: number | null;
  version: number;
  waitingEntries: number;
  waitingSeats: number;
  /** Part of the seats taken: kept for offers of the waiting list. */
  offeredSeats: number;
  sessions: {startDatetime: string; endDatetime: string}[];
}
