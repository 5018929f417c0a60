import type {FromSchema} from 'json-schema-to-ts';
import {SCHEDULE_STATUSES, WAITING_STATUSES} from '../../domain/statuses';
import {bookingRequestSchema} from './booking.schemas';
import {countedPageSchema, idSchema, nullable, objectSchema, oneOf, timeSchema} from './common.schemas';

const {courseScheduleId, contact, attendees, discountCode, paymentMethod, company} =
  bookingRequestSchema.properties;
const seats = {type: 'integer', minimum: 1, maximum: attendees.maxItems} as const;

export const joinRequestSchema = {
  title: 'WaitingListRequest',
  type: 'object',
  required: ['courseScheduleId', 'contact', 'seats'],
  additionalProperties: false,
  properties: {courseScheduleId, contact, seats},
} as const;
export type JoinRequestBody = FromSchema<typeof joinRequestSchema>;

export const acceptRequestSchema = {
  title: 'OfferAcceptance',
  type: 'object',
  required: ['attendees', 'paymentMethod'],
  additionalProperties: false,
  properties: {
    attendees: {...attendees, description: 'One seat each, at most as many as are kept'},
    discountCode,
    paymentMethod,
    company,
  },
} as const;
export type AcceptRequestBody = FromSchema<typeof acceptRequestSchema>;

export const handOfferSchema = {
  title: 'WaitingListOfferByHand',
  type: 'object',
  additionalProperties: false,
  properties: {seats: {...seats, description: 'At most as many as they want; all of them by default'}},
} as const;
export type HandOfferBody = FromSchema<typeof handOfferSchema>;

const referenceSchema = {type: 'string', example: 'RFW-7K2M9QXD'} as const;
export const waitingReferenceParameter = {
  name: 'reference',
  in: 'path',
  required: true,
  schema: {type: 'string', pattern: '^[Rr][Ff][Ww]-[0-9A-Za-z]{8}$', example: 'RFW-7K2M9QXD'},
} as const;

const entryProperties = {
  reference: referenceSchema,
  status: oneOf(WAITING_STATUSES),
  seats: {type: 'integer', description: 'Seats wanted'},
  place: nullable({type: 'integer', description: 'In line, from 1; null for who does not wait', example: 3}),
  offer: nullable(
    objectSchema('WaitingListOffer', {
      seats: {type: 'integer'},
      offeredAt: timeSchema,
      expiresAt: timeSchema,
    }),
  ),
  bookingReference: nullable({type: 'string', description: 'Of whoever accepted'}),
  joinedAt: timeSchema,
  endedAt: nullable(timeSchema),
  contact: objectSchema('WaitingContact', {
    firstName: {type: 'string'},
    lastName: {type: 'string'},
    email: {type: 'string'},
    phone: nullable({type: 'string'}),
  }),
  schedule: objectSchema('AwaitedSchedule', {
    id: idSchema,
    status: oneOf(SCHEDULE_STATUSES),
    startDatetime: timeSchema,
    endDatetime: timeSchema,
    course: objectSchema('AwaitedCourse', {name: {type: 'string'}, slug: {type: 'string'}}),
    venue: objectSchema('AwaitedVenue', {
      name: {type: 'string'},
      city: {type: 'string'},
      postcode: {type: 'string'},
    }),
  }),
};

export const waitingEntrySchema = objectSchema('WaitingListEntry', entryProperties);
export const joinedSchema = objectSchema('WaitingListJoined', {
  ...entryProperties,
  accessToken: {type: 'string', description: 'Opens this place: Authorization: Bearer'},
});
export const staffWaitingSchema = objectSchema('StaffWaitingListEntry', {
  id: idSchema,
  userId: idSchema,
  version: {type: 'integer'},
  ...entryProperties,
});

export const staffWaitingPageSchema = countedPageSchema(
  'StaffWaitingListPage',
  objectSchema('StaffWaitingListItem', {
    id: idSchema,
    reference: referenceSchema,
    status: oneOf(WAITING_STATUSES),
    seats: {type: 'integer'},
    contactFirstName: {type: 'string'},
    contactLastName: {type: 'string'},
    contactEmail: {type: 'string'},
    contactPhone: nullable({type: 'string'}),
    offeredAt: nullable(timeSchema),
    offerExpiresAt: nullable(timeSchema),
    endedAt: nullable(timeSchema),
    bookingReference: nullable({type: 'string'}),
    userId: idSchema,
    createdAt: timeSchema,
    version: {type: 'integer'},
    courseScheduleId: idSchema,
    startDatetime: timeSchema,
    courseName: {type: 'string'},
    venueName: {type: 'string'},
  }),
);
