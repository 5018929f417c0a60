// What a company still has to pay, oldest first, with when each of it is due.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Empty, Loaded, ProblemNote} from '/common/parts.js';
import {download, get, withQuery} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {duePence, pounds} from '../booking/amounts.js';
import {REFERENCE} from './related.js';

const words = texts.companies;
/** Each is read by itself: only the booking says until when it is to be paid, and only its documents the invoice. */
const MOST = 8;
/** Who came, or did not, still has to pay. */
const OWED = ['confirmed', 'completed', 'no_show'];

export function Unpaid({companyId}) {
  const query = {companyId, paymentStatus: 'pending'};
  const load = useLoad(signal => unpaid(query, signal), [companyId]);
  return html`
    <section class="stack related">
      <div class="row">
        <h2>${words.unpaid}${load.data?.total.count > 0 && html` <span class="count">${format.count(load.data.total)}</span>`}</h2>
        <a href=${withQuery('/admin/bookings', query)}>${words.unpaidAll}</a>
      </div>
      <${Loaded} load=${load} lines=${3}>
        ${({bookings, total}) =>
          bookings.length === 0
            ? html`<${Empty}>${words.unpaidNone}<//>`
            : html`
          <${Sum} bookings=${bookings} total=${total} />
          <${Table} label=${words.unpaid} items=${bookings} columns=${COLUMNS} hrefOf=${({id}) => `/admin/bookings/${id}`} />
        `}
      <//>
    </section>
  `;
}

async function unpaid(query, signal) {
  const of = status =>
    get('/api/admin/bookings', {...query, status, sort: 'id', limit: MOST}, {signal}).then(({data}) => data);
  const lists = await Promise.all(OWED.map(of));
  const oldest = lists.flatMap(({items}) => items).sort((one, other) => one.id - other.id);
  const bookings = await Promise.all(oldest.slice(0, MOST).map(({id}) => withInvoice(id, signal)));
  const total = {
    count: lists.reduce((sum, list) => sum + list.total.count, 0),
    isExact: lists.every(list => list.total.isExact),
  };
  return {bookings, total};
}

async function withInvoice(id, signal) {
  const [booking, documents] = await Promise.all([
    get(`/api/admin/bookings/${id}`, {}, {signal}),
    get('/api/admin/documents', {bookingId: id, kind: 'invoice', sort: '-id', limit: 1}, {signal}),
  ]);
  return {...booking.data, invoice: documents.data.items[0]};
}

function Invoice({invoice}) {
  const task = useTask(() => download(`/api/admin/documents/${invoice.id}`));
  if (invoice === undefined) return texts.nothing;
  return html`
    <button type="button" class="link" disabled=${task.isRunning} aria-label=${words.download(invoice.number)} onClick=${() => task.run()}>${invoice.number}</button>
    <${ProblemNote} problem=${task.problem} />
  `;
}

const isOverdue = ({paymentDueOn}) => paymentDueOn !== null && paymentDueOn < format.dayOf();
const sumOf = bookings => format.money(pounds(bookings.reduce((sum, booking) => sum + duePence(booking), 0)));

function Sum({bookings, total}) {
  const overdue = bookings.filter(isOverdue);
  const sum = total.isExact && total.count === bookings.length ? words.unpaidSum : words.unpaidSumMore;
  return html`
    <p>
      ${sum(sumOf(bookings), bookings.length)}
      ${overdue.length > 0 && html` <strong class="bad-text">${words.overdueSum(sumOf(overdue))}</strong>`}
    </p>
  `;
}

const COLUMNS = [
  REFERENCE,
  {
    name: 'course',
    label: texts.bookings.course,
    isWide: true,
    show: ({schedule}) => html`
      <span class="main">${schedule.course.name}</span>
      <span class="small below">${format.day(schedule.startDatetime)}</span>
    `,
  },
  {
    name: 'invoice',
    label: words.invoice,
    isWide: true,
    show: ({invoice}) => html`<${Invoice} invoice=${invoice} />`,
  },
  {
    name: 'order',
    label: words.order,
    isWide: true,
    show: ({company}) => company?.purchaseOrderNumber ?? texts.nothing,
  },
  {
    name: 'open',
    label: words.open,
    isNumber: true,
    show: booking => format.money(pounds(duePence(booking))),
  },
  {
    name: 'due',
    label: words.due,
    show: booking => html`
      ${booking.paymentDueOn ? format.day(booking.paymentDueOn) : words.noDue}
      ${isOverdue(booking) && html` <span class="badge bad">${words.overdue}</span>`}
    `,
  },
];
