// A schedule: what it is, who booked it, who waits, and what can be done with it now.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Confirm, Facts, Loaded, say} from '/common/parts.js';
import {post, request} from '/common/request.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {BelongingOf} from '../schedule/belonging.js';
import {CancelSchedule} from '../schedule/cancel.js';
import {nameOf, Seats, useChoices} from '../schedule/choices.js';
import {EditSchedule} from '../schedule/edit.js';
import {State} from './schedules.js';

const words = texts.schedule;
const path = '/api/admin/schedules';

export function Schedule({id}) {
  const load = useLoad(signal => request('GET', `${path}/${id}`, {signal}), [id]);
  return html`
    <${Loaded} load=${load} lines=${14}>
      ${({data, etag}) => html`<${Shown} schedule=${data} etag=${etag} reload=${load.reload} />`}
    <//>
  `;
}

function Shown({schedule, etag, reload}) {
  useRecordTitle(`${schedule.courseName}, ${format.day(schedule.startDatetime)}`);
  const [open, setOpen] = useState();
  const close = isDone => {
    setOpen(undefined);
    if (isDone) reload();
  };
  const {id} = schedule;
  return html`
    <${ScreenHead} title=${schedule.courseName} back=${['/admin/schedules', texts.schedules.title]}>
      <${Actions} schedule=${schedule} onOpen=${setOpen} />
    <//>
    <div class="stack">
      <${Overview} schedule=${schedule} />
      <${BelongingOf} id=${id} version=${etag} />
    </div>
    ${(open === 'details' || open === 'days') && html`<${EditSchedule} schedule=${schedule} etag=${etag} part=${open} onClose=${close} />`}
    ${open === 'cancel' && html`<${CancelSchedule} schedule=${schedule} onClose=${close} />`}
    ${open === 'delete' && html`<${Delete} schedule=${schedule} etag=${etag} onClose=${close} />`}
    ${STEPS.includes(open) && html`<${Step} name=${open} schedule=${schedule} onClose=${close} />`}
  `;
}

/** The obvious next thing first. */
function Actions({schedule, onOpen}) {
  const {id, status, seatsTaken} = schedule;
  const isOpen = status === 'draft' || status === 'published';
  const now = new Date();
  const hasBegun = new Date(schedule.startDatetime) <= now;
  const isOver = new Date(schedule.endDatetime) <= now;
  const toComplete = status === 'published' && isOver;
  const button = (name, label = words[name], kind) =>
    html`<button type="button" class=${kind} onClick=${() => onOpen(name)}>${label}</button>`;
  const registerKind = !toComplete && (hasBegun || seatsTaken > 0) ? 'button primary' : 'button';
  return html`
    ${status === 'draft' && !hasBegun && button('publish', words.publish, 'primary')}
    ${toComplete && button('complete', words.complete, 'primary')}
    ${status !== 'draft' && html`<a class=${registerKind} href=${`/admin/schedules/${id}/register`}>${words.register}</a>`}
    ${isOpen && !isOver && html`<a class="button" href=${`/admin/bookings/new?scheduleId=${id}`}>${words.newBooking}</a>`}
    ${isOpen && !hasBegun && button('days', words.move)}
    ${isOpen && button('details', words.edit)}
    ${status === 'published' && seatsTaken === 0 && !hasBegun && button('unpublish')}
    ${status === 'draft' && seatsTaken === 0 && button('delete')}
    ${isOpen && !isOver && button('cancel')}
  `;
}

function Overview({schedule}) {
  const {instructors} = useChoices();
  const {sessions, seatsTaken, capacity, seatsAvailable, instructorId} = schedule;
  const instructor = instructors.find(each => each.id === instructorId);
  const name =
    instructorId === null
      ? html`<span class="badge attention">${texts.schedules.unassigned}</span>`
      : html`<a href=${`/admin/instructors/${instructorId}`}>${instructor ? nameOf(instructor) : `#${instructorId}`}</a>`;
  return html`
    <section class="card overview">
      <h2 class="visually-hidden">${words.overview}</h2>
      <${Facts} items=${[
        [texts.schedules.status, html`<${State} schedule=${schedule} />`],
        [words.cancelledAt, schedule.cancelledAt && format.dayTime(schedule.cancelledAt)],
        [words.cancelledBecause, schedule.cancellationReason],
        [
          texts.schedules.when,
          sessions.map(
            ({startDatetime, endDatetime}) =>
              html`<div key=${startDatetime}>${format.span(startDatetime, endDatetime)}</div>`,
          ),
        ],
        [
          texts.schedules.venue,
          html`<a href=${`/admin/venues/${schedule.venueId}`}>${schedule.venueName}</a>`,
        ],
        [texts.schedules.instructor, name],
      ]} />
      <${Facts} items=${[
        [
          texts.schedules.seats,
          html`
            <${Seats} taken=${seatsTaken} capacity=${capacity} minSeats=${schedule.minSeats} />
            <div class="small">${texts.schedules.left(seatsAvailable)}${schedule.offeredSeats > 0 && `; ${words.offered(schedule.offeredSeats)}`}</div>
          `,
        ],
        [words.minSeats, format.number(schedule.minSeats)],
        [
          words.waitingList,
          schedule.waitingEntries > 0 && words.waitingCount(schedule.waitingEntries, schedule.waitingSeats),
        ],
        [
          texts.schedules.series,
          schedule.seriesId &&
            html`<a href=${`/admin/schedules?seriesId=${schedule.seriesId}`}>${texts.schedules.seriesOf(schedule.seriesId)}</a>`,
        ],
        [words.notes, schedule.notes && html`<span class="verbatim">${schedule.notes}</span>`],
      ]} />
    </section>
  `;
}

const STEPS = ['publish', 'unpublish', 'complete'];

function Step({name, schedule, onClose}) {
  const task = useTask(async () => {
    await post(`${path}/${schedule.id}/${name}`);
    say(texts.saved);
    onClose(true);
  });
  return html`
    <${Confirm} title=${words[`${name}Title`]} action=${words[name]} task=${task} onClose=${() => onClose(false)}>
      <p>${words[`${name}Hint`]}</p>
    <//>
  `;
}

function Delete({schedule, etag, onClose}) {
  const task = useTask(async () => {
    await request('DELETE', `${path}/${schedule.id}`, {etag});
    say(texts.deleted);
    navigate('/admin/schedules', {replace: true});
  });
  return html`
    <${Confirm} title=${words.deleteTitle} action=${words.delete} task=${task} isDangerous onClose=${() => onClose(false)}>
      <p>${words.deleteHint}</p>
    <//>
  `;
}
