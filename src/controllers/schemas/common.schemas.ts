import type {ParameterObject, ResponseObject, SchemaObject} from '@loopback/rest';

/** Pieces that request and response schemas share. */

/** Format of texts without half a surrogate pair, which JSON can carry and PostgreSQL can't hold (`middleware/ajv.ts`). */
const WELL_FORMED = 'well-formed';

const MAX_INTEGER = 2_147_483_647;

export const idSchema = {type: 'integer', minimum: 1, maximum: MAX_INTEGER} as const;
/** Text that a person typed: kept as it is, but not blank; PostgreSQL can't store the NUL character. */
export const typedText = (maxLength: number) =>
  ({
    type: 'string',
    format: WELL_FORMED,
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$',
  }) as const;
/** The same, but it may be empty. */
export const freeText = (maxLength: number) =>
  ({type: 'string', format: WELL_FORMED, maxLength, pattern: '^[^\\u0000]*$'}) as const;
export const emailSchema = {
  type: 'string',
  format: WELL_FORMED,
  maxLength: 255,
  pattern: '^\\s*[^\\s@\\u0000]+@[^\\s@\\u0000]+\\s*$',
  example: 'jane@example.com',
} as const;
export const phoneSchema = {type: 'string', maxLength: 20, pattern: '^[0-9+() -]{5,20}$'} as const;
export const moneySchema = {
  type: 'string',
  pattern: '^\\d+\\.\\d{2}$',
  description: 'Pounds as a decimal string',
  example: '75.00',
} as const;
export const currencySchema = {type: 'string', enum: ['GBP']} as const;
export const timeSchema = {type: 'string', format: 'date-time', description: 'ISO 8601 in UTC'} as const;
export const daySchema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: "Day of the company's calendar (Europe/London), YYYY-MM-DD",
} as const;

export const limitParameter = {
  name: 'limit',
  in: 'query',
  description: 'How many items a page has',
  schema: {type: 'integer', minimum: 1, maximum: 100, default: 20},
} as const;
export const afterParameter = {
  name: 'after',
  in: 'query',
  description: "The previous page's nextCursor",
  schema: {type: 'string', minLength: 1, maxLength: 300},
} as const;
export const pathId = {name: 'id', in: 'path', required: true, schema: idSchema} as const;

export const bookingReferenceParameter = {
  name: 'reference',
  in: 'path',
  required: true,
  schema: {type: 'string', pattern: '^[Rr][Ff][Tt]-[0-9A-Za-z]{8}$', example: 'RFT-7K2M9QXD'},
} as const;
export const attendeeIdParameter = {
  name: 'attendeeId',
  in: 'path',
  required: true,
  schema: idSchema,
} as const;

export function oneOf(values: readonly string[]): SchemaObject {
  return {type: 'string', enum: [...values]};
}

export const nullable = <T extends object>(schema: T) => ({...schema, nullable: true});

/** An object all of whose properties are there, `title` making it a named component. */
export function objectSchema(title: string, properties: Record<string, object>): SchemaObject {
  return {
    title,
    type: 'object',
    required: Object.keys(properties),
    properties: properties as SchemaObject['properties'],
  };
}

const nextCursorSchema = {...nullable({type: 'string'}), description: 'For `after`; null on the last page'};

export function pageSchema(title: string, item: SchemaObject): SchemaObject {
  return objectSchema(title, {items: {type: 'array', items: item}, nextCursor: nextCursorSchema});
}

const totalSchema = objectSchema('Total', {
  count: {type: 'integer', description: 'How many there are, counted up to 10,000', example: 42},
  isExact: {type: 'boolean', description: 'False: there are more than `count`'},
});

/** A page of a staff list, which also says how many there are. */
export function countedPageSchema(title: string, item: SchemaObject): SchemaObject {
  return objectSchema(title, {
    items: {type: 'array', items: item},
    nextCursor: nextCursorSchema,
    total: totalSchema,
  });
}

export const searchParameter = {
  name: 'search',
  in: 'query',
  description: 'Any part of what is searched, case and accents aside',
  schema: typedText(100),
} as const;

/** `sort=name`, or `sort=-name` for the other direction. */
export function sortParameter(list: {sorts: object; defaultSort: string}): ParameterObject {
  const names = Object.keys(list.sorts).flatMap(name => [name, `-${name}`]);
  return {
    name: 'sort',
    in: 'query',
    description: 'With - before it: the other way round',
    schema: {type: 'string', enum: names, default: list.defaultSort},
  };
}

export function filterParameter(name: string, schema: SchemaObject, description?: string): ParameterObject {
  return {name, in: 'query', schema, ...(description === undefined ? {} : {description})};
}

export function json(description: string, schema: SchemaObject): ResponseObject {
  return {description, content: {'application/json': {schema}}};
}
