import {LEFT_OUT} from '../fingerprint';
import type {Queryable} from '../history';

export interface TableColumn {
  name: string;
  /** As SQL writes it, such as `character varying(20)`. */
  type: string;
  /** Of the base type, when it is a domain: such as `varchar`, `int4`, `_text`. */
  baseType: string;
  /** Of characters. */
  length: number | null;
  isNullable: boolean;
  /** The value that a row gets which names none; null when it is no constant. */
  defaultValue: string | null;
  labels: string[] | null;
}

export interface TableConstraint {
  name: string;
  /** `c` check, `f` foreign key, `p`, `u` or `i` unique, `x` exclusion. */
  type: string;
  /** None when it has expressions. */
  columns: string[];
  definition: string;
  /** Of a foreign key. */
  target: string | null;
  targetColumns: string[] | null;
}

export interface Table {
  /** Quoted, with its schema. */
  name: string;
  /** Without those whose value the database makes. */
  columns: TableColumn[];
  constraints: TableConstraint[];
  primaryKey: string[];
}

/** Every table of the application, except partitions, whose rows come through their parent. */
const TABLES = `
with tables as materialized (
  select c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_'
    and n.nspname <> all ('{${LEFT_OUT.schemas.join(',')}}') and c.relname <> all ('{${LEFT_OUT.tables.join(',')}}')
    and not exists (select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
)
select t.name,
  coalesce((select json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'baseType', b.typname,
      'length', case when b.typname in ('varchar', 'bpchar') and a.atttypmod > 4 then a.atttypmod - 4 end,
      'isNullable', not a.attnotnull,
      'defaultValue', substring(pg_get_expr(d.adbin, d.adrelid) from '^''?([^''()]*)''?(?:::[a-z ]+)?$'),
      'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = b.oid)
    ) order by a.attnum)
    from pg_attribute a
    join pg_type y on y.oid = a.atttypid
    join pg_type b on b.oid = case when y.typtype = 'd' then y.typbasetype else y.oid end
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
      and coalesce(pg_get_expr(d.adbin, d.adrelid), '') !~ '^nextval'), '[]') as columns,
  coalesce((select json_agg(json_build_object(
      'name', k.name, 'type', k.type, 'definition', k.definition, 'target', k.target,
      'columns', (select json_agg(a.attname order by x.position) from unnest(k.keys) with ordinality x (key, position)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = x.key where 0 <> all (k.keys)),
      'targetColumns', (select json_agg(a.attname order by x.position)
        from unnest(k.targets) with ordinality x (key, position)
        join pg_attribute a on a.attrelid = k.target_oid and a.attnum = x.key)))
    from (
      select conname as name, contype::text as type, conkey as keys, pg_get_constraintdef(oid) as definition,
        (select format('%I.%I', n.nspname, r.relname) from pg_class r join pg_namespace n on n.oid = r.relnamespace
         where r.oid = confrelid) as target, confrelid as target_oid, confkey as targets
      from pg_constraint where conrelid = t.oid and contype <> 'n' and contype <> 't'
      union all
      select r.relname, 'i', i.indkey::int2[], pg_get_indexdef(i.indexrelid), null, null, null
      from pg_index i join pg_class r on r.oid = i.indexrelid
      where i.indrelid = t.oid and i.indisunique
        and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
    ) k), '[]') as constraints,
  coalesce((select json_agg(a.attname) from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.conrelid = t.oid and c.contype = 'p'), '[]') as "primaryKey"
from tables t order by t.name`;

export async function readTables(database: Queryable): Promise<Table[]> {
  const {rows} = await database.query<Table & Record<string, unknown>>(TABLES);
  return rows.map(({name, columns, constraints, primaryKey}) => ({
    name,
    columns,
    constraints: constraints.map(constraint => ({...constraint, columns: constraint.columns ?? []})),
    primaryKey,
  }));
}
