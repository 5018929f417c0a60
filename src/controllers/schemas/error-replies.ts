import type {ResponseObject} from '@loopback/rest';
import type {ErrorCode} from '../../domain/errors';
import {HTTP_STATUS} from '../../middleware/http-status';
import {json, objectSchema} from './common.schemas';

export const errorSchema = objectSchema('Error', {
  error: {
    type: 'object',
    required: ['statusCode', 'name', 'message', 'code', 'requestId'],
    properties: {
      statusCode: {type: 'integer', example: 409},
      name: {type: 'string', example: 'DomainError'},
      message: {
        type: 'string',
        description: 'What to mend, for a person',
        example: 'Only 2 seats are left on this schedule',
      },
      code: {
        type: 'string',
        description: 'What went wrong, for a program; a code is never renamed',
        example: 'SCHEDULE_FULL',
      },
      details: {
        type: 'object',
        description: 'Facts to act on',
        additionalProperties: true,
        example: {seatsAvailable: 2},
      },
      requestId: {type: 'string'},
    },
  },
});

/** The replies of an operation that goes wrong, by status; codes with the same status share one. */
export function errorReplies(...codes: ErrorCode[]): Record<string, ResponseObject> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    byStatus.set(HTTP_STATUS[code], [...(byStatus.get(HTTP_STATUS[code]) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [status, json(ofStatus.join(', '), errorSchema)]),
  );
}

/** Codes that a quote, and whoever books by it, can fail with. */
export const BOOKING_FAILURES: readonly ErrorCode[] = [
  'SCHEDULE_NOT_FOUND',
  'SCHEDULE_NOT_BOOKABLE',
  'SCHEDULE_FULL',
  'DISCOUNT_CODE_INVALID',
  'DISCOUNT_CODE_EXPIRED',
  'DISCOUNT_CODE_EXHAUSTED',
  'DISCOUNT_CODE_NOT_APPLICABLE',
];
