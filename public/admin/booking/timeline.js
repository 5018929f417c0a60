// Everything that happened to a booking, the newest first, with what changed.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {Part} from './about.js';
import {withoutReference} from './mails.js';

const words = texts.booking.timeline;

const MONEY = [
  'amount',
  'discountApplied',
  'dueAmount',
  'paidAmount',
  'paymentAmount',
  'refundAmount',
  'retainedAmount',
];
const name = person => [person.firstName, person.lastName].filter(Boolean).join(' ');
const SHOW = {
  ...Object.fromEntries(MONEY.map(field => [field, format.money])),
  attendee: name,
  attendees: people => people.map(name).join(', '),
  cause: cause => texts.refunds.causes[cause] ?? cause,
  expiresAt: format.dayTime,
  paymentDueOn: format.day,
  paymentMethod: method => texts.paymentMethods[method] ?? method,
  paymentStatus: status => texts.bookings.paymentLabels[status] ?? status,
  status: status => texts.statuses[status] ?? status,
};
/** Said only when there is some. */
const RARE = ['dueAmount', 'refundAmount', 'retainedAmount', 'discountApplied'];

export function Timeline({items, booking}) {
  return html`
    <div class="whole">
      <${Part} title=${words.title}>
        ${items === undefined && html`<p class="note bad">${texts.booking.notLoaded}</p>`}
        <ol class="timeline">${items?.toReversed().map((item, index) => html`<${Event} key=${`${item.at} ${item.what} ${index}`} ...${item} booking=${booking} />`)}</ol>
      <//>
    </div>
  `;
}

function Event({at, kind, what, by, details, booking}) {
  const lines = linesOf(kind, details);
  const moved = what === 'booking.moved' ? details.newValues?.courseScheduleId : undefined;
  return html`
    <li class=${what.endsWith('failed') || what.endsWith('bounced') ? 'failed' : kind}>
      <time datetime=${at} class="small">${format.dayTime(at)}</time>
      <div>
        <p><strong>${titleOf(kind, what, details, booking)}</strong>${by && html` <span class="small">${words.by(by)}</span>`}</p>
        ${lines.length > 0 && html`<p class="small">${lines.map(line => html`<span class="line" key=${line}>${line}</span>`)}</p>`}
        ${moved && html`<a class="small" href=${`/admin/schedules/${moved}`}>${words.toSchedule}</a>`}
      </div>
    </li>
  `;
}

function titleOf(kind, what, {subject}, booking) {
  if (kind !== 'email') return words.events[what] ?? what;
  const status = what.slice(what.lastIndexOf('.') + 1);
  return words.mail(withoutReference(subject, booking), (texts.statuses[status] ?? status).toLowerCase());
}

/** @returns what changed, a line each: "Price: £75.00 → £60.00" */
function linesOf(kind, details) {
  if (kind === 'email') return [`${words.fields.recipient}: ${details.recipient}`];
  const {oldValues, newValues} = kind === 'activity' ? details : {newValues: details};
  const names = Object.keys(words.fields).filter(
    field => isSaid(field, newValues?.[field]) || isSaid(field, oldValues?.[field]),
  );
  return names
    .filter(field => JSON.stringify(oldValues?.[field]) !== JSON.stringify(newValues?.[field]))
    .map(field => {
      const [before, after] = [oldValues?.[field], newValues?.[field]];
      const isKept = newValues !== null && newValues?.[field] === undefined;
      if (isKept && field !== 'attendee') return undefined;
      if (before === undefined || before === null) return `${words.fields[field]}: ${shown(field, after)}`;
      if (after === undefined) return `${words.fields[field]}: ${shown(field, before)}`;
      return `${words.fields[field]}: ${words.changed(shown(field, before), shown(field, after))}`;
    })
    .filter(Boolean);
}

function isSaid(field, value) {
  if (value === undefined || value === null || value === '') return false;
  return !(RARE.includes(field) && Number(value) === 0);
}

function shown(field, value) {
  if (value === null || value === undefined || value === '') return texts.nothing;
  return String(SHOW[field]?.(value) ?? value);
}
