// Who comes on a booking, and what may change about it.

import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {Part} from './about.js';
import {attendeeActionsOf} from './state.js';

const words = texts.booking.attendees;

export function Attendees({booking, open}) {
  const {canAdd, canSwap, canReplace, canRemove} = attendeeActionsOf(booking);
  return html`
    <${Part} title=${words.title}
      action=${canAdd && html`<button type="button" onClick=${() => open('add')}>${words.add}</button>`}>
      <ul class="people">
        ${booking.attendees.map(attendee => {
          const name = format.fullName(attendee);
          return html`
            <li key=${attendee.id} class="row">
              <span class="grow"><strong>${name}</strong>${attendee.email && html`<span class="small line">${attendee.email}</span>`}</span>
              <span class="actions">
                ${canReplace && html`<button type="button" aria-label=${canSwap ? words.replaceOf(name) : words.correctOf(name)} onClick=${() => open('replace', attendee)}>${canSwap ? words.replace : words.correct}</button>`}
                ${canRemove && html`<button type="button" aria-label=${words.removeOf(name)} onClick=${() => open('remove', attendee)}>${words.remove}</button>`}
              </span>
            </li>
          `;
        })}
      </ul>
    <//>
  `;
}
