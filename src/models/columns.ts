import {type Entity, type PropertyDefinition, property, RelationType, relation} from '@loopback/repository';

/**
 * Property decorators that say once what a column is. Each sets the column's name (the property's, in snake case:
 * the connector would lower-case it otherwise), its PostgreSQL type, length and nullability, so that a model can be
 * compared with the live table.
 */

interface ColumnOptions {
  /** Whether the column may be null; default false. */
  nullable?: boolean;
  /** Allowed values, when a check constraint lists them. */
  values?: readonly string[];
}

type Decorator = (target: Entity, key: string) => void;

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function definition(
  key: string,
  type: PropertyDefinition['type'],
  dataType: string,
  options: ColumnOptions,
  extra: object = {},
): PropertyDefinition {
  return {
    type,
    ...(options.values ? {jsonSchema: {enum: [...options.values]}} : {}),
    postgresql: {
      columnName: snakeCase(key),
      dataType,
      nullable: options.nullable ? 'YES' : 'NO',
      ...extra,
    },
  };
}

function column(
  type: PropertyDefinition['type'],
  dataType: string,
  options: ColumnOptions,
  extra: object = {},
): Decorator {
  return (target, key) => property(definition(key, type, dataType, options, extra))(target, key);
}

/** Integer key that the database makes. */
export function identity(dataType: 'integer' | 'bigint' = 'integer'): Decorator {
  return (target, key) =>
    property({...definition(key, 'number', dataType, {}), id: true, generated: true})(target, key);
}

/** Key that the application gives. */
export function key(length: number): Decorator {
  return (target, name) =>
    property({
      ...definition(name, 'string', 'character varying', {}, {dataLength: length}),
      id: true,
      generated: false,
    })(target, name);
}

export const varchar = (length: number, options: ColumnOptions = {}) =>
  column('string', 'character varying', options, {dataLength: length});
export const char = (length: number, options: ColumnOptions = {}) =>
  column('string', 'character', options, {dataLength: length});
export const text = (options: ColumnOptions = {}) => column('string', 'text', options);
export const integer = (options: ColumnOptions = {}) => column('number', 'integer', options);
export const bool = (options: ColumnOptions = {}) => column('boolean', 'boolean', options);
export const timestamp = (options: ColumnOptions = {}) => column('date', 'timestamp with time zone', options);
/** A day of the company's calendar, as YYYY-MM-DD. */
export const day = (options: ColumnOptions = {}) => column('string', 'date', options);
/** Pounds as a decimal string such as "75.00". */
export const money = (options: ColumnOptions = {}) =>
  column('string', 'numeric', options, {dataPrecision: 10, dataScale: 2});
/** Percent as a decimal string such as "20.00". */
export const percentage = (options: ColumnOptions = {}) =>
  column('string', 'numeric', options, {dataPrecision: 5, dataScale: 2});
/** Hours as a decimal string such as "6.00". */
export const hours = (options: ColumnOptions = {}) =>
  column('string', 'numeric', options, {dataPrecision: 4, dataScale: 2});
export const json = (options: ColumnOptions = {}) => column('object', 'jsonb', options);
export const jsonArray = (options: ColumnOptions = {}) => column('any', 'jsonb', options);
export const inet = (options: ColumnOptions = {}) => column('string', 'inet', options);
export const uuid = (options: ColumnOptions = {}) => column('string', 'uuid', options);
export const bytes = (options: ColumnOptions = {}) => column('buffer', 'bytea', options);

/**
 * Foreign key: an integer, or text of at most `length` characters. LoopBack's own `belongsTo` would take the type from
 * TypeScript, where a nullable number is an Object.
 * @param relationName such as `course` for `courseId`
 */
export function reference(
  target: () => typeof Entity,
  relationName: string,
  {length, ...options}: ColumnOptions & {length?: number} = {},
): Decorator {
  const foreignKey = length === undefined ? integer(options) : varchar(length, options);
  return (owner, name) => {
    foreignKey(owner, name);
    relation({
      type: RelationType.belongsTo,
      targetsMany: false,
      name: relationName,
      keyFrom: name,
      source: owner.constructor,
      target,
    })(owner, name);
  };
}

/** Model settings of a table. */
export function table(name: string): {settings: object} {
  return {settings: {strict: true, postgresql: {schema: 'public', table: name}}};
}
