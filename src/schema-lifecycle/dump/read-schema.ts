import {VALUES} from '../contract';
import {LEFT_OUT} from '../fingerprint';
import type {Session} from '../session';

/** Everything that a schema is made of; definitions are PostgreSQL's own, with every name spelled out. */
export interface Schema {
  extensions: {name: string; schema: string}[];
  schemas: {name: string}[];
  enums: {name: string; labels: string[]}[];
  domains: {name: string; definition: string}[];
  /** Without those of identity columns. */
  sequences: {name: string; definition: string; owner: string | null}[];
  functions: {definition: string; needsTables: boolean}[];
  tables: SchemaTable[];
  constraints: {table: string; name: string; definition: string; isForeign: boolean}[];
  indexes: {definition: string; isOfView: boolean}[];
  views: {name: string; definition: string; isMaterialized: boolean; needs: string[]}[];
  triggers: {table: string; name: string; definition: string; state: string}[];
  policies: {definition: string}[];
  comments: {object: string; text: string}[];
}

export interface SchemaTable {
  /** Quoted as SQL needs it, with its schema. */
  name: string;
  /** Without quotes and schema. */
  plainName: string;
  isUnlogged: boolean;
  options: string | null;
  partitionKey: string | null;
  /** Of a partition: its parent, and what it holds. */
  parent: string | null;
  bound: string | null;
  rowSecurity: boolean;
  forcesRowSecurity: boolean;
  columns: SchemaColumn[];
  primaryKey: string[];
  uniques: string[][];
  foreignKeys: {columns: string[]; target: string}[];
}

export interface SchemaColumn {
  /** Quoted as SQL needs it. */
  name: string;
  plainName: string;
  type: string;
  /** Such as `int4`, `_text`; of a domain its base type's. */
  baseType: string;
  isNullable: boolean;
  default: string | null;
  /** `a` always, `d` by default, or empty. */
  identity: string;
  identityOptions: string | null;
  /** `s` stored, `v` virtual, or empty. */
  generated: string;
  collation: string | null;
  values: string[] | null;
}

const {schemas, tables, functions} = LEFT_OUT;
const list = (names: readonly string[]) => `'{${names.join(',')}}'`;
const SPACES = `spaces as materialized (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> all (${list(schemas)}))`;
const notOwned = (catalog: string, oid: string) => `not exists (select from pg_depend d
  where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;
const RELATIONS = `${SPACES}, relations as materialized (
  select c.*, format('%I.%I', s.nspname, c.relname) as label from pg_class c join spaces s on s.oid = c.relnamespace
  where c.relname <> all (${list(tables)}) and ${notOwned('pg_class', 'c.oid')})`;
const SEQUENCE_OPTIONS = `concat(
  case when q.seqstart <> case when q.seqincrement > 0 then q.seqmin else q.seqmax end
    then ' start with ' || q.seqstart end,
  case when q.seqincrement <> 1 then ' increment by ' || q.seqincrement end,
  case when q.seqmin <> 1 then ' minvalue ' || q.seqmin end,
  case when q.seqmax not in (32767, 2147483647, 9223372036854775807) then ' maxvalue ' || q.seqmax end,
  case when q.seqcycle then ' cycle' end)`;

const QUERIES: Record<keyof Schema, string> = {
  extensions: `select quote_ident(e.extname) as name, quote_ident(n.nspname) as schema
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql'`,
  schemas: `with ${SPACES} select quote_ident(nspname) as name from spaces s
    where nspname <> 'public' and ${notOwned('pg_namespace', 's.oid')}`,
  enums: `with ${SPACES} select format('%I.%I', s.nspname, t.typname) as name,
      (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid) as labels
    from pg_type t join spaces s on s.oid = t.typnamespace where t.typtype = 'e' and ${notOwned('pg_type', 't.oid')}`,
  domains: `with ${SPACES} select format('%I.%I', s.nspname, t.typname) as name,
      format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end
      || coalesce(' default ' || t.typdefault, '')
      || coalesce((select string_agg(format(' constraint %I %s', conname, pg_get_constraintdef(oid)), '' order by conname)
        from pg_constraint where contypid = t.oid and contype = 'c'), '') as definition
    from pg_type t join spaces s on s.oid = t.typnamespace where t.typtype = 'd' and ${notOwned('pg_type', 't.oid')}`,
  sequences: `with ${RELATIONS} select r.label as name,
      case when q.seqtypid <> 'bigint'::regtype then ' as ' || format_type(q.seqtypid, null) else '' end
        || ${SEQUENCE_OPTIONS} as definition,
      (select format('%s.%I', o.label, a.attname) from pg_depend d join relations o on o.oid = d.refobjid
       join pg_attribute a on a.attrelid = o.oid and a.attnum = d.refobjsubid
       where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype = 'a') as owner
    from relations r join pg_sequence q on q.seqrelid = r.oid
    where not exists (select from pg_depend d join pg_class o on o.oid = d.refobjid
      where d.classid = 'pg_class'::regclass and d.objid = r.oid
        and (d.deptype = 'i' or (d.deptype = 'a' and o.relname = any (${list(tables)}))))`,
  functions: `with ${SPACES} select pg_get_functiondef(p.oid) as definition,
      exists (select from pg_depend d join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
          or d.refclassid = 'pg_type'::regclass and c.reltype = d.refobjid
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid) as "needsTables"
    from pg_proc p join spaces s on s.oid = p.pronamespace
    where p.prokind in ('f', 'p', 'w') and p.proname <> all (${list(functions)}) and ${notOwned('pg_proc', 'p.oid')}`,
  tables: `with ${RELATIONS} select r.label as name, r.relname as "plainName", r.relpersistence = 'u' as "isUnlogged",
      array_to_string(r.reloptions, ', ') as options, pg_get_partkeydef(r.oid) as "partitionKey",
      (select p.label from pg_inherits i join relations p on p.oid = i.inhparent where i.inhrelid = r.oid) as parent,
      pg_get_expr(r.relpartbound, r.oid) as bound, r.relrowsecurity as "rowSecurity",
      r.relforcerowsecurity as "forcesRowSecurity",
      coalesce((select json_agg(json_build_object('name', quote_ident(a.attname), 'plainName', a.attname,
          'type', format_type(a.atttypid, a.atttypmod), 'baseType', t.typname, 'isNullable', not a.attnotnull,
          'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity::text,
          'identityOptions', (select concat(case when c.relname <> concat(r.relname, '_', a.attname, '_seq')
              then format(' sequence name %s', c.oid::regclass) end, ${SEQUENCE_OPTIONS})
            from pg_depend g join pg_sequence q on q.seqrelid = g.objid join pg_class c on c.oid = g.objid
            where g.refclassid = 'pg_class'::regclass and g.refobjid = r.oid and g.refobjsubid = a.attnum
              and g.deptype = 'i' and a.attidentity <> ''),
          'generated', a.attgenerated::text,
          'collation', case when a.attcollation <> o.typcollation then a.attcollation::regcollation::text end,
          'values', coalesce(e.labels, k.texts)) order by a.attnum)
        from pg_attribute a join pg_type o on o.oid = a.atttypid
        join pg_type t on t.oid = case when o.typtype = 'd' then o.typbasetype else o.oid end
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum ${VALUES}
        where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
      coalesce((select json_agg(a.attname order by x.position) from pg_constraint c,
          unnest(c.conkey) with ordinality x (key, position), pg_attribute a
        where c.conrelid = r.oid and c.contype = 'p' and a.attrelid = r.oid and a.attnum = x.key), '[]') as "primaryKey",
      coalesce((select json_agg((select json_agg(a.attname) from pg_attribute a
          where a.attrelid = r.oid and a.attnum = any (i.indkey)))
        from pg_index i where i.indrelid = r.oid and i.indisunique and i.indpred is null and i.indexprs is null),
        '[]') as uniques,
      coalesce((select json_agg(json_build_object('target', t.relname, 'columns',
          (select json_agg(a.attname order by array_position(c.conkey, a.attnum)) from pg_attribute a
           where a.attrelid = r.oid and a.attnum = any (c.conkey))) order by c.conname)
        from pg_constraint c join pg_class t on t.oid = c.confrelid
        where c.conrelid = r.oid and c.contype = 'f' and c.conparentid = 0), '[]') as "foreignKeys"
    from relations r where r.relkind in ('r', 'p')`,
  constraints: `with ${RELATIONS} select r.label as table, quote_ident(c.conname) as name,
      pg_get_constraintdef(c.oid) as definition, c.contype = 'f' as "isForeign"
    from pg_constraint c join relations r on r.oid = c.conrelid
    where c.contype in ('p', 'u', 'c', 'x', 'f') and c.conparentid = 0 and c.coninhcount = 0`,
  indexes: `with ${RELATIONS} select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as definition, r.relkind = 'm' as "isOfView"
    from pg_index i join relations r on r.oid = i.indrelid
    where not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
      and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)`,
  views: `with ${RELATIONS} select r.label as name, pg_get_viewdef(r.oid) as definition,
      r.relkind = 'm' as "isMaterialized",
      coalesce((select json_agg(distinct o.label) from pg_rewrite w join pg_depend d
          on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
        join relations o on o.oid = d.refobjid and o.oid <> r.oid and o.relkind in ('v', 'm')
        where w.ev_class = r.oid), '[]') as needs
    from relations r where r.relkind in ('v', 'm')`,
  triggers: `with ${RELATIONS} select r.label as table, quote_ident(t.tgname) as name,
      pg_get_triggerdef(t.oid) as definition, t.tgenabled::text as state
    from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal and t.tgparentid = 0`,
  policies: `with ${RELATIONS} select format('create policy %I on %s as %s for %s to %s%s%s', p.polname, r.label,
      case when p.polpermissive then 'permissive' else 'restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      (select string_agg(case when o = 0 then 'public' else quote_ident(pg_get_userbyid(o)) end, ', ')
       from unnest(p.polroles) o),
      ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition
    from pg_policy p join relations r on r.oid = p.polrelid`,
  comments: `with ${RELATIONS} select case when d.objsubid = 0
        then case r.relkind when 'v' then 'view ' when 'm' then 'materialized view ' else 'table ' end || r.label
        else format('column %s.%I', r.label, a.attname) end as object,
      d.description as text
    from pg_description d join relations r on d.classoid = 'pg_class'::regclass and r.oid = d.objoid
    left join pg_attribute a on a.attrelid = r.oid and a.attnum = d.objsubid
    where r.relkind in ('r', 'p', 'v', 'm')`,
};

/** Reads it all in one transaction; each list is sorted by its text, whatever the order in which things were made. */
export async function readSchema(session: Session): Promise<Schema> {
  await session.query(
    `begin isolation level repeatable read, read only; set local search_path = 'pg_catalog'`,
  );
  try {
    const entries: [string, unknown][] = [];
    for (const [name, sql] of Object.entries(QUERIES)) {
      const {rows} = await session.query(sql);
      const keyed = rows.map(row => ({row, key: JSON.stringify(row)}));
      entries.push([name, keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({row}) => row)]);
    }
    return Object.fromEntries(entries) as unknown as Schema;
  } finally {
    await session.query('rollback');
  }
}
