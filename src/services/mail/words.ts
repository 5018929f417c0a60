import {COMPANY_TIME_ZONE, companyDay} from '../../domain/company-time';
import type {BookingView} from '../booking-view';
import {type Block, facts} from './content';

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: COMPANY_TIME_ZONE,
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: COMPANY_TIME_ZONE,
  hour: '2-digit',
  minute: '2-digit',
});

/** Such as `Monday 1 March 2027`, of the company's calendar. */
export function day(instant: Date | string): string {
  return dayFormat.format(new Date(instant)).replace(',', '');
}

/** Such as `Monday 1 March 2027 at 09:00`, by the company's clock. */
export function dayAndTime(instant: Date | string): string {
  return `${day(instant)} at ${timeFormat.format(new Date(instant))}`;
}

/** Such as `Monday 1 March 2027, 09:00 to 17:00`. */
export function period(from: string, to: string): string {
  const [start, end] = [new Date(from), new Date(to)];
  if (companyDay(start) !== companyDay(end)) return `${dayAndTime(start)} to ${dayAndTime(end)}`;
  return `${day(start)}, ${timeFormat.format(start)} to ${timeFormat.format(end)}`;
}

/** @param pounds decimal string, such as `"1234.50"` @returns such as `£1,234.50` */
export function money(pounds: string): string {
  return `£${pounds.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')}`;
}

export function placeOf({venue}: BookingView['schedule']): string {
  return [venue.name, venue.addressLine1, venue.addressLine2, venue.city, venue.postcode]
    .filter(part => part !== null && part !== '')
    .join(', ');
}

/** Course, days and place; one row a day. */
export function scheduleFacts(schedule: BookingView['schedule']): [string, string][] {
  const days = schedule.sessions.map(session => period(session.startDatetime, session.endDatetime));
  return [
    ['Course', schedule.course.name],
    ...days.map((text, index): [string, string] => [days.length === 1 ? 'When' : `Day ${index + 1}`, text]),
    ['Where', placeOf(schedule)],
  ];
}

/** What a company's accounts department asks for; undefined where there is none. */
export function purchaseOrder({company}: BookingView): [string, string] | undefined {
  const number = company?.purchaseOrderNumber;
  return number ? ['Purchase order', number] : undefined;
}

/** Reference, course, days, place and who comes. */
export function bookingFacts({bookingReference, schedule, attendees}: BookingView): Block {
  const names = attendees.map(({firstName, lastName}) => `${firstName} ${lastName}`);
  const who: [string, string] = [names.length === 1 ? 'Attendee' : 'Attendees', names.join(', ')];
  return facts(
    ['Reference', bookingReference],
    ...scheduleFacts(schedule),
    names.length === 0 ? undefined : who,
  );
}
