// Venues: the list, and one to edit, with what a smaller or larger room means for what is planned there.
import {TextArea, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, Loaded} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {SchedulesOf} from '../record/related.js';
import {LINES, NULLABLE, NUMBER} from '../record/values.js';
import {Name, RecordList, RecordScreen} from '../record.js';
import {everything} from '../schedule/choices.js';

const words = texts.venues;
const KIND = {entity: 'venue', path: '/api/admin/venues', address: '/admin/venues', words};
const SHOWN = 5;

export function Venues() {
  return html`
    <${RecordList} kind=${KIND} searchHint=${words.search} 
      filters=${[{name: 'isActive', label: words.isActive, options: texts.yesNo}]}
      columns=${[
        {
          name: 'name',
          label: words.name,
          sort: 'name',
          show: venue => html`<${Name} text=${venue.name} />`,
        },
        {name: 'city', label: words.city, sort: 'city', show: venue => venue.city},
        {
          name: 'address',
          label: words.address,
          isWide: true,
          show: venue => `${venue.addressLine1}, ${venue.postcode}`,
        },
        {
          name: 'capacity',
          label: words.capacity,
          sort: 'capacity',
          isNumber: true,
          show: venue => format.number(venue.capacity),
        },
        {
          name: 'active',
          label: words.isActive,
          isWide: true,
          show: venue => html`<${Badge} status=${venue.isActive ? 'active' : 'inactive'} />`,
        },
      ]} />
  `;
}

export function Venue({id}) {
  return html`
    <${RecordScreen} kind=${KIND} id=${id} titleOf=${venue => venue.name}
      fresh=${{name: '', addressLine1: '', addressLine2: '', city: '', postcode: '', capacity: '', facilities: '', parkingInfo: ''}}
      as=${{addressLine2: NULLABLE, capacity: NUMBER, facilities: LINES, parkingInfo: NULLABLE}}
      labels=${words}
      errorFields=${{VENUE_TOO_SMALL: 'capacity'}}
      head=${venue => html`<${Badge} status=${venue.isActive ? 'active' : 'inactive'} />`}
      actions=${venue => html`
        <a class="button" href=${`/admin/calendar?venueId=${venue.id}`}>${words.calendar}</a>
        ${venue.isActive && html`<a class="button" href=${`/admin/schedules/new?venueId=${venue.id}`}>${words.addSchedule}</a>`}
      `}
      side=${(venue, form) => venue && html`<${Consequences} venue=${venue} typed=${form.values.capacity} />`}
      aside=${venue => html`<${SchedulesOf} query=${{venueId: venue.id}} columns=${['when', 'course', 'instructor', 'seats', 'status']} empty=${words.noSchedules} />`}>
      ${form => html`
        <${TextField} form=${form} name="name" label=${words.name} required maxlength="200" />
        <${TextField} form=${form} name="capacity" type="number" min="1" max="10000" label=${words.capacity} hint=${words.capacityHint} required />
        <${TextField} form=${form} name="addressLine1" label=${words.addressLine1} required maxlength="200" />
        <${TextField} form=${form} name="addressLine2" label=${words.addressLine2} maxlength="200" />
        <${TextField} form=${form} name="city" label=${words.city} required maxlength="100" />
        <${TextField} form=${form} name="postcode" label=${words.postcode} required maxlength="10" />
        <${TextArea} form=${form} name="facilities" label=${words.facilities} hint=${words.facilitiesHint} rows="4" />
        <${TextArea} form=${form} name="parkingInfo" label=${words.parkingInfo} hint=${words.parkingHint} maxlength="10000" />
      `}
    <//>
  `;
}

/** What the number of places that is typed means for the schedules that are still to come. */
function Consequences({venue, typed}) {
  const load = useLoad(
    signal =>
      everything(
        '/api/admin/schedules',
        {venueId: venue.id, from: format.dayOf(), sort: 'startDatetime'},
        {signal},
      ),
    [venue.id, venue.version],
  );
  return html`
    <section class="card stack" aria-live="polite">
      <h2>${words.places}</h2>
      <${Loaded} load=${load} lines=${2}>
        ${schedules => html`<${Explained} venue=${venue} schedules=${schedules.filter(isOpen)} capacity=${Number(typed)} />`}
      <//>
    </section>
  `;
}

const isOpen = ({status}) => status === 'draft' || status === 'published';

function Explained({venue, schedules, capacity}) {
  if (schedules.length === 0) return html`<p>${words.noLargest}</p>`;
  const tooLarge = capacity > 0 ? schedules.filter(schedule => schedule.capacity > capacity) : [];
  const largest = Math.max(...schedules.map(schedule => schedule.capacity));
  if (tooLarge.length === 0) {
    return html`
      <p>${words.largest(format.number(largest), format.number(venue.capacity))}</p>
      ${capacity > venue.capacity && html`<p>${words.raised}</p>`}
    `;
  }
  return html`
    <div class="note bad"><p>${words.tooSmall(tooLarge.length, format.number(capacity))}</p></div>
    <ul class="plain-list">
      ${tooLarge.slice(0, SHOWN).map(
        schedule => html`
          <li key=${schedule.id}>
            <a href=${`/admin/schedules/${schedule.id}`}>${schedule.courseName}, ${format.day(schedule.startDatetime)}</a>
            <span class="small below">${words.seatsOf(schedule.seatsTaken, schedule.capacity)}</span>
          </li>
        `,
      )}
      ${tooLarge.length > SHOWN && html`<li class="small">${words.more(tooLarge.length - SHOWN)}</li>`}
    </ul>
  `;
}
