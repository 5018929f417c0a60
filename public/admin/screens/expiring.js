// Pending bookings that lose their seats soon, those that lose them first at the top.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {List} from '/common/list.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {PaymentBadge} from '../booking/badges.js';
import {ScreenHead} from '../frame.js';

const words = texts.dashboard;

export function Expiring() {
  const {query} = useAddress();
  return html`
    <${ScreenHead} title=${words.expiringTitle} back=${['/admin', words.title]} />
    <${List} path="/api/admin/dashboard/expiring-bookings" label=${words.expiringTitle} fixed=${query.until ? {until: query.until} : {}}
      hrefOf=${({id}) => `/admin/bookings/${id}`}
      columns=${[
        {name: 'reference', label: texts.schedule.reference, show: ({bookingReference}) => bookingReference},
        {
          name: 'ends',
          label: words.holdEnds,
          sort: 'holdExpiresAt',
          show: ({holdExpiresAt}) => format.dayTime(holdExpiresAt),
        },
        {
          name: 'customer',
          label: words.customer,
          show: format.contactName,
        },
        {
          name: 'course',
          label: words.course,
          isWide: true,
          show: ({courseName, startDatetime}) =>
            html`${courseName}<span class="small line">${format.dayTime(startDatetime)}</span>`,
        },
        {name: 'seats', label: words.seats, isNumber: true, isWide: true, show: ({seats}) => seats},
        {
          name: 'amount',
          label: words.amount,
          isNumber: true,
          show: ({paymentAmount}) => format.money(paymentAmount),
        },
        {
          name: 'payment',
          label: texts.schedule.payment,
          isWide: true,
          show: ({paymentStatus}) => html`<${PaymentBadge} status=${paymentStatus} />`,
        },
      ]} />
  `;
}
