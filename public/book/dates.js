// Dates that can be booked: a row each, with the seats that are left.
import * as format from '/common/format.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {Badge, Empty, Loaded, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {read} from './ask.js';
import {useConnection} from './fresh.js';

const words = texts.book.dates;
const PAGE = 20;

/** @param filter parameters of the API's list; `hasCourse`: whether the course is said with each */
export function Dates({filter, hasCourse = false, empty, limit = PAGE}) {
  const [more, setMore] = useState([]);
  const list = useRef();
  const load = useLoad(signal => read('/api/schedules', {...filter, limit}, signal), []);
  useConnection(load);
  const next = (more.at(-1) ?? load.data)?.nextCursor;
  const task = useTask(async () => {
    setMore([...more, await read('/api/schedules', {...filter, limit, after: next})]);
  });
  // The keyboard goes on at the first of those that are new.
  useEffect(() => {
    if (more.length > 0) list.current.children[limit * more.length]?.querySelector('a').focus();
  }, [more.length]);
  return html`
    <${Loaded} load=${load} lines=${10}>
      ${({items}) => {
        const all = [...items, ...more.flatMap(page => page.items)];
        if (all.length === 0) return html`<${Empty}>${empty}<//>`;
        return html`
          <ul class="dates card" ref=${list}>
            ${all.map(date => html`<${DateRow} key=${date.id} date=${date} hasCourse=${hasCourse} />`)}
          </ul>
          ${next && html`<p class="more"><button type="button" disabled=${task.isRunning} onClick=${() => task.run()}>${words.more}</button></p>`}
          <${ProblemNote} problem=${task.problem} />
        `;
      }}
    <//>
  `;
}

export function DateRow({date, hasCourse = false}) {
  const when = format.span(date.startDatetime, date.endDatetime);
  const isFull = date.availability === 'full';
  const action = isFull ? words.wait : words.book;
  return html`
    <li class="date">
      <div class="date-when">
        ${hasCourse && html`<p><strong>${date.course.name}</strong></p>`}
        <p class=${hasCourse ? '' : 'strong'}>${when}</p>
        <p class="small">${placeOf(date.venue)}</p>
      </div>
      <p class="date-seats"><${Seats} date=${date} /></p>
      <p class="date-price">${format.money(date.price)}</p>
      <a class=${isFull ? 'button' : 'button primary'} href=${`/?schedule=${date.id}${isFull ? '&wait' : ''}`}
        aria-label=${`${action}: ${date.course.name}, ${when}, ${date.venue.city}`}>${action}</a>
    </li>
  `;
}

/** Availability in words: the colour only repeats them. */
export function Seats({date}) {
  const label = {
    full: words.full,
    few_left: words.few(date.seatsAvailable),
    open: words.open(date.seatsAvailable),
  }[date.availability];
  return html`<${Badge} status=${date.availability} label=${label} />`;
}

export const placeOf = ({name, city, postcode}) => [name, city, postcode].filter(Boolean).join(', ');

export const addressOf = ({addressLine1, addressLine2, city, postcode}) =>
  [addressLine1, addressLine2, city, postcode].filter(Boolean).join(', ');
