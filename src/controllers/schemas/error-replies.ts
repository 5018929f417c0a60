import type {ResponseObject} from '@loopback/rest';
import type {ErrorCode} from '../../domain/errors';
import {HTTP_STATUS} from '../../middleware/http-status';
import {json, objectSchema} from './common.schemas';

const errorSchema = objectSchema('Error', {
  error: {
    type: 'object',
    required: ['statusCode', 'name', 'message', 'code', 'requestId'],
    properties: {
      statusCode: {type: 'integer'},
      name: {type: 'string'},
      message: {type: 'string', description: 'What to mend, for a person'},
      code: {type: 'string', description: 'What went wrong, for a program; a code is never renamed'},
      details: {type: 'object', description: 'Facts to act on', additionalProperties: true},
      requestId: {type: 'string'},
    },
  },
});

/** The replies of an operation that goes wrong, by status; codes with the same status share one. */
export function errorReplies(...codes: ErrorCode[]): Record<string, ResponseObject> {
  const byStatus = new Map<number, string[]>();
  for (const code of codes)
    byStatus.set(HTTP_STATUS[code], [...(byStatus.get(HTTP_STATUS[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [status, json(names.join(', '), errorSchema)]),
  );
}
