import {BindingScope, injectable} from '@loopback/core';
import {
  asSpecEnhancer,
  type OASEnhancer,
  type OpenApiSpec,
  type OperationObject,
  type SchemaObject,
} from '@loopback/rest';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const errorSchema: SchemaObject = {
  title: 'Error',
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['statusCode', 'name', 'message', 'code', 'requestId'],
      properties: {
        statusCode: {type: 'integer', example: 409},
        name: {type: 'string', example: 'DomainError'},
        message: {type: 'string', example: 'Only 2 seats are left on this schedule'},
        code: {type: 'string', description: 'Stable; never renamed', example: 'SCHEDULE_FULL'},
        details: {type: 'object', additionalProperties: true, example: {seatsAvailable: 2}},
        requestId: {type: 'string'},
      },
    },
  },
};

/** Says once, for every operation, what the controllers would say again and again: errors and how to sign in. */
@injectable(asSpecEnhancer, {scope: BindingScope.SINGLETON})
export class SpecEnhancer implements OASEnhancer {
  name = 'training-admin';

  modifySpec(spec: OpenApiSpec): OpenApiSpec {
    for (const path of Object.values(spec.paths)) {
      for (const method of METHODS) {
        const operation: OperationObject | undefined = path[method];
        if (operation !== undefined) addErrors(operation);
      }
    }
    const {components} = spec;
    return {
      ...spec,
      info: {
        title: 'Training Admin API',
        version: '1.0.0',
        description:
          'Courses, bookings and their administration. Errors carry a stable `code`; amounts are pounds.',
      },
      components: {
        ...components,
        schemas: {...components?.schemas, Error: errorSchema},
        responses: {
          Error: {
            description: 'What went wrong and how to mend it',
            content: {'application/json': {schema: {$ref: '#/components/schemas/Error'}}},
          },
        },
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: "An access token from /api/auth/login, or a booking's from its creation",
          },
        },
      },
    };
  }
}

function addErrors(operation: OperationObject): void {
  operation.responses.default ??= {$ref: '#/components/responses/Error'};
}
