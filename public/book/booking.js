// A booking: what it is, what to do next, and everything that its holder may change.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, Facts, Loaded, ProblemNote, say} from '/common/parts.js';
import {download} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {holderOf} from './ask.js';
import {Attendees} from './attendees.js';
import {Cancel} from './cancel.js';
import {Choose} from './choose.js';
import {addressOf} from './dates.js';
import {useFocusKept, useFresh} from './fresh.js';
import {linkWithKey} from './keys.js';
import {NO_KEY, NoKey} from './no-key.js';
import {Pay} from './pay.js';
import {dueOf} from './payments.js';
import {RanOut} from './ran-out.js';
import {When} from './schedule.js';

const words = texts.book.booking;

export function Booking({query}) {
  const holder = holderOf('booking', query.booking);
  const load = useLoad(holder.mayAsk ? signal => holder.get('', {signal}) : undefined, [holder.token]);
  useFresh(load.reload);
  if (!holder.mayAsk || NO_KEY.includes(load.problem?.status))
    return html`<${NoKey} problem=${load.problem} holder=${holder} reload=${load.reload} />`;
  return html`
    <${Loaded} load=${load} lines=${20}>
      ${booking =>
        query.choose === undefined
          ? html`<${Content} booking=${booking} holder=${holder} reload=${load.reload} isNew=${query.booked !== undefined} />`
          : html`<${Choose} booking=${booking} holder=${holder} />`}
    <//>
  `;
}

function Content({booking, holder, reload, isNew}) {
  const {status, schedule, contact, cancellationReason} = booking;
  const isHeld = isOpen(booking);
  const isCancelledByUs = isHeld && schedule.status === 'cancelled';
  useFocusKept(booking);
  return html`
    <div class="intro">
      <h1>${titleOf(booking, isNew)}</h1>
      <p>${words.for(schedule.course.name, format.span(schedule.startDatetime, schedule.endDatetime))}</p>
    </div>
    <div class="booking">
      <div class="stack">
        ${isCancelledByUs && html`<div class="note attention"><p>${words.cancelledByUs}</p><a class="button primary" href=${`/?booking=${booking.bookingReference}&choose`}>${words.choose}</a></div>`}
        ${cancellationReason === 'expired' && html`<${RanOut} booking=${booking} />`}
        ${status === 'cancelled' && cancellationReason !== 'expired' && html`<${Cancelled} booking=${booking} />`}
        ${isHeld && !isCancelledByUs && html`<${Pay} booking=${booking} holder=${holder} reload=${reload} />`}
        ${isNew && isHeld && html`<p class="note">${words.mailed(contact.email)}</p>`}
        ${isHeld && !isCancelledByUs && html`<${Keep} booking=${booking} holder=${holder} />`}
        <${Attendees} booking=${booking} holder=${holder} reload=${reload} />
        <${Documents} booking=${booking} holder=${holder} />
        ${isHeld && !isCancelledByUs && html`<${Cancel} booking=${booking} holder=${holder} reload=${reload} />`}
      </div>
      <${About} booking=${booking} />
    </div>
  `;
}

function Cancelled({booking}) {
  const {cancelledAt, paidAmount, paymentStatus, schedule} = booking;
  const why = schedule.status === 'cancelled' ? words.byUs : words.cancelled(format.day(cancelledAt));
  const money = paymentStatus === 'refunded' ? words.paidBack : paidAmount !== '0.00' && words.refund;
  return html`
    <div class="note stack">
      <p>${why} ${money}</p>
      <div class="actions"><a class="button" href=${`/?course=${encodeURIComponent(schedule.course.slug)}`}>${words.again}</a></div>
    </div>
  `;
}

const isOpen = ({status}) => status === 'pending' || status === 'confirmed';

function titleOf({status, cancellationReason}, isNew) {
  if (cancellationReason === 'expired') return words.titles.expired;
  if (isNew && status === 'pending') return words.titles.held;
  if (isNew && status === 'confirmed') return words.titles.booked;
  return words.titles[status];
}

function About({booking}) {
  const {schedule, contact, company} = booking;
  return html`
    <aside class="card stack" aria-label=${words.about}>
      <p class="reference"><span class="small">${words.reference}</span> <strong>${booking.bookingReference}</strong></p>
      <p><${Badge} status=${booking.status} label=${words.statuses[booking.status]} /></p>
      <${Facts} items=${[
        [words.course, schedule.course.name],
        [
          words.when,
          html`<${When} start=${schedule.startDatetime} end=${schedule.endDatetime} sessions=${schedule.sessions} />`,
        ],
        [
          words.where,
          html`<span class="strong">${schedule.venue.name}</span><br />${addressOf(schedule.venue)}`,
        ],
        [words.seats, String(booking.seats)],
        [
          words.discount,
          booking.discountApplied !== '0.00' &&
            `−${format.money(booking.discountApplied)}${booking.discountCode ? ` (${booking.discountCode})` : ''}`,
        ],
        [words.amount, format.money(booking.paymentAmount)],
        [words.comesBack, isOpen(booking) && dueOf(booking) < 0 && format.money(-dueOf(booking))],
        [words.paid, booking.paidAmount !== '0.00' && format.money(booking.paidAmount)],
        [words.method, booking.paymentAmount !== '0.00' && texts.paymentMethods[booking.paymentMethod]],
        [words.contact, html`${format.fullName(contact)}<br />${contact.email}`],
        [words.company, company && [company.name, company.purchaseOrderNumber].filter(Boolean).join(', ')],
      ]} />
    </aside>
  `;
}

/** What to take along: the calendar file, and the link back to this page. */
function Keep({booking, holder}) {
  const calendar = useTask(() => download(`${holder.base}/calendar.ics`, {token: holder.token}));
  const link = holder.token && linkWithKey('booking', booking.bookingReference);
  const copy = useTask(async () => {
    await navigator.clipboard.writeText(link);
    say(words.copied);
  });
  return html`
    <section class="card stack">
      <h2>${words.keep}</h2>
      <p>${words.keepHow(booking.contact.email)}</p>
      <div class="actions">
        <button type="button" disabled=${calendar.isRunning} onClick=${() => calendar.run()}>${words.calendar}</button>
        ${link && html`<button type="button" onClick=${() => copy.run()}>${words.copy}</button>`}
      </div>
      ${link && copy.problem && html`<label class="field"><span>${words.copyYourself}</span><input readonly value=${link} onFocus=${event => event.currentTarget.select()} /></label>`}
      <${ProblemNote} problem=${calendar.problem} />
    </section>
  `;
}

function Documents({booking, holder}) {
  const load = useLoad(
    signal => holder.get('/documents', {signal}),
    [booking.status, booking.paidAmount, booking.paymentAmount],
  );
  const task = useTask(number => download(`${holder.base}/documents/${number}`, {token: holder.token}));
  const {status, paymentMethod, paymentAmount} = booking;
  const areComing = paymentAmount !== '0.00' && (status === 'confirmed' || paymentMethod === 'invoice');
  if (load.data === undefined || (load.data.length === 0 && (!areComing || status === 'cancelled')))
    return null;
  return html`
    <section class="card stack">
      <h2>${words.documents}</h2>
      ${load.data.length === 0 && html`<p class="small">${words.documentsLater}</p>`}
      <ul class="plain lines" hidden=${load.data.length === 0}>
        ${load.data.map(
          ({number, kind, issuedAt, totalAmount}) => html`
            <li key=${number} class="row">
              <span>${words.kinds[kind]} ${number}, ${format.day(issuedAt)}, ${format.money(totalAmount)}</span>
              <button type="button" disabled=${task.isRunning} aria-label=${words.pdfOf(number)} onClick=${() => task.run(number)}>${words.pdf}</button>
            </li>
          `,
        )}
      </ul>
      <${ProblemNote} problem=${task.problem} />
    </section>
  `;
}
