// One date: what it is, and the form to book it or to wait for a seat.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Facts, Loaded} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useTitle} from '/common/use.js';
import {catalogue, read} from './ask.js';
import {BookingForm} from './booking-form.js';
import {addressOf, placeOf, Seats} from './dates.js';
import {useConnection} from './fresh.js';
import {CourseFacts} from './home.js';
import {WaitingForm} from './waiting-form.js';

const words = texts.book.schedule;

export function Schedule({query}) {
  const id = Number(query.schedule);
  const isWaiting = query.wait !== undefined;
  // Whoever comes from the form to the waiting list was refused there: what was read before is no longer true.
  const load = useLoad(id > 0 ? signal => loadDate(id, signal) : undefined, [id, isWaiting]);
  useConnection(load);
  if (!(id > 0) || load.problem?.code === 'SCHEDULE_NOT_FOUND' || load.problem?.status === 400)
    return html`<${Gone} />`;
  return html`
    <${Loaded} load=${load} lines=${20}>
      ${known => html`<${Content} ...${known} isWaiting=${isWaiting} reload=${load.reload} />`}
    <//>
  `;
}

async function loadDate(id, signal) {
  const [date, {courses, venues}] = await Promise.all([
    read(`/api/schedules/${id}`, {}, signal),
    catalogue(),
  ]);
  return {
    date,
    course: courses.find(course => course.id === date.course.id),
    venue: venues.find(venue => venue.id === date.venue.id) ?? date.venue,
  };
}

function Content({date, course, venue, isWaiting, reload}) {
  const when = format.span(date.startDatetime, date.endDatetime);
  const waits = isWaiting || date.availability === 'full';
  // Where a booking was refused for its seats, we know better than the page that was read before.
  const [left, setLeft] = useState();
  const seats =
    left === undefined
      ? date
      : {...date, seatsAvailable: left, availability: left === 0 ? 'full' : 'few_left'};
  useTitle(date.course.name, texts.company);
  return html`
    <div class="intro">
      <a class="small" href=${`/?course=${encodeURIComponent(date.course.slug)}`}>← ${words.otherDates}</a>
      <h1>${date.course.name}</h1>
      <p class="strong">${when}</p>
      <p>${placeOf(date.venue)}</p>
      <p><${Seats} date=${seats} /> ${words.each(format.money(date.price))}</p>
    </div>
    <div class="booking">
      <div>
        ${
          waits
            ? html`<${WaitingForm} key="wait" date=${date} />`
            : html`<${BookingForm} key="book" date=${date} reload=${reload} onSeats=${setLeft} />`
        }
      </div>
      <aside class="card stack" aria-label=${words.about}>
        <${Facts} items=${[
          [words.when, html`<${When} start=${date.startDatetime} end=${date.endDatetime} />`],
          [words.where, html`<span class="strong">${venue.name}</span><br />${addressOf(venue)}`],
          [words.parking, venue.parkingInfo],
          [words.facilities, venue.facilities?.join(', ')],
          [words.price, words.each(format.money(date.price))],
        ]} />
        ${course && html`<div><h2 class="h3">${words.included}</h2><p class="small">${course.description}</p><${CourseFacts} course=${course} hasPrice=${false} /></div>`}
      </aside>
    </div>
  `;
}

/** Several days are said one below the other. */
export function When({start, end, sessions = []}) {
  if (sessions.length > 1)
    return html`<ul class="plain">${sessions.map(one => html`<li key=${one.startDatetime}>${format.span(one.startDatetime, one.endDatetime)}</li>`)}</ul>`;
  return format.span(start, end);
}

function Gone() {
  return html`
    <div class="intro"><h1>${words.goneTitle}</h1><p>${words.gone}</p></div>
    <p><a class="button primary" href="/">${texts.book.allCourses}</a></p>
  `;
}
