import type {BookingFacts} from './bookings';
import type {Row, TableRows} from './copy';
import {Random} from './random';
import {customerId, everyBooking, type Filling} from './tables';

/** Visits are kept for so long. */
const KEPT_MS = 400 * 86_400_000;
/** Visits that led to nothing, for each that led to a booking. */
const FRUITLESS = 2;

const REFERRERS = [
  ['https://www.google.com/', 48],
  [null, 25],
  ['https://www.bing.com/', 8],
  ['https://www.facebook.com/', 8],
  ['https://duckduckgo.com/', 5],
  ['https://www.linkedin.com/', 6],
] as const;
const DEVICES = [
  ['desktop', 48],
  ['mobile', 46],
  ['tablet', 6],
] as const;
const BROWSERS = [
  ['Chrome', 55],
  ['Safari', 28],
  ['Edge', 10],
  ['Firefox', 7],
] as const;

type Step = readonly [eventType: string, page: string, secondsLater: number];

export function visitRows(filling: Filling): TableRows {
  return {
    table: 'analytics_events',
    columns: [
      'event_type',
      'user_id',
      'session_id',
      'page_url',
      'referrer_url',
      'event_data',
      'ip_address',
      'device_type',
      'browser',
      'created_at',
    ],
    rows: visits(filling),
  };
}

/** Each public booking of the last months has the visit that led to it, and others looked and left. */
function* visits(filling: Filling): Generator<Row> {
  const {now, seed, first} = filling;
  for (const facts of everyBooking(filling)) {
    if (facts.byStaff || facts.createdAt < now - KEPT_MS) continue;
    const random = new Random(seed, 'visit', facts.index);
    const id = first.bookings + facts.index;
    const userId = random.chance(0.2) ? customerId(filling, facts) : null;
    yield* visit(`s${id}`, facts.createdAt, stepsToBooking(facts, random), userId, random);
    for (let other = 1; other <= FRUITLESS; other += 1) {
      const at = facts.createdAt - random.between(0, 86_400) * 1000;
      yield* visit(`s${id}-${other}`, at, stepsOfVisitor(facts, random), null, random);
    }
  }
}

function stepsToBooking({schedule}: BookingFacts, random: Random): Step[] {
  const course = `/courses/${schedule.course.slug}`;
  const steps: Step[] = random.chance(0.6) ? [['page_view', '/', -600]] : [];
  return [
    ...steps,
    ['page_view', course, -420],
    ['booking_started', '/book', -200],
    ['booking_completed', '/book/done', 0],
  ];
}

function stepsOfVisitor({schedule}: BookingFacts, random: Random): Step[] {
  const course = `/courses/${schedule.course.slug}`;
  if (random.chance(0.4)) return [['page_view', '/', -300]];
  const steps: Step[] = [['page_view', course, -240]];
  return random.chance(0.25) ? [...steps, ['booking_started', '/book', -60]] : steps;
}

function* visit(
  session: string,
  at: number,
  steps: readonly Step[],
  userId: number | null,
  random: Random,
): Generator<Row> {
  const referrer = random.weighted(REFERRERS);
  const device = random.weighted(DEVICES);
  const browser = random.weighted(BROWSERS);
  const address = `198.51.100.${random.between(1, 254)}`;
  for (const [place, [type, page, later]] of steps.entries()) {
    const from = place === 0 ? referrer : null;
    const when = new Date(at + later * 1000);
    yield [type, userId, session, page, from, '{}', address, device, browser, when];
  }
}
