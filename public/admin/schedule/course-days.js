// The days and times of each course of a series, counted from the day on which it begins.
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {Part, problemsOfDays} from './fields.js';
import {endsFirst} from './times.js';

const words = texts.schedule;

/** @param form its value `sessions`: [{day: 1, from, to}] */
export function CourseDays({form}) {
  const {sessions} = form.values;
  const set = (index, changed) =>
    form.set(
      'sessions',
      sessions.map((each, place) => (place === index ? {...each, ...changed} : each)),
    );
  const add = () => {
    const last = sessions[sessions.length - 1];
    form.set('sessions', [...sessions, {...last, day: last.day + 1}]);
  };
  return html`
    <fieldset class="days">
      <legend>${texts.series.times}</legend>
      <ol>
        ${sessions.map(
          ({day, from, to}, index) => html`
            <li key=${index}>
              <${Part} label=${texts.series.dayNumber} of=${index} type="number" min="1" max="90" value=${day} onInput=${value => set(index, {day: Number(value)})} />
              <${Part} label=${words.starts} of=${index} type="time" value=${from} onInput=${value => set(index, {from: value})} />
              <${Part} label=${words.ends} of=${index} type="time" value=${to} onInput=${value => set(index, {to: value})} />
              ${sessions.length > 1 && html`<button type="button" class="quiet" aria-label=${words.removeDay(index + 1)} onClick=${() => form.set('sessions', sessions.toSpliced(index, 1))}>✕</button>`}
            </li>
          `,
        )}
      </ol>
      ${sessions.some(endsFirst) && html`<p class="bad-text" role="alert">${words.endsFirst}</p>`}
      ${problemsOfDays(form.errors).map(problem => html`<p class="bad-text" key=${problem}>${problem}</p>`)}
      <div class="row">
        <span class="small">${words.clock}</span>
        <button type="button" onClick=${add}>${words.addDay}</button>
      </div>
    </fieldset>
  `;
}
