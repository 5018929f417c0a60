import type {Schema, SchemaColumn, SchemaTable} from './read-schema';

const HEADER = `-- The schema that the migrations give. Written by \`npm run schema:dump\`: do not edit.
-- Owners, grants, rows and the tables of the migrations' own history are left out.

set check_function_bodies = off;
select pg_catalog.set_config('search_path', '', false);`;

/** SQL that makes the schema on an empty database. */
export function writeSql(schema: Schema): string {
  const [early, late] = [false, true].map(needs => schema.functions.filter(one => one.needsTables === needs));
  const [own, foreign] = [false, true].map(is => schema.constraints.filter(one => one.isForeign === is));
  const indexes = (ofView: boolean) =>
    schema.indexes.filter(({isOfView}) => isOfView === ofView).map(({definition}) => `${definition};`);
  const sections = [
    schema.extensions.map(
      ({name, schema: at}) => `create extension if not exists ${name} with schema ${at};`,
    ),
    schema.schemas.map(({name}) => `create schema ${name};`),
    schema.enums.map(({name, labels}) => `create type ${name} as enum (${labels.map(quote).join(', ')});`),
    schema.domains.map(({name, definition}) => `create domain ${name} as ${definition};`),
    (early ?? []).map(writeFunction),
    schema.sequences.map(({name, definition}) => `create sequence ${name}${definition};`),
    parentsFirst(schema.tables).map(writeTable),
    schema.sequences.flatMap(({name, owner}) =>
      owner === null ? [] : [`alter sequence ${name} owned by ${owner};`],
    ),
    (late ?? []).map(writeFunction),
    (own ?? []).map(writeConstraint),
    indexes(false),
    (foreign ?? []).map(writeConstraint),
    neededFirst(schema.views).map(
      ({name, definition, isMaterialized}) =>
        `create ${isMaterialized ? 'materialized view' : 'view'} ${name} as\n${definition.replace(/;$/, '')};`,
    ),
    indexes(true),
    schema.triggers.map(({definition}) => `${definition};`),
    schema.triggers.flatMap(({table, name, state}) => {
      const words: Record<string, string> = {D: 'disable', R: 'enable replica', A: 'enable always'};
      return words[state] === undefined ? [] : [`alter table ${table} ${words[state]} trigger ${name};`];
    }),
    schema.tables.flatMap(writeRowSecurity),
    schema.policies.map(({definition}) => `${definition};`),
    schema.comments.map(({object, text}) => `comment on ${object} is ${quote(text)};`),
  ];
  const body = sections.filter(section => section.length > 0).map(joinSection);
  return `${[HEADER, ...body].join('\n\n')}\n`;
}

/** Statements of several lines apart from each other. */
function joinSection(statements: readonly string[]): string {
  return statements.join(statements.some(statement => statement.includes('\n')) ? '\n\n' : '\n');
}

function writeFunction({definition}: Schema['functions'][number]): string {
  return `${definition.trimEnd()};`;
}

function writeConstraint({table, name, definition}: Schema['constraints'][number]): string {
  return `alter table ${table} add constraint ${name} ${definition};`;
}

function writeTable(table: SchemaTable): string {
  const create = `create ${table.isUnlogged ? 'unlogged ' : ''}table ${table.name}`;
  const options = table.options === null ? '' : ` with (${table.options})`;
  const partitioned = table.partitionKey === null ? '' : ` partition by ${table.partitionKey}`;
  if (table.parent !== null) {
    return `${create} partition of ${table.parent} ${table.bound}${partitioned}${options};`;
  }
  const columns = table.columns.map(column => `  ${writeColumn(column)}`).join(',\n');
  return `${create} (\n${columns}\n)${partitioned}${options};`;
}

function writeColumn(column: SchemaColumn): string {
  const generated = {s: 'stored', v: 'virtual'}[column.generated];
  const options = column.identityOptions?.trim() ?? '';
  return [
    `${column.name} ${column.type}`,
    column.collation === null ? '' : `collate ${column.collation}`,
    generated === undefined ? '' : `generated always as (${column.default}) ${generated}`,
    generated === undefined && column.default !== null ? `default ${column.default}` : '',
    column.identity === ''
      ? ''
      : `generated ${column.identity === 'a' ? 'always' : 'by default'} as identity`,
    options === '' ? '' : `(${options})`,
    column.isNullable ? '' : 'not null',
  ]
    .filter(part => part !== '')
    .join(' ');
}

function writeRowSecurity({name, rowSecurity, forcesRowSecurity}: SchemaTable): string[] {
  return [
    ...(rowSecurity ? [`alter table ${name} enable row level security;`] : []),
    ...(forcesRowSecurity ? [`alter table ${name} force row level security;`] : []),
  ];
}

function parentsFirst(tables: readonly SchemaTable[]): SchemaTable[] {
  return neededFirst(tables.map(table => ({...table, needs: table.parent === null ? [] : [table.parent]})));
}

function neededFirst<T extends {name: string; needs: string[]}>(things: readonly T[]): T[] {
  const ordered: T[] = [];
  const placed = new Set<string>();
  const byName = new Map(things.map(thing => [thing.name, thing]));
  const place = (thing: T) => {
    if (placed.has(thing.name)) return;
    placed.add(thing.name);
    for (const name of thing.needs) {
      const needed = byName.get(name);
      if (needed !== undefined) place(needed);
    }
    ordered.push(thing);
  };
  for (const thing of things) place(thing);
  return ordered;
}

function quote(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
