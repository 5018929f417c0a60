import type {Schema, SchemaColumn, SchemaTable} from './read-schema';

/** As `pg` gives values, arrays of other types as text, unless the application parses them otherwise. */
const TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  oid: 'number',
  float4: 'number',
  float8: 'number',
  timestamptz: 'Date',
  timestamp: 'Date',
  date: 'Date',
  bytea: 'Buffer',
  json: 'unknown',
  jsonb: 'unknown',
  _text: 'string[]',
  _varchar: 'string[]',
  _bpchar: 'string[]',
  _uuid: 'string[]',
  _inet: 'string[]',
  _bool: 'boolean[]',
  _int2: 'number[]',
  _int4: 'number[]',
  _int8: 'string[]',
  _float4: 'number[]',
  _float8: 'number[]',
  _numeric: 'number[]',
  _date: 'Date[]',
  _timestamp: 'Date[]',
  _timestamptz: 'Date[]',
  _json: 'unknown[]',
  _jsonb: 'unknown[]',
};

const WIDTH = 110;

/** TypeScript that tells Knex the rows of every table; `parsed` names types that the application reads as another one. */
export function writeTypes({tables}: Schema, parsed: Readonly<Record<string, string>> = {}): string {
  const types = {...TYPES, ...parsed};
  return [
    '// biome-ignore-all format: written by `npm run schema:types` from the migrations: do not edit.',
    "import type {Knex} from 'knex';",
    ...tables.flatMap(table => ['', ...writeTable(table, types)]),
    '',
    '/** What may be left out of a new row of `Row`, as the database fills it. */',
    'type New<Row, Filled extends keyof Row> = Omit<Row, Filled> & Partial<Pick<Row, Filled>>;',
    'type Table<Row, Filled extends keyof Row> = Knex.CompositeTableType<Row, New<Row, Filled>, Partial<Row>>;',
    '',
    "declare module 'knex/types/tables' {",
    '  interface Tables {',
    ...tables.flatMap(writeEntry),
    '  }',
    '}',
    '',
  ].join('\n');
}

function writeTable(table: SchemaTable, types: Readonly<Record<string, string>>): string[] {
  const properties = table.columns.map(column => `${keyOf(column)}: ${typeOf(column, types)};`);
  return [`export interface ${rowName(table)} {`, ...flow('  ', properties, ' '), '}'];
}

function writeEntry(table: SchemaTable): string[] {
  const filled = table.columns.filter(one => one.isNullable || one.default !== null || one.identity !== '');
  const keys = filled.map(({plainName}) => `'${plainName}'`);
  const name = /^[A-Za-z_]\w*$/.test(table.plainName) ? table.plainName : `'${table.plainName}'`;
  if (keys.length === 0) return [`    ${name}: Table<${rowName(table)}, never>;`];
  const lines = flow(
    '      ',
    keys.map((key, index) => (index === 0 ? key : `| ${key}`)),
    ' ',
  );
  return [`    ${name}: Table<${rowName(table)},`, ...lines.slice(0, -1), `${lines.at(-1)}>;`];
}

/** As many on a line as fit. */
function flow(indent: string, parts: readonly string[], separator: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && indent.length + line.length + separator.length + part.length > WIDTH) {
      lines.push(line);
      line = part;
    } else line = line === '' ? part : `${line}${separator}${part}`;
  }
  return [...lines, ...(line === '' ? [] : [line])].map(one => indent + one);
}

function typeOf(
  {baseType, values, isNullable}: SchemaColumn,
  types: Readonly<Record<string, string>>,
): string {
  const union = values?.map(value => `'${value.replaceAll("'", "\\'")}'`).join(' | ');
  const type = union ?? types[baseType] ?? 'string';
  return isNullable && type !== 'unknown' ? `${type} | null` : type;
}

function keyOf({plainName}: SchemaColumn): string {
  return /^[A-Za-z_]\w*$/.test(plainName) ? plainName : `'${plainName}'`;
}

function rowName({plainName}: SchemaTable): string {
  const words = plainName.split(/\W+|_/).filter(word => word !== '');
  return `${words.map(word => (word[0] ?? '').toUpperCase() + word.slice(1)).join('')}Row`;
}
