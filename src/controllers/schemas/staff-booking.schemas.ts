import type {FromSchema} from 'json-schema-to-ts';
import {PAYMENT_METHODS} from '../../domain/statuses';
import {bookingRequestSchema} from './booking.schemas';
import {
  emailSchema,
  freeText,
  idSchema,
  nullable,
  objectSchema,
  oneOf,
  phoneSchema,
  timeSchema,
  typedText,
} from './common.schemas';

const notesSchema = freeText(5000);

export const manualBookingSchema = {
  ...bookingRequestSchema,
  title: 'ManualBooking',
  properties: {
    ...bookingRequestSchema.properties,
    paymentMethod: {type: 'string', enum: PAYMENT_METHODS},
    confirm: {type: 'boolean', description: 'Confirmed at once instead of holding its seats for a while'},
    notes: notesSchema,
    companyId: {...idSchema, description: 'A company that is invoiced; with credit it is confirmed at once'},
    purchaseOrderNumber: typedText(50),
    allowDuplicates: {
      type: 'boolean',
      description: 'Also people whom this customer has booked on the schedule already',
    },
  },
} as const;
export type ManualBookingBody = FromSchema<typeof manualBookingSchema>;

export const bookingEditSchema = {
  title: 'BookingChange',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    notes: {...notesSchema, nullable: true},
    contact: {
      title: 'BookingContactChange',
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        firstName: typedText(100),
        lastName: typedText(100),
        email: emailSchema,
        phone: {...phoneSchema, nullable: true},
      },
    },
  },
} as const;
export type BookingEditBody = FromSchema<typeof bookingEditSchema>;

export const bookingCompanySchema = {
  title: 'CompanyOfBooking',
  type: 'object',
  required: ['companyId'],
  additionalProperties: false,
  properties: {
    companyId: {...idSchema, nullable: true, description: 'null: none of those that staff know'},
    purchaseOrderNumber: {...typedText(50), nullable: true},
  },
} as const;
export type BookingCompanyBody = FromSchema<typeof bookingCompanySchema>;

export const cancelBookingSchema = {
  title: 'CancelBookingRequest',
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: {
    reason: typedText(500),
    refundAmount: {
      type: 'string',
      pattern: '^\\d{1,8}\\.\\d{2}$',
      description: "Pounds that come back; default: what the booking's cancellation policy says",
      example: '75.00',
    },
  },
} as const;
export type CancelBookingBody = FromSchema<typeof cancelBookingSchema>;

export const paymentSchema = {
  title: 'PaymentRecord',
  type: 'object',
  required: ['amount', 'paymentMethod'],
  additionalProperties: false,
  properties: {
    amount: {
      type: 'string',
      pattern: '^(?!0+\\.00$)\\d{1,8}\\.\\d{2}$',
      description: 'Pounds as a decimal string, more than nothing',
      example: '75.00',
    },
    paymentMethod: {type: 'string', enum: PAYMENT_METHODS},
    receivedAt: {type: 'string', format: 'date-time'},
    note: typedText(500),
  },
} as const;
export type PaymentBody = FromSchema<typeof paymentSchema>;

export const timelineSchema = objectSchema('Timeline', {
  items: {
    type: 'array',
    items: objectSchema('TimelineItem', {
      at: timeSchema,
      kind: oneOf(['booking', 'activity', 'payment', 'waiting_list', 'email']),
      what: {type: 'string', example: 'booking.confirmed'},
      by: nullable({type: 'string', description: 'Name of the member of staff'}),
      details: {type: 'object', additionalProperties: true},
    }),
  },
});
