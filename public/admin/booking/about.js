// What was booked, by whom, and for which company.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, Facts} from '/common/parts.js';
import {texts} from '/common/texts.js';

const words = texts.booking;

/** A part of the page under its heading. @param action what stands beside the heading */
export function Part({title, action, children}) {
  return html`
    <section class="card stack part">
      <div class="row"><h2>${title}</h2>${action}</div>
      ${children}
    </section>
  `;
}

export function About({booking, open}) {
  const {schedule, seats, createdAt, paymentDueOn, cancelledAt, cancellationReason} = booking;
  const {sessions, venue} = schedule;
  return html`
    <${Part} title=${words.about}>
      <${Facts} items=${[
        [
          words.course,
          html`<a href=${`/admin/schedules/${schedule.id}`}>${schedule.course.name}</a>${schedule.status !== 'published' && html` <${Badge} status=${schedule.status} />`}`,
        ],
        [
          words.dates,
          html`${sessions.map(session => html`<span class="line" key=${session.startDatetime}>${format.span(session.startDatetime, session.endDatetime)}</span>`)}`,
        ],
        [
          words.venue,
          html`<span class="line">${venue.name}</span><span class="small line">${[venue.addressLine1, venue.addressLine2, venue.city, venue.postcode].filter(Boolean).join(', ')}</span>`,
        ],
        [texts.bookings.seats, format.number(seats)],
        [words.company, companyOf(booking, open)],
        [words.purchaseOrder, booking.company?.purchaseOrderNumber],
        [words.paymentDue, paymentDueOn && format.day(paymentDueOn)],
        [words.made, format.dayTime(createdAt)],
        [words.cancelled, cancelledAt && format.dayTime(cancelledAt)],
        [words.reason, cancellationReason],
      ]} />
    <//>
  `;
}

function companyOf({company, companyId, status}, open) {
  if (company === null) return undefined;
  if (companyId === null) return company.name;
  const isOpen = status === 'pending' || status === 'confirmed';
  return html`
    <a href=${`/admin/companies/${companyId}`}>${company.name}</a>${' '}
    ${isOpen && html`<button type="button" class="quiet inline" onClick=${() => open('company')}>${words.companies.change}</button>`}
  `;
}

export function Contact({booking, open}) {
  const {contact, notes, userId} = booking;
  return html`
    <${Part} title=${words.contact}
      action=${html`<button type="button" onClick=${() => open('edit')} aria-label=${words.editContact}>${words.actions.edit}</button>`}>
      <${Facts} items=${[
        [
          texts.bookings.customer,
          html`<a href=${`/admin/customers/${userId}`}>${format.fullName(contact)}</a>`,
        ],
        [words.email, html`<a href=${`mailto:${contact.email}`}>${contact.email}</a>`],
        [words.phone, contact.phone && html`<a href=${`tel:${contact.phone}`}>${contact.phone}</a>`],
        [words.notes, html`<span class="verbatim">${notes ?? words.none}</span>`],
      ]} />
    <//>
  `;
}
