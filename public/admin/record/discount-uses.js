// What a discount code was used for: how much it came to, how much of it is left, and each booking.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {CsvButton, Pages, Table} from '/common/list.js';
import {Badge, Empty, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {REFERENCE} from './related.js';

const words = texts.discountCodes;

export function DiscountUses({id}) {
  const {query} = useAddress();
  const {bookedFrom, bookedTo, after} = query;
  const path = `/api/admin/discount-codes/${id}/uses`;
  const load = useLoad(
    signal => get(path, {bookedFrom, bookedTo, after}, {signal}).then(({data}) => data),
    [path, bookedFrom, bookedTo, after],
  );
  return html`
    <section class="stack related">
      <div class="row">
        <h2>${words.uses}</h2>
        <a href=${`/admin/bookings?discountCodeId=${id}`}>${words.allBookings}</a>
      </div>
      <form class="filters" onSubmit=${event => event.preventDefault()}>
        <${Day} name="bookedFrom" value=${bookedFrom} />
        <${Day} name="bookedTo" value=${bookedTo} />
        ${(bookedFrom || bookedTo) && html`<button type="button" class="quiet" onClick=${() => setQuery({bookedFrom: '', bookedTo: '', after: ''})}>${texts.lists.clear}</button>`}
        <${CsvButton} path=${path} query=${{bookedFrom, bookedTo}} />
      </form>
      <${Loaded} load=${load} lines=${8}>
        ${report => html`
          <${Totals} report=${report} />
          ${
            report.items.length === 0
              ? html`<${Empty}>${bookedFrom || bookedTo ? words.noUsesThen : words.noUses}<//>`
              : html`
                  <div>
                    <${Table} label=${words.uses} items=${report.items} columns=${COLUMNS} hrefOf=${use => `/admin/bookings/${use.id}`} />
                    ${(report.nextCursor || after) && html`<${Pages} data=${report} isFirst=${after === undefined} />`}
                  </div>
                `
          }
          <p class="small">${words.usesHint}</p>
        `}
      <//>
    </section>
  `;
}

function Day({name, value = ''}) {
  const change = event => setQuery({[name]: event.currentTarget.value, after: undefined});
  return html`<label class="filter"><span>${words[name]}</span><input type="date" value=${value} onChange=${change} /></label>`;
}

function Totals({report: {totals, discountCode}}) {
  const {usageLimit, timesUsed} = discountCode;
  const left =
    usageLimit === null ? words.totals.unlimited : format.number(Math.max(0, usageLimit - timesUsed));
  const figures = [
    ['uses', format.number(totals.uses)],
    ['left', left],
    ['customers', format.number(totals.customers)],
    ['seats', format.number(totals.seats)],
    ['discountApplied', format.money(totals.discountApplied)],
    ['paymentAmount', format.money(totals.paymentAmount)],
    ['givenBack', format.number(totals.givenBack)],
  ];
  return html`
    <dl class="figures">
      ${figures.map(([name, value]) => html`<div key=${name}><dt>${words.totals[name]}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}

const COLUMNS = [
  REFERENCE,
  {
    name: 'customer',
    label: texts.bookings.customer,
    show: use => html`
      <span class="main">${use.contactFirstName} ${use.contactLastName}</span>
      <span class="small below wide-only">${use.contactEmail}</span>
    `,
  },
  {
    name: 'course',
    label: texts.bookings.course,
    isWide: true,
    show: use => html`
      <span class="main">${use.courseName}</span>
      <span class="small below">${format.day(use.startDatetime)}</span>
    `,
  },
  {name: 'booked', label: texts.bookings.booked, isWide: true, show: ({createdAt}) => format.day(createdAt)},
  {
    name: 'discount',
    label: words.totals.discountApplied,
    isNumber: true,
    show: ({discountApplied}) => format.money(discountApplied),
  },
  {
    name: 'amount',
    label: texts.bookings.amount,
    isNumber: true,
    isWide: true,
    show: ({paymentAmount}) => format.money(paymentAmount),
  },
  {
    name: 'status',
    label: texts.bookings.status,
    show: ({status, counts}) => html`
      <${Badge} status=${status} />
      ${!counts && html`<span class="small below">${words.noLonger}</span>`}
    `,
  },
];
