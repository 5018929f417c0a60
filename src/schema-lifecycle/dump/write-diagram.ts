import type {Schema, SchemaColumn, SchemaTable} from './read-schema';

/** A page with a Mermaid entity-relationship diagram; code hosts and editors draw it. */
export function writeDiagram({tables}: Schema): string {
  const whole = tables.filter(({parent}) => parent === null);
  const lines = [...whole.flatMap(relationsOf), ...whole.flatMap(entityOf)];
  return [
    '# The schema',
    '',
    'The tables that the migrations give, and what refers to what. Written by `npm run schema:diagram`: do not edit.',
    'The same as SQL is in [schema.sql](schema.sql).',
    '',
    '```mermaid',
    'erDiagram',
    ...lines.map(line => `  ${line}`),
    '```',
    '',
  ].join('\n');
}

/** From the table that is referred to: one (or none) of it for any number here (or one, where the key is unique). */
function relationsOf(table: SchemaTable): string[] {
  return table.foreignKeys.map(({columns, target}) => {
    const isOptional = columns.some(name => columnOf(table, name)?.isNullable);
    const isUnique = table.uniques.some(unique => unique.every(name => columns.includes(name)));
    const relation = `${isOptional ? '|o' : '||'}--${isUnique ? 'o|' : 'o{'}`;
    return `${target} ${relation} ${table.plainName} : ${columns.join('-')}`;
  });
}

function entityOf(table: SchemaTable): string[] {
  return [`${table.plainName} {`, ...table.columns.map(column => `  ${attributeOf(table, column)}`), '}'];
}

function attributeOf(table: SchemaTable, {plainName, type, isNullable}: SchemaColumn): string {
  const isAlone = (names: string[]) => names.length === 1 && names[0] === plainName;
  const keys = [
    table.primaryKey.includes(plainName) ? 'PK' : '',
    table.foreignKeys.some(({columns}) => columns.includes(plainName)) ? 'FK' : '',
    table.uniques.some(isAlone) && !isAlone(table.primaryKey) ? 'UK' : '',
  ].filter(key => key !== '');
  return [shorten(type), plainName, keys.join(', '), isNullable ? '"or null"' : '']
    .filter(part => part !== '')
    .join(' ');
}

/** Mermaid's types are one word. */
function shorten(type: string): string {
  return type
    .replace('timestamp with time zone', 'timestamptz')
    .replace('timestamp without time zone', 'timestamp')
    .replace('character varying', 'varchar')
    .replace(/^character\b/, 'char')
    .replace(',', '-')
    .replace(/[^\w()[\]-]+/g, '_');
}

function columnOf(table: SchemaTable, name: string): SchemaColumn | undefined {
  return table.columns.find(({plainName}) => plainName === name);
}
