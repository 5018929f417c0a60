import type {Queryable} from './history';

/** Schemas and tables that are not the application's own: Knex's, ours and the job worker's. */
export const LEFT_OUT = {
  schemas: ['information_schema', 'graphile_worker'],
  tables: [
    'knex_migrations',
    'knex_migrations_lock',
    'schema_migration_history',
    'schema_seed_history',
    'schema_backup_history',
  ],
  functions: ['schema_migration_history_keep'],
};

/**
 * An expression in words that a dump and its restore keep: those of `in ('a', 'b')` and of nested `or` come back with
 * other casts and brackets, and mean the same.
 */
const inPlainWords = (sql: string) =>
  `regexp_replace(${sql}, '::(text|character varying)(\\[\\])?', '', 'g')`;

/**
 * One line per thing in the catalog. Positions of columns are left out: two ways to the same table may differ in them.
 * Not-null constraints count through their columns, since PostgreSQL 18 lists them as constraints and 15 does not.
 */
const LINES = `
with spaces as materialized (
  select oid, nspname from pg_catalog.pg_namespace
  where nspname !~ '^pg_' and nspname <> all ('{${LEFT_OUT.schemas.join(',')}}')
), extension_owned as materialized (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e'
), relations as materialized (
  select c.*, s.nspname || '.' || c.relname as label
  from pg_catalog.pg_class c join spaces s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and c.relname <> all ('{${LEFT_OUT.tables.join(',')}}')
    and not (c.relkind = 'S' and exists (
      select from pg_catalog.pg_depend d join pg_catalog.pg_class o on o.oid = d.refobjid
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
        and o.relname = any ('{${LEFT_OUT.tables.join(',')}}')
    ))
    and not exists (
      select from extension_owned e where e.classid = 'pg_catalog.pg_class'::regclass and e.objid = c.oid
    )
), routines as materialized (
  select p.*, s.nspname from pg_catalog.pg_proc p join spaces s on s.oid = p.pronamespace
  where p.proname <> all ('{${LEFT_OUT.functions.join(',')}}')
    and not exists (
      select from extension_owned e where e.classid = 'pg_catalog.pg_proc'::regclass and e.objid = p.oid
    )
)
select format('table %s %s %s rls=%s,%s %s %s', label, relkind, relpersistence, relrowsecurity, relforcerowsecurity,
  pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) as line
from relations where relkind in ('r', 'p', 'f')
union all
select format('view %s %s', label, ${inPlainWords('pg_get_viewdef(oid, true)')}) from relations where relkind in ('v', 'm')
union all
select format('column %s.%s %s%s%s%s%s%s', r.label, a.attname, format_type(a.atttypid, a.atttypmod),
  case when a.attnotnull then ' not null' else '' end,
  case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end,
  case when a.attgenerated <> '' then ' generated ' || a.attgenerated::text else '' end,
  ' default ' || pg_get_expr(d.adbin, d.adrelid),
  case when a.attcollation <> t.typcollation then ' collate ' || a.attcollation::regcollation::text else '' end)
from relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind in ('r', 'p', 'f')
union all
select format('constraint %s.%s %s valid=%s', r.label, c.conname, ${inPlainWords('pg_get_constraintdef(c.oid, true)')},
  c.convalidated)
from relations r join pg_catalog.pg_constraint c on c.conrelid = r.oid and c.contype <> 'n'
where c.contype <> 't'
union all
select format('index %s valid=%s', ${inPlainWords('pg_get_indexdef(i.indexrelid, 0, true)')}, i.indisvalid)
from relations r join pg_catalog.pg_index i on i.indrelid = r.oid
union all
select format('trigger %s %s %s', r.label, ${inPlainWords('pg_get_triggerdef(t.oid, true)')}, t.tgenabled)
from relations r join pg_catalog.pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
union all
select format('policy %s.%s %s %s %s %s', r.label, p.polname, p.polcmd, p.polpermissive,
  ${inPlainWords('pg_get_expr(p.polqual, p.polrelid, true)')},
  ${inPlainWords('pg_get_expr(p.polwithcheck, p.polrelid, true)')})
from relations r join pg_catalog.pg_policy p on p.polrelid = r.oid
union all
select format('function %s.%s(%s) %s', nspname, proname, pg_get_function_identity_arguments(oid),
  case when prokind in ('f', 'p', 'w') then pg_get_functiondef(oid) else pg_get_function_result(oid) end)
from routines
union all
select format('enum %s.%s %s', s.nspname, t.typname,
  (select string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder)
   from pg_catalog.pg_enum e where e.enumtypid = t.oid))
from pg_catalog.pg_type t join spaces s on s.oid = t.typnamespace where t.typtype = 'e'
union all
select format('domain %s.%s %s%s default %s', s.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
  case when t.typnotnull then ' not null' else '' end, t.typdefault)
from pg_catalog.pg_type t join spaces s on s.oid = t.typnamespace where t.typtype = 'd'
union all
select format('domain constraint %s %s %s', c.contypid::regtype, c.conname,
  ${inPlainWords('pg_get_constraintdef(c.oid, true)')})
from pg_catalog.pg_constraint c join spaces s on s.oid = c.connamespace
where c.contypid <> 0 and c.contype <> 'n'
union all
select format('sequence %s %s start=%s by=%s min=%s max=%s cycle=%s', r.label, format_type(q.seqtypid, null),
  q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle)
from relations r join pg_catalog.pg_sequence q on q.seqrelid = r.oid`;

/** Names in definitions depend on search_path: an empty one spells out every schema. */
const PLAIN_NAMES = `set local search_path = ''`;

/** SHA-256 over the catalog of the application's own schemas. */
export async function fingerprintSchema(database: Queryable): Promise<string> {
  const results = await database.query<{fingerprint: string}>(
    `${PLAIN_NAMES}; select encode(sha256(convert_to(
       coalesce(string_agg(line, e'\\n' order by line collate "C"), ''), 'UTF8')), 'hex') as fingerprint
     from (${LINES}) as lines`,
  );
  return lastOf(results)[0]?.fingerprint ?? '';
}

/** The lines that the fingerprint is made of, sorted, so that two schemas can be compared by eye. */
export async function describeSchema(database: Queryable): Promise<string[]> {
  const results = await database.query<{line: string}>(
    `${PLAIN_NAMES}; select line from (${LINES}) as lines order by line collate "C"`,
  );
  return lastOf(results).map(row => row.line);
}

/** Of several statements `pg` gives the results as an array. */
function lastOf<R>(results: {rows: R[]} | {rows: R[]}[]): R[] {
  return (Array.isArray(results) ? results.at(-1) : results)?.rows ?? [];
}
