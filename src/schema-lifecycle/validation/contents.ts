import type {Queryable} from '../history';
import type {Table} from './table-catalog';

type Row = Record<string, unknown>;

/** Rows of every table, and the columns that tell one row from another. */
export type Contents = Map<string, {columns: string[]; key: string[]; rows: Row[]}>;

/** Something that was there before and is not afterwards; without a column, whole rows. */
export interface Loss {
  table: string;
  column: string | null;
  rows: number;
}

export async function readContents(database: Queryable, tables: readonly Table[]): Promise<Contents> {
  if (tables.length === 0) return new Map();
  const parts = tables.map(
    ({name}) => `select '${name.replaceAll("'", "''")}' as name,
      coalesce((select jsonb_agg(to_jsonb(r)) from ${name} r), '[]') as rows,
      (select json_agg(attname) from pg_attribute
       where attrelid = '${name.replaceAll("'", "''")}'::regclass and attnum > 0 and not attisdropped) as columns`,
  );
  const result = await database.query<{name: string; rows: Row[]; columns: string[] | null}>(
    parts.join(' union all '),
  );
  const keys = new Map(tables.map(({name, primaryKey}) => [name, primaryKey]));
  return new Map(
    result.rows.map(({name, rows, columns}) => [
      name,
      {rows, columns: columns ?? [], key: keys.get(name) ?? []},
    ]),
  );
}

/** Rows and values of `before` that `after` does not have. Tables and columns that are only in `after` do not count. */
export function findLosses(before: Contents, after: Contents): Loss[] {
  const losses: Loss[] = [];
  for (const [table, {rows, columns, key}] of before) {
    const other = after.get(table);
    if (other === undefined) {
      if (rows.length > 0) losses.push({table, column: null, rows: rows.length});
      continue;
    }
    const keyColumns = key.length > 0 && key.every(name => other.columns.includes(name)) ? key : [];
    const pairs = pairRows(rows, other.rows, keyColumns.length > 0 ? keyColumns : columns);
    const gone = pairs.filter(([, match]) => match === undefined).length;
    if (gone > 0) losses.push({table, column: null, rows: gone});
    for (const column of columns) {
      const changed = pairs.filter(([row, match]) => match && !isSame(row[column], match[column])).length;
      if (changed > 0) losses.push({table, column, rows: changed});
    }
  }
  return losses;
}

function pairRows(rows: Row[], others: Row[], columns: string[]): [Row, Row | undefined][] {
  const keyOf = (row: Row) => JSON.stringify(columns.map(name => row[name]));
  const byKey = new Map(others.map(other => [keyOf(other), other]));
  return rows.map(row => [row, byKey.get(keyOf(row))]);
}

/** A value that was never there can't be lost, and the time at which a migration ran is another one each time. */
function isSame(before: unknown, after: unknown): boolean {
  if (before === null || before === undefined) return true;
  return JSON.stringify(before) === JSON.stringify(after) || (isJustNow(before) && isJustNow(after));
}

function isJustNow(value: unknown): boolean {
  return typeof value === 'string' && Math.abs(Date.parse(value) - Date.now()) < 3_600_000;
}
