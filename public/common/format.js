// Dates, times, money and numbers as people in Britain read them. Instants are ISO 8601 texts in UTC; the company's clock
// is Europe/London, wherever the reader is.
const ZONE = 'Europe/London';
const dates = options => new Intl.DateTimeFormat('en-GB', {timeZone: ZONE, ...options});

const DAY = dates({weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'});
const LONG_DAY = dates({weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});
const PLAIN_DAY = dates({day: 'numeric', month: 'short', year: 'numeric'});
const SHORT_DAY = dates({day: 'numeric', month: 'short'});
const MONTH = dates({month: 'long', year: 'numeric'});
const TIME = dates({hour: '2-digit', minute: '2-digit'});
const POUNDS = new Intl.NumberFormat('en-GB', {style: 'currency', currency: 'GBP'});
const WHOLE_POUNDS = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'GBP',
  maximumFractionDigits: 0,
});
const NUMBER = new Intl.NumberFormat('en-GB');
const PARTS = dates({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** @param text an instant, or a day as YYYY-MM-DD, which is the same day everywhere */
function instant(text) {
  return new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
}

/** Mon, 30 Nov 2026 */
export const day = text => DAY.format(instant(text));
/** Monday, 30 November 2026 */
export const longDay = text => LONG_DAY.format(instant(text));
/** 30 Nov 2026 */
export const plainDay = text => PLAIN_DAY.format(instant(text));
/** 30 Nov */
export const shortDay = text => SHORT_DAY.format(instant(text));
/** November 2026 */
export const month = text => MONTH.format(instant(text));
/** 09:00 */
export const time = text => TIME.format(instant(text));
/** Mon, 30 Nov 2026, 09:00 */
export const dayTime = text => `${day(text)}, ${time(text)}`;

/** Mon, 30 Nov 2026, 09:00–16:00; over several days both are said. */
export function span(start, end) {
  return day(start) === day(end) ? `${dayTime(start)}–${time(end)}` : `${dayTime(start)} to ${dayTime(end)}`;
}

/** @param amount a decimal text such as "75.00" */
export const money = amount => POUNDS.format(amount);
/** For charts: £1,240 */
export const wholeMoney = amount => WHOLE_POUNDS.format(amount);
export const number = value => NUMBER.format(value);
/** Of a list whose end was not counted: 10,000+ */
export const count = ({count: value, isExact}) => `${NUMBER.format(value)}${isExact ? '' : '+'}`;
export const percent = value => `${NUMBER.format(value)} %`;

export const fullName = ({firstName, lastName}) => `${firstName} ${lastName}`;
/** Of whoever booked or waits, as rows of lists have them. */
export const contactName = ({contactFirstName, contactLastName}) => `${contactFirstName} ${contactLastName}`;

/** 14:59 of the time that is left, or 2 days; '0:00' when none is. */
export function timeLeft(until, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((new Date(until) - now) / 1000));
  if (seconds >= 2 * 86_400) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 2 * 3600) return `${Math.floor(seconds / 3600)} hours`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whether a text, such as of an address, is a day as YYYY-MM-DD. */
export const isDay = text => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(instant(text).getTime());

/** The company's day of an instant, as YYYY-MM-DD. */
export const dayOf = (value = new Date()) => toInput(value).slice(0, 10);

/** `days` after a day of YYYY-MM-DD. */
export function addDays(text, days) {
  const date = instant(text);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** An instant for `<input type="datetime-local">`: the company's clock, YYYY-MM-DDTHH:mm. */
export function toInput(value) {
  const part = Object.fromEntries(
    PARTS.formatToParts(new Date(value)).map(({type, value: text}) => [type, text]),
  );
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The other way round. A time that the clock jumps over becomes the one an hour later. */
export function fromInput(local) {
  const asUtc = new Date(`${local}Z`);
  if (Number.isNaN(asUtc.getTime())) return undefined;
  const offset = at => new Date(`${toInput(at)}Z`) - at;
  const guess = new Date(asUtc - offset(asUtc));
  return new Date(asUtc - offset(guess)).toISOString();
}
