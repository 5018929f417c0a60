import assert from 'node:assert/strict';
import {MigrationFolder} from './migrations';
import type {TestDatabase} from './server';

interface KilledMigration {
  name: string;
  up: string[];
  down: string[];
  /** Outside a transaction: what each statement leaves, as a condition; and what undoes a part of them. */
  outside?: {traces: string[]; cleanUp: string};
  /** In a transaction that the migration opens by itself. */
  isNested?: boolean;
}

const there = (name: string) => `to_regclass('${name}') is not null`;

/** Twelve, of every kind that is run or recorded in another way. */
const BATCH: KilledMigration[] = [
  {
    name: '01_people',
    up: ['create table people (id int primary key, name text, mood text)'],
    down: ['drop table people'],
  },
  {
    name: '02_fill',
    up: [
      "insert into people select g, 'p' || g from generate_series(1, 50) g",
      "update people set mood = 'so'",
    ],
    down: ['update people set mood = null', 'delete from people'],
  },
  {
    name: '03_index_outside',
    up: ['create index concurrently people_name on people (name)'],
    down: ['drop index concurrently people_name'],
    outside: {traces: [there('people_name')], cleanUp: 'drop index if exists people_name'},
  },
  {
    name: '04_orders',
    up: ['create table orders (id int)', 'create index orders_id on orders (id)'],
    down: ['drop table orders'],
  },
  {
    name: '05_logs_outside',
    up: ['create table logs (id int)', 'vacuum people', 'create index concurrently logs_id on logs (id)'],
    down: ['drop index concurrently logs_id', 'drop table logs'],
    outside: {traces: [there('logs'), there('logs_id')], cleanUp: 'drop table if exists logs'},
  },
  {
    name: '06_settings',
    up: ["set search_path = ''", 'create table public.quiet (id int)'],
    down: ['drop table quiet', "set search_path = ''"],
  },
  {
    name: '07_type',
    up: ["create type mood as enum ('good')", 'alter table orders add column mood mood'],
    down: ['alter table orders drop column mood', 'drop type mood'],
  },
  {
    name: '08_rename_outside',
    up: ['alter table quiet rename to loud'],
    down: ['alter table loud rename to quiet'],
    outside: {traces: [there('loud')], cleanUp: ''},
  },
  {
    name: '09_function',
    up: ["create function one() returns int language sql as 'select 1'"],
    down: ['drop function one()'],
  },
  {
    name: '10_nested',
    up: ['create table inner_a (id int)', 'create table inner_b (id int)'],
    down: ['drop table inner_b', 'drop table inner_a'],
    isNested: true,
  },
  {
    name: '11_nested_outside',
    up: ['create table inner_c (id int)', 'create table inner_d (id int)'],
    down: ['drop table inner_d', 'drop table inner_c'],
    outside: {traces: [there('inner_c'), there('inner_d')], cleanUp: ''},
    isNested: true,
  },
  {name: '12_view', up: ['create view names as select name from people'], down: ['drop view names']},
];

export const BATCH_NAMES = BATCH.map(({name}) => name);

/** A folder of twelve migrations. */
export function givenBatch(): MigrationFolder {
  const folder = new MigrationFolder();
  for (const {name, up, down, outside, isNested = false} of BATCH) {
    const config = {transaction: outside === undefined};
    if (isNested) folder.write(`${name}.js`, nested(up, down, config));
    else folder.add(name, up, down, config);
  }
  return folder;
}

function nested(up: string[], down: string[], config: object): string {
  const direction = (name: string, statements: string[]) => {
    const lines = statements.map(sql => `  await trx.raw(${JSON.stringify(sql)});`);
    return `exports.${name} = knex => knex.transaction(async trx => {\n${lines.join('\n')}\n});`;
  };
  return `${direction('up', up)}\n${direction('down', down)}\nexports.config = ${JSON.stringify(config)};`;
}

/** What a person sees of a migration outside a transaction that stopped midway. */
export async function lookAtWhatIsLeft(
  database: TestDatabase,
  name: string,
): Promise<'all' | 'some' | 'none'> {
  const outside = BATCH.find(migration => migration.name === name)?.outside;
  assert.ok(outside, `${name} has a transaction: it can't have stopped midway`);
  const {rows} = await database.query<Record<string, boolean>>(
    `select ${outside.traces.map((trace, index) => `${trace} as "${index}"`).join(', ')}`,
  );
  const found = Object.values(rows[0] ?? {});
  if (found.every(Boolean)) return 'all';
  return found.some(Boolean) ? 'some' : 'none';
}

/** What a person does about a part of it: after this nothing of it is there. */
export async function undoByHand(database: TestDatabase, name: string): Promise<void> {
  const outside = BATCH.find(migration => migration.name === name)?.outside;
  await database.query(outside?.cleanUp ?? '');
}
