// Move a booking to another date: dates with seats enough, and what each costs, before it is done.
import {Finder} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded, ProblemNote} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';
import {isNothing} from './amounts.js';
import {findSchedules} from './finders.js';
import {useInsist} from './insist.js';

const words = texts.booking.move;
const MOST_HERE = 4;
const MOST_ELSEWHERE = 4;

export function MoveBooking({booking, onDone, onClose}) {
  const insist = useInsist();
  const dates = useLoad(signal => sameCourse(booking, signal), [booking.id]);
  const form = useForm({
    draft: `booking/${booking.id}/move`,
    initial: {to: null},
    save: async (values, {key}) => {
      const body = {courseScheduleId: values.to.value, allowDuplicates: insist.isMeant(values)};
      await post(`/api/admin/bookings/${booking.id}/move`, body, {key});
      onDone(words.done);
    },
  });
  const {to} = form.values;
  const isListed = dates.data?.flat().some(({value}) => value === to?.value);
  const preview = useLoad(
    to === null
      ? undefined
      : signal =>
          post(`/api/admin/bookings/${booking.id}/move/preview`, {courseScheduleId: to.value}, {signal}).then(
            ({data}) => data,
          ),
    [to?.value],
  );
  const isKnown = to !== null && preview.data?.courseScheduleId === to.value && !preview.problem;
  return html`
    <${ActionDialog} title=${words.title} form=${form} action=${words.action} isWide isReady=${isKnown} onClose=${onClose}
      insist=${() => insist.mean(form)} effects=${isKnown ? effectsOf(booking, preview.data) : []}>
      <p><span class="small">${words.from}</span><br />${booking.schedule.course.name}, <strong>${format.span(booking.schedule.startDatetime, booking.schedule.endDatetime)}</strong></p>
      <div class="reserve-dates"><${Loaded} load=${dates} lines=${6}>${([here, elsewhere]) => html`<${Dates} here=${here} elsewhere=${elsewhere} venue=${booking.schedule.venue.name} form=${form} />`}<//></div>
      <${Finder} label=${words.other} hint=${words.otherHint} selected=${isListed ? undefined : (to ?? undefined)}
        find=${(text, signal) => othersWithSeats(text, signal, booking)}
        onSelect=${option => form.set('to', option ?? null)} />
      ${!isKnown && !preview.problem && html`<p class="reserve-effects small">${words.choose}</p>`}
      ${to !== null && html`<${ProblemNote} problem=${preview.problem} />`}
    <//>
  `;
}

/** Other dates of its course that have seats enough: those at its venue, and those elsewhere. */
async function sameCourse({schedule, seats}, signal) {
  const {data} = await get(`/api/admin/schedules/${schedule.id}`, undefined, {signal});
  const {courseId, venueId} = data;
  const withSeats = async query => {
    const options = await findSchedules('', signal, {courseId, except: schedule.id, ...query});
    return options.filter(({left}) => left >= seats);
  };
  const [here, all] = await Promise.all([withSeats({venueId}), withSeats({})]);
  const elsewhere = all.filter(option => option.venueId !== venueId);
  return [here.slice(0, MOST_HERE), elsewhere.slice(0, MOST_ELSEWHERE)];
}

async function othersWithSeats(text, signal, {schedule, seats}) {
  const options = await findSchedules(text, signal, {except: schedule.id});
  return options.filter(({left}) => left >= seats);
}

function Dates({here, elsewhere, venue, form}) {
  if (here.length + elsewhere.length === 0) return html`<p>${words.noneSame}</p>`;
  return html`
    <div class="columns">
      <${Group} legend=${words.here(venue)} items=${here} form=${form} />
      <${Group} legend=${words.elsewhere} items=${elsewhere} form=${form} />
    </div>
  `;
}

function Group({legend, items, form}) {
  const {to} = form.values;
  if (items.length === 0) return null;
  return html`
    <fieldset class="choices dates">
      <legend>${legend}</legend>
      ${items.map(
        item => html`
          <label class="choice" key=${item.value}>
            <input type="radio" name="to" checked=${to?.value === item.value} onChange=${() => form.set('to', item)} />
            <span>${format.span(item.start, item.end)}<span class="small line">${item.hint}</span></span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

function effectsOf({paymentAmount, contact}, {paymentAmount: after, dueAmount, refundAmount}) {
  return [
    paymentAmount === after
      ? words.samePrice(format.money(after))
      : words.newPrice(format.money(paymentAmount), format.money(after)),
    paymentAmount !== after && !isNothing(dueAmount) && words.due(format.money(dueAmount)),
    !isNothing(refundAmount) && words.back(format.money(refundAmount)),
    words.seats,
    texts.booking.mailed(words.mail, contact.email),
  ];
}
