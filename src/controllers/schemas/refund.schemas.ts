import type {SchemaObject} from '@loopback/rest';
import type {FromSchema} from 'json-schema-to-ts';
import {
  EVENT_OUTCOMES,
  PAYMENT_METHODS,
  REFUND_CAUSES,
  REFUND_STATUSES,
  TRANSACTION_STATUSES,
} from '../../domain/statuses';
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

const amountSchema = {
  type: 'string',
  pattern: '^(?!0+\\.00$)\\d{1,8}\\.\\d{2}$',
  description: 'Pounds as a decimal string, more than nothing',
  example: '75.00',
} as const;

export const refundRequestSchema = {
  title: 'RefundRequest',
  type: 'object',
  required: ['amount', 'reason'],
  additionalProperties: false,
  properties: {amount: amountSchema, reason: typedText(500)},
} as const;
export type RefundRequestBody = FromSchema<typeof refundRequestSchema>;

export const rejectionSchema = {
  title: 'RefundRejection',
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: {reason: {...typedText(500), description: 'The customer reads it'}},
} as const;
export type RejectionBody = FromSchema<typeof rejectionSchema>;

export const paidBackSchema = {
  title: 'PaidBack',
  type: 'object',
  additionalProperties: false,
  properties: {
    paymentMethod: {
      type: 'string',
      enum: PAYMENT_METHODS,
      description: 'How it went back; default: as it came',
    },
    note: typedText(500),
  },
} as const;
export type PaidBackBody = FromSchema<typeof paidBackSchema>;

const refundProperties = {
  id: idSchema,
  bookingId: idSchema,
  bookingReference: {type: 'string', example: 'RFT-7K2M9QXD'},
  contactFirstName: {type: 'string'},
  contactLastName: {type: 'string'},
  amount: moneySchema,
  currency: currencySchema,
  cause: oneOf(REFUND_CAUSES),
  reason: {type: 'string'},
  status: oneOf(REFUND_STATUSES),
  byHandAmount: {...moneySchema, description: 'Pounds that staff have to pay back'},
  failureReason: nullable({type: 'string'}),
  rejectionReason: nullable({type: 'string'}),
  attempts: {type: 'integer'},
  decidedAt: nullable(timeSchema),
  completedAt: nullable(timeSchema),
  createdAt: timeSchema,
  version: {type: 'integer'},
};

export const refundPageSchema = countedPageSchema(
  'RefundPage',
  objectSchema('RefundListItem', refundProperties),
);

const plannedPart = objectSchema('PlannedRefundPart', {
  chargeTransactionId: idSchema,
  amount: moneySchema,
  paymentMethod: oneOf(PAYMENT_METHODS),
  byHand: {type: 'boolean', description: 'Staff pay it back'},
});

export const refundSchema = objectSchema('Refund', {
  ...refundProperties,
  parts: {
    type: 'array',
    description: 'Which charges it gives back: rows of the ledger',
    items: objectSchema('RefundPart', {
      id: idSchema,
      chargeTransactionId: nullable(idSchema),
      amount: moneySchema,
      status: oneOf(TRANSACTION_STATUSES),
      paymentMethod: oneOf(PAYMENT_METHODS),
      providerRefundId: nullable({type: 'string'}),
      byHand: {type: 'boolean', description: 'Staff pay it back'},
      failureReason: nullable({type: 'string'}),
    }),
  },
  plannedParts: nullable({
    type: 'array',
    description:
      'How what has not gone back yet would, approved or tried again now; null: less than that is left of what was paid',
    items: plannedPart,
  }),
});

export const refundPreviewSchema = objectSchema('RefundPreview', {
  bookingId: idSchema,
  paidAmount: moneySchema,
  refundableAmount: {...moneySchema, description: 'What can still be asked for'},
  policyAmount: {...moneySchema, description: 'What a cancellation now would bring back'},
  tier: nullable({type: 'string', description: "The cancellation policy's tier of today"}),
  parts: {
    type: 'array',
    items: plannedPart,
  },
});

export const previewAmountParameter = {
  name: 'amount',
  in: 'query',
  description: 'Pounds; default: all that can go back',
  schema: amountSchema,
} as const;

const eventSchema = objectSchema('PaymentEvent', {
  id: {type: 'integer', minimum: 1},
  provider: {type: 'string', example: 'stripe'},
  eventId: {type: 'string', example: 'evt_…'},
  eventType: {type: 'string', example: 'payment_intent.succeeded'},
  objectId: nullable({type: 'string'}),
  bookingId: nullable(idSchema),
  bookingReference: nullable({type: 'string'}),
  outcome: oneOf(EVENT_OUTCOMES),
  note: nullable({type: 'string'}),
  occurredAt: timeSchema,
  receivedAt: timeSchema,
  resolvedAt: nullable(timeSchema),
  resolution: nullable({type: 'string'}),
});
export const paymentEventPageSchema: SchemaObject = countedPageSchema('PaymentEventPage', eventSchema);

export const resolutionSchema = {
  title: 'EventResolution',
  type: 'object',
  required: ['resolution'],
  additionalProperties: false,
  properties: {resolution: {...typedText(500), description: 'What was done about it'}},
} as const;
export type ResolutionBody = FromSchema<typeof resolutionSchema>;
