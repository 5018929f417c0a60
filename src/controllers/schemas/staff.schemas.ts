import type {FromSchema} from 'json-schema-to-ts';
import {
  BOOKING_STATUSES,
  EMAIL_STATUSES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  SCHEDULE_STATUSES,
} from '../../domain/statuses';
import {bookingSchema} from './booking.schemas';
import {
  countedPageSchema,
  currencySchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
  typedText,
} from './common.schemas';

const bigId = {type: 'integer', minimum: 1} as const;

export const staffBookingSchema = objectSchema('StaffBooking', {
  id: idSchema,
  version: {type: 'integer'},
  userId: idSchema,
  notes: nullable({type: 'string'}),
  ...(bookingSchema.properties as Record<string, object>),
});

export const staffBookingPageSchema = countedPageSchema(
  'StaffBookingPage',
  objectSchema('StaffBookingItem', {
    id: idSchema,
    bookingReference: {type: 'string', example: 'RFT-7K2M9QXD'},
    status: oneOf(BOOKING_STATUSES),
    paymentStatus: oneOf(PAYMENT_STATUSES),
    paymentMethod: oneOf(PAYMENT_METHODS),
    paymentAmount: moneySchema,
    currency: currencySchema,
    seats: {type: 'integer'},
    holdExpiresAt: nullable(timeSchema),
    contactFirstName: {type: 'string'},
    contactLastName: {type: 'string'},
    contactEmail: {type: 'string'},
    createdAt: timeSchema,
    version: {type: 'integer'},
    courseScheduleId: idSchema,
    startDatetime: timeSchema,
    courseName: {type: 'string'},
    venueName: {type: 'string'},
  }),
);

export const scheduleRequestSchema = {
  title: 'ScheduleRequest',
  type: 'object',
  required: ['courseId', 'venueId', 'sessions'],
  additionalProperties: false,
  properties: {
    courseId: idSchema,
    venueId: idSchema,
    instructorId: idSchema,
    sessions: {
      type: 'array',
      description: 'The days of the course',
      minItems: 1,
      maxItems: 30,
      items: {
        title: 'SessionRequest',
        type: 'object',
        required: ['startDatetime', 'endDatetime'],
        additionalProperties: false,
        properties: {
          startDatetime: {type: 'string', format: 'date-time'},
          endDatetime: {type: 'string', format: 'date-time'},
        },
      },
    },
    capacity: {type: 'integer', minimum: 1, maximum: 1000},
    minSeats: {type: 'integer', minimum: 0, maximum: 1000},
    notes: typedText(2000),
  },
} as const;
export type ScheduleRequestBody = FromSchema<typeof scheduleRequestSchema>;

export const cancelScheduleSchema = {
  title: 'CancelScheduleRequest',
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: {reason: typedText(500)},
} as const;
export type CancelScheduleBody = FromSchema<typeof cancelScheduleSchema>;

export const staffScheduleSchema = objectSchema('StaffSchedule', {
  id: idSchema,
  courseId: idSchema,
  courseName: {type: 'string'},
  venueId: idSchema,
  venueName: {type: 'string'},
  instructorId: nullable(idSchema),
  startDatetime: timeSchema,
  endDatetime: timeSchema,
  status: oneOf(SCHEDULE_STATUSES),
  capacity: {type: 'integer'},
  seatsTaken: {type: 'integer'},
  seatsAvailable: {type: 'integer'},
  minSeats: {type: 'integer'},
  notes: nullable({type: 'string'}),
  cancelledAt: nullable(timeSchema),
  cancellationReason: nullable({type: 'string'}),
  version: {type: 'integer'},
  sessions: {
    type: 'array',
    items: objectSchema('Session', {startDatetime: timeSchema, endDatetime: timeSchema}),
  },
});

export const activityPageSchema = countedPageSchema(
  'ActivityPage',
  objectSchema('Activity', {
    id: bigId,
    adminId: idSchema,
    adminName: {type: 'string'},
    action: {type: 'string', example: 'booking.confirmed'},
    entityType: {type: 'string', example: 'booking'},
    entityId: nullable({type: 'integer'}),
    oldValues: nullable({type: 'object', additionalProperties: true}),
    newValues: nullable({type: 'object', additionalProperties: true}),
    ipAddress: nullable({type: 'string'}),
    userAgent: nullable({type: 'string'}),
    createdAt: timeSchema,
  }),
);

export const emailPageSchema = countedPageSchema(
  'EmailPage',
  objectSchema('Email', {
    id: bigId,
    recipient: {type: 'string'},
    emailType: {type: 'string', example: 'booking_received'},
    subject: {type: 'string'},
    bookingId: nullable(idSchema),
    bookingReference: nullable({type: 'string'}),
    status: oneOf(EMAIL_STATUSES),
    attempts: {type: 'integer'},
    errorMessage: nullable({type: 'string'}),
    createdAt: timeSchema,
    sentAt: nullable(timeSchema),
  }),
);
