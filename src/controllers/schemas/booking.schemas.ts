import type {SchemaObject} from '@loopback/rest';
import type {FromSchema} from 'json-schema-to-ts';
import {
  BOOKING_STATUSES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  PUBLIC_PAYMENT_METHODS,
  SCHEDULE_STATUSES,
} from '../../domain/statuses';
import {
  currencySchema,
  daySchema,
  emailSchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  phoneSchema,
  timeSchema,
  typedText,
} from './common.schemas';

/** More than the largest venue; the schedule's capacity has the last word. */
const MAX_SEATS = 100;

const codeSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 50,
  pattern: '^[^\\u0000]*$',
  example: 'WELCOME10',
} as const;

export const quoteRequestSchema = {
  title: 'QuoteRequest',
  type: 'object',
  required: ['courseScheduleId', 'seats'],
  additionalProperties: false,
  properties: {
    courseScheduleId: idSchema,
    seats: {type: 'integer', minimum: 1, maximum: MAX_SEATS},
    discountCode: codeSchema,
  },
} as const;
export type QuoteRequestBody = FromSchema<typeof quoteRequestSchema>;

export const bookingRequestSchema = {
  title: 'BookingRequest',
  type: 'object',
  required: ['courseScheduleId', 'contact', 'attendees', 'paymentMethod'],
  additionalProperties: false,
  properties: {
    courseScheduleId: idSchema,
    contact: {
      title: 'BookingContact',
      type: 'object',
      required: ['firstName', 'lastName', 'email'],
      additionalProperties: false,
      properties: {
        firstName: typedText(100),
        lastName: typedText(100),
        email: emailSchema,
        phone: phoneSchema,
      },
    },
    attendees: {
      type: 'array',
      description: 'One seat each',
      minItems: 1,
      maxItems: MAX_SEATS,
      items: {
        title: 'BookingAttendee',
        type: 'object',
        required: ['firstName', 'lastName'],
        additionalProperties: false,
        properties: {firstName: typedText(100), lastName: typedText(100), email: emailSchema},
      },
    },
    discountCode: codeSchema,
    paymentMethod: {type: 'string', enum: PUBLIC_PAYMENT_METHODS},
    company: {
      title: 'CompanyRequest',
      type: 'object',
      description: 'For whom the contact books',
      required: ['name'],
      additionalProperties: false,
      properties: {name: typedText(200), purchaseOrderNumber: typedText(50)},
    },
  },
} as const;
export type BookingRequestBody = FromSchema<typeof bookingRequestSchema>;

export const cancelRequestSchema = {
  title: 'CancelRequest',
  type: 'object',
  additionalProperties: false,
  properties: {
    reason: typedText(500),
    courseScheduleId: {
      ...idSchema,
      description:
        'The schedule that the customer saw: nothing is cancelled once the booking is on another one',
    },
  },
} as const;
export type CancelRequestBody = FromSchema<typeof cancelRequestSchema>;

export const quoteSchema = objectSchema('Quote', {
  seats: {type: 'integer', example: 3},
  unitPrice: moneySchema,
  subtotal: moneySchema,
  discountApplied: moneySchema,
  discountSource: {
    type: 'string',
    enum: ['code', 'group', null],
    nullable: true,
    description: 'The better of code and group discount; null: there is none',
  },
  paymentAmount: moneySchema,
  currency: currencySchema,
});

const referenceSchema = {type: 'string', example: 'RFT-7K2M9QXD'} as const;
const statusSchema = oneOf(BOOKING_STATUSES);
const paymentStatusSchema = oneOf(PAYMENT_STATUSES);

export const paymentInstructionsSchema: SchemaObject = {
  title: 'PaymentInstructions',
  type: 'object',
  required: ['provider', 'status'],
  properties: {
    provider: {type: 'string', enum: ['offline', 'stripe']},
    status: {type: 'string', enum: ['awaiting_payment', 'processing', 'paid', 'nothing_to_pay']},
    instructions: {type: 'string', description: 'Offline only: how to pay, for a person'},
    clientSecret: {
      ...nullable({type: 'string'}),
      description:
        "Stripe only: for its form in the browser. Null with awaiting_payment: ask again at the booking's payment",
    },
    publishableKey: {type: 'string', description: 'Stripe only'},
    account: {type: 'string', description: 'Stripe only: the connected account that is paid, if it is one'},
    amount: moneySchema,
    currency: oneOf(currencySchema.enum),
  },
};

export const bookingMadeSchema = objectSchema('BookingMade', {
  bookingReference: referenceSchema,
  status: statusSchema,
  paymentStatus: paymentStatusSchema,
  seats: {type: 'integer'},
  paymentAmount: moneySchema,
  discountApplied: moneySchema,
  currency: currencySchema,
  holdExpiresAt: nullable(timeSchema),
  accessToken: {type: 'string', description: 'Opens this booking: Authorization: Bearer'},
  payment: paymentInstructionsSchema,
});

const sessionSchema = objectSchema('Session', {startDatetime: timeSchema, endDatetime: timeSchema});

export const bookingSchema = objectSchema('Booking', {
  bookingReference: referenceSchema,
  status: statusSchema,
  paymentStatus: paymentStatusSchema,
  paymentMethod: oneOf(PAYMENT_METHODS),
  seats: {type: 'integer'},
  paymentAmount: moneySchema,
  discountApplied: moneySchema,
  discountCode: nullable({type: 'string'}),
  retainedAmount: {
    ...moneySchema,
    description: 'Part of paymentAmount: what stays paid for attendees who left too late',
  },
  paidAmount: moneySchema,
  currency: currencySchema,
  holdExpiresAt: nullable(timeSchema),
  cancelledAt: nullable(timeSchema),
  cancellationReason: nullable({type: 'string'}),
  createdAt: timeSchema,
  contact: objectSchema('Contact', {
    firstName: {type: 'string'},
    lastName: {type: 'string'},
    email: {type: 'string'},
    phone: nullable({type: 'string'}),
  }),
  company: nullable(
    objectSchema('BookingCompany', {
      name: {type: 'string'},
      purchaseOrderNumber: nullable({type: 'string'}),
    }),
  ),
  paymentDueOn: {...nullable(daySchema), description: 'Until when a company with credit terms pays'},
  attendees: {
    type: 'array',
    items: objectSchema('Attendee', {
      id: idSchema,
      firstName: {type: 'string'},
      lastName: {type: 'string'},
      email: nullable({type: 'string'}),
    }),
  },
  schedule: objectSchema('BookedSchedule', {
    id: idSchema,
    status: oneOf(SCHEDULE_STATUSES),
    startDatetime: timeSchema,
    endDatetime: timeSchema,
    sessions: {type: 'array', items: sessionSchema},
    course: objectSchema('BookedCourse', {name: {type: 'string'}, slug: {type: 'string'}}),
    venue: objectSchema('BookedVenue', {
      name: {type: 'string'},
      addressLine1: {type: 'string'},
      addressLine2: nullable({type: 'string'}),
      city: {type: 'string'},
      postcode: {type: 'string'},
    }),
  }),
});

export const cancellationPreviewSchema = objectSchema('CancellationPreview', {
  bookingReference: referenceSchema,
  policy: {type: 'string', example: 'Standard'},
  tier: nullable(
    objectSchema('CancellationTier', {
      name: {type: 'string', example: '14 days or more'},
      minDaysBefore: {type: 'integer', example: 14},
      refundPercent: {type: 'integer', example: 100},
    }),
  ),
  daysBefore: {type: 'integer', description: 'Calendar days to the start; negative after it'},
  paidAmount: moneySchema,
  refundAmount: moneySchema,
  currency: currencySchema,
});
