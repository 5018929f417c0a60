import type {FromSchema} from 'json-schema-to-ts';
import {SCHEDULE_STATUSES} from '../../domain/statuses';
import {
  countedPageSchema,
  freeText,
  idSchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
  typedText,
} from './common.schemas';

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

const {sessions, capacity, minSeats} = scheduleRequestSchema.properties;

export const scheduleEditSchema = {
  title: 'ScheduleChange',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    venueId: idSchema,
    instructorId: {...idSchema, nullable: true, description: 'null: not assigned any more'},
    sessions,
    capacity,
    minSeats,
    notes: {...freeText(2000), nullable: true},
  },
} as const;
export type ScheduleEditBody = FromSchema<typeof scheduleEditSchema>;

const waitingProperties = {
  waitingEntries: {type: 'integer', description: 'People on the waiting list'},
  waitingSeats: {type: 'integer', description: 'Seats that they want'},
  offeredSeats: {
    type: 'integer',
    description: 'Part of the seats taken: kept for offers of the waiting list',
  },
};

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
  seriesId: {...nullable(idSchema), description: 'The recurring plan that it comes from'},
  version: {type: 'integer'},
  ...waitingProperties,
  sessions: {
    type: 'array',
    items: objectSchema('Session', {startDatetime: timeSchema, endDatetime: timeSchema}),
  },
});

export const staffSchedulePageSchema = countedPageSchema(
  'StaffSchedulePage',
  objectSchema('StaffScheduleItem', {
    id: idSchema,
    courseId: idSchema,
    courseName: {type: 'string'},
    venueId: idSchema,
    venueName: {type: 'string'},
    venueCity: {type: 'string'},
    instructorId: nullable(idSchema),
    instructorName: nullable({type: 'string'}),
    startDatetime: timeSchema,
    endDatetime: timeSchema,
    status: oneOf(SCHEDULE_STATUSES),
    capacity: {type: 'integer'},
    seatsTaken: {type: 'integer'},
    minSeats: {type: 'integer'},
    seriesId: nullable(idSchema),
    ...waitingProperties,
    version: {type: 'integer'},
  }),
);
