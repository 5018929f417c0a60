/** The company's clock. Days are calendar days in this zone, written YYYY-MM-DD. */
export const COMPANY_TIME_ZONE = 'Europe/London';

const dayFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: COMPANY_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

export function companyDay(instant: Date): string {
  return dayFormat.format(instant);
}

/** Calendar days from one instant's day to another's in the company's zone; negative when the other is earlier. */
export function companyDaysBetween(from: Date, to: Date): number {
  const dayMs = 24 * 60 * 60 * 1000;
  return (Date.parse(companyDay(to)) - Date.parse(companyDay(from))) / dayMs;
}

/** Whether a text is a day that exists, written YYYY-MM-DD. PostgreSQL has no year 0, unlike JavaScript. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** The day so many days after another one, YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

const clockFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: COMPANY_TIME_ZONE,
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
});

const HOUR_MS = 60 * 60 * 1000;

/**
 * The instant at which the company's clock shows a time (`09:00`) on a day; the first one where it does so twice.
 * @returns undefined for a time that the clock skips
 */
export function companyInstant(day: string, time: string): Date | undefined {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  return [new Date(asUtc - HOUR_MS), new Date(asUtc)].find(
    instant => companyDay(instant) === day && clockFormat.format(instant) === time,
  );
}
