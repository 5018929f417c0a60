// What hangs on a record: the first rows of a list, how many there are, and a link to all of them.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Empty, Loaded} from '/common/parts.js';
import {get, withQuery} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {PaymentBadge} from '../booking/badges.js';
import {Seats} from '../schedule/choices.js';
import {When} from '../screens/schedules.js';

const ROWS = 8;

/**
 * @param path, query of the list in the API; `all`: [address, query?] of the screen that shows the whole of it
 * @param hrefOf item → where its row leads
 */
export function Related({title, path, query, all, allLabel, columns, hrefOf, empty, lines = 3, children}) {
  const load = useLoad(
    signal => get(path, {limit: ROWS, ...query}, {signal}).then(({data}) => data),
    [path, JSON.stringify(query)],
  );
  return html`
    <section class="stack related">
      <div class="row">
        <h2>${title}${load.data?.total?.count > 0 && html` <span class="count">${format.count(load.data.total)}</span>`}</h2>
        ${all && html`<a href=${withQuery(all[0], all[1] ?? {})}>${allLabel}</a>`}
      </div>
      ${children}
      <${Loaded} load=${load} lines=${lines}>
        ${data =>
          data.items.length === 0
            ? html`<${Empty}>${empty}<//>`
            : html`<${Table} label=${title} items=${data.items} columns=${columns} hrefOf=${hrefOf} />`}
      <//>
    </section>
  `;
}

const words = texts.records;

export const REFERENCE = {
  name: 'reference',
  label: texts.bookings.reference,
  show: ({bookingReference}) => html`<span class="nowrap">${bookingReference}</span>`,
};

const BOOKING_COLUMNS = [
  REFERENCE,
  {
    name: 'course',
    label: texts.bookings.course,
    show: booking => html`
      <span class="main">${booking.courseName}</span>
      <span class="small below">${format.day(booking.startDatetime)}<span class="wide-only"> · ${booking.venueName}</span></span>
    `,
  },
  {name: 'seats', label: texts.bookings.seats, isNumber: true, isWide: true, show: ({seats}) => seats},
  {
    name: 'amount',
    label: texts.bookings.amount,
    isNumber: true,
    isWide: true,
    show: ({paymentAmount}) => format.money(paymentAmount),
  },
  {name: 'status', label: texts.bookings.status, show: ({status}) => html`<${Badge} status=${status} />`},
  {
    name: 'payment',
    label: texts.bookings.payment,
    isWide: true,
    show: ({paymentStatus}) => html`<${PaymentBadge} status=${paymentStatus} />`,
  },
];

const CUSTOMER = {
  name: 'customer',
  label: texts.bookings.customer,
  isWide: true,
  show: format.contactName,
};

/** @param query such as {userId: 7}, which the list of bookings knows too; `hasCustomer`: they are of several people */
export function BookingsOf({query, title = words.bookings, empty = words.noBookings, hasCustomer = false}) {
  const [reference, ...rest] = BOOKING_COLUMNS;
  const columns = hasCustomer ? [reference, CUSTOMER, ...rest] : BOOKING_COLUMNS;
  return html`
    <${Related} title=${title} path="/api/admin/bookings" query=${{...query, sort: '-id'}} all=${['/admin/bookings', query]}
      allLabel=${words.allBookings} columns=${columns} hrefOf=${({id}) => `/admin/bookings/${id}`} empty=${empty} />
  `;
}

const SCHEDULE_COLUMNS = {
  when: {
    name: 'when',
    label: texts.schedules.when,
    show: schedule => html`<${When} schedule=${schedule} />`,
  },
  course: {name: 'course', label: texts.schedules.course, show: ({courseName}) => courseName},
  venue: {name: 'venue', label: texts.schedules.venue, isWide: true, show: ({venueName}) => venueName},
  instructor: {
    name: 'instructor',
    label: texts.schedules.instructor,
    isWide: true,
    show: ({instructorName}) =>
      instructorName ?? html`<span class="badge attention">${texts.schedules.unassigned}</span>`,
  },
  seats: {
    name: 'seats',
    label: texts.schedules.seats,
    show: ({seatsTaken, capacity, minSeats}) =>
      html`<${Seats} taken=${seatsTaken} capacity=${capacity} minSeats=${minSeats} />`,
  },
  status: {
    name: 'status',
    label: texts.schedules.status,
    isWide: true,
    show: ({status}) => html`<${Badge} status=${status} />`,
  },
};

/** Coming schedules. @param query such as {venueId: 3}; `columns`: names of `SCHEDULE_COLUMNS` */
export function SchedulesOf({query, columns, empty = words.noSchedules}) {
  const from = format.dayOf();
  return html`
    <${Related} title=${words.schedules} path="/api/admin/schedules" query=${{...query, from, sort: 'startDatetime'}}
      all=${['/admin/schedules', {...query, from}]} allLabel=${words.allSchedules}
      columns=${columns.map(name => SCHEDULE_COLUMNS[name])} hrefOf=${({id}) => `/admin/schedules/${id}`} empty=${empty} />
  `;
}
