import type {Session} from './session';

/** What is recorded as applied, from Knex's table and ours. */
export interface AppliedMigration {
  name: string;
  batch: number;
  /** Of the file as it was applied; null when bare Knex applied it. */
  checksum: string | null;
  /** Whether our history has a row about it. */
  isRecorded: boolean;
  /** As Knex's table has it; null where that table says nothing. */
  appliedAt: Date | null;
}

/** A run outside a transaction that died or failed: nobody but a person knows what it left behind. */
export interface UnfinishedRun {
  name: string;
  direction: 'up' | 'down';
  lastStatement: string | null;
  startedAt: Date;
}

export interface HistoryReading {
  /** False on a database that nothing ever migrated. */
  exists: boolean;
  /** In the order in which they were applied. */
  applied: AppliedMigration[];
  unfinished: UnfinishedRun[];
}

const HISTORY_TABLES = `
create table if not exists knex_migrations (
  id serial primary key,
  name varchar(255),
  batch integer,
  migration_time timestamptz
);
create table if not exists knex_migrations_lock (
  index serial primary key,
  is_locked integer
);
insert into knex_migrations_lock (is_locked) select 0 where not exists (select from knex_migrations_lock);
create table if not exists schema_migration_history (
  id bigint generated always as identity constraint schema_migration_history_pkey primary key,
  name text not null,
  direction text not null constraint schema_migration_history_direction_check check (direction in ('up', 'down')),
  state text not null
    constraint schema_migration_history_state_check check (state in ('running', 'succeeded', 'failed')),
  transactional boolean not null,
  batch integer,
  checksum text,
  started_at timestamptz not null,
  finished_at timestamptz,
  duration_ms numeric(14, 3),
  run_by text not null default session_user,
  host text,
  application_version text,
  error text,
  last_statement text,
  fingerprint text,
  backup text,
  note text
);
create index if not exists schema_migration_history_name_idx on schema_migration_history (name, id desc);
create or replace function schema_migration_history_keep() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'running' then
    return new;
  end if;
  raise exception 'schema_migration_history is never changed after a run has ended' using errcode = '55000';
end
$$;
create or replace trigger schema_migration_history_keep
  before update or delete on schema_migration_history
  for each row execute function schema_migration_history_keep();
`;

const TABLES_EXIST = `
select to_regclass('knex_migrations') is not null and to_regclass('knex_migrations_lock') is not null
  and to_regclass('schema_migration_history') is not null as exist`;

/** A failed run inside a transaction left nothing behind, so only the others decide. */
const READ = `
select coalesce(m.name, h.name) as name, m.batch, h.checksum, h.name is not null as recorded,
  m.name is not null as applied, m.migration_time, h.state, h.direction, h.last_statement, h.started_at
from knex_migrations m
full join (
  select distinct on (name) name, checksum, state, direction, last_statement, started_at
  from schema_migration_history
  where state = 'succeeded' or not transactional
  order by name, id desc
) h on h.name = m.name
where m.name is not null or h.state <> 'succeeded'
order by m.id`;

const READ_KNEX_ONLY = `
select name, batch, null as checksum, false as recorded, true as applied, migration_time, null as state
from knex_migrations
order by id`;

interface Row {
  name: string;
  batch: number;
  checksum: string | null;
  recorded: boolean;
  applied: boolean;
  state: 'running' | 'succeeded' | 'failed' | null;
  direction: 'up' | 'down';
  last_statement: string | null;
  started_at: Date;
  migration_time: Date | null;
}

/** Anything that answers a query: the migrations' own session, or the application's pool. */
export type Queryable = Pick<Session, 'query'>;

/** One query when everything is in place. */
export async function readHistory(database: Queryable): Promise<HistoryReading> {
  const rows =
    (await ifTableExists(database.query<Row>(READ))) ??
    (await ifTableExists(database.query<Row>(READ_KNEX_ONLY)));
  if (rows === undefined) return {exists: false, applied: [], unfinished: []};
  return {
    exists: true,
    applied: rows
      .filter(row => row.applied)
      .map(row => ({
        name: row.name,
        batch: row.batch,
        checksum: row.checksum,
        isRecorded: row.recorded,
        appliedAt: row.migration_time,
      })),
    unfinished: rows
      .filter(row => row.state === 'running' || row.state === 'failed')
      .map(row => ({
        name: row.name,
        direction: row.direction,
        lastStatement: row.last_statement,
        startedAt: row.started_at,
      })),
  };
}

async function ifTableExists(query: Promise<{rows: Row[]}>): Promise<Row[] | undefined> {
  try {
    return (await query).rows;
  } catch (error) {
    if ((error as {code?: string}).code === '42P01') return undefined;
    throw error;
  }
}

/**
 * Makes what is missing, all of it or nothing; looks first, so that a role that is not the owner may migrate later. The
 * caller holds the lock.
 */
export async function ensureHistoryTables(query: (sql: string) => Promise<unknown>): Promise<void> {
  const result = (await query(TABLES_EXIST)) as {rows: {exist: boolean}[]};
  if (result.rows[0]?.exist !== true) await query(HISTORY_TABLES);
}
