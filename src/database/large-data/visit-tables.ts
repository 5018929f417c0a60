import type {EventType} from '../../domain/analytics';
import type {BookingFacts} from './bookings';
import type {Row, TableRows} from './copy';
import {Random} from './random';
import {customerId, everyBooking, type Filling} from './tables';

/** Visits are kept for so long. */
const KEPT_MS = 400 * 86_400_000;
/** Visits that led to nothing, for each that led to a booking. */
const FRUITLESS = 2;

const SITE = 'https://www.reactfasttraining.co.uk';
const REFERRER_HOSTS = [
  ['google.com', 48],
  [null, 25],
  ['bing.com', 8],
  ['facebook.com', 8],
  ['duckduckgo.com', 5],
  ['linkedin.com', 6],
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

type Step = readonly [eventType: EventType, page: string, secondsLater: number];

export function visitRows(filling: Filling): TableRows {
  return {
    table: 'analytics_events',
    columns: [
      'event_type',
      'user_id',
      'session_id',
      'page_url',
      'referrer_url',
      'referrer_host',
      'utm_source',
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
    ['course_view', course, -420],
    ['schedule_view', `${course}/dates`, -300],
    ['booking_started', '/book', -200],
    ['booking_completed', '/book/done', 0],
  ];
}

function stepsOfVisitor({schedule}: BookingFacts, random: Random): Step[] {
  const course = `/courses/${schedule.course.slug}`;
  if (random.chance(0.4)) return [['page_view', '/', -300]];
  const steps: Step[] = [['course_view', course, -240]];
  if (random.chance(0.5)) steps.push(['schedule_view', `${course}/dates`, -150]);
  if (steps.length > 1 && random.chance(0.4)) steps.push(['booking_started', '/book', -60]);
  return steps;
}

function* visit(
  session: string,
  at: number,
  steps: readonly Step[],
  userId: number | null,
  random: Random,
): Generator<Row> {
  const host = random.weighted(REFERRER_HOSTS);
  const campaign = random.chance(0.06) ? 'newsletter' : null;
  const device = random.weighted(DEVICES);
  const browser = random.weighted(BROWSERS);
  const address = `198.51.100.${random.between(1, 254)}`;
  for (const [place, [type, page, later]] of steps.entries()) {
    const isFirst = place === 0;
    const from = isFirst && host !== null ? `https://www.${host}/` : null;
    const source = isFirst ? campaign : null;
    const url = `${SITE}${page}${source === null ? '' : `?utm_source=${source}`}`;
    const sources = [from, from === null ? null : host, source];
    const when = new Date(at + later * 1000);
    yield [type, userId, session, url, ...sources, '{}', address, device, browser, when];
  }
}
