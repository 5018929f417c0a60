import type {Knex} from 'knex';

interface Slot {
  course: string;
  venue: string;
  instructor: string | null;
  /** 0 is Monday. */
  weekday: number;
  days: number;
  hours: readonly [start: string, end: string];
}

const SARAH = 'sarah.hughes@reactfasttraining.co.uk';
const TOM = 'tom.oneill@reactfasttraining.co.uk';
const DAY = ['09:00', '16:00'] as const;

/** What a week looks like; even and odd weeks differ. */
const WEEKS: readonly Slot[][] = [
  [
    {
      course: 'emergency-first-aid-at-work',
      venue: 'Leeds',
      instructor: SARAH,
      weekday: 0,
      days: 1,
      hours: DAY,
    },
    {course: 'first-aid-at-work', venue: 'Sheffield', instructor: TOM, weekday: 1, days: 3, hours: DAY},
    {course: 'paediatric-first-aid', venue: 'York', instructor: SARAH, weekday: 3, days: 2, hours: DAY},
  ],
  [
    {
      course: 'emergency-paediatric-first-aid',
      venue: 'Bradford',
      instructor: TOM,
      weekday: 1,
      days: 1,
      hours: DAY,
    },
    {
      course: 'first-aid-at-work-requalification',
      venue: 'Leeds',
      instructor: SARAH,
      weekday: 2,
      days: 2,
      hours: DAY,
    },
    {course: 'cpr-and-aed', venue: 'York', instructor: null, weekday: 4, days: 1, hours: ['09:30', '12:30']},
  ],
];
const FIRST_WEEK = -4;
const LAST_WEEK = 12;
const DRAFT_FROM_WEEK = 11;

/** The sessions of a slot, one a day, at the same hour of the company's clock whatever its offset from UTC is. */
const SESSIONS = `
  select (day + cast(:opens as time)) at time zone 'Europe/London' as start_datetime,
         (day + cast(:closes as time)) at time zone 'Europe/London' as end_datetime
  from (
    select cast(date_trunc('week', current_date) as date) + cast(:offset as integer) + n as day
    from generate_series(0, cast(:days as integer) - 1) as n
  ) as days`;

/** Schedules from four weeks ago to three months from now, counted from the Monday of the first run. */
export async function seed(knex: Knex): Promise<void> {
  const {rows} = await knex.raw('select 1 from course_schedules limit 1');
  if (rows.length > 0) return;
  for (let week = FIRST_WEEK; week <= LAST_WEEK; week += 1) {
    if (week === 0) continue;
    for (const slot of WEEKS[Math.abs(week) % WEEKS.length] ?? []) await insertSchedule(knex, slot, week);
  }
}

async function insertSchedule(knex: Knex, slot: Slot, week: number): Promise<void> {
  const status = week < 0 ? 'completed' : week >= DRAFT_FROM_WEEK ? 'draft' : 'published';
  const [opens, closes] = slot.hours;
  const values = {...slot, opens, closes, status, offset: week * 7 + slot.weekday};
  const {rows} = await knex.raw<{rows: {id: number}[]}>(
    `insert into course_schedules
       (course_id, venue_id, instructor_id, start_datetime, end_datetime, status, capacity, min_seats)
     select c.id, v.id, u.id, span.start_datetime, span.end_datetime, :status, least(c.max_capacity, v.capacity), 4
     from (select min(start_datetime) as start_datetime, max(end_datetime) as end_datetime from (${SESSIONS}) as session) as span
     join courses c on c.slug = :course
     join venues v on v.city = :venue
     left join users u on u.email = :instructor
     returning id`,
    values,
  );
  const [schedule] = rows;
  if (schedule === undefined)
    throw new Error(`the seeds have no course ${slot.course} or no venue in ${slot.venue}`);
  await knex.raw(
    `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
     select cast(:id as integer), start_datetime, end_datetime from (${SESSIONS}) as session`,
    {...values, id: schedule.id},
  );
}
