// A place on a waiting list: where it stands, and the offer to take, with its time left.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Badge, Confirm, Facts, Loaded, say} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {holderOf, read} from './ask.js';
import {AcceptForm} from './booking-form.js';
import {Countdown} from './countdown.js';
import {placeOf} from './dates.js';
import {useFocusKept, useFresh} from './fresh.js';
import {keyOf} from './keys.js';
import {NO_KEY, NoKey} from './no-key.js';

const words = texts.book.place;

export function Place({query}) {
  const holder = holderOf('waiting-list', query['waiting-list']);
  const load = useLoad(holder.mayAsk ? signal => holder.get('', {signal}) : undefined, [holder.token]);
  useFresh(load.reload);
  if (!holder.mayAsk || NO_KEY.includes(load.problem?.status))
    return html`<${NoKey} problem=${load.problem} holder=${holder} reload=${load.reload} />`;
  return html`
    <${Loaded} load=${load} lines=${16}>
      ${entry => html`<${Content} entry=${entry} holder=${holder} load=${load} isNew=${query.joined !== undefined} />`}
    <//>
  `;
}

function Content({entry, holder, load, isNew}) {
  const {schedule, status, contact} = entry;
  const isOpen = status === 'waiting' || status === 'offered';
  useFocusKept(entry);
  return html`
    <div class="intro">
      <h1>${words.title(status, entry.place)}</h1>
      <p>${words.said[status]}</p>
      ${isNew && status === 'waiting' && html`<p class="note good">${words.joined(contact.email)}</p>`}
    </div>
    <div class="booking">
      <div class="stack">
        ${status === 'offered' && html`<${Offer} entry=${entry} holder=${holder} reload=${load.reload} />`}
        ${entry.bookingReference && html`<${Booked} reference=${entry.bookingReference} />`}
        ${isOpen && html`<${Leave} entry=${entry} holder=${holder} reload=${load.reload} />`}
        ${!isOpen && !entry.bookingReference && html`<${WhatElse} status=${status} schedule=${schedule} />`}
      </div>
      <aside class="card stack" aria-label=${words.about}>
        <${Facts} items=${[
          [words.status, html`<${Badge} status=${status} label=${words.statuses[status]} />`],
          [words.place, entry.place],
          [words.seats, String(entry.seats)],
          [words.course, schedule.course.name],
          [words.when, format.span(schedule.startDatetime, schedule.endDatetime)],
          [words.where, placeOf(schedule.venue)],
          [words.contact, `${format.fullName(contact)}, ${contact.email}`],
          [words.reference, entry.reference],
        ]} />
      </aside>
    </div>
  `;
}

function Booked({reference}) {
  const isKnown = keyOf('booking', reference) !== undefined;
  return html`
    <div class="note good">
      <p>${words.booked(reference, isKnown)}</p>
      ${isKnown && html`<a class="button primary" href=${`/?booking=${reference}`}>${words.toBooking}</a>`}
    </div>
  `;
}

function WhatElse({status, schedule}) {
  const mayJoin =
    status !== 'closed' && schedule.status === 'published' && new Date(schedule.startDatetime) > new Date();
  return html`
    <div class="actions">
      <a class="button primary" href=${`/?course=${encodeURIComponent(schedule.course.slug)}`}>${words.otherDates}</a>
      ${mayJoin && html`<a class="button" href=${`/?schedule=${schedule.id}&wait`}>${words.again}</a>`}
    </div>
  `;
}

function Offer({entry, holder, reload}) {
  const load = useLoad(signal => read(`/api/schedules/${entry.schedule.id}`, {}, signal), []);
  return html`
    <div class="note good stack">
      <p class="strong">${words.offer(entry.offer.seats)}</p>
      <${Countdown} until=${entry.offer.expiresAt} label=${words.until(format.dayTime(entry.offer.expiresAt))} over=${words.over} onOver=${reload} />
    </div>
    <${Loaded} load=${load} lines=${12}>${date => html`<${AcceptForm} entry=${entry} date=${date} holder=${holder} />`}<//>
  `;
}

/** Saying no: to the offer, or to waiting at all. */
function Leave({entry, holder, reload}) {
  const [isAsking, setAsking] = useState(false);
  const way = entry.status === 'offered' ? 'decline' : 'leave';
  const task = useTask(async () => {
    await holder.send('POST', `/${way}`);
    setAsking(false);
    say(words.gone);
    reload();
  });
  return html`
    <p><button type="button" onClick=${() => setAsking(true)}>${words[way]}</button></p>
    ${
      isAsking &&
      html`<${Confirm} title=${words[way]} action=${words[way]} task=${task} isDangerous onClose=${() => setAsking(false)}><p>${words.sure[way]}</p><//>`
    }
  `;
}
