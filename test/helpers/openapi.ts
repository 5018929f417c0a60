import Ajv, {type ValidateFunction} from 'ajv';
import addFormats from 'ajv-formats';

export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  example?: unknown;
  nullable?: boolean;
  [keyword: string]: unknown;
}

export interface Reply {
  description: string;
  content?: Record<string, {schema: Schema}>;
  headers?: Record<string, unknown>;
}

export interface Operation {
  summary?: string;
  operationId?: string;
  tags?: string[];
  parameters?: {name: string; in: string; required?: boolean; schema: Schema}[];
  requestBody?: {required?: boolean; content: Record<string, {schema: Schema}>};
  responses: Record<string, Reply>;
  security?: object[];
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {schemas: Record<string, Schema>};
  tags: {name: string}[];
}

export interface NamedOperation {
  verb: string;
  path: string;
  operation: Operation;
}

export function operationsOf({paths}: Document): NamedOperation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => ({verb, path, operation})),
  );
}

/** Every object in a document that stands where a schema does, with the way to it. */
export function schemasOf(value: unknown, way = '#'): {schema: Schema; way: string}[] {
  if (typeof value !== 'object' || value === null) return [];
  const isSchema =
    !Array.isArray(value) && ('type' in value || '$ref' in value) && !way.endsWith('/properties');
  const inner = Object.entries(value)
    .filter(([name]) => name !== 'example')
    .flatMap(([name, part]) => schemasOf(part, `${way}/${name}`));
  return isSchema ? [{schema: value as Schema, way}, ...inner] : inner;
}

/** Validates against a document's schemas: what they do not name is not allowed, so that no answer says more. */
export class DocumentValidator {
  private readonly ajv = new Ajv({strict: false, allErrors: true});
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(document: Document) {
    addFormats(this.ajv);
    this.ajv.addFormat('well-formed', true);
    const {schemas} = document.components;
    const closed = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, close(schema)]));
    this.ajv.addSchema({$id: 'document', components: {schemas: closed}});
  }

  /** What is wrong, in words; empty when nothing is. */
  problems(schema: Schema, value: unknown): string[] {
    let validate = this.compiled.get(schema);
    if (validate === undefined) {
      validate = this.ajv.compile(close(schema));
      this.compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({instancePath, message, params}) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** The same schema with nothing allowed that it does not name, and references that lead to closed ones. */
function close(schema: Schema): Schema {
  const closed = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === '$ref') return [keyword, String(value).replace('#', 'document#')];
      if (keyword === 'properties') {
        const properties = value as Record<string, Schema>;
        return [
          keyword,
          Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, close(one)])),
        ];
      }
      if (keyword === 'items' || (keyword === 'additionalProperties' && typeof value === 'object')) {
        return [keyword, close(value as Schema)];
      }
      if (['oneOf', 'anyOf'].includes(keyword)) return [keyword, (value as Schema[]).map(close)];
      return [keyword, value];
    }),
  );
  return schema.properties !== undefined && schema.additionalProperties === undefined
    ? {...closed, additionalProperties: false}
    : closed;
}
