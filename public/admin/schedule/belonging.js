// What hangs on a schedule: its bookings and who waits for it.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Empty, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {PaymentBadge} from '../booking/badges.js';

const words = texts.schedule;
const SEATS = {name: 'seats', label: texts.schedules.seats, isNumber: true, show: ({seats}) => seats};
const STATUS = {
  name: 'status',
  label: texts.schedules.status,
  show: ({status}) => html`<${Badge} status=${status} />`,
};

/** Both together, so that the second does not move when the first is there. */
export function BelongingOf({id, version}) {
  const load = useLoad(
    async signal => {
      const few = (path, query) =>
        get(path, {scheduleId: id, limit: 20, ...query}, {signal}).then(({data}) => data.items);
      const [bookings, waiting] = await Promise.all([
        few('/api/admin/bookings'),
        few('/api/admin/waiting-list', {isLive: true}),
      ]);
      return {bookings, waiting};
    },
    [id, version],
  );
  return html`
    <${Loaded} load=${load} lines=${8}>
      ${({bookings, waiting}) => html`
        <div class="stack">
          <${Part} title=${words.bookings} href=${`/admin/bookings?scheduleId=${id}`} all=${words.bookingsAll} none=${words.bookingsNone}
            items=${bookings} hrefOf=${({id: booking}) => `/admin/bookings/${booking}`} columns=${BOOKING} />
          <${Part} title=${words.waitingList} href=${`/admin/waiting-list?scheduleId=${id}`} all=${words.waitingAll} none=${words.waitingNone}
            items=${waiting} columns=${WAITING} />
        </div>
      `}
    <//>
  `;
}

function Part({title, href, all, none, items, ...table}) {
  return html`
    <section class="stack">
      <div class="row"><h2>${title}</h2><a href=${href}>${all}</a></div>
      ${items.length === 0 ? html`<${Empty}>${none}<//>` : html`<${Table} label=${title} items=${items} ...${table} />`}
    </section>
  `;
}

const PERSON = {name: 'person', label: words.person, show: format.contactName};
const BOOKING = [
  {name: 'reference', label: words.reference, show: ({bookingReference}) => bookingReference},
  PERSON,
  SEATS,
  STATUS,
  {
    name: 'payment',
    label: words.payment,
    isWide: true,
    show: ({paymentStatus}) => html`<${PaymentBadge} status=${paymentStatus} />`,
  },
  {
    name: 'amount',
    label: texts.dashboard.amount,
    isNumber: true,
    isWide: true,
    show: ({paymentAmount}) => format.money(paymentAmount),
  },
];
const WAITING = [PERSON, SEATS, STATUS];
