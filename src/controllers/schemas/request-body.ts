import type {RequestBodyObject, SchemaObject} from '@loopback/rest';

/** A required JSON body of this schema, and of no other content type. */
export function body(schema: object): RequestBodyObject {
  return {required: true, content: {'application/json': {schema: schema as SchemaObject}}};
}
