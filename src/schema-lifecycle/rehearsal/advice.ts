import type {Parsed} from './parse';
import type {TableAction} from './parse-alter-table';
import type {ColumnDefinition} from './parse-column';
import {quoteIfNeeded, textOf} from './token-cursor';

type Constraint = Pick<
  Extract<TableAction, {kind: 'add-constraint'}>,
  'name' | 'type' | 'definition' | 'references'
>;

const OUTSIDE = 'in a migration with: export const config = {transaction: false};';

export const BATCHES = `Change the rows in batches, ${OUTSIDE}
  update T set … where id > $1 and id <= $1 + 10000;  -- again until done`;

export function adviseIndex(index: Extract<Parsed, {kind: 'create-index'}>): string {
  const name = index.name === null ? 'NAME' : quoteIfNeeded(index.name);
  const rest = textOf(index.rest);
  const create = `create ${index.isUnique ? 'unique ' : ''}index concurrently if not exists ${name}`;
  return `Build it ${OUTSIDE}\n  ${create} on ${index.table} ${rest};`;
}

export function adviseNotNull(table: string, column: string): string {
  const name = `${last(table)}_${column}_not_null`;
  return [
    'In one migration:',
    `  alter table ${table} add constraint ${name} check (${quoteIfNeeded(column)} is not null) not valid;`,
    'in the next one:',
    `  alter table ${table} validate constraint ${name};`,
    'and in a third one, which finds the proof and reads nothing:',
    `  alter table ${table} alter column ${quoteIfNeeded(column)} set not null;`,
    `  alter table ${table} drop constraint ${name};`,
  ].join('\n');
}

export function adviseConstraint(table: string, constraint: Constraint): string {
  const name = constraint.name === null ? 'NAME' : quoteIfNeeded(constraint.name);
  if (constraint.type === 'unique' || constraint.type === 'primary') {
    const columns = constraint.definition.replace(/^\D*?\(/, '(');
    const kind = constraint.type === 'unique' ? 'unique' : 'primary key';
    return [
      `Build its index first, ${OUTSIDE}`,
      `  create unique index concurrently ${name} on ${table} ${columns};`,
      'and make the constraint of it in the next one:',
      `  alter table ${table} add constraint ${name} ${kind} using index ${name};`,
    ].join('\n');
  }
  if (constraint.type === 'exclude') {
    return [
      'PostgreSQL has no way to add one without the lock. Do it while nobody writes, or make a new',
      'table with the constraint, copy the rows in batches, and swap the two.',
    ].join('\n');
  }
  return [
    'In one migration:',
    `  alter table ${table} add constraint ${name} ${constraint.definition} not valid;`,
    'and in the next one, which blocks neither reads nor writes:',
    `  alter table ${table} validate constraint ${name};`,
  ].join('\n');
}

export function adviseDefault(
  table: string,
  {name, type, default: value, isNotNull}: ColumnDefinition,
): string {
  const column = quoteIfNeeded(name);
  return [
    'In one migration, which touches no row:',
    `  alter table ${table} add column ${column} ${type};`,
    `  alter table ${table} alter column ${column} set default ${value};`,
    `then fill the rows in batches, ${OUTSIDE}`,
    `  update ${table} set ${column} = ${value} where ${column} is null and id between $1 and $2;`,
    ...(isNotNull ? ['and make it NOT NULL by way of a check constraint (rule set-not-null).'] : []),
  ].join('\n');
}

export function adviseSerial(table: string, {name, type}: ColumnDefinition): string {
  const column = quoteIfNeeded(name);
  const sequence = `${last(table)}_${name}_seq`;
  const plain = type.replace(/^(small|big)?serial.*$/, (_, size = '') => `${size}int`);
  return [
    'In one migration:',
    `  create sequence ${sequence};`,
    `  alter table ${table} add column ${column} ${plain};`,
    `  alter table ${table} alter column ${column} set default nextval('${sequence}');`,
    `  alter sequence ${sequence} owned by ${table}.${column};`,
    `then fill the rows in batches, ${OUTSIDE}`,
    `  update ${table} set ${column} = nextval('${sequence}') where ${column} is null and …;`,
  ].join('\n');
}

export function adviseGenerated(table: string, {name, type, generated}: ColumnDefinition): string {
  const column = quoteIfNeeded(name);
  return [
    `Add an ordinary column, let a trigger keep it, and fill the rows in batches, ${OUTSIDE}`,
    `  alter table ${table} add column ${column} ${type};`,
    `  create trigger … before insert or update on ${table} …;  -- ${column} := ${generated ?? '…'}`,
    `  update ${table} set ${column} = ${generated ?? '…'} where ${column} is null and …;`,
    'From PostgreSQL 18 on a VIRTUAL generated column touches no row.',
  ].join('\n');
}

export function adviseType(table: string, column: string, type: string): string {
  const [old, fresh] = [quoteIfNeeded(column), quoteIfNeeded(`${column}_new`)];
  return [
    'Move to a new column over several deployments:',
    `  alter table ${table} add column ${fresh} ${type.replace(/\s+using\b.*$/is, '')};`,
    `  -- let the application (or a trigger) write both, then fill the rows in batches:`,
    `  update ${table} set ${fresh} = ${old} where ${fresh} is null and id between $1 and $2;`,
    '  -- let the application read the new one, then drop the old one in a later deployment.',
  ].join('\n');
}

function last(name: string): string {
  return name.split('.').at(-1) ?? name;
}
