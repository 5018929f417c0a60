import type {FromSchema} from 'json-schema-to-ts';
import {EVENT_TYPES, FUNNEL_STEPS, MAX_EVENT_AGE_HOURS, MAX_EVENT_DATA_BYTES} from '../../domain/analytics';
import {PERIODS} from '../../domain/report-range';
import {daySchema, nullable, objectSchema, oneOf} from './common.schemas';
import {definitionSchema} from './report.schemas';

const urlSchema = {
  type: 'string',
  format: 'well-formed',
  maxLength: 2000,
  pattern: '^https?://[^\\s\\u0000]+$',
  description: 'Of its query only utm_… is kept',
} as const;

const valueSchema = {
  anyOf: [
    {type: 'string', format: 'well-formed', maxLength: 500, pattern: '^[^\\u0000]*$'},
    {type: 'number'},
    {type: 'boolean'},
  ],
} as const;

export const analyticsEventsSchema = {
  title: 'AnalyticsEvents',
  type: 'object',
  required: ['events'],
  additionalProperties: false,
  properties: {
    events: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        title: 'AnalyticsEvent',
        type: 'object',
        required: ['eventType'],
        additionalProperties: false,
        properties: {
          eventType: {type: 'string', enum: EVENT_TYPES},
          sessionId: {
            type: 'string',
            pattern: '^[A-Za-z0-9_-]{8,100}$',
            description: 'Random, made by the page, the same until the visitor leaves',
            example: '0198f2c4-6f0e-7a31',
          },
          pageUrl: {
            ...urlSchema,
            example: 'https://www.reactfasttraining.co.uk/courses/efaw?utm_source=newsletter',
          },
          referrerUrl: {...urlSchema, example: 'https://www.google.com/'},
          eventData: {
            type: 'object',
            description: `Flat, at most ${MAX_EVENT_DATA_BYTES} bytes as JSON; nothing that names a person`,
            maxProperties: 20,
            additionalProperties: valueSchema,
            example: {courseId: 3},
          },
          occurredAt: {
            type: 'string',
            format: 'date-time',
            description: `When it waited before it was sent, at most ${MAX_EVENT_AGE_HOURS} hours; else leave it out`,
          },
        },
      },
    },
  },
} as const;
export type AnalyticsEventsBody = FromSchema<typeof analyticsEventsSchema>;

export const eventsAcceptedSchema = objectSchema('EventsAccepted', {
  accepted: {type: 'integer', description: 'How many events were taken: all of them', example: 2},
});

const count = {type: 'integer', minimum: 0, example: 12} as const;
const visits = {visits: count, bookings: count};

export const analyticsReportSchema = objectSchema('AnalyticsReport', {
  definitions: objectSchema('AnalyticsDefinitions', {
    visits: definitionSchema,
    funnel: definitionSchema,
    sources: definitionSchema,
    devices: definitionSchema,
  }),
  from: daySchema,
  to: daySchema,
  groupBy: oneOf(PERIODS),
  rows: {
    type: 'array',
    description: 'One for each day, week or month, empty ones too',
    items: objectSchema('AnalyticsPeriod', {
      key: {type: 'string', example: '2026-W13'},
      label: {type: 'string', example: 'Week 13, 2026'},
      ...visits,
      pageViews: count,
    }),
  },
  total: objectSchema('AnalyticsTotal', {...visits, pageViews: count}),
  funnel: {
    type: 'array',
    items: objectSchema('AnalyticsFunnelStep', {
      step: oneOf(FUNNEL_STEPS),
      visits: count,
      percentOfFirst: nullable({type: 'string', example: '37.5'}),
    }),
  },
  sources: {
    type: 'array',
    description: 'Most visits first',
    items: objectSchema('AnalyticsSource', {
      kind: oneOf(['campaign', 'referrer', 'direct', 'other']),
      name: nullable({type: 'string', example: 'newsletter'}),
      ...visits,
    }),
  },
  devices: {
    type: 'array',
    items: objectSchema('AnalyticsDevice', {deviceType: {type: 'string', example: 'mobile'}, ...visits}),
  },
  browsers: {
    type: 'array',
    items: objectSchema('AnalyticsBrowser', {browser: {type: 'string', example: 'Firefox'}, ...visits}),
  },
});
