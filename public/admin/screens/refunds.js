// Refunds: those that wait for somebody first, all of them below, and the page of one.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {List, pick, Table} from '/common/list.js';
import {Badge, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {OnlyBooking} from '../money/only.js';

export {Refund} from '../refund/page.js';

const words = texts.refunds;
const hrefOf = ({id}) => `/admin/refunds/${id}`;

export function Refunds() {
  const {query} = useAddress();
  const only = pick(query, ['bookingId']);
  const filters = [
    {name: 'status', label: words.status, options: Object.entries(words.statuses)},
    {name: 'cause', label: words.cause, options: Object.entries(words.causes)},
    {name: 'from', label: words.from, type: 'date'},
    {name: 'to', label: words.to, type: 'date'},
  ];
  const waiting = useLoad(only.bookingId ? async () => [] : loadWaiting, [only.bookingId]);
  return html`
    <${ScreenHead} title=${words.title} />
    <${Loaded} load=${waiting} lines=${14}>
      ${items => html`
        ${only.bookingId ? html`<${OnlyBooking} id=${only.bookingId} words=${words} />` : html`<${Waiting} items=${items} />`}
        <h2 class="list-title">${words.all}</h2>
        <${List} path="/api/admin/refunds" label=${words.all} hasSearch=${false} empty=${words.empty} fixed=${only}
          columns=${COLUMNS} hrefOf=${hrefOf} filters=${filters} />
      `}
    <//>
  `;
}

/** To decide, to pay back by hand, and failed: oldest first. */
async function loadWaiting(signal) {
  const lists = await Promise.all(
    ['pending', 'failed', 'processing'].map(status =>
      get('/api/admin/refunds', {status, sort: 'id', limit: 100}, {signal}).then(({data}) => data.items),
    ),
  );
  return lists.flat().filter(({status, byHandAmount}) => status !== 'processing' || Number(byHandAmount) > 0);
}

function Waiting({items}) {
  return html`
    <h2 class="list-title">${words.waiting}</h2>
    ${
      items.length === 0
        ? html`<p class="note good">${words.nothingWaits}</p>`
        : html`<div class="waiting-refunds"><${Table} label=${words.waiting} columns=${WAITING} items=${items} hrefOf=${hrefOf} /></div>`
    }
  `;
}

const dayOf = value => html`<span class="whole-word">${format.day(value)}</span>`;
const NAME = {
  name: 'booking',
  label: words.customer,
  show: ({contactFirstName, contactLastName, bookingReference}) => html`
    <span class="main">${contactFirstName} ${contactLastName}</span>
    <span class="small below whole-word">${bookingReference}</span>
  `,
};
const AMOUNT = {
  name: 'amount',
  label: words.amount,
  isNumber: true,
  show: ({amount}) => format.money(amount),
};
const CAUSE = {
  name: 'cause',
  label: words.cause,
  isWide: true,
  show: ({cause, reason}) => html`
    <span class="main">${words.causes[cause]}</span>
    ${cause === 'staff' && html`<span class="small below">${reason}</span>`}
  `,
};

const WAITING = [
  NAME,
  AMOUNT,
  CAUSE,
  {
    name: 'next',
    label: words.whatNext,
    show: ({status}) => html`
      <${Badge} status=${status} label=${words.next[status]} />
    `,
  },
  {name: 'asked', label: words.asked, isWide: true, show: ({createdAt}) => dayOf(createdAt)},
];

const COLUMNS = [
  NAME,
  AMOUNT,
  CAUSE,
  {
    name: 'status',
    label: words.status,
    show: ({status}) => html`<${Badge} status=${status} label=${words.statuses[status]} />`,
  },
  {
    name: 'asked',
    label: words.asked,
    sort: 'id',
    isWide: true,
    show: ({createdAt}) => dayOf(createdAt),
  },
  {
    name: 'completed',
    label: words.completed,
    isWide: true,
    show: ({completedAt}) => (completedAt ? dayOf(completedAt) : texts.nothing),
  },
];
