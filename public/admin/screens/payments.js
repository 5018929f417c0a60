// The ledger of payments, and what the payment provider told us, with what somebody has still to look at first.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {Badge} from '/common/parts.js';
import {get} from '/common/request.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {ResolveEvent} from '../money/events.js';
import {OnlyBooking, Views} from '../money/only.js';

const words = texts.payments;
const ADDRESS = '/admin/payments';

export function Payments() {
  const {query} = useAddress();
  const view = Object.hasOwn(words.viewNames, query.view) ? query.view : 'ledger';
  const only = pick(query, ['bookingId']);
  const about = new URLSearchParams(only).toString();
  const [round, setRound] = useState(0);
  const open = useLoad(signal => countOpen(only, signal), [about, round]);
  const views = Object.entries(words.viewNames).map(([name, label]) => {
    const parameters = [name === 'ledger' ? '' : `view=${name}`, about].filter(Boolean).join('&');
    const text = name === 'open' && open.data ? words.withCount(label, open.data) : label;
    return [text, parameters ? `${ADDRESS}?${parameters}` : ADDRESS, name === view];
  });
  return html`
    <${ScreenHead} title=${words.title} />
    <${Views} label=${words.views} views=${views} />
    ${only.bookingId && html`<${OnlyBooking} id=${only.bookingId} words=${words} />`}
    ${view === 'ledger' ? html`<${Ledger} only=${only} />` : html`<${Events} key=${view} only=${only} isOpen=${view === 'open'} round=${round} onResolved=${() => setRound(round + 1)} />`}
  `;
}

/** @returns undefined when there is none */
async function countOpen(only, signal) {
  const {data} = await get('/api/admin/payment-events', {...only, isOpen: true, limit: 1}, {signal});
  return data.total.count > 0 ? format.count(data.total) : undefined;
}

const options = labels => Object.entries(labels);
const PERIOD = [
  {name: 'from', label: words.from, type: 'date'},
  {name: 'to', label: words.to, type: 'date'},
];

function Ledger({only}) {
  return html`
    <${List} path="/api/admin/payments" label=${words.title} hasSearch=${false} empty=${words.empty} fixed=${only}
      columns=${COLUMNS} hrefOf=${({bookingId}) => `/admin/bookings/${bookingId}`}
      filters=${[
        {name: 'kind', label: words.kind, options: options(words.kinds)},
        {name: 'status', label: words.status, options: options(words.statuses)},
        {name: 'paymentMethod', label: words.method, options: options(texts.paymentMethods)},
        ...PERIOD,
      ]} />
  `;
}

const COLUMNS = [
  {
    name: 'reference',
    label: words.reference,
    show: ({bookingReference, kind, paymentMethod, processedAt, createdAt}) => html`
      <span class="main whole-word">${bookingReference}</span>
      <span class="small below narrow-only">${words.kinds[kind]}, ${texts.paymentMethods[paymentMethod].toLowerCase()}</span>
      <span class="small below narrow-only">${format.shortDay(processedAt ?? createdAt)}, ${format.time(processedAt ?? createdAt)}</span>
    `,
  },
  {
    name: 'customer',
    label: words.customer,
    isWide: true,
    show: format.contactName,
  },
  {
    name: 'when',
    label: words.when,
    sort: 'id',
    isWide: true,
    show: ({processedAt, createdAt}) => format.dayTime(processedAt ?? createdAt),
  },
  {
    name: 'kind',
    label: words.kind,
    isWide: true,
    show: ({kind, paymentMethod}) => html`
      <span class="main">${words.kinds[kind]}</span>
      <span class="small line">${texts.paymentMethods[paymentMethod]}</span>
    `,
  },
  {
    name: 'amount',
    label: words.amount,
    isNumber: true,
    show: ({kind, amount}) => (kind === 'charge' ? format.money(amount) : `−${format.money(amount)}`),
  },
  {
    name: 'status',
    label: words.status,
    show: ({status, failureReason}) => html`
      <${Badge} status=${status} label=${words.statuses[status]} />
      ${failureReason && html`<span class="small line">${failureReason}</span>`}
    `,
  },
  {
    name: 'provider',
    label: words.providerId,
    isWide: true,
    show: ({providerId}) => (providerId ? html`<code class="small">${providerId}</code>` : texts.nothing),
  },
];

function Events({only, isOpen, round, onResolved}) {
  const [resolving, setResolving] = useState();
  const done = () => {
    setResolving(undefined);
    onResolved();
  };
  return html`
    <${List} path="/api/admin/payment-events" label=${words.viewNames.events} hasSearch=${false} round=${round}
      empty=${isOpen ? words.emptyOpen : words.emptyEvents} fixed=${isOpen ? {...only, isOpen: true} : only}
      columns=${[...EVENT_COLUMNS, outcomeColumn(setResolving)]}
      hrefOf=${({bookingId}) => bookingId && `/admin/bookings/${bookingId}`}
      filters=${isOpen ? PERIOD : [{name: 'outcome', label: words.outcome, options: options(words.outcomes)}, ...PERIOD]} />
    ${resolving && html`<${ResolveEvent} event=${resolving} onDone=${done} onClose=${() => setResolving(undefined)} />`}
  `;
}

const EVENT_COLUMNS = [
  {
    name: 'event',
    label: words.event,
    show: ({eventType, bookingReference, occurredAt}) => html`
      <span class="main">${words.eventTypes[eventType] ?? eventType}</span>
      <span class="small below whole-word">${bookingReference ?? words.noBooking}</span>
      <span class="small below narrow-only">${format.shortDay(occurredAt)}</span>
    `,
  },
  {
    name: 'when',
    label: words.when,
    sort: 'id',
    isWide: true,
    show: ({occurredAt}) => html`<span class="whole-word">${format.dayTime(occurredAt)}</span>`,
  },
  {name: 'says', label: words.says, isWide: true, show: ({note}) => note ?? texts.nothing},
  {
    name: 'object',
    label: words.providerId,
    isWide: true,
    show: ({objectId, eventId}) => html`<code class="small">${objectId ?? eventId}</code>`,
  },
];

function outcomeColumn(onResolve) {
  return {
    name: 'outcome',
    label: words.outcome,
    show: event => html`
      <${Badge} status=${event.outcome === 'attention' && event.resolvedAt === null ? 'warning' : 'plain'}
        label=${event.resolvedAt ? words.resolved : words.outcomes[event.outcome]} />
      ${event.note && html`<span class="below narrow-only">${event.note}</span>`}
      ${event.resolution && html`<span class="small line">${format.day(event.resolvedAt)}: ${event.resolution}</span>`}
      ${
        event.outcome === 'attention' &&
        !event.resolvedAt &&
        html`<span class="line"><button type="button" onClick=${() => onResolve(event)}>${words.resolveRow}</button></span>`
      }
    `,
  };
}
