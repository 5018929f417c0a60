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
