// Cancelling a course: who is concerned, what they paid, and which other dates they can choose, before it is done.
import {TextArea} from '/common/fields.js';
import {KeptNote, useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Dialog, Loaded, ProblemNote, say} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';

const words = texts.schedule;
const NAMED_DATES = 3;

/** @param onClose (isDone) → void */
export function CancelSchedule({schedule, onClose}) {
  const path = `/api/admin/schedules/${schedule.id}`;
  const load = useLoad(
    signal => get(`${path}/cancellation-preview`, undefined, {signal}).then(({data}) => data),
    [path],
  );
  const form = useForm({
    draft: `${path}/cancel`,
    initial: {reason: ''},
    save: async ({reason}) => {
      await post(`${path}/cancel`, {reason});
      say(words.cancelled);
      onClose(true);
    },
  });
  return html`
    <${Dialog} title=${words.cancelTitle} isWide onClose=${() => onClose(false)}>
      <p><strong>${schedule.courseName}</strong>, ${schedule.venueName}, ${format.span(schedule.startDatetime, schedule.endDatetime)}</p>
      <${Loaded} load=${load} lines=${6}>${impact => html`<${Impact} impact=${impact} />`}<//>
      <form class="stack" onSubmit=${form.submit}>
        <${KeptNote} form=${form} />
        <${TextArea} form=${form} name="reason" label=${words.cancelReason} required maxlength="500" rows="2" />
        <${ProblemNote} problem=${form.problem} />
        <footer class="actions">
          <button class="danger" disabled=${form.isSaving || !load.data}>${form.isSaving ? texts.actions.working : words.cancelAction}</button>
          <button type="button" onClick=${() => onClose(false)}>${words.cancelKeep}</button>
        </footer>
      </form>
    <//>
  `;
}

function Impact({impact}) {
  const {bookings, total, proposals} = impact;
  if (bookings.length === 0) return html`<p class="note good">${words.cancelNobody}</p>`;
  const dates = Object.fromEntries(proposals.map(each => [each.id, each]));
  return html`
    <div class="stack">
      <div class="note attention">
        <p><strong>${words.cancelWho(total.bookings, total.seats, format.money(total.paidAmount))}</strong></p>
        <p>${words.cancelMail}</p>
      </div>
      <${Table} label=${words.bookings} items=${bookings} hrefOf=${({id}) => `/admin/bookings/${id}`}
        columns=${[
          {name: 'reference', label: words.reference, show: ({bookingReference}) => bookingReference},
          {
            name: 'person',
            label: words.person,
            show: ({contactFirstName, contactLastName, contactEmail}) =>
              html`${contactFirstName} ${contactLastName}<br /><span class="small">${contactEmail}</span>`,
          },
          {name: 'seats', label: texts.schedules.seats, isNumber: true, show: ({seats}) => seats},
          {
            name: 'status',
            label: texts.schedules.status,
            isWide: true,
            show: ({status}) => html`<${Badge} status=${status} />`,
          },
          {name: 'paid', label: words.paid, isNumber: true, show: ({paidAmount}) => format.money(paidAmount)},
          {
            name: 'other',
            label: words.cancelOther,
            show: booking =>
              booking.proposals.length === 0 ? words.cancelOtherNone : namedDates(booking.proposals, dates),
          },
        ]} />
      ${proposals.length === 0 && html`<p class="small">${words.cancelOthersNone}</p>`}
    </div>
  `;
}

function namedDates(ids, dates) {
  const named = ids.slice(0, NAMED_DATES).map(id => format.shortDay(dates[id].startDatetime));
  const more = ids.length - named.length;
  return named.join(', ') + (more > 0 ? ` +${more}` : '');
}
