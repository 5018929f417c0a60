import type {Knex} from 'knex';
import type {Queryable} from '../database/database';

/** A piece of a where clause with its values. */
export interface Condition {
  sql: string;
  bindings: Knex.RawBinding[];
}

/** Whether an expression contains what was typed. */
export type Match = (expression: string) => Condition;

interface SortColumn {
  /** Never null, and read from the base table so that an index can give the order. */
  sql: string;
  type: 'integer' | 'bigint' | 'text' | 'numeric' | 'date' | 'timestamptz';
}

/** What a list shows and how it can be searched, filtered and sorted. All of it is SQL of ours; values are bound. */
export interface ListDefinition<Row extends object, Filter extends object> {
  /** Names the list in its cursors. */
  name: string;
  /** The table that is counted, filtered and sorted, with its alias: `bookings b`. */
  base: string;
  /** Joins that only the columns need. */
  joins?: string;
  /** Unique key of the base. */
  id: string;
  columns: Record<keyof Row & string, string>;
  filters: {[Name in keyof Required<Filter>]: (value: NonNullable<Filter[Name]>) => Condition};
  /** Expression with a trigram index that `search` looks into, or how several such expressions are looked into. */
  search?: string | ((match: Match) => Condition);
  sorts: Record<string, SortColumn>;
  defaultSort: string;
}

export interface ListRequest<Filter extends object> {
  filter: Filter;
  search?: string;
  /** Name of a sort, with `-` before it for the other direction. */
  sort?: string;
  after?: (string | number)[];
  limit: number;
  /**
   * Whether few rows match, as a count has told: they are found first and sorted then. Walking the order's index until
   * a page is full would read most of a large table.
   */
  isSelective?: boolean;
}

export interface ListPage<Row> {
  items: Row[];
  /** Where the next page begins; null when this is the last. */
  position: (string | number)[] | null;
}

/** How many there are: exact up to a limit, and "more than" beyond. */
export interface Total {
  count: number;
  isExact: boolean;
}

/** Counting further would cost more than the answer is worth to anybody. */
export const COUNT_LIMIT = 10_000;

/** Search texts shorter than a trigram are looked for at the beginning of words, which the index can do. */
const TRIGRAM = 3;

type SearchOf = ListDefinition<object, object>['search'];

export async function readPage<Row extends object, Filter extends object>(
  on: Queryable,
  list: ListDefinition<Row, Filter>,
  request: ListRequest<Filter>,
): Promise<ListPage<Row>> {
  const {sql, bindings} = pageQuery(list, {...request, limit: request.limit + 1});
  const rows = await on.rows<Row & {sort_key: string | number}>(sql, bindings);
  const page = rows.slice(0, request.limit);
  const last = page.at(-1);
  const items = page.map(({sort_key: _, ...row}) => row as unknown as Row);
  return {
    items,
    position: rows.length > request.limit && last ? [last.sort_key, (last as {id?: number}).id ?? 0] : null,
  };
}

export async function countList<Row extends object, Filter extends object>(
  on: Queryable,
  list: ListDefinition<Row, Filter>,
  request: Pick<ListRequest<Filter>, 'filter' | 'search'>,
): Promise<Total> {
  const where = whereOf(conditionsOf(list, request));
  const [counted] = await on.rows<{count: number}>(
    `select count(*)::integer as count from (select 1 from ${list.base} ${where.sql} limit ?) as counted`,
    [...where.bindings, COUNT_LIMIT + 1],
  );
  const count = counted?.count ?? 0;
  return {count: Math.min(count, COUNT_LIMIT), isExact: count <= COUNT_LIMIT};
}

/** The query of a page, or of the whole list when `limit` is Infinity. */
export function pageQuery<Row extends object, Filter extends object>(
  list: ListDefinition<Row, Filter>,
  request: ListRequest<Filter>,
): Condition {
  const {column, direction} = sortOf(list, request.sort);
  const after = afterCondition(list, column, direction, request.after);
  const conditions = conditionsOf(list, request);
  const columns = Object.entries(list.columns).map(([name, sql]) => `${sql} as "${name}"`);
  const hits = request.isSelective ? whereOf(conditions) : undefined;
  const where = whereOf(
    hits ? [{sql: `${list.id} in (select id from hits)`, bindings: []}, ...after] : [...conditions, ...after],
  );
  const hasLimit = Number.isFinite(request.limit);
  return {
    sql: `${hits ? `with hits as materialized (select ${list.id} as id from ${list.base} ${hits.sql})` : ''}
      select ${columns.join(', ')}, ${sortKey(column)} as sort_key
      from ${list.base} ${list.joins ?? ''} ${where.sql}
      order by ${column.sql} ${direction}, ${list.id} ${direction} ${hasLimit ? 'limit ?' : ''}`,
    bindings: [...(hits?.bindings ?? []), ...where.bindings, ...(hasLimit ? [request.limit] : [])],
  };
}

/** @throws RangeError for a sort that the list does not have: the request's schema lists them */
function sortOf(
  list: Pick<ListDefinition<object, object>, 'name' | 'sorts' | 'defaultSort'>,
  sort = list.defaultSort,
): {column: SortColumn; direction: 'asc' | 'desc'} {
  const descends = sort.startsWith('-');
  const name = descends ? sort.slice(1) : sort;
  const column = Object.hasOwn(list.sorts, name) ? list.sorts[name] : undefined;
  if (column === undefined) throw new RangeError(`the list ${list.name} has no sort ${name}`);
  return {column, direction: descends ? 'desc' : 'asc'};
}

/** Times travel in cursors to the microsecond: a JavaScript date would drop digits and so repeat or skip rows. */
function sortKey({sql, type}: SortColumn): string {
  if (type === 'timestamptz') return `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return type === 'integer' || type === 'bigint' ? sql : `cast(${sql} as text)`;
}

function afterCondition(
  list: Pick<ListDefinition<object, object>, 'id'>,
  column: SortColumn,
  direction: 'asc' | 'desc',
  after: (string | number)[] | undefined,
): Condition[] {
  if (after === undefined) return [];
  const operator = direction === 'asc' ? '>' : '<';
  const sql = `(${column.sql}, ${list.id}) ${operator} (cast(? as ${column.type}), cast(? as bigint))`;
  return [{sql, bindings: [after[0] ?? null, after[1] ?? null]}];
}

function conditionsOf<Row extends object, Filter extends object>(
  list: ListDefinition<Row, Filter>,
  {filter, search}: Pick<ListRequest<Filter>, 'filter' | 'search'>,
): Condition[] {
  return [...filterConditions(list, filter), ...searchCondition(list, search)];
}

function whereOf(conditions: Condition[]): Condition {
  return {
    sql: conditions.length === 0 ? '' : `where ${conditions.map(({sql}) => sql).join(' and ')}`,
    bindings: conditions.flatMap(({bindings}) => bindings),
  };
}

function filterConditions<Row extends object, Filter extends object>(
  list: ListDefinition<Row, Filter>,
  filter: Filter,
): Condition[] {
  return (Object.keys(list.filters) as (keyof Filter)[]).flatMap(name => {
    const value = filter[name];
    return value === undefined || value === null
      ? []
      : [list.filters[name](value as NonNullable<typeof value>)];
  });
}

function searchCondition({search}: {search?: SearchOf}, typed: string | undefined): Condition[] {
  const text = typed?.trim();
  if (search === undefined || text === undefined || text === '') return [];
  const match = matcherOf(text);
  return [typeof search === 'string' ? match(search) : search(match)];
}

function matcherOf(text: string): Match {
  const letters = [...text.replace(/['‘’]/g, '')].length;
  // What means something in a pattern is escaped last: `search_text` makes plain characters of many others, of ％ too.
  const part = `regexp_replace(search_text(?), '[\\\\%_]', '\\\\\\&', 'g') || '%'`;
  return expression =>
    letters < TRIGRAM
      ? {sql: `(${expression} like ${part} or ${expression} like '% ' || ${part})`, bindings: [text, text]}
      : {sql: `${expression} like '%' || ${part}`, bindings: [text]};
}

/** A postcode as it is written, with its space and without, so that either way of typing finds it. */
export function postcodeSpellings(column: string): string {
  const bare = `replace(${column}, ' ', '')`;
  return `${column}, ${bare}, left(${bare}, -3) || ' ' || right(${bare}, 3)`;
}

/** The usual filter: a column equals a value. */
export const equals =
  <T extends Knex.RawBinding>(column: string) =>
  (value: T): Condition => ({sql: `${column} = ?`, bindings: [value]});
