// How often a course is held: simple fields, and the RFC 5545 rule that they make.
import {Choice, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';

const words = texts.series;
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const LAST = -1;

/** 0 is Monday. @param day YYYY-MM-DD */
export const weekdayOf = day => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;

/** Ways to say the same day of each month: the second Tuesday, the last one, the 10th. @returns [[value, label], …] */
function monthDays(startsOn) {
  if (!startsOn) return [];
  const date = Number(startsOn.slice(8));
  const nth = Math.ceil(date / 7);
  const isLast = format.addDays(startsOn, 7).slice(0, 7) !== startsOn.slice(0, 7);
  const weekday = weekdayOf(startsOn);
  const named = ordinal => [
    `${ordinal}${CODES[weekday]}`,
    words.monthlyOn(words.ordinals[ordinal], words.weekdays[weekday]),
  ];
  return [...(nth <= 4 ? [named(nth)] : []), ...(isLast ? [named(LAST)] : []), ['day', words.monthDay(date)]];
}

/** The chosen one, or the first, as another start offers others. */
const monthDayOf = ({monthDay, startsOn}) =>
  monthDays(startsOn).find(([value]) => value === monthDay)?.[0] ?? monthDays(startsOn)[0]?.[0];

/** @returns RRULE, or undefined while something is missing */
export function ruleOf(values) {
  const {frequency, interval, weekdays, startsOn, ends, count, until} = values;
  const end = ends === 'count' ? count && `COUNT=${count}` : until && `UNTIL=${until.replaceAll('-', '')}`;
  if (!startsOn || !end) return undefined;
  const every = `INTERVAL=${interval || 1}`;
  if (frequency === 'monthly') {
    const day = monthDayOf(values);
    const on = day === 'day' ? `BYMONTHDAY=${Number(startsOn.slice(8))}` : `BYDAY=${day}`;
    return `FREQ=MONTHLY;${every};${on};${end}`;
  }
  if (weekdays.length === 0) return undefined;
  return `FREQ=WEEKLY;${every};BYDAY=${weekdays.map(day => CODES[day]).join(',')};${end}`;
}

/** @param form its values startsOn, frequency, interval, weekdays, monthDay, ends, count, until */
export function Recurrence({form}) {
  const {values} = form;
  const isWeekly = values.frequency === 'weekly';
  return html`
    <fieldset class="days stack">
      <legend>${words.repeats}</legend>
      <div class="fields">
        <${TextField} form=${form} name="startsOn" type="date" min=${format.dayOf()} label=${words.startsOn} required />
        <${Choice} form=${form} name="frequency" label=${words.frequency} options=${words.frequencies} required />
        <${TextField} form=${form} name="interval" type="number" min="1" max="52" label=${isWeekly ? words.everyWeeks : words.everyMonths} hint=${words.everyHint} required />
      </div>
      ${
        isWeekly
          ? html`<${Weekdays} form=${form} />`
          : html`<${Choice} form=${{...form, values: {...values, monthDay: monthDayOf(values)}}} name="monthDay" label=${words.monthDayLabel} options=${monthDays(values.startsOn)} required />`
      }
      <div class="fields">
        <${Choice} form=${form} name="ends" label=${words.ends} options=${words.endsOptions} required />
        ${
          values.ends === 'count'
            ? html`<${TextField} form=${form} name="count" type="number" min="1" max="200" label=${words.count} required />`
            : html`<${TextField} form=${form} name="until" type="date" min=${values.startsOn} label=${words.until} required />`
        }
      </div>
      ${form.errors.rule && html`<p class="bad-text" role="alert">${words.ruleRefused(form.errors.rule)}</p>`}
    </fieldset>
  `;
}

function Weekdays({form}) {
  const {weekdays} = form.values;
  const set = (day, isOn) =>
    form.set('weekdays', isOn ? [...weekdays, day].sort() : weekdays.filter(each => each !== day));
  return html`
    <fieldset class="weekdays">
      <legend>${words.weekdaysLabel}</legend>
      ${words.weekdays.map(
        (name, day) => html`
          <label class="choice" key=${name}>
            <input type="checkbox" checked=${weekdays.includes(day)} onChange=${event => set(day, event.currentTarget.checked)} />
            ${name}
          </label>
        `,
      )}
      ${weekdays.length === 0 && html`<p class="bad-text">${words.noWeekday}</p>`}
    </fieldset>
  `;
}
