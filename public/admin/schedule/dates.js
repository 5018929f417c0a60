// The dates of a series before it is planned: what is in the way of each, and which of them are left out.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {Conflicts} from './fields.js';

const words = texts.series;

/**
 * @param occurrences of the preview, `excluded`: days that somebody left out
 * @param onExclude (days) → void
 */
export function Dates({occurrences, excluded, onExclude}) {
  const rows = [
    // While the next preview is on its way, this one still has what was left out just now.
    ...occurrences.filter(({day}) => !excluded.includes(day)),
    ...excluded.map(day => ({day, sessions: [], conflicts: [], isOut: true})),
  ];
  rows.sort((a, b) => a.day.localeCompare(b.day));
  const set = (day, isHeld) => onExclude(isHeld ? excluded.filter(each => each !== day) : [...excluded, day]);
  return html`
    <div class="table-box" tabindex="0" role="region" aria-label=${words.dates}>
      <table class="dates">
        <thead>
          <tr><th scope="col">${words.hold}</th><th scope="col">${words.date}</th><th scope="col">${words.conflicts}</th></tr>
        </thead>
        <tbody>
          ${rows.map(row => html`<${DateRow} key=${row.day} row=${row} onHold=${isHeld => set(row.day, isHeld)} />`)}
        </tbody>
      </table>
    </div>
  `;
}

function DateRow({row: {day, sessions, conflicts, isOut = false}, onHold}) {
  const isBlocked = conflicts.length > 0;
  return html`
    <tr class=${isOut ? 'out' : undefined}>
      <td>
        <input type="checkbox" aria-label=${words.holdOf(format.longDay(day))} checked=${!isOut && !isBlocked} disabled=${isBlocked}
          onChange=${event => onHold(event.currentTarget.checked)} />
      </td>
      <th scope="row">
        <span class="when">${format.day(day)}</span>
        ${sessions.map(
          ({startDatetime, endDatetime}) =>
            html`<span class="small line" key=${startDatetime}>${sessions.length > 1 && `${format.shortDay(startDatetime)}, `}${format.time(startDatetime)}–${format.time(endDatetime)}</span>`,
        )}
      </th>
      <td>
        ${isOut && html`<span class="small">${words.leftOut}</span>`}
        ${!isOut && !isBlocked && html`<span class="badge good">${words.free}</span>`}
        ${isBlocked && html`<span class="badge bad">${words.cannot}</span><${Conflicts} conflicts=${conflicts} />`}
      </td>
    </tr>
  `;
}
