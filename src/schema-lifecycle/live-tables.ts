import {LEFT_OUT} from './fingerprint';
import type {Queryable} from './history';

export interface LiveColumn {
  name: string;
  type: string;
  isNullable: boolean;
  default: string | null;
}

export interface LiveForeignKey {
  name: string;
  columns: string[];
  /** The table that it refers to, as `name` of a `LiveTable` is written. */
  target: string;
  targetColumns: string[];
  onDelete: 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
}

export interface LiveTable {
  /** With its schema unless that is `public`. */
  name: string;
  about: string | null;
  /** As counted by the last analyze; null before the first one. */
  rows: number | null;
  /** With indexes and what is stored outside of it. */
  bytes: number;
  columns: LiveColumn[];
  primaryKey: string[];
  foreignKeys: LiveForeignKey[];
}

const names = (list: readonly string[]) => `'{${list.join(',')}}'`;
/** Columns of a constraint in its own order. */
const columnsOf = (table: string, key: string) => `(select json_agg(a.attname order by x.position)
  from unnest(${key}) with ordinality x (number, position)
  join pg_catalog.pg_attribute a on a.attrelid = ${table} and a.attnum = x.number)`;
const label = (schema: string, table: string) =>
  `case ${schema} when 'public' then ${table} else ${schema} || '.' || ${table} end`;

const TABLES = `
select ${label('s.nspname', 'r.relname')} as name, obj_description(r.oid, 'pg_class') as about,
  case when r.reltuples >= 0 then r.reltuples::float8 end as rows,
  pg_catalog.pg_total_relation_size(r.oid)::float8 as bytes,
  coalesce((
    select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'isNullable', not a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
    from pg_catalog.pg_attribute a
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  ), '[]') as columns,
  coalesce((
    select ${columnsOf('r.oid', 'c.conkey')} from pg_catalog.pg_constraint c
    where c.conrelid = r.oid and c.contype = 'p'
  ), '[]') as "primaryKey",
  coalesce((
    select json_agg(json_build_object('name', c.conname, 'columns', ${columnsOf('c.conrelid', 'c.conkey')},
      'target', ${label('ts.nspname', 't.relname')}, 'targetColumns', ${columnsOf('c.confrelid', 'c.confkey')},
      'onDelete', case c.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
        when 'n' then 'set null' else 'set default' end) order by c.conname)
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_class t on t.oid = c.confrelid
    join pg_catalog.pg_namespace ts on ts.oid = t.relnamespace
    where c.conrelid = r.oid and c.contype = 'f' and c.conparentid = 0
  ), '[]') as "foreignKeys"
from pg_catalog.pg_class r
join pg_catalog.pg_namespace s on s.oid = r.relnamespace
where r.relkind in ('r', 'p') and not r.relispartition
  and s.nspname !~ '^pg_' and s.nspname <> all (${names(LEFT_OUT.schemas)})
  and r.relname <> all (${names(LEFT_OUT.tables)})
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = r.oid and d.deptype = 'e'
  )
order by 1`;

/** The application's own tables as they are now, and what refers to what. */
export async function readLiveTables(database: Queryable): Promise<LiveTable[]> {
  return (await database.query<LiveTable>(TABLES)).rows;
}
