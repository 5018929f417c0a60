/** The SQL of our own repositories, taken from them, so that the peers send exactly the same. */
import type {Queryable, Transaction} from '../../src/database/database';
import {BookingRepository, type NewBooking} from '../../src/repositories/booking.repository';
import {BookingAttendeeRepository} from '../../src/repositories/booking-attendee.repository';
import {CourseRepository} from '../../src/repositories/course.repository';
import {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import {EmailLogRepository} from '../../src/repositories/email-log.repository';
import {GuestRepository} from '../../src/repositories/guest.repository';
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

/** What a repository method sends; `answers` are what it is told, so that it goes on. */
async function sent(work: Work, ...answers: object[][]): Promise<string[]> {
  const queries: string[] = [];
  const on: Pick<Queryable, 'rows'> = {
    rows: async <Row>(sql: string) => {
      queries.push(sql);
      return (answers[queries.length - 1] ?? [{id: 1, count: 0}]) as Row[];
    },
  };
  await work(on as Transaction);
  return queries;
}

/** A repository without a database of its own: `db` records. */
function recording<R extends object>(repository: {prototype: R}, on: Transaction): R {
  return Object.assign(Object.create(repository.prototype), {db: on}) as R;
}

async function named(name: string, work: Work, ...answers: object[][]): Promise<Statement> {
  const sql = (await sent(work, ...answers)).at(-1);
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
const CONTACT = {firstName: 'A', lastName: 'B', email: 'a@example.com'};

export type Statements = Awaited<ReturnType<typeof readStatements>>;

export async function readStatements() {
  return {
    course: await named('course', on => recording(CourseRepository, on).findActiveBySlug('x')),
    venues: await ofList(venueList),
    bookings: await ofList(bookingList),
    schedules: await named('schedules', on =>
      recording(CourseScheduleRepository, on).listPublic({limit: 1}, NOW),
    ),
    bookable: await named('bookable', on => recording(CourseScheduleRepository, on).findBookable(on, 1, NOW)),
    findGuest: await named('find-guest', on => new GuestRepository().findOrCreate(on, CONTACT)),
    addGuest: await named('add-guest', on => new GuestRepository().findOrCreate(on, CONTACT), []),
    takeSeats: await named('take-seats', on =>
      recording(CourseScheduleRepository, on).takeSeats(on, 1, 1, NOW),
    ),
    addBooking: await named('add-booking', on =>
      recording(BookingRepository, on).insert(on, {contact: CONTACT} as NewBooking),
    ),
    addAttendees: await named('add-attendees', on =>
      recording(BookingAttendeeRepository, on).insertAll(on, 1, []),
    ),
    queueMail: await named('queue-mail', on =>
      recording(EmailLogRepository, on).queue(on, {recipient: '', emailType: '', subject: ''}),
    ),
  };
}
