import type {FromSchema} from 'json-schema-to-ts';
import {daySchema, idSchema, nullable, objectSchema, oneOf, timeSchema} from './common.schemas';
import {scheduleRequestSchema} from './staff-schedule.schemas';

const {courseId, venueId, instructorId, capacity, minSeats, notes} = scheduleRequestSchema.properties;
const clockSchema = {
  type: 'string',
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: "By the company's clock (Europe/London)",
  example: '09:00',
} as const;

const seriesProperties = {
  courseId,
  venueId,
  instructorId,
  capacity,
  minSeats,
  notes,
  rule: {
    type: 'string',
    minLength: 1,
    maxLength: 500,
    description: 'RRULE of RFC 5545 for days: DAILY, WEEKLY, MONTHLY or YEARLY, ended by COUNT or UNTIL',
    example: 'FREQ=WEEKLY;BYDAY=MO;COUNT=10',
  },
  startsOn: {...daySchema, description: 'From this day on (DTSTART)'},
  excludedDays: {
    type: 'array',
    description: 'Days of the rule on which no course begins (EXDATE)',
    maxItems: 200,
    items: daySchema,
  },
  sessions: {
    type: 'array',
    description: 'The days of each course',
    minItems: 1,
    maxItems: 30,
    items: {
      title: 'SessionTemplate',
      type: 'object',
      required: ['day', 'startTime', 'endTime'],
      additionalProperties: false,
      properties: {
        day: {
          type: 'integer',
          minimum: 1,
          maximum: 90,
          description: '1 is the day on which the course begins',
        },
        startTime: clockSchema,
        endTime: clockSchema,
      },
    },
  },
} as const;
const required = ['courseId', 'venueId', 'rule', 'startsOn', 'sessions'] as const;

export const seriesPreviewRequestSchema = {
  title: 'ScheduleSeriesPlan',
  type: 'object',
  required,
  additionalProperties: false,
  properties: seriesProperties,
} as const;
export type SeriesPreviewBody = FromSchema<typeof seriesPreviewRequestSchema>;

export const seriesRequestSchema = {
  title: 'ScheduleSeriesRequest',
  type: 'object',
  required,
  additionalProperties: false,
  properties: {
    ...seriesProperties,
    skipConflicts: {
      type: 'boolean',
      description: 'Leave out the dates that can not be held; by default none is planned then',
    },
  },
} as const;
export type SeriesRequestBody = FromSchema<typeof seriesRequestSchema>;

const span = {startDatetime: timeSchema, endDatetime: timeSchema};

const occurrenceSchema = objectSchema('ScheduleOccurrence', {
  day: daySchema,
  sessions: {type: 'array', items: objectSchema('Session', span)},
  conflicts: {
    type: 'array',
    items: objectSchema('OccurrenceConflict', {
      code: oneOf(['VENUE_CONFLICT', 'INSTRUCTOR_CONFLICT', 'VENUE_TOO_SMALL']),
      scheduleId: {
        ...nullable(idSchema),
        description: 'Null: the venue itself, or an earlier date of this series',
      },
      courseName: nullable({type: 'string'}),
      startDatetime: nullable(timeSchema),
      endDatetime: nullable(timeSchema),
    }),
  },
});

export const seriesPreviewSchema = objectSchema('ScheduleSeriesPreview', {
  capacity: {type: 'integer'},
  venueCapacity: {type: 'integer'},
  occurrences: {type: 'array', items: occurrenceSchema},
  conflicting: {type: 'integer', description: 'How many of them have a conflict'},
});

export const seriesMadeSchema = objectSchema('ScheduleSeriesMade', {
  seriesId: idSchema,
  schedules: {
    type: 'array',
    items: objectSchema('ScheduleOfSeries', {id: idSchema, day: daySchema, ...span}),
  },
  skipped: {type: 'array', items: occurrenceSchema},
});
