// How it stands with somebody who waits: their place, their offer, and what staff can do.
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';

const words = texts.waitingList;
const CAN_OFFER = ['waiting', 'declined', 'expired'];

/** @param round another number: something changed; `open`: (name of the dialog, entry) → void */
export function WaitingStatus({entry, round, open}) {
  const {status, offerExpiresAt, bookingReference} = entry;
  const name = format.contactName(entry);
  const isLive = status === 'waiting' || status === 'offered';
  return html`
    <span class="standing-line">
      <${Badge} status=${status} label=${words.statusLabels[status] ?? texts.statuses[status]} />
      ${status === 'waiting' && html`<${Place} entry=${entry} round=${round} />`}
      ${status === 'offered' && offerExpiresAt && html`<span class="small">${words.until(format.dayTime(offerExpiresAt))}</span>`}
      ${bookingReference && html`<a class="small" href=${`/admin/bookings?search=${bookingReference}`}>${bookingReference}</a>`}
    </span>
    ${
      (isLive || CAN_OFFER.includes(status)) &&
      html`
        <span class="standing-line">
          ${CAN_OFFER.includes(status) && html`<button type="button" aria-label=${words.offerTo(name)} onClick=${() => open('offer', entry)}>${words.offer}</button>`}
          ${isLive && html`<button type="button" aria-label=${words.removeOf(name)} onClick=${() => open('remove', entry)}>${words.remove}</button>`}
        </span>
      `
    }
  `;
}

function Place({entry, round}) {
  const [place, setPlace] = useState();
  useEffect(() => {
    let isOld = false;
    placesOn(entry.courseScheduleId, round).then(
      ids => isOld || setPlace(ids.indexOf(entry.id) + 1),
      // It is shown in the offer's dialog too: a list without places is better than none.
      () => {},
    );
    return () => {
      isOld = true;
    };
  }, [entry.id, round]);
  if (place === 0) return null;
  // Its place is kept until it is known.
  return html`<span class=${place ? 'small' : 'small unknown'}>${words.placeInLine(place ?? 1)}</span>`;
}

let known = {};

/** The list says nothing of places: asked once for each schedule. @returns the ids of those who wait, in line */
function placesOn(scheduleId, round) {
  if (known.round !== round) known = {round, lines: {}};
  known.lines[scheduleId] ??= get('/api/admin/waiting-list', {
    scheduleId,
    status: 'waiting',
    sort: 'id',
    limit: 100,
  }).then(({data}) => data.items.map(({id}) => id));
  return known.lines[scheduleId];
}
