// What hangs on a schedule: its bookings and who waits for it.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Empty, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';

const words = texts.schedule;
const person = ({contactFirstName, contactLastName}) => `${contactFirstName} ${contactLastName}`;
const SEATS = {name: 'seats', label: texts.schedules.seats, isNumber: true, show: ({seats}) => seats};
const STATUS = {
  name: 'status',
  label: texts.schedules.status,
  show: ({status}) => html`<${Badge} status=${status} />`,
};

export function BookingsOf({id, version}) {
  const load = useFew('/api/admin/bookings', {scheduleId: id, limit: 20}, version);
  return html`
    <section class="stack">
      <div class="row">
        <h2>${words.bookings}</h2>
        <a href=${`/admin/bookings?scheduleId=${id}`}>${words.bookingsAll}</a>
      </div>
      <${Loaded} load=${load} lines=${4}>
        ${data =>
          data.items.length === 0
            ? html`<${Empty}>${words.bookingsNone}<//>`
            : html`
                <${Table} label=${words.bookings} items=${data.items} hrefOf=${({id: booking}) => `/admin/bookings/${booking}`}
                  columns=${[
                    {
                      name: 'reference',
                      label: words.reference,
                      show: ({bookingReference}) => bookingReference,
                    },
                    {name: 'person', label: words.person, show: person},
                    SEATS,
                    STATUS,
                    {
                      name: 'payment',
                      label: words.payment,
                      isWide: true,
                      show: ({paymentStatus}) => html`<${Badge} status=${paymentStatus} />`,
                    },
                    {
                      name: 'amount',
                      label: texts.dashboard.amount,
                      isNumber: true,
                      isWide: true,
                      show: ({paymentAmount}) => format.money(paymentAmount),
                    },
                  ]} />
              `}
      <//>
    </section>
  `;
}

export function WaitingOf({id, version}) {
  const load = useFew('/api/admin/waiting-list', {scheduleId: id, isLive: true, limit: 20}, version);
  return html`
    <section class="stack">
      <div class="row">
        <h2>${words.waitingList}</h2>
        <a href=${`/admin/waiting-list?scheduleId=${id}`}>${words.waitingAll}</a>
      </div>
      <${Loaded} load=${load} lines=${2}>
        ${data =>
          data.items.length === 0
            ? html`<${Empty}>${words.waitingNone}<//>`
            : html`<${Table} label=${words.waitingList} items=${data.items} columns=${[{name: 'person', label: words.person, show: person}, SEATS, STATUS]} />`}
      <//>
    </section>
  `;
}

const useFew = (path, query, version) =>
  useLoad(
    signal => get(path, query, {signal}).then(({data}) => data),
    [path, JSON.stringify(query), version],
  );
