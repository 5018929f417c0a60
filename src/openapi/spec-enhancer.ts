import {BindingScope, injectable} from '@loopback/core';
import {
  asSpecEnhancer,
  type OASEnhancer,
  type OpenApiSpec,
  type OperationObject,
  type ResponseObject,
  type SchemaObject,
} from '@loopback/rest';
import {json} from '../controllers/schemas/common.schemas';
import {errorSchema} from '../controllers/schemas/error-replies';
import type {FrameworkErrorCode} from '../middleware/error-reply';

/** In the order in which a reader meets them. */
const TAGS = [
  'Catalogue',
  'Bookings',
  'Waiting list',
  'Sign-in',
  'Analytics',
  'Instructors',
  'Staff: dashboard',
  'Staff: bookings',
  'Staff: payments',
  'Staff: waiting list',
  'Staff: schedules',
  'Staff: courses',
  'Staff: venues',
  'Staff: companies',
  'Staff: discount codes',
  'Staff: cancellation policies',
  'Staff: users',
  'Staff: settings',
  'Staff: reports',
  'Staff: logs',
  'Staff: operations',
  'Health',
];

/** What an error reply is described by, so that more codes can join. */
const LIST_OF_CODES = /^[A-Z_]+(, [A-Z_]+)*$/;

/** Says once, for every operation, what the controllers would say again and again: how it fails whatever it does. */
@injectable(asSpecEnhancer, {scope: BindingScope.SINGLETON})
export class SpecEnhancer implements OASEnhancer {
  readonly name = 'errors';

  modifySpec(spec: OpenApiSpec): OpenApiSpec {
    for (const path of Object.values(spec.paths)) {
      for (const operation of Object.values(path) as OperationObject[]) {
        addErrors(operation);
        operation.operationId = nameOf(operation);
      }
    }
    spec.components = {...spec.components, schemas: {...spec.components?.schemas, Error: errorSchema}};
    spec.tags = TAGS.map(name => ({name}));
    spec.info = {
      title: 'Training Admin API',
      version: '1.0.0',
      description:
        'Courses, bookings and their administration. Errors carry a stable `code`; amounts are pounds sterling.',
    };
    return spec;
  }
}

/** By reference: shared schemas were moved to the components before this enhancer's turn. */
function errorReply(description: string): ResponseObject {
  return json(description, {$ref: '#/components/schemas/Error'} as SchemaObject);
}

/** As a generated client calls it: `StaffBookingController.confirm` is confirmStaffBooking. */
function nameOf({operationId = ''}: OperationObject): string {
  return operationId.replace(/^(\w+?)(?:Controller)?\.(\w+)$/, '$2$1');
}

function addErrors({responses, parameters = [], requestBody, security = []}: OperationObject): void {
  const fail = (status: number, ...codes: FrameworkErrorCode[]) => {
    const known: ResponseObject | undefined = responses[status];
    if (known === undefined) responses[status] = errorReply(codes.join(', '));
    else if (LIST_OF_CODES.test(known.description)) {
      const all = new Set([...known.description.split(', '), ...codes]);
      responses[status] = {...known, description: [...all].join(', ')};
    }
  };
  if (requestBody !== undefined) {
    fail(400, 'MALFORMED_JSON');
    fail(413, 'PAYLOAD_TOO_LARGE');
    fail(415, 'UNSUPPORTED_MEDIA_TYPE');
    fail(422, 'VALIDATION_FAILED');
  }
  if (parameters.length > 0) fail(400, 'INVALID_PARAMETER');
  fail(400, 'UNKNOWN_PARAMETER');
  if (security.length > 0) {
    fail(401, 'NOT_AUTHENTICATED');
    fail(403, 'NOT_ALLOWED');
  }
  fail(503, 'DATABASE_UNAVAILABLE');
  responses.default ??= errorReply('What went wrong, and how to mend it');
}
