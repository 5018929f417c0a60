import type {FromSchema} from 'json-schema-to-ts';
import {bookingRequestSchema} from './booking.schemas';
import {
  currencySchema,
  emailSchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
  typedText,
} from './common.schemas';

const attendeeProperties = {firstName: typedText(100), lastName: typedText(100), email: emailSchema} as const;
const required = ['firstName', 'lastName'] as const;
const allowDuplicates = {
  type: 'boolean',
  description: 'Also when this customer has booked them on the schedule already',
} as const;

export const attendeeRequestSchema = {
  title: 'AttendeeReplacement',
  type: 'object',
  required,
  additionalProperties: false,
  properties: attendeeProperties,
} as const;
export type AttendeeRequestBody = FromSchema<typeof attendeeRequestSchema>;

export const staffAttendeeRequestSchema = {
  title: 'StaffAttendeeReplacement',
  type: 'object',
  required,
  additionalProperties: false,
  properties: {
    ...attendeeProperties,
    isCorrection: {
      type: 'boolean',
      description: 'The same person, written differently: what the register says of them stays',
    },
    allowDuplicates,
  },
} as const;
export type StaffAttendeeRequestBody = FromSchema<typeof staffAttendeeRequestSchema>;

export const addAttendeesSchema = {
  title: 'AttendeesToAdd',
  type: 'object',
  required: ['attendees'],
  additionalProperties: false,
  properties: {attendees: bookingRequestSchema.properties.attendees, allowDuplicates},
} as const;
export type AddAttendeesBody = FromSchema<typeof addAttendeesSchema>;

export const attendeeRemovalSchema = {
  title: 'AttendeeRemoval',
  type: 'object',
  additionalProperties: false,
  properties: {
    inFull: {type: 'boolean', description: 'All of it comes back, whatever the cancellation policy says'},
  },
} as const;
export type AttendeeRemovalBody = FromSchema<typeof attendeeRemovalSchema>;

export const choiceSchema = {
  title: 'BookingChoice',
  type: 'object',
  required: ['courseScheduleId'],
  additionalProperties: false,
  properties: {courseScheduleId: idSchema},
} as const;
export type ChoiceBody = FromSchema<typeof choiceSchema>;

export const moveRequestSchema = {
  ...choiceSchema,
  title: 'BookingMove',
  properties: {courseScheduleId: idSchema, allowDuplicates},
} as const;
export type MoveRequestBody = FromSchema<typeof moveRequestSchema>;

export const movePreviewSchema = objectSchema('BookingMovePreview', {
  courseScheduleId: idSchema,
  seatsAvailable: {type: 'integer'},
  paymentAmount: moneySchema,
  discountApplied: moneySchema,
  refundAmount: {...moneySchema, description: 'What comes back'},
  dueAmount: {...moneySchema, description: 'What is to be paid'},
});

const proposalSchema = objectSchema('ProposedSchedule', {
  id: idSchema,
  startDatetime: timeSchema,
  endDatetime: timeSchema,
  seatsAvailable: {type: 'integer'},
  venue: objectSchema('ProposedVenue', {
    id: idSchema,
    name: {type: 'string'},
    city: {type: 'string'},
    postcode: {type: 'string'},
  }),
});

export const choicesSchema = objectSchema('BookingChoices', {
  bookingReference: {type: 'string', example: 'RFT-7K2M9QXD'},
  isOpen: {type: 'boolean', description: 'False: there is nothing to choose, or the choice has been made'},
  refundAmount: {...moneySchema, description: 'What comes back instead of another date'},
  currency: currencySchema,
  schedules: {type: 'array', items: proposalSchema},
});

export const cancellationImpactSchema = objectSchema('ScheduleCancellationImpact', {
  scheduleId: idSchema,
  status: oneOf(['draft', 'published', 'cancelled', 'completed']),
  bookings: {
    type: 'array',
    items: objectSchema('AffectedBooking', {
      id: idSchema,
      bookingReference: {type: 'string'},
      status: oneOf(['pending', 'confirmed']),
      seats: {type: 'integer'},
      contactFirstName: {type: 'string'},
      contactLastName: {type: 'string'},
      contactEmail: {type: 'string'},
      contactPhone: nullable({type: 'string'}),
      paidAmount: moneySchema,
      proposals: {type: 'array', items: idSchema, description: 'Of the proposals, those with enough seats'},
    }),
  },
  total: objectSchema('AffectedTotal', {
    bookings: {type: 'integer'},
    seats: {type: 'integer'},
    paidAmount: moneySchema,
    currency: currencySchema,
  }),
  proposals: {type: 'array', items: proposalSchema},
});
