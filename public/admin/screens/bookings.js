// The list of bookings: quick views, filters that live in the address, and where each one leads.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {Badge} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {rememberList} from '../booking/back.js';
import {PaymentBadge} from '../booking/badges.js';
import {ScreenHead} from '../frame.js';
import {everything, filterOptions} from '../schedule/choices.js';

const words = texts.bookings;
const ADDRESS = '/admin/bookings';

export function Bookings() {
  const {query} = useAddress();
  rememberList(query);
  const options = useLoad(loadOptions, []);
  const only = pick(query, Object.keys(words.only));
  const newQuery = new URLSearchParams(pick(only, ['scheduleId', 'userId'])).toString();
  return html`
    <${ScreenHead} title=${words.title}>
      <a class="button primary" href=${`${ADDRESS}/new${newQuery && `?${newQuery}`}`}>${words.add}</a>
    <//>
    <${Views} query=${query} />
    <${Only} only=${only} />
    <div class="bookings">
      <${List} path="/api/admin/bookings" label=${words.title} columns=${COLUMNS} filters=${filtersWith(options.data)}
        fixed=${only} empty=${words.empty} hrefOf=${({id}) => `${ADDRESS}/${id}`} />
    </div>
  `;
}

const COLUMNS = [
  {
    name: 'customer',
    label: words.customer,
    sort: 'lastName',
    show: booking => html`
      <span class="main">${booking.contactFirstName} ${booking.contactLastName}</span>
      <span class="small below wide-only">${booking.contactEmail}</span>
      <span class="small below narrow-only">${booking.bookingReference}</span>
    `,
  },
  {
    name: 'reference',
    label: words.booked,
    sort: 'id',
    isWide: true,
    show: booking => html`
      <span class="main when">${booking.bookingReference}</span>
      <span class="small below">${format.plainDay(booking.createdAt)}</span>
    `,
  },
  {
    name: 'course',
    label: words.course,
    sort: 'startDatetime',
    show: booking => html`
      <span class="main">${booking.courseName}</span>
      <span class="small below">${format.day(booking.startDatetime)}<span class="wide-only"> · ${booking.venueName}</span></span>
    `,
  },
  {
    name: 'amount',
    label: words.amount,
    isNumber: true,
    isWide: true,
    show: booking => html`
      ${format.money(booking.paymentAmount)}<span class="small below">${words.seatCount(booking.seats)}</span>
    `,
  },
  {
    name: 'status',
    label: words.status,
    show: ({status, paymentStatus}) => html`
      <span class="badges column"><${Badge} status=${status} /><${PaymentBadge} status=${paymentStatus} /></span>
    `,
  },
];

/** Courses, venues and companies to choose from; the list works without them. */
async function loadOptions(signal) {
  const kinds = ['courses', 'venues', 'companies'];
  const lists = await Promise.all(
    kinds.map(kind =>
      everything(`/api/admin/${kind}`, {sort: 'name'}, {signal}).then(filterOptions, () => []),
    ),
  );
  return Object.fromEntries(kinds.map((kind, index) => [kind, lists[index]]));
}

function filtersWith({courses = [], venues = [], companies = []} = {}) {
  return [
    {name: 'status', label: words.status, options: words.statuses.map(name => [name, texts.statuses[name]])},
    {
      name: 'paymentStatus',
      label: words.payment,
      options: words.paymentStatuses.map(name => [name, words.paymentLabels[name]]),
    },
    {name: 'courseId', label: words.course, options: courses},
    {name: 'venueId', label: words.venue, options: venues, isMore: true},
    {name: 'companyId', label: words.company, options: companies, isMore: true},
    {name: 'startsFrom', label: words.startsFrom, type: 'date', isMore: true},
    {name: 'startsTo', label: words.startsTo, type: 'date', isMore: true},
    {name: 'bookedFrom', label: words.bookedFrom, type: 'date', isMore: true},
    {name: 'bookedTo', label: words.bookedTo, type: 'date', isMore: true},
  ];
}

function views() {
  const today = format.dayOf();
  return {
    all: {},
    pending: {status: 'pending'},
    unpaid: {status: 'confirmed', paymentStatus: 'pending'},
    soon: {status: 'confirmed', startsFrom: today, startsTo: format.addDays(today, 6)},
    over: {status: 'confirmed', startsTo: format.addDays(today, -1)},
  };
}

function Views({query}) {
  const {after: _, sort: __, search: ___, ...asked} = query;
  const now = new URLSearchParams(asked);
  now.sort();
  return html`
    <nav class="views" aria-label=${words.views}>
      ${Object.entries(views()).map(([name, values]) => {
        const wanted = new URLSearchParams(values);
        wanted.sort();
        const isShown = wanted.toString() === now.toString();
        return html`<a key=${name} href=${name === 'all' ? ADDRESS : `${ADDRESS}?${wanted}`} aria-current=${isShown ? 'true' : undefined}>${words.viewNames[name]}</a>`;
      })}
    </nav>
  `;
}

const NAMES = {
  scheduleId: id =>
    get(`/api/admin/schedules/${id}`).then(
      ({data}) => `${data.courseName}, ${format.dayTime(data.startDatetime)}`,
    ),
  userId: id => get(`/api/admin/users/${id}`).then(({data}) => format.fullName(data)),
  discountCodeId: id => get(`/api/admin/discount-codes/${id}`).then(({data}) => data.code),
};

/** Whose bookings these are, when a link of another screen led here. */
function Only({only}) {
  const [name] = Object.keys(only);
  const {data, problem} = useLoad(name && (() => NAMES[name](only[name])), [name, only[name]]);
  if (name === undefined) return null;
  return html`
    <div class="note only">
      <p>${words.only[name](data ?? (problem ? `#${only[name]}` : '…'))}</p>
      <button type="button" onClick=${() => setQuery({[name]: undefined, after: undefined})}>${words.showAll}</button>
    </div>
  `;
}
