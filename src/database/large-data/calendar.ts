import {COMPANY_TIME_ZONE, companyDay} from '../../domain/company-time';

export const DAY_MS = 86_400_000;

/** Days are counted from 1970-01-01, as whole numbers: the grid of schedules is arithmetic on them. */
export function dayNumber(instant: Date): number {
  return Date.parse(companyDay(instant)) / DAY_MS;
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** The company is closed at weekends and from Christmas Eve to 2 January. */
export function isWorkday(day: number): boolean {
  if (weekdayOf(day) > 4) return false;
  const date = new Date(day * DAY_MS);
  const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
  return !(month === 11 && dayOfMonth >= 24) && !(month === 0 && dayOfMonth <= 2);
}

/** The instant at which the company's clock shows this hour of the day, in milliseconds. */
export function instantAt(day: number, hour: number): number {
  return day * DAY_MS + (hour - offsetHours(day)) * 3_600_000;
}

const noonFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: COMPANY_TIME_ZONE,
  hour: '2-digit',
  hourCycle: 'h23',
});
const offsets = new Map<number, number>();

/** The clocks change at night, so noon knows the offset of every working hour. */
function offsetHours(day: number): number {
  let offset = offsets.get(day);
  if (offset === undefined) {
    offset = Number(noonFormat.format(new Date(day * DAY_MS + DAY_MS / 2))) - 12;
    offsets.set(day, offset);
  }
  return offset;
}
