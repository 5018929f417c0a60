/** The SQL of our own lists, taken from our repositories, so that the peers send exactly the same. */
import type {Queryable, Transaction} from '../../src/database/database';
import {CourseRepository} from '../../src/repositories/course.repository';
import {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import {countList, type ListDefinition, pageQuery} from '../../src/repositories/list-query';
import {bookingList} from '../../src/repositories/lists/booking.list';
import {venueList} from '../../src/repositories/lists/venue.list';

/** SQL with `:name` for each value. */
export interface Statement {
  name: string;
  sql: string;
}

type Values = Readonly<Record<string, unknown>>;
/** Runs one statement and returns its rows. */
export type Run = <Row>(statement: Statement, values: Values) => Promise<Row[]>;

export const PAGE = 20;

/** Named placeholders as PostgreSQL has them: `$1`, and the names in their order. Other colons are left alone. */
export function numbered(sql: string, known: readonly string[]): {text: string; names: string[]} {
  const names: string[] = [];
  const text = sql.replace(/(?<!:):([A-Za-z]\w*)/g, (found, name: string) => {
    if (!known.includes(name)) return found;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return {text, names};
}

type Work = (on: Transaction) => Promise<unknown>;

/** What a repository method sends. */
async function sent(work: Work): Promise<string[]> {
  const queries: string[] = [];
  const record = async <Row>(sql: string) => {
    queries.push(sql);
    return [{id: 1, count: 0}] as Row[];
  };
  const on: Pick<Queryable, 'rows' | 'prepared'> = {rows: record, prepared: record};
  await work(on as Transaction);
  return queries;
}

/** A repository without a database of its own: `db` records. */
function recording<R extends object>(repository: {prototype: R}, on: Transaction): R {
  return Object.assign(Object.create(repository.prototype), {db: on}) as R;
}

async function named(name: string, work: Work): Promise<Statement> {
  const sql = (await sent(work)).at(-1);
  if (sql === undefined) throw new Error(`nothing was sent for ${name}`);
  return {name, sql};
}

/** The page's first query of a list and its count, with the values of a first page in place of the question marks. */
async function ofList<Row extends object, Filter extends object>(
  list: ListDefinition<Row, Filter>,
): Promise<{page: Statement; count: Statement}> {
  const filter = {} as Filter;
  const page = pageQuery(list, {filter, limit: PAGE + 1}).sql.replace('?', ':limit');
  const count = await named(`${list.name}-count`, on => countList(on, list, {filter}));
  return {
    page: {name: `${list.name}-page`, sql: page},
    count: {...count, sql: count.sql.replace('?', ':limit')},
  };
}

const NOW = new Date();

export type Statements = Awaited<ReturnType<typeof readStatements>>;

export async function readStatements() {
  return {
    course: await named('course', on => recording(CourseRepository, on).findActiveBySlug('x')),
    venues: await ofList(venueList),
    bookings: await ofList(bookingList),
    schedules: await named('schedules', on =>
      recording(CourseScheduleRepository, on).listPublic({limit: 1}, NOW),
    ),
  };
}
