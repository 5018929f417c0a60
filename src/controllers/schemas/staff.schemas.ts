import type {FromSchema} from 'json-schema-to-ts';
import {BOOKING_STATUSES, EMAIL_STATUSES, PAYMENT_METHODS, PAYMENT_STATUSES} from '../../domain/statuses';
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
  companyId: nullable(idSchema),
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

export const cancelScheduleSchema = {
  title: 'CancelScheduleRequest',
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: {reason: typedText(500)},
} as const;
export type CancelScheduleBody = FromSchema<typeof cancelScheduleSchema>;

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

export const emailSchema = objectSchema('Email', {
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
  nextAttemptAt: nullable({...timeSchema, description: 'When it is tried again by itself'}),
});

export const emailPageSchema = countedPageSchema('EmailPage', emailSchema);
