import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../../src/config';
import type {TestApp} from '../app';

/** A record for each address that shows one: which is asked of the database. */
const RECORDS: Readonly<Record<string, string>> = {
  '/admin/bookings/:id': `select id from bookings where status = 'confirmed' order by seats desc, id limit 1`,
  '/admin/schedules/:id': `select s.id from course_schedules s where s.status = 'published' and s.start_datetime > now()
    order by seats_taken desc, id limit 1`,
  '/admin/schedules/:id/register': `select s.id from course_schedules s
    where exists (select from bookings b where b.course_schedule_id = s.id and b.status = 'confirmed')
    order by start_datetime desc, id limit 1`,
  '/admin/customers/:id': `select user_id as id from bookings group by user_id order by count(*) desc, user_id limit 1`,
  '/admin/instructors/:id': `select id from users where role = 'instructor' order by id limit 1`,
  '/admin/courses/:id': 'select min(id) as id from courses',
  '/admin/venues/:id': 'select min(id) as id from venues',
  '/admin/discount-codes/:id': 'select min(id) as id from discount_codes',
  '/admin/companies/:id': 'select min(id) as id from companies',
  '/admin/refunds/:id': 'select min(id) as id from refunds',
  '/admin/emails/:id': 'select min(id) as id from email_logs',
};
/** Records that are made here too, beside being shown. */
const NEW = ['courses', 'venues', 'discount-codes', 'companies'].map(name => `/admin/${name}/new`);

export interface Address {
  /** Short, for titles and files. */
  name: string;
  address: string;
}

/** Every address of the console, as its own table of routes has them, with real records. */
export async function consoleAddresses(app: TestApp): Promise<Address[]> {
  const source = readFileSync(path.join(PROJECT_ROOT, 'public/admin/routes.js'), 'utf8');
  const [, table = ''] = /const ROUTES = \[\n(.*?)\n\];/s.exec(source) ?? [];
  const patterns = [...table.matchAll(/^ {2}\['([^']+)'/gm)].map(([, pattern]) => pattern ?? '');
  const found: Address[] = [];
  for (const pattern of [...patterns, ...NEW]) {
    found.push({name: nameOf(pattern), address: await addressOf(app, pattern)});
  }
  return found;
}

/** The booking page has one path: its query says what it shows. */
export async function bookingPageAddresses(app: TestApp): Promise<Address[]> {
  const one = async (sql: string) => (await app.rows<{id: number}>(sql))[0]?.id;
  const open =
    await one(`select s.id from course_schedules s where s.status = 'published' and s.seats_taken = 0
    and s.start_datetime > now() + interval '3 days' order by start_datetime limit 1`);
  const [course] = await app.rows<{slug: string}>(
    'select c.slug from courses c join course_schedules s on s.course_id = c.id where s.id = $1',
    [open],
  );
  return [
    {name: 'book', address: '/'},
    {name: 'book-course', address: `/?course=${course?.slug}`},
    {name: 'book-date', address: `/?schedule=${open}`},
    {name: 'book-waiting-list', address: `/?schedule=${open}&wait`},
    {name: 'book-gone', address: '/?schedule=999999'},
    {name: 'book-no-key', address: '/?booking=RFT-00000000'},
    {name: 'book-new-password', address: '/?reset-password#token=x'},
  ];
}

async function addressOf(app: TestApp, pattern: string): Promise<string> {
  if (!pattern.includes(':')) return pattern;
  const sql = RECORDS[pattern];
  if (sql === undefined) throw new Error(`say in ${path.basename(__filename)} which record ${pattern} shows`);
  const [row] = await app.rows<{id: number | null}>(sql);
  if (!row?.id) throw new Error(`there is no record for ${pattern}`);
  return pattern.replace(':id', String(row.id));
}

function nameOf(pattern: string): string {
  const name = pattern.slice('/admin'.length).replaceAll('/', '-').replaceAll(':', '');
  return name === '' ? 'dashboard' : name.slice(1).replace(/-id\b/, '-one');
}
