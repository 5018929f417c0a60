import type {TestApp} from './app';

/** How many rows each table has: two equal counts say that nothing was written in between, or nothing stayed. */
export async function rowCounts(app: TestApp): Promise<Record<string, number>> {
  const tables = await app.rows<{name: string}>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by name`,
  );
  const counts = tables.map(({name}) => `select '${name}' as name, count(*)::integer as count from ${name}`);
  const rows = await app.rows<{name: string; count: number}>(counts.join(' union all '));
  return Object.fromEntries(rows.map(({name, count}) => [name, count]));
}
