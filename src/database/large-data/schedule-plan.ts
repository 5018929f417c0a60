import type {ScheduleStatus} from '../../domain/statuses';
import {DAY_MS, instantAt, isWorkday, weekdayOf} from './calendar';
import type {Random} from './random';

export interface Course {
  id: number;
  slug: string;
  courseType: string;
  /** Pounds. */
  price: string;
  maxCapacity: number;
  days: number;
  durationHours: number;
}

/** A venue or an instructor, and the days on which somebody else's schedule has them already. */
export interface Place {
  id: number;
  capacity: number;
  takenDays: ReadonlySet<number>;
  /** Who teaches there: never in two venues on one day, as nobody has two venues. */
  instructor: {id: number; takenDays: ReadonlySet<number>};
}

export interface PlannedSchedule {
  course: Course;
  place: Place;
  /** Whether the place's instructor teaches it; else nobody is assigned yet. */
  isAssigned: boolean;
  firstDay: number;
  /** Instants in milliseconds. */
  sessions: {start: number; end: number}[];
  /** How many sessions the schedules before this one have. */
  sessionsBefore: number;
  start: number;
  end: number;
  status: ScheduleStatus;
  capacity: number;
  seatsTaken: number;
  createdAt: number;
  cancelledAt: number | null;
}

/** A stretch of days at a venue that one schedule may have. */
export interface Slot {
  place: Place;
  firstDay: number;
  days: number;
}

export interface Period {
  firstDay: number;
  lastDay: number;
  /** Milliseconds. */
  now: number;
}

/** How the days of a week may be shared between courses. */
const WEEKS = [
  [3, 1, 1],
  [1, 2, 2],
  [2, 1, 2],
  [1, 1, 3],
  [1, 1, 1, 1, 1],
  [2, 3],
  [1, 3, 1],
] as const;
export const LONGEST_SLOT_DAYS = Math.max(...WEEKS.flat());
const FIRST_DRAFT_DAYS = 150;
const COMPLETED_AFTER_MS = 2 * DAY_MS;

/** Every slot of a venue in the period: each working day in at most one, and none of the days that are taken. */
export function slotsOf(place: Place, {firstDay, lastDay}: Period, random: Random): Slot[] {
  const slots: Slot[] = [];
  const firstMonday = firstDay + ((7 - weekdayOf(firstDay)) % 7);
  for (let monday = firstMonday; monday + 4 <= lastDay; monday += 7) {
    let day = monday;
    for (const days of random.pick(WEEKS)) {
      const wanted = Array.from({length: days}, (_, index) => day + index);
      if (wanted.every(one => isWorkday(one) && !place.takenDays.has(one))) {
        slots.push({place, firstDay: day, days});
      }
      day += days;
    }
  }
  return slots;
}

/** @returns undefined when there is no course that is so short */
export function scheduleIn(
  slot: Slot,
  courses: readonly Course[],
  {now}: Period,
  random: Random,
): PlannedSchedule | undefined {
  const longest = Math.max(0, ...courses.map(({days}) => days).filter(days => days <= slot.days));
  const fitting = courses.filter(({days}) => days === longest);
  if (fitting.length === 0) return undefined;
  const course = random.pickSkewed(fitting);
  const {place, firstDay} = slot;
  const sessions = Array.from({length: course.days}, (_, index) => sessionOn(firstDay + index, course));
  const [start, end] = [sessions[0]?.start ?? 0, sessions.at(-1)?.end ?? 0];
  const createdAt = start - random.between(178, 190) * DAY_MS;
  const status = statusOf(start, end, now, random);
  const isFree = sessions.every((_, index) => !place.instructor.takenDays.has(firstDay + index));
  const isUnassigned = start > now && random.chance(0.06);
  return {
    course,
    place,
    isAssigned: isFree && !isUnassigned,
    firstDay,
    sessions,
    sessionsBefore: 0,
    start,
    end,
    status,
    capacity: Math.min(course.maxCapacity, place.capacity),
    seatsTaken: 0,
    createdAt,
    cancelledAt: status === 'cancelled' ? cancelledAt(createdAt, start, now, random) : null,
  };
}

function sessionOn(day: number, {durationHours, days}: Course): {start: number; end: number} {
  const hours = durationHours / days;
  // A course of more than half a day has an hour's break.
  const [opens, closes] = hours <= 4 ? [9.5, 9.5 + hours] : [9, 10 + hours];
  return {start: instantAt(day, opens), end: instantAt(day, closes)};
}

function statusOf(start: number, end: number, now: number, random: Random): ScheduleStatus {
  if (random.chance(0.04)) return 'cancelled';
  if (end < now - COMPLETED_AFTER_MS) return 'completed';
  return start > now + FIRST_DRAFT_DAYS * DAY_MS && random.chance(0.5) ? 'draft' : 'published';
}

/** In the last weeks before the start, when it is clear that too few come; not before it could be known. */
function cancelledAt(createdAt: number, start: number, now: number, random: Random): number {
  const latest = Math.min(start - DAY_MS, now);
  return Math.max(latest - random.between(0, 20) * DAY_MS, createdAt + DAY_MS);
}
