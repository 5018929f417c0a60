import {companyDay} from './company-time';
import {type FieldProblem, validationFailed} from './errors';
import {addDays} from './report-range';

/** What a page of the booking front-end may report. The list is closed: a misspelt event would vanish from the funnel. */
export const EVENT_TYPES = [
  'page_view',
  'course_view',
  'schedule_view',
  'booking_started',
  'booking_completed',
  'discount_code_tried',
  'waiting_list_joined',
  'contact_clicked',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The way from a course's page to a booking. */
export const FUNNEL_STEPS = [
  'course_view',
  'schedule_view',
  'booking_started',
  'booking_completed',
] as const satisfies readonly EventType[];
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

/** In what respect a day's visits are summed up. */
export const ANALYTICS_DIMENSIONS = ['visits', 'funnel', 'source', 'device', 'browser'] as const;
export type AnalyticsDimension = (typeof ANALYTICS_DIMENSIONS)[number];

/** How long an event may wait in a browser before it is sent. */
export const MAX_EVENT_AGE_HOURS = 12;
/** How far a visitor's clock may be ahead; such an event counts as happening now. */
const MAX_CLOCK_LEAD_MINUTES = 5;
export const MAX_EVENT_DATA_BYTES = 2048;
const MAX_HOST = 255;
const MAX_SOURCE = 100;
const DATA_KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,49}$/;

export interface ReportedEvent {
  eventType: EventType;
  sessionId?: string;
  pageUrl?: string;
  referrerUrl?: string;
  eventData?: Readonly<Record<string, unknown>>;
  /** ISO 8601; now when it is missing. */
  occurredAt?: string;
}

export interface RecordedEvent {
  eventType: EventType;
  sessionId: string | null;
  pageUrl: string | null;
  referrerUrl: string | null;
  referrerHost: string | null;
  utmSource: string | null;
  eventData: Readonly<Record<string, unknown>>;
  occurredAt: Date;
}

/**
 * What is kept of the events of one request.
 * @throws DomainError VALIDATION_FAILED for addresses that are none, event data that is too large or has odd names, and
 * times that are too old or in the future
 */
export function recordedEvents(events: readonly ReportedEvent[], now: Date): RecordedEvent[] {
  const problems = events.flatMap((event, index) => problemsOf(event, now, `/events/${index}`));
  if (problems.length > 0) throw validationFailed(problems);
  return events.map(event => recordedEvent(event, now));
}

function problemsOf(event: ReportedEvent, now: Date, path: string): FieldProblem[] {
  const {eventData = {}, occurredAt} = event;
  const problems: FieldProblem[] = [];
  for (const field of ['pageUrl', 'referrerUrl'] as const) {
    const url = event[field];
    if (url !== undefined && !URL.canParse(url)) {
      problems.push({path: `${path}/${field}`, message: 'must be an address'});
    }
  }
  if (!Object.keys(eventData).every(key => DATA_KEY.test(key))) {
    problems.push({path: `${path}/eventData`, message: 'must have names of letters, digits, _ . and -'});
  }
  if (new TextEncoder().encode(JSON.stringify(eventData)).length > MAX_EVENT_DATA_BYTES) {
    problems.push({path: `${path}/eventData`, message: `must have at most ${MAX_EVENT_DATA_BYTES} bytes`});
  }
  if (occurredAt !== undefined && !isAcceptable(Date.parse(occurredAt), now)) {
    const message = `must be within ${MAX_EVENT_AGE_HOURS} hours before now: leave it out for what happens now`;
    problems.push({path: `${path}/occurredAt`, message});
  }
  return problems;
}

function isAcceptable(occurredAtMs: number, now: Date): boolean {
  const ageMs = now.getTime() - occurredAtMs;
  return ageMs <= MAX_EVENT_AGE_HOURS * 3_600_000 && ageMs >= -MAX_CLOCK_LEAD_MINUTES * 60_000;
}

function recordedEvent(event: ReportedEvent, now: Date): RecordedEvent {
  const page = event.pageUrl === undefined ? undefined : new URL(event.pageUrl);
  const referrer = event.referrerUrl === undefined ? undefined : new URL(event.referrerUrl);
  const isOurs = page !== undefined && referrer !== undefined && hostOf(page) === hostOf(referrer);
  const occurredMs = event.occurredAt === undefined ? now.getTime() : Date.parse(event.occurredAt);
  return {
    eventType: event.eventType,
    sessionId: event.sessionId ?? null,
    pageUrl: page === undefined ? null : withoutSecrets(page),
    referrerUrl: referrer === undefined ? null : withoutSecrets(referrer),
    referrerHost: referrer === undefined || isOurs ? null : hostOf(referrer),
    utmSource: page === undefined ? null : utmSourceOf(page),
    eventData: event.eventData ?? {},
    occurredAt: new Date(Math.min(occurredMs, now.getTime())),
  };
}

function hostOf({hostname}: URL): string {
  return hostname.replace(/^www\./, '').slice(0, MAX_HOST);
}

function utmSourceOf({searchParams}: URL): string | null {
  const source = (searchParams.get('utm_source') ?? '').replaceAll('\u0000', '').trim().toLowerCase();
  return source === '' ? null : [...source].slice(0, MAX_SOURCE).join('');
}

/**
 * Addresses carry tokens of bookings and mailed links, and what people typed: of the query only the campaign stays, and of
 * user, password and fragment nothing.
 */
function withoutSecrets(url: URL): string {
  const kept = [...url.searchParams].filter(([name]) => name.startsWith('utm_'));
  const query = new URLSearchParams(kept).toString();
  return `${url.origin}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/**
 * The last day of the company's calendar of which no event can arrive any more. The day of `MAX_EVENT_AGE_HOURS` ago may
 * still be getting some, and one day more is for servers whose clocks differ.
 */
export function lastClosedDay(now: Date): string {
  return addDays(companyDay(new Date(now.getTime() - MAX_EVENT_AGE_HOURS * 3_600_000)), -1);
}
