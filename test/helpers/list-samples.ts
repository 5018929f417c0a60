import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import type {ListDefinition, ListRequest} from '../../src/repositories/list-query';

// biome-ignore lint/suspicious/noExplicitAny: lists of every kind of row and filter
export type AnyList = ListDefinition<any, any>;
export type AnyRequest = Omit<ListRequest<Record<string, unknown>>, 'limit'>;

interface Parameter {
  name: string;
  schema: {type?: string; enum?: unknown[]; pattern?: string};
}

const LISTS_DIRECTORY = path.join(__dirname, '../../src/repositories/lists');

/** Every list that a file in `repositories/lists/` exports, so that a new one is looked at too. */
export function everyList(): AnyList[] {
  const files = readdirSync(LISTS_DIRECTORY).filter(file => file.endsWith('.list.js'));
  return files
    .flatMap(file => Object.values<unknown>(require(path.join(LISTS_DIRECTORY, file))))
    .filter(isList)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function isList(value: unknown): value is AnyList {
  return typeof value === 'object' && value !== null && 'defaultSort' in value && 'base' in value;
}

/** The query parameters that the OpenAPI document has for a list's route; a list may have a route that is not in it. */
function parametersOf({name}: AnyList): Parameter[] {
  const {paths} = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'openapi.json'), 'utf8'));
  const ending = name === 'instructor-schedules' ? '/instructor/schedules' : `/${name}`;
  const route = Object.keys(paths).find(
    one => one.startsWith('/api/') && !one.includes('{') && one.endsWith(ending),
  );
  return route === undefined ? [] : paths[route].get.parameters;
}

export type Samples = Readonly<Record<string, readonly unknown[]>>;

/** What staff filter by, as the large data has it: values that many rows have and values that few have. */
export async function readSamples(database: {
  query<Row extends Record<string, unknown>>(text: string): Promise<{rows: Row[]}>;
}): Promise<Samples> {
  const {rows} = await database.query<Record<string, number | string>>(`
    select b.id as "bookingId", b.course_schedule_id as "scheduleId", s.course_id as "courseId",
      s.venue_id as "venueId", s.instructor_id as "instructorId", b.user_id as "userId", b.contact_email as recipient,
      (select max(discount_code_id) from bookings) as "discountCodeId",
      (select min(admin_id) from admin_activity_logs) as "adminId"
    from bookings b join course_schedules s on s.id = b.course_schedule_id
    where s.instructor_id is not null and s.status = 'completed' order by b.id offset 200 limit 1`);
  const [row] = rows;
  if (row === undefined) throw new Error('there are too few bookings to take samples from');
  const day = (daysFromNow: number) =>
    new Date(Date.now() + daysFromNow * 86_400_000).toISOString().slice(0, 10);
  const days = [day(-900), day(-30), day(30)];
  return {
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])),
    entityId: [row.bookingId],
    until: [new Date(Date.now() + 2 * 86_400_000).toISOString()],
    action: ['booking.confirmed', 'schedule.cancelled', 'nothing.such'],
    entityType: ['booking', 'course_schedule'],
    emailType: ['booking_received', 'schedule_cancelled'],
    courseType: ['efaw'],
    number: ['INV-000001'],
    seriesId: [1],
    companyId: [1],
    ...Object.fromEntries(
      ['from', 'to', 'bookedFrom', 'bookedTo', 'startsFrom', 'startsTo', 'validOn'].map(name => [name, days]),
    ),
  };
}

/** Texts that people search for: a rare name, a common one, two letters, part of a reference, and what nobody is called. */
export const SEARCHES = ['Featherstonehaugh', 'smith', 'jo', 'RFT-0', 'xyzzyqq'] as const;

/** Each way of asking for a list that a route offers, one thing at a time, named for the test's title. */
export function waysToAsk(list: AnyList, samples: Samples): [what: string, request: AnyRequest][] {
  const ways: [string, AnyRequest][] = [['as it comes', {filter: {}}]];
  for (const sort of Object.keys(list.sorts).flatMap(name => [name, `-${name}`])) {
    ways.push([`sorted by ${sort}`, {filter: {}, sort}]);
  }
  const parameters = parametersOf(list);
  for (const filter of Object.keys(list.filters)) {
    const schema = parameters.find(({name}) => name === filter)?.schema;
    const values = schema?.enum ?? (schema?.type === 'boolean' ? [true, false] : samples[filter]);
    if (values === undefined) throw new Error(`no sample for the filter ${filter} of the list ${list.name}`);
    for (const value of values) ways.push([`${filter}=${value}`, {filter: {[filter]: value}}]);
  }
  if (list.search !== undefined) {
    for (const search of SEARCHES) ways.push([`search=${search}`, {filter: {}, search}]);
  }
  return ways;
}
