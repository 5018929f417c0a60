import {CURRENCY} from '../../src/domain/money';
import type {Booking} from '../../src/models/booking.model';
import type {Course} from '../../src/models/course.model';
import type {CourseSchedule} from '../../src/models/course-schedule.model';
import type {Venue} from '../../src/models/venue.model';
import {publicSchedule} from './answers';

export type Included = CourseSchedule & {course: Course; venue: Venue};

export const COURSE_FIELDS = [
  'id',
  'name',
  'slug',
  'description',
  'courseType',
  'durationHours',
  'price',
  'maxCapacity',
  'certificationValidityYears',
] as const satisfies (keyof Course)[];
export const VENUE_FIELDS = [
  'id',
  'name',
  'addressLine1',
  'addressLine2',
  'city',
  'postcode',
  'capacity',
  'facilities',
  'parkingInfo',
  'isActive',
  'version',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof Venue)[];
export const POLICY = {
  name: 'Standard',
  tiers: [
    {name: '14 days or more', minDaysBefore: 14, refundPercent: 100},
    {name: '7 to 13 days', minDaysBefore: 7, refundPercent: 50},
    {name: 'less than 7 days', minDaysBefore: 0, refundPercent: 0},
  ],
};
export const DEFAULTS = {confirmationSent: false, reminderSent: false, certificateIssued: false, version: 1};

export function scheduleOf(schedule: Included, lapsed: readonly Booking[], fewLeftSeats: number): object {
  const {course, venue} = schedule;
  const freed = lapsed
    .filter(({courseScheduleId}) => courseScheduleId === schedule.id)
    .reduce((sum, {seats}) => sum + seats, 0);
  return publicSchedule({
    id: schedule.id,
    courseId: course.id,
    courseName: course.name,
    courseSlug: course.slug,
    courseType: course.courseType,
    durationHours: course.durationHours,
    price: course.price,
    venueId: venue.id,
    venueName: venue.name,
    venueCity: venue.city,
    venuePostcode: venue.postcode,
    startDatetime: schedule.startDatetime,
    startKey: '',
    endDatetime: schedule.endDatetime,
    capacity: schedule.capacity,
    seatsAvailable: schedule.capacity - schedule.seatsTaken + freed,
    fewLeftSeats,
  });
}

export function bookingOf(booking: Booking): object {
  const {schedule} = booking as Booking & {schedule: Included};
  return {
    id: booking.id,
    bookingReference: booking.bookingReference,
    status: booking.status,
    paymentStatus: booking.paymentStatus,
    paymentMethod: booking.paymentMethod,
    paymentAmount: booking.paymentAmount,
    currency: CURRENCY,
    seats: booking.seats,
    holdExpiresAt: booking.holdExpiresAt,
    contactFirstName: booking.contactFirstName,
    contactLastName: booking.contactLastName,
    contactEmail: booking.contactEmail,
    createdAt: booking.createdAt,
    version: booking.version,
    courseScheduleId: booking.courseScheduleId,
    startDatetime: schedule.startDatetime,
    courseName: schedule.course.name,
    venueName: schedule.venue.name,
  };
}
