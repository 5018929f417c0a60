import type {ClientBase} from 'pg';
import type {CancellationPolicyTerms} from '../../domain/cancellation';
import {COMPANY_TIME_ZONE} from '../../domain/company-time';
import type {Code} from './bookings';
import type {Course, Place} from './schedule-plan';

/** What the database has already, which the new rows fit in with. */
export interface Found {
  now: Date;
  courses: Course[];
  places: Place[];
  /** Venues there are, in use or not. */
  venueCount: number;
  /** Active instructors beyond those of `places`. */
  spareInstructors: Place['instructor'][];
  codes: Code[];
  policy: CancellationPolicyTerms;
  adminId: number;
}

interface Taken {
  id: number;
  capacity: number;
  days: number[];
}

const nobody = (): Place['instructor'] => ({id: 0, takenDays: new Set()});

/** @param now instead of the database's clock, for tests */
export async function lookAround(client: ClientBase, now?: Date): Promise<Found> {
  const [clock] = await rows<{now: Date}>(client, 'select now() as now');
  const venues = await rows<Taken>(client, takenBy('venues', 'venue_id', 'is_active', 'capacity'));
  const instructors = await rows<Taken>(
    client,
    takenBy('users', 'instructor_id', `is_active and role = 'instructor'`, '0'),
  );
  const asInstructor = ({id, days}: Taken) => ({id, takenDays: new Set(days)});
  const [count] = await rows<{count: number}>(client, 'select count(*)::integer as count from venues');
  const [policy] = await rows<{terms: CancellationPolicyTerms}>(
    client,
    'select default_cancellation_policy() as terms',
  );
  if (clock === undefined || policy === undefined) throw new Error('the database has no clock or no policy');
  return {
    now: now ?? clock.now,
    courses: await findCourses(client),
    places: venues.map((venue, index) => {
      const instructor = instructors[index];
      const {id, capacity, days} = venue;
      return {
        id,
        capacity,
        takenDays: new Set(days),
        instructor: instructor === undefined ? nobody() : asInstructor(instructor),
      };
    }),
    venueCount: count?.count ?? 0,
    spareInstructors: instructors.slice(venues.length).map(asInstructor),
    codes: await addCodes(client),
    policy: policy.terms,
    adminId: await findAdmin(client),
  };
}

/** Rows of a table and the days, counted from 1970, on which a schedule has them already. */
function takenBy(table: string, column: string, condition: string, capacity: string): string {
  const day = (time: string) =>
    `cast(s.${time} at time zone '${COMPANY_TIME_ZONE}' as date) - date '1970-01-01'`;
  return `
    select t.id, ${capacity} as capacity, coalesce(array_agg(distinct d.day) filter (where d.day is not null), '{}') as days
    from ${table} t
    left join schedule_sessions s on s.${column} = t.id and s.is_blocking
    left join lateral generate_series(${day('start_datetime')}, ${day('end_datetime')}) as d (day) on true
    where ${condition.replace('is_active', 't.is_active')}
    group by t.id order by t.id`;
}

async function findCourses(client: ClientBase): Promise<Course[]> {
  const courses = await rows<Omit<Course, 'durationHours'> & {durationHours: string}>(
    client,
    `select c.id, c.slug, c.course_type as "courseType", c.price, c.max_capacity as "maxCapacity", t.days,
       c.duration_hours as "durationHours"
     from courses c join course_types t on t.code = c.course_type where c.is_active order by c.id`,
  );
  return courses.map(course => ({...course, durationHours: Number(course.durationHours)}));
}

/** Days from now on which each counts first and last; what is there already is used as it is. */
const CODES = [
  ['NHS10', '10 % off for NHS staff', 'percentage', '10', '0', -1200, 365, null],
  ['SCHOOLS15', '15 % off for schools and nurseries', 'percentage', '15', '0', -1200, 365, 'paediatric'],
  ['TEAM25', '£25 off from £200', 'fixed', '25', '200', -1200, 365, null],
  ['SUMMER20', '20 % off, last summer', 'percentage', '20', '0', -200, -110, null],
] as const;

async function addCodes(client: ClientBase): Promise<Code[]> {
  for (const code of CODES) {
    await client.query(
      `insert into discount_codes (code, description, discount_type, discount_value, min_purchase_amount, valid_from,
         valid_until, course_type_restriction)
       values ($1, $2, $3, $4, $5, current_date + cast($6 as integer), current_date + cast($7 as integer), $8)
       on conflict (upper(code)) do nothing`,
      [...code],
    );
  }
  return rows<Code>(
    client,
    `select id, code, discount_type as "discountType", discount_value as "discountValue",
       min_purchase_amount as "minPurchaseAmount", cast(valid_from as text) as "validFrom",
       cast(valid_until as text) as "validUntil", usage_limit as "usageLimit", times_used as "timesUsed",
       course_type_restriction as "courseTypeRestriction", is_active as "isActive"
     from discount_codes where upper(code) = any($1) and usage_limit is null order by id`,
    [CODES.map(([code]) => code)],
  );
}

/** Whom the activity log names; with no admin there, one who can't sign in. */
async function findAdmin(client: ClientBase): Promise<number> {
  const [admin] = await rows<{id: number}>(
    client,
    `select id from users where role = 'admin' order by is_active desc, id limit 1`,
  );
  if (admin !== undefined) return admin.id;
  const [made] = await rows<{id: number}>(
    client,
    `insert into users (email, first_name, last_name, role, is_active)
     values ('office@example.com', 'Office', 'Staff', 'admin', false) returning id`,
  );
  if (made === undefined) throw new Error('the insert of a user returned no row');
  return made.id;
}

async function rows<T extends object>(client: ClientBase, text: string, values?: unknown[]): Promise<T[]> {
  return (await client.query<T>(text, values)).rows;
}
