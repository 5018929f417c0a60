import type {Queryable} from '../history';

export interface TableSize {
  rows: number;
  bytes: number;
}

interface Row {
  name: string;
  quoted: string;
  bytes: number;
  pages: number;
  known_pages: number;
  tuples: number;
  parent: string | null;
}

const SIZES = `
select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name,
  format('%I.%I', n.nspname, c.relname) as quoted,
  coalesce(pg_relation_size(c.oid), 0)::float8 as bytes,
  (coalesce(pg_relation_size(c.oid), 0) / current_setting('block_size')::int)::float8 as pages,
  c.relpages::float8 as known_pages, c.reltuples::float8 as tuples,
  (select case when pn.nspname = 'public' then p.relname else pn.nspname || '.' || p.relname end
   from pg_class p join pg_namespace pn on pn.oid = p.relnamespace
   where c.relispartition and p.oid = pg_partition_root(c.oid)) as parent
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/**
 * Rows and bytes of each table, by the name that reports use. Rows are those of the statistics, scaled to today's size of
 * the table; one that was never analysed is estimated by the planner. A partitioned table has the sum of its parts.
 */
export async function readTableSizes(database: Queryable): Promise<Map<string, TableSize>> {
  const sizes = new Map<string, TableSize>();
  const {rows: tables} = await database.query<Row & Record<string, unknown>>(SIZES);
  for (const table of tables) {
    const size = {rows: await rowsOf(database, table), bytes: table.bytes};
    sizes.set(table.name, size);
    if (table.parent === null) continue;
    const whole = sizes.get(table.parent) ?? {rows: 0, bytes: 0};
    sizes.set(table.parent, {rows: whole.rows + size.rows, bytes: whole.bytes + size.bytes});
  }
  return sizes;
}

async function rowsOf(database: Queryable, table: Row): Promise<number> {
  if (table.pages === 0) return 0;
  if (table.tuples > 0 && table.known_pages > 0) {
    return Math.round((table.tuples / table.known_pages) * table.pages);
  }
  const {rows} = await database.query<{'QUERY PLAN': [{Plan: {'Plan Rows': number}}]}>(
    `explain (format json) select from ${table.quoted}`,
  );
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}
