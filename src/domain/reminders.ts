import {COMPANY_TIME_ZONE, companyDay} from './company-time';

/** Confirmed bookings are reminded of so many company days before the start. */
export const REMINDER_DAYS = 2;
/** By the company's clock: nobody is woken up by a reminder. */
const FIRST_HOUR = 8;
const DAY_MS = 24 * 60 * 60 * 1000;

const hourFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: COMPANY_TIME_ZONE,
  hour: '2-digit',
  hourCycle: 'h23',
});

/** @returns the company day whose courses are reminded of now, YYYY-MM-DD; undefined while it is too early in the day */
export function remindedDay(now: Date): string | undefined {
  if (Number(hourFormat.format(now)) < FIRST_HOUR) return undefined;
  // From noon in UTC, a change of the clocks in between never leads to another day.
  const noon = new Date(`${companyDay(now)}T12:00:00Z`);
  return companyDay(new Date(noon.getTime() + REMINDER_DAYS * DAY_MS));
}
